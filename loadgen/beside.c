/* beside.c: where our servers and files are (see beside.h). Decides by what
 * is there, so one and the same program works built, installed and moved. */
#include "beside.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int beside_self(char *path, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", path, size - 1);
    path[length > 0 ? length : 0] = '\0';
    return length > 0 ? 0 : -1;
}

/* The length of the folder's name in a path, without the last slash. */
static int folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? (int)(slash - path) : 0;
}

/* In build/ there may be a folder of that name beside us: not a program. */
static bool is_program(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
           access(path, X_OK) == 0;
}

void beside_server(const char *self, const char *name, char *path, size_t size)
{
    snprintf(path, size, "%.*s/%s", folder_of(self), self, name);
    if (is_program(path))
        return;
    snprintf(path, size, "%.*s", folder_of(self), self);
    snprintf(path, size, "%.*s/%s/%s", folder_of(path), self, name, name);
}

bool beside_shared(const char *self, const char *name, char *path, size_t size)
{
    int length = snprintf(path, size, "%.*s/../share/two-counters/%s",
                          folder_of(self), self, name);
    return length < (int)size && access(path, R_OK) == 0;
}
