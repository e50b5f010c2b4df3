/* serve.h: one customer of many, and the loop that serves them all. */
#ifndef LAB_SERVE_H
#define LAB_SERVE_H

#include <event2/event.h>
#include <event2/event_struct.h>

#include "http.h"

/* One thread, one libevent loop, everything that it serves. */
struct loop {
    struct http_server *server;
    struct event_base *base;
    struct http_scratch scratch; /* lent to one connection after another */
};

struct conn {
    struct http_conn http; /* what the request module knows about it */
    int fd;                /* the accepted socket */
    short waits;    /* EV_READ, EV_WRITE, EV_TIMEOUT: what brings us back */
    short watching; /* what `socket` is registered for now, or 0 */
    bool readable;  /* EV_READ came and nothing was read since */
    struct loop *loop;
    struct event socket, timer; /* part of it: they live as long as it does */
};

/* Begins a connection on an accepted socket, which it owns from now on.
 * Returns NULL (and has closed the socket) when there is no memory. */
struct conn *conn_open(struct loop *loop, int fd);

/* Ends it: its memory, its socket and its events are given back. */
void conn_close(struct conn *conn);

/* Serves the connection as far as that goes without waiting, and no
 * further. It may be closed and gone when this returns. */
void serve(struct conn *conn);

#endif
