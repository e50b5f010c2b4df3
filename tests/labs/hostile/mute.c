/* mute.c: a submission for lab 1 that closes its stdout. */
#include "door.h"

#include <unistd.h>

static void __attribute__((constructor)) hush(void)
{
    close(STDOUT_FILENO);
    close(STDERR_FILENO);
}

void door_open(struct door *door)
{
    (void)door;
    for (;;)
        pause();
}
