/* floods.c: a submission for lab 1 that prints without end. */
#include "door.h"

#include <string.h>
#include <unistd.h>

void door_open(struct door *door)
{
    static char text[65536];
    memset(text, 'x', sizeof text);
    while (door != NULL && write(STDOUT_FILENO, text, sizeof text) > 0)
        continue;
    for (;;)
        pause();
}
