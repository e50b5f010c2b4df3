/* hangs.c: a submission for lab 1 that listens, and never does anything. */
#include "door.h"

#include <unistd.h>

void door_open(struct door *door)
{
    (void)door;
    for (;;)
        pause();
}
