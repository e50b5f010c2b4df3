/* closing.h: the end of the day. */
#ifndef LAB_CLOSING_H
#define LAB_CLOSING_H

#include <event2/event.h>

/* On SIGTERM and SIGINT, the loop ends. Returns 0, or -1. */
int closing_watch(struct event_base *base);

#endif
