/* serve.h: one customer of many, and the loop that serves them all.
 *
 * Twin: threaded/serve.h. */
#ifndef EVENTED_SERVE_H
#define EVENTED_SERVE_H

#include <sys/queue.h>

#include <event2/event.h>
#include <event2/event_struct.h>

#include "helpers.h"
#include "http.h"

/* One thread, one libevent loop, everything that it serves. */
struct loop {
    struct http_server *server;
    struct helpers *helpers; /* shared by all loops */
    struct event_base *base;
    struct inbox inbox;           /* how other threads reach it */
    long open;                    /* connections */
    TAILQ_HEAD(, conn) listeners; /* those that wait for news (news.h) */
    struct http_scratch scratch;  /* lent to one connection after another */
};

struct conn {
    struct http_conn http; /* first: a struct http_conn * is a conn's too */
    int fd;
    short waits;    /* EV_READ, EV_WRITE, EV_TIMEOUT: what brings us back; 0:
                       a helper does */
    short watching; /* what `socket` is registered for, or 0 */
    bool readable;  /* EV_READ came and nothing was read since */
    int64_t alarm;  /* when `timer` fires; INT64_MAX: it is not set */
    struct loop *loop;
    struct event socket, timer;
    struct errand errand;        /* the job that a helper does for it */
    TAILQ_ENTRY(conn) listening; /* its place in loop->listeners ... */
    bool listens;                /* ... while it waits for news */
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
