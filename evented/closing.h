/* closing.h: the end of the day. Twin: threaded/closing.h. */
#ifndef EVENTED_CLOSING_H
#define EVENTED_CLOSING_H

#include "door.h"

/* How one loop closes. */
struct closing {
    struct loop *loop;
    struct door *door;
    struct event look; /* looks around, again and again */
    int64_t until;     /* when draining ends; 0 while the day lasts */
};

/* Watches for SIGTERM and SIGINT on this loop, for all loops: on one of them
 * the server stops. Returns 0, or -1 when there is no memory. */
int closing_watch(struct http_server *server, struct event_base *base);

/* Prepares one loop's closing. */
void closing_init(struct closing *closing, struct loop *loop,
                  struct door *door);

/* If the server is stopping: closes the loop's door, and leaves the loop when
 * its connections are closed, at most --drain-timeout later. */
void closing_check(struct closing *closing);

#endif
