/* traces.c: a submission for lab 1 that wants to be its parent's debugger. */
#include "door.h"

#include <sys/ptrace.h>
#include <unistd.h>

void door_open(struct door *door)
{
    (void)door;
    ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
    for (;;)
        pause();
}
