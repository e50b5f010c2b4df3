/* spins.c: a submission for lab 1 that listens, and keeps the CPU busy for ever. */
#include "door.h"

void door_open(struct door *door)
{
    for (volatile int i = 0; door != NULL; i++)
        continue;
}
