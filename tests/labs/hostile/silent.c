/* silent.c: a submission for lab 1 that never says where it listens. */
#include "door.h"

#include <unistd.h>

static void __attribute__((constructor)) never(void)
{
    for (;;)
        pause();
}

void door_open(struct door *door)
{
    (void)door;
}
