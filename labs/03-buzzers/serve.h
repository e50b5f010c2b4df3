/* serve.h: one customer of many. */
#ifndef LAB_SERVE_H
#define LAB_SERVE_H

#include "loop.h"

struct conn {
    struct http_conn http; /* what the request module knows about it */
    int fd;                /* the accepted socket */
    short waits;           /* what brings us back: POLLIN, POLLOUT on the
                              socket; 0: time, that is `alarm` */
    int64_t alarm;         /* loop_now() at which it has waited enough */
    struct loop *loop;
    int place; /* loop->conns[place] is this one */
};

/* Begins a connection on an accepted socket, which it owns from now on.
 * Returns NULL (and has closed the socket) when there is no memory. */
struct conn *conn_open(struct loop *loop, int fd);

/* Ends it: its memory, its socket and its place are given back. */
void conn_close(struct conn *conn);

/* Serves the connection as far as that goes without waiting, and no
 * further. It may be closed and gone when this returns. */
void serve(struct conn *conn);

#endif
