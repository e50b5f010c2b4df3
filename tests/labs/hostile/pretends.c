/* pretends.c: a submission for lab 1 that says that it listens, and does not. */
#include "door.h"

#include <unistd.h>

static void __attribute__((constructor)) pretend(void)
{
    static const char line[] = "listening on http://127.0.0.1:1/\n";
    if (write(STDOUT_FILENO, line, sizeof line - 1) > 0)
        for (;;)
            pause();
}

void door_open(struct door *door)
{
    (void)door;
}
