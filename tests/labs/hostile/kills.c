/* kills.c: a submission for lab 1 that kills the process that started it. */
#include "door.h"

#include <signal.h>
#include <unistd.h>

void door_open(struct door *door)
{
    (void)door;
    kill(getppid(), SIGKILL);
    for (;;)
        pause();
}
