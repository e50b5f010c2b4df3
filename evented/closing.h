/* closing.h: the end of the day. Twin: threaded/closing.h. */
#ifndef EVENTED_CLOSING_H
#define EVENTED_CLOSING_H

#include "door.h"

/* The end of the day, as events of the loop. */
struct closing {
    struct http_server *server;
    struct door *door;
    struct event *term, *interrupt; /* SIGTERM and SIGINT */
    struct event look;              /* looks around, again and again */
    int64_t until;                  /* when draining ends */
};

/* On SIGTERM or SIGINT: sets server->stopping, closes the door, and leaves
 * the loop when every connection is closed, at most --drain-timeout later.
 * Returns 0, or -1 when there is no memory. */
int closing_watch(struct closing *closing, struct door *door);

/* Gives back what closing_watch took. */
void closing_free(struct closing *closing);

#endif
