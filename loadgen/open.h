/* open.h: what is due and what is free: the two queues of an open loop. */
#ifndef LOADGEN_OPEN_H
#define LOADGEN_OPEN_H

#include "arrivals.h"
#include "fifo.h"
#include "worker.h"

struct open {
    struct arrivals arrivals;
    struct event *timer;
    int64_t next;      /* when the next request is due, ns */
    struct fifo due;   /* requests: at: when due; noticed: by us */
    struct fifo free;  /* connections to send them on */
    int64_t in_flight; /* requests that have a connection */
    bool over;         /* the window has ended: the queue was looked at */
    bool pumping;
};

/* Whether a request can be sent on it: it is open, or closed when every
 * request makes a connection of its own. */
bool open_is_free(const struct worker *worker, const struct client *client);
void open_put_free(struct worker *worker, struct client *client);

/* Sets the schedule going. */
void open_begin(struct worker *worker);

/* Whether a request that was due then is one of the window. */
bool open_counts(const struct worker *worker, int64_t due);

/* Queues what has become due; has the timer ring for the next. */
void open_notice(struct worker *worker, int64_t now);

/* Sends what is due on the connections that are free. */
void open_pump(struct worker *worker);

#endif
