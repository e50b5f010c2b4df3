/* talk.h: one connection from its first byte to its end, without a socket.
 *
 * Plays the server's part as threaded and evented do, and records what the
 * client would have received, reply by reply. */
#ifndef FUZZ_TALK_H
#define FUZZ_TALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http.h"

enum {
    TALK_REPLIES = 4096,
    TALK_OUTPUT = 70000 /* bytes, after which the client leaves */
};

/* How the bytes come and go, and what else happens. */
struct plan {
    size_t piece;    /* bytes given at once; 0: as chance has it */
    size_t room;     /* bytes taken at once; 0: as chance has it */
    uint64_t random; /* state of the generator */
    bool chaos;      /* deadlines pass, sockets fail, the server stops */
};

/* What of a reply may differ between two runs, apart from its date. */
enum varies { VARIES_NOT, VARIES_BODY, VARIES_LENGTH };

struct reply {
    size_t start, end; /* where it stands in the output */
    bool to_head;      /* it answers HEAD */
    enum varies varies;
};

struct talk {
    struct http_conn conn;
    struct plan *plan;
    const uint8_t *input;
    size_t input_left;
    bool cut;  /* it ended before all was sent, and not in good order */
    int waits; /* times that it waited for news */
    size_t length, count;
    uint32_t served, failed; /* as the connection counted */
    struct reply replies[TALK_REPLIES];
    char output[TALK_OUTPUT];
};

/* Holds one talk on a server that nobody else uses. */
void talk_hold(struct talk *talk, struct http_server *server,
               const uint8_t *input, size_t length, struct plan *plan);

#endif
