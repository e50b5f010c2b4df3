/* deletes.c: a submission for lab 1 that deletes its own file and the folder that it runs in. */
#include "door.h"

#include <stdlib.h>
#include <unistd.h>

static void __attribute__((constructor)) vanish(void)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n > 0) {
        path[n] = '\0';
        unlink(path);
    }
    if (getcwd(path, sizeof path) != NULL)
        rmdir(path);
}

void door_open(struct door *door)
{
    (void)door;
    exit(3);
}
