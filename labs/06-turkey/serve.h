/* serve.h: one customer of many, and the loop that serves them all. */
#ifndef LAB_SERVE_H
#define LAB_SERVE_H

#include <event2/event.h>
#include <event2/event_struct.h>

#include "helpers.h"
#include "http.h"

/* One thread, one libevent loop, everything that it serves. */
struct loop {
    struct http_server *server;
    struct helpers *helpers;
    struct event_base *base;
    struct inbox inbox;          /* how helpers give errands back */
    struct http_scratch scratch; /* lent to one connection after another */
};

struct conn {
    struct http_conn http; /* what the request module knows about it */
    int fd;                /* the accepted socket, non-blocking */
    short waits;    /* EV_READ, EV_WRITE, EV_TIMEOUT: what brings us back; 0:
                       a helper does */
    short watching; /* what `socket` is registered for, or 0 */
    bool readable;  /* EV_READ came and nothing was read since */
    struct loop *loop;
    struct event socket, timer;
    struct errand errand; /* the job that a helper does for it */
};

/* Begins a connection on an accepted, non-blocking socket, which it owns
 * from now on. Returns NULL (and has closed the socket) when there is no
 * memory. */
struct conn *conn_open(struct loop *loop, int fd);

/* Ends it: its memory and its socket are given back. */
void conn_close(struct conn *conn);

/* For the loop's inbox: a helper did the job of the connection that `errand`
 * is part of; goes on serving it. */
void conn_job_done(struct errand *errand);

/* Serves the connection as far as that goes without waiting. */
void serve(struct conn *conn);

#endif
