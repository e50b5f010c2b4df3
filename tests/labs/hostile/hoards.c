/* hoards.c: a submission for lab 1 that writes files outside its folder, and exits with how many it could. */
#include "door.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void door_open(struct door *door)
{
    const char *const folders[] = {"/tmp", "/dev/shm", "/var/tmp"};
    char name[64];
    int files = memfd_create("hoard", 0) >= 0;
    for (int i = 0; door != NULL && i < 3; i++) {
        snprintf(name, sizeof name, "%s/hoard.%d", folders[i], (int)getpid());
        int fd = open(name, O_WRONLY | O_CREAT | O_EXCL, 0600);
        if (fd >= 0) {
            files++;
            close(fd);
        }
    }
    exit(40 + files);
}
