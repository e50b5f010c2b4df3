/* loop.h: everybody whom the one thread serves, and the one place at which
 * it waits. Lab 4 has libevent do this. */
#ifndef LAB_LOOP_H
#define LAB_LOOP_H

#include <poll.h>

#include "http.h"

struct conn;
struct door;

struct loop {
    struct http_server *server;
    struct conn **conns;   /* conns[0] to conns[open - 1], in any order */
    struct pollfd *polled; /* [0] is the door's, [i + 1] that of conns[i] */
    int open;              /* connections */
    int room;              /* for how many there is memory */
    struct http_scratch scratch; /* lent to one connection after another */
};

/* Puts a connection among those that the loop looks after. Returns 0, or -1
 * when there is no memory. */
int loop_add(struct loop *loop, struct conn *conn);

/* Takes it out. May be called while the loop serves. */
void loop_remove(struct loop *loop, struct conn *conn);

/* What time it is, in nanoseconds; only differences mean something. */
int64_t loop_now(void);

/* Serves whoever comes through the door, for ever. */
void loop_run(struct loop *loop, struct door *door);

#endif
