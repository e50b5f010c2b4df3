/* proc.c: reads /proc (see proc.h).
 *
 * CPU time comes from the process's own CPU clock, which counts nanoseconds
 * over all its threads; /proc/PID/stat counts in hundredths of a second and
 * only serves to divide that time into user and system. */
#include "proc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "proc_tree.h"

ssize_t proc_text(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    size_t length = 0;
    ssize_t n;
    while (length < size - 1 &&
           (n = read(fd, text + length, size - 1 - length)) > 0)
        length += (size_t)n;
    close(fd);
    text[length] = '\0';
    return (ssize_t)length;
}

int64_t proc_field(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, name, length) == 0 && line[length] == ':')
            return strtoll(line + length + 1, NULL, 10);
    }
    return -1;
}

/* The start of the `column`-th word of a line, or NULL. */
static const char *word(const char *line, int column)
{
    for (; column > 0; column--) {
        line += strcspn(line, " \n");
        if (*line != ' ')
            return NULL;
        line += strspn(line, " ");
    }
    return line;
}

/* The line that starts with "GROUP:", looked for from `text` on. */
static const char *group_line(const char *text, const char *group)
{
    size_t length = strlen(group);
    for (; text != NULL && *text != '\0'; text = strchr(text, '\n')) {
        text += *text == '\n';
        if (strncmp(text, group, length) == 0 && text[length] == ':')
            return text;
    }
    return NULL;
}

int64_t proc_netstat(const char *text, const char *group, const char *name)
{
    const char *names = group_line(text, group);
    const char *values = names == NULL ? NULL : strchr(names, '\n');
    size_t length = strlen(name);
    values = values == NULL ? NULL : group_line(values, group);
    if (values == NULL)
        return -1;
    for (int column = 1;; column++) {
        const char *at = word(names, column), *value = word(values, column);
        if (at == NULL || value == NULL)
            return -1;
        if (strncmp(at, name, length) == 0 && strchr(" \n", at[length]))
            return strtoll(value, NULL, 10);
    }
}

int proc_stat_ticks(const char *text, int64_t *user, int64_t *system)
{
    const char *end = strrchr(text, ')'); /* the name may hold anything */
    const char *at = end == NULL ? NULL : word(end, 12);
    if (at == NULL || sscanf(at, "%" SCNd64 " %" SCNd64, user, system) != 2)
        return -1;
    return 0;
}

static int64_t count_entries(const char *path)
{
    DIR *directory = opendir(path);
    if (directory == NULL)
        return -1;
    int64_t count = 0;
    for (const struct dirent *e; (e = readdir(directory)) != NULL;)
        count += e->d_name[0] != '.';
    closedir(directory);
    return count;
}

/* Adds up a family. */
static int read_family(pid_t pid, proc_read *read, struct proc_process *process)
{
    return proc_tree_add(-pid, read, process);
}

