/* console_guard.h: who may ask, and how often. Knows nothing of sockets. */
#ifndef LOADGEN_CONSOLE_GUARD_H
#define LOADGEN_CONSOLE_GUARD_H

#include <stdbool.h>
#include <stdint.h>

enum {
    GUARD_TOKEN = 33,      /* a token made here, with its NUL */
    GUARD_TOKEN_LEAST = 8, /* characters of one that is given */
    GUARD_ADDRESS = 46,
    GUARD_ADDRESSES = 256
};

/* Whether a Host header names this machine: 127.x.y.z, localhost or [::1],
 * with any port. Another name there means that a page of another site had
 * its name lead here (DNS rebinding). NULL is no. */
bool guard_host_is_local(const char *host);

/* Whether the page that asks came from here. `origin` is the Origin header;
 * NULL, which programs and plain visits send, is yes. */
bool guard_same_origin(const char *origin, const char *host);

/* Whether a browser says, by its Sec-Fetch-Site header, that the request is a
 * page's of ours or was typed; NULL, which programs send, is yes. */
bool guard_same_site(const char *site);

/* Compares in a time that does not depend on where they differ. */
bool guard_token_is(const char *token, const char *given);

/* Writes 32 random hex digits. Returns 0, or -1 with errno. */
int guard_token_make(char token[GUARD_TOKEN]);

/* So many at once, and then so many a second. */
struct guard_rate {
    double burst, per_second;
    double left;
    int64_t at; /* when `left` was so, ns */
};

/* A full one. */
struct guard_rate guard_rate(double burst, double per_second, int64_t now);

/* Takes one. Returns whether there was one. */
bool guard_take(struct guard_rate *rate, int64_t now);

/* A rate for each address; of the last 256 that came. */
struct guard_addresses {
    struct {
        char address[GUARD_ADDRESS];
        struct guard_rate rate;
    } known[GUARD_ADDRESSES];
    int count;
};
bool guard_take_for(struct guard_addresses *all, const char *address,
                    double burst, double per_second, int64_t now);

#endif
