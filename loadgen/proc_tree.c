/* proc_tree.c: see proc_tree.h.
 *
 * Looks through all of /proc for who is whose parent: some milliseconds.
 * A process that ends between two looks takes its CPU time with it. */
#include "proc_tree.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROCESSES = 4096 };

struct parent {
    pid_t pid, parent;
};

/* Its parent, or -1 when it is gone. */
static pid_t parent_of(const char *pid)
{
    char path[300], text[1024];
    int parent;
    snprintf(path, sizeof path, "/proc/%s/stat", pid);
    if (proc_text(path, text, sizeof text) <= 0)
        return -1;
    const char *end = strrchr(text, ')'); /* the name may hold anything */
    return end && sscanf(end, ") %*c %d", &parent) == 1 ? parent : -1;
}

static int list_parents(struct parent *parents)
{
    DIR *directory = opendir("/proc");
    int n = 0;
    if (!directory)
        return 0;
    for (const struct dirent *e; (e = readdir(directory)) != NULL;)
        if (isdigit((unsigned char)e->d_name[0]) && n < PROCESSES)
            parents[n++] =
                (struct parent){(pid_t)atoi(e->d_name), parent_of(e->d_name)};
    closedir(directory);
    return n;
}

static bool is_shell(pid_t pid)
{
    char path[64], name[32];
    snprintf(path, sizeof path, "/proc/%d/comm", (int)pid);
    return proc_text(path, name, sizeof name) > 0 &&
           (strcmp(name, "bash\n") == 0 || strcmp(name, "sh\n") == 0 ||
            strcmp(name, "dash\n") == 0);
}

int proc_tree_find(pid_t root, pid_t pids[PROC_TREE])
{
    static _Thread_local struct parent parents[PROCESSES];
    int all = list_parents(parents), n = 1;
    pids[0] = root;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < all && n < PROC_TREE; j++)
            if (parents[j].parent == pids[i])
                pids[n++] = parents[j].pid;
    if (n > 1 && is_shell(root))
        memmove(pids, pids + 1, (size_t)--n * sizeof *pids);
    return n;
}

static void add(struct proc_process *sum, const struct proc_process *one)
{
    sum->cpu_ns += one->cpu_ns;
    sum->user_ticks += one->user_ticks;
    sum->system_ticks += one->system_ticks;
    sum->rss_bytes += one->rss_bytes;
    sum->vmsize_bytes += one->vmsize_bytes;
    sum->threads += one->threads;
    sum->fds += one->fds;
}

int proc_tree_add(pid_t root, proc_read *read, struct proc_process *sum)
{
    pid_t pids[PROC_TREE];
    int n = proc_tree_find(root, pids), failed = -1;
    memset(sum, 0, sizeof *sum);
    for (int i = 0; i < n; i++) {
        struct proc_process one = {0};
        if (read(pids[i], &one) != 0)
            continue;
        add(sum, &one);
        failed = 0;
    }
    if (failed != 0)
        errno = ESRCH;
    return failed;
}