/* The exact CPU time of all threads together: 0, or -1 with errno. */
static int read_cpu_clock(pid_t pid, struct proc_process *process)
{
    clockid_t clock;
    struct timespec t;
    int error = clock_getcpuclockid(pid, &clock);
    if (error != 0) {
        errno = error;
        return -1;
    }
    if (clock_gettime(clock, &t) != 0)
        return -1;
    process->cpu_ns = (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
    return 0;
}

int proc_process_cpu(pid_t pid, struct proc_process *process)
{
    char path[64], text[1024];
    if (pid < 0)
        return read_family(pid, proc_process_cpu, process);
    if (read_cpu_clock(pid, process) != 0)
        return -1;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    if (proc_text(path, text, sizeof text) < 0)
        return -1;
    proc_stat_ticks(text, &process->user_ticks, &process->system_ticks);
    return 0;
}

int proc_process_brief(pid_t pid, struct proc_process *process)
{
    char path[64], text[4096];
    if (pid < 0)
        return read_family(pid, proc_process_brief, process);
    if (read_cpu_clock(pid, process) != 0)
        return -1;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    if (proc_text(path, text, sizeof text) <= 0)
        return -1;
    process->rss_bytes = proc_field(text, "VmRSS") * 1024;
    process->vmsize_bytes = proc_field(text, "VmSize") * 1024;
    process->threads = proc_field(text, "Threads");
    return 0;
}

static int64_t count_fds(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
    return count_entries(path);
}

int64_t proc_process_fds(pid_t pid)
{
    pid_t pids[PROC_TREE];
    int64_t sum = 0;
    if (pid >= 0)
        return count_fds(pid);
    for (int i = proc_tree_find(-pid, pids); i > 0; i--)
        sum += count_fds(pids[i - 1]);
    return sum;
}

static int64_t folder_size(pid_t pid)
{
    char path[64];
    struct stat folder;
    snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
    return stat(path, &folder) == 0 ? (int64_t)folder.st_size : 0;
}

int64_t proc_quick_fds(pid_t pid)
{
    pid_t pids[PROC_TREE];
    int64_t sum = 0;
    if (pid >= 0)
        return folder_size(pid);
    for (int i = proc_tree_find(-pid, pids); i > 0; i--)
        sum += folder_size(pids[i - 1]);
    return sum;
}

/* RSS from smaps_rollup, which is exact, or from status, which may lag by
 * some pages for each core. */
static int64_t read_rss(pid_t pid, const char *status)
{
    char path[64], text[4096];
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)pid);
    if (proc_text(path, text, sizeof text) > 0 && proc_field(text, "Rss") > 0)
        return proc_field(text, "Rss") * 1024;
    return proc_field(status, "VmRSS") * 1024;
}

/* Its share of memory, where pages of several processes are counted once. */
static int read_share(pid_t pid, struct proc_process *process)
{
    char path[64], text[4096];
    if (proc_process(pid, process) != 0)
        return -1;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)pid);
    if (proc_text(path, text, sizeof text) > 0 && proc_field(text, "Pss") >= 0)
        process->rss_bytes = proc_field(text, "Pss") * 1024;
    return 0;
}

int proc_process(pid_t pid, struct proc_process *process)
{
    char path[64], text[4096];
    if (pid < 0)
        return proc_tree_add(-pid, read_share, process);
    memset(process, 0, sizeof *process);
    if (proc_process_cpu(pid, process) != 0)
        return -1;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    if (proc_text(path, text, sizeof text) <= 0)
        return -1;
    process->rss_bytes = read_rss(pid, text);
    process->vmsize_bytes = proc_field(text, "VmSize") * 1024;
    process->threads = proc_field(text, "Threads");
    process->fds = proc_process_fds(pid);
    return 0;
}

int proc_cores(pid_t pid)
{
    cpu_set_t set;
    if (sched_getaffinity(pid < 0 ? -pid : pid, sizeof set, &set) != 0)
        return 1;
    int cores = CPU_COUNT(&set);
    return cores < 1 ? 1 : cores;
}

static int64_t not_negative(int64_t value)
{
    return value < 0 ? 0 : value;
}

void proc_machine(struct proc_machine *machine)
{
    char text[16384];
    memset(machine, 0, sizeof *machine);
    machine->cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (proc_text("/proc/net/netstat", text, sizeof text) > 0)
        machine->listen_overflows =
            not_negative(proc_netstat(text, "TcpExt", "ListenOverflows"));
    if (proc_text("/proc/meminfo", text, sizeof text) > 0) {
        machine->kernel_stack_bytes =
            not_negative(proc_field(text, "KernelStack")) * 1024;
        machine->slab_bytes = not_negative(proc_field(text, "Slab")) * 1024;
    }
    if (proc_text("/proc/stat", text, sizeof text) > 0)
        sscanf(text, "cpu %*d %*d %*d %*d %*d %*d %*d %" SCNd64,
               &machine->steal_ticks);
}
