/* closing.h: the end of the day. */
#ifndef LAB_CLOSING_H
#define LAB_CLOSING_H

#include <event2/event.h>
#include <event2/event_struct.h>

struct closing {
    struct event term, interrupt; /* SIGTERM, SIGINT */
};

/* Has SIGTERM and SIGINT end the loop. Returns 0 or -1. */
int closing_watch(struct closing *closing, struct event_base *base);

/* Takes that back, before the base is freed. */
void closing_forget(struct closing *closing);

#endif
