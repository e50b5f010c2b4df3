/* serve.h: one customer and the cashier who serves no one else. */
#ifndef LAB_SERVE_H
#define LAB_SERVE_H

#include "http.h"

struct conn {
    struct http_conn http; /* first: a struct http_conn * is a conn's too */
    int fd;                /* the accepted socket */
};

/* Begins a connection on an accepted socket, which it owns from now on.
 * Returns NULL (and has closed the socket) when there is no memory. */
struct conn *conn_open(struct http_server *server, int fd);

/* Ends it: its memory and its socket are given back. */
void conn_close(struct conn *conn);

/* Serves the connection to its end, and closes it. */
void serve(struct conn *conn);

#endif
