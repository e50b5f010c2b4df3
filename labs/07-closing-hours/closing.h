/* closing.h: the end of the day. */
#ifndef LAB_CLOSING_H
#define LAB_CLOSING_H

#include <event2/event.h>

/* Leaves the loop on SIGTERM and SIGINT, whoever is still there (lab 8 is
 * more polite). Returns 0, or -1 when there is no memory. */
int closing_watch(struct event_base *base);

#endif
