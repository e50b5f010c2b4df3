/* expect.h: what may be expected of the connection in use.
 *
 * Each call waits as long as needed, until the deadline of the script, and
 * returns 0, or -1 with what was wrong in play->why. */
#ifndef PARITY_EXPECT_H
#define PARITY_EXPECT_H

#include <stdbool.h>
#include <stddef.h>

#include "answer.h"
#include "play.h"
#include "scripts.h"
#include "wire.h"

/* A script being played. */
struct play {
    int port;
    bool dribble;
    char *why; /* PLAY_WHY bytes */
    struct wire wires[SCRIPT_CONNECTIONS];
    struct wire *wire;    /* the one in use */
    struct answer answer; /* the last response on it */
};

/* Writes play->why. Returns -1, for `return play_fail(...)`. */
int play_fail(struct play *play, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The next response, whole, with this status. It becomes play->answer, which
 * the calls below look at. `to_head`: it answers HEAD, so has no body. */
int expect_status(struct play *play, int status, bool to_head);

/* A header field; any value will do if `value` is NULL. */
int expect_header(struct play *play, const char *name, const char *value);

/* A body of `times` times `text`, or of n bytes of the pattern of /bytes. */
int expect_body(struct play *play, const char *text, size_t length,
                size_t times);
int expect_pattern(struct play *play, size_t n);

/* Exactly these bytes next. */
int expect_exact(struct play *play, const char *text, size_t length);

/* Anything, up to and with these bytes. */
int expect_until(struct play *play, const char *text, size_t length);

/* That the server closes in good order, having sent nothing more. */
int expect_closed(struct play *play);

#endif
