/* proc.c: reads counters of a process from /proc. */
#include "inside.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *proc_open(pid_t pid, const char *name)
{
    char path[320];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
    return fopen(path, "re");
}

/* The number behind `key` in a status file, or 0. */
static long status_number(pid_t pid, const char *file, const char *key)
{
    char line[256];
    long number = 0;
    size_t length = strlen(key);
    FILE *in = proc_open(pid, file);
    if (in == NULL)
        return 0;
    while (fgets(line, sizeof line, in) != NULL)
        if (strncmp(line, key, length) == 0)
            number = strtol(line + length, NULL, 10);
    fclose(in);
    return number;
}

static long count_lines(pid_t pid, const char *name)
{
    long lines = 0;
    FILE *in = proc_open(pid, name);
    if (in == NULL)
        return 0;
    for (int c = getc(in); c != EOF; c = getc(in))
        lines += c == '\n';
    fclose(in);
    return lines;
}

/* Calls each(pid, name, sum) for the entries of a folder; returns the sum. */
static long each_entry(pid_t pid, const char *folder,
                       long (*each)(pid_t pid, const char *name))
{
    char path[64];
    long sum = 0;
    struct dirent *entry;
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, folder);
    DIR *dir = opendir(path);
    if (dir == NULL)
        return 0;
    while ((entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.')
            sum += each(pid, entry->d_name);
    closedir(dir);
    return sum;
}

static long one(pid_t pid, const char *name)
{
    (void)pid, (void)name;
    return 1;
}

static long switches_of(pid_t pid, const char *thread)
{
    char file[300];
    snprintf(file, sizeof file, "task/%s/status", thread);
    return status_number(pid, file, "voluntary_ctxt_switches:") +
           status_number(pid, file, "nonvoluntary_ctxt_switches:");
}

/* The letter and the CPU time in a stat file: "pid (name) S ... ". */
static char stat_of(pid_t pid, const char *file, long *ticks)
{
    char line[1024] = "";
    long user = 0, system = 0;
    FILE *in = proc_open(pid, file);
    char state = '\0';
    if (in == NULL)
        return state;
    if (fgets(line, sizeof line, in) != NULL && strrchr(line, ')') != NULL)
        sscanf(strrchr(line, ')') + 1,
               " %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &state,
               &user, &system);
    fclose(in);
    *ticks = user + system;
    return state;
}

static long is_awake(pid_t pid, const char *thread)
{
    char file[300];
    long ticks;
    snprintf(file, sizeof file, "task/%s/stat", thread);
    char state = stat_of(pid, file, &ticks);
    return state != 'S' && state != '\0';
}

bool proc_asleep(pid_t pid)
{
    return each_entry(pid, "task", is_awake) == 0;
}

bool proc_main_asleep(pid_t pid)
{
    long ticks;
    char file[32];
    snprintf(file, sizeof file, "task/%d/stat", (int)pid);
    return stat_of(pid, file, &ticks) == 'S';
}

long proc_counter(pid_t pid, enum counter what)
{
    long ticks = 0;
    switch (what) {
    case THREADS:
        return status_number(pid, "status", "Threads:");
    case DESCRIPTORS:
        return each_entry(pid, "fd", one);
    case MAPPINGS:
        return count_lines(pid, "maps");
    case MEMORY:
        return status_number(pid, "status", "VmRSS:");
    case TICKS:
        stat_of(pid, "stat", &ticks);
        return ticks;
    case SWITCHES:
        return each_entry(pid, "task", switches_of);
    case WRITTEN:
        return status_number(pid, "io", "wchar:") / 1024;
    }
    return 0;
}
