/* faulted.c: how often the fault shim did what (see grade.h). */
#include <stdio.h>
#include <string.h>

#include "../../tests/faults/faults.h"
#include "inside.h"

static const char *const calls[CALLS] = {"read", "write", "accept",
                                         "wait", "sleep", "file"};
static const char *const kinds[FAULTS] = {
    "short", "one-byte", "eintr", "eagain", "aborted", "emfile", "delay"};

static int named(const char *const *names, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

long faults_met(const char *call, const char *kind)
{
    char path[128];
    uint64_t counts[CALLS + CALLS * FAULTS] = {0};
    int c = named(calls, CALLS, call), k = named(kinds, FAULTS, kind);
    require(c >= 0 && k >= 0, "a fault that there is", "%s:%s", call, kind);
    snprintf(path, sizeof path, "%s/faults", session_folder());
    FILE *in = fopen(path, "re");
    if (in == NULL)
        return 0;
    size_t n = fread(counts, sizeof *counts, CALLS + CALLS * FAULTS, in);
    fclose(in);
    return n > 0 ? (long)counts[CALLS + c * FAULTS + k] : 0;
}
