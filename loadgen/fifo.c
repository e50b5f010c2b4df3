/* fifo.c: a queue in an array that grows (see fifo.h). */
#include "fifo.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 64 };

/* Twice the room, the oldest item in front. */
static void grow(struct fifo *fifo)
{
    size_t room = fifo->room == 0 ? FIRST_ROOM : 2 * fifo->room;
    struct fifo_item *items = malloc(room * sizeof *items);
    if (items == NULL)
        err(1, "no memory for %zu waiting requests", room);
    size_t tail = fifo->room - fifo->first;
    if (fifo->count > 0) { /* it is full, so all of the room is in use */
        memcpy(items, fifo->items + fifo->first, tail * sizeof *items);
        memcpy(items + tail, fifo->items, fifo->first * sizeof *items);
    }
    free(fifo->items);
    fifo->items = items;
    fifo->room = room;
    fifo->first = 0;
}

void fifo_push(struct fifo *fifo, struct fifo_item item)
{
    if (fifo->count == fifo->room)
        grow(fifo);
    fifo->items[(fifo->first + fifo->count++) & (fifo->room - 1)] = item;
}

void fifo_free(struct fifo *fifo)
{
    free(fifo->items);
    *fifo = (struct fifo){0};
}
