/* proc.c: reads /proc of the server (see proc.h). */
#include "proc.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "held.h"
#include "loop.h"

static FILE *open_file(const char *name)
{
    char path[80];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)held.pid, name);
    return fopen(path, "re");
}

/* The number in the first line of the file that fits the format. */
static long number_in(const char *name, const char *format)
{
    char line[256];
    long number = 0;
    FILE *file = open_file(name);
    if (file == NULL) {
        fault("the server is gone (no %s)", name);
        return 0;
    }
    while (fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, format, &number) == 1)
            break;
    fclose(file);
    return number;
}

static long count_fds(void)
{
    char path[80];
    long n = 0;
    snprintf(path, sizeof path, "/proc/%d/fd", (int)held.pid);
    DIR *folder = opendir(path);
    if (folder == NULL)
        return 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        n += entry->d_name[0] != '.';
    closedir(folder);
    return n;
}

long proc_rss(void)
{
    return number_in("smaps_rollup", "Rss: %ld") * 1024;
}

struct proc proc_read(void)
{
    return (struct proc){number_in("status", "Threads: %ld"), count_fds(),
                         proc_rss()};
}

long proc_fd_limit(void)
{
    return number_in("limits", "Max open files %ld");
}

bool proc_is(const char *name)
{
    char comm[32] = "";
    FILE *file = open_file("comm");
    if (file == NULL || fgets(comm, sizeof comm, file) == NULL)
        fault("no process %d", (int)held.pid);
    if (file != NULL)
        fclose(file);
    return strncmp(comm, name, strlen(name)) == 0;
}

/* Whether a thread is stopped: "TID (NAME) STATE ...". */
static bool thread_stopped(const char *tid)
{
    char name[40], line[256] = "";
    snprintf(name, sizeof name, "task/%.20s/stat", tid);
    FILE *file = open_file(name);
    if (file == NULL)
        return true; /* it ended meanwhile */
    const char *state = fgets(line, sizeof line, file);
    fclose(file);
    state = state ? strrchr(line, ')') : NULL;
    return state != NULL && state[1] == ' ' && state[2] == 'T';
}

static bool all_stopped(void)
{
    char path[80];
    bool all = true;
    snprintf(path, sizeof path, "/proc/%d/task", (int)held.pid);
    DIR *folder = opendir(path);
    if (folder == NULL)
        return true;
    for (struct dirent *entry; all && (entry = readdir(folder)) != NULL;)
        all = entry->d_name[0] == '.' || thread_stopped(entry->d_name);
    closedir(folder);
    return all;
}

void proc_stop(void)
{
    kill(held.pid, SIGSTOP);
    stage("every thread of the server stops");
    while (!all_stopped())
        loop_turn(1);
}

void proc_continue(void)
{
    kill(held.pid, SIGCONT);
}
