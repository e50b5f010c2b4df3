/* wire.h: a customer's connection, as wire.c and reply.c share it. */
#ifndef GRADE_WIRE_H
#define GRADE_WIRE_H

#include <netinet/in.h>

#include "inside.h"

enum { KEPT_MOST = 64 << 20 }; /* bytes that are kept of what comes */

struct wire {
    char name[48];
    char asked[64]; /* the last request line, for messages */
    int fd;         /* -1: closed by us */
    char *in;       /* bytes that came and were not taken yet */
    size_t length, size;
    bool ended; /* the program closed */
    bool reset; /* ... by a reset */
    int status; /* of the last reply */
    char *body; /* of the last reply, a NUL behind it */
    size_t body_length;
};

/* Where the program listens. */
struct sockaddr_in wire_address(void);

/* Waits for more bytes and keeps them. Returns NULL, or why none came, or that
 * too many have. */
const char *wire_more(struct wire *wire);

/* Forgets the first n bytes that were kept. */
void wire_forget(struct wire *wire, size_t n);

/* Fails the check: what was expected of this customer's wire, and `got`,
 * followed by what else has come. */
void wire_fail(struct wire *wire, const char *expected, const char *got)
    __attribute__((noreturn));

#endif
