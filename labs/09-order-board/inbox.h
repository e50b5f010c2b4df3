/* inbox.h: how other threads wake a loop. */
#ifndef LAB_INBOX_H
#define LAB_INBOX_H

#include <event2/event.h>
#include <event2/event_struct.h>

struct inbox {
    void (*poked)(void *argument); /* called on the loop */
    void *argument;
    int wake; /* an eventfd: written by others, read by the loop */
    struct event woken;
};

/* Opens an inbox on a loop, its callback and argument set beforehand.
 * Returns 0, or -1 with errno. */
int inbox_open(struct inbox *inbox, struct event_base *base);

/* Wakes the loop, which calls poked(); once for several pokes. From any
 * thread, also from the loop's own; never blocks. */
void inbox_poke(struct inbox *inbox);

#endif
