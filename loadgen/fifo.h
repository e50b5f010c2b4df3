/* fifo.h: a queue in an array that grows; one thread uses it. */
#ifndef LOADGEN_FIFO_H
#define LOADGEN_FIFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct client;

struct fifo_item {
    int64_t at;            /* a time that the owner gives a meaning, ns */
    int64_t noticed;       /* another one, ns */
    struct client *client; /* or NULL */
    int target;            /* of the mix */
};

/* Zeroed memory is an empty queue. */
struct fifo {
    struct fifo_item *items;
    size_t room, first, count; /* room is 0 or a power of two */
};

/* Adds at the end; exits when there is no memory. Allocates only when the
 * queue is longer than it ever was. */
void fifo_push(struct fifo *fifo, struct fifo_item item);

/* The oldest: NULL when empty; fifo_drop() removes it. */
static inline struct fifo_item *fifo_first(const struct fifo *fifo)
{
    return fifo->count == 0 ? NULL : &fifo->items[fifo->first];
}

static inline void fifo_drop(struct fifo *fifo)
{
    fifo->first = (fifo->first + 1) & (fifo->room - 1);
    fifo->count--;
}

void fifo_free(struct fifo *fifo);

#endif
