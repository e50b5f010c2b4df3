/* switches.c: adds up the context switches of all threads (see switches.h).
 *
 * Linux counts them for each thread, and tells those of a thread only while
 * it lives. So each thread is remembered as it was seen last, and what one
 * had when it was last seen stays in the total after its end. What is missed:
 * the switches of a thread between the last look at it and its end, and all
 * those of a thread that lived between two looks. A total is therefore the
 * least there were; where threads live for long, it is nearly exact. */
#include "switches.h"

#include <ctype.h>
#include <dirent.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "proc_tree.h"

enum { FIRST_ROOM = 64 };

static int rising(const void *a, const void *b)
{
    const struct switches_thread *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

/* Makes sure that there is room for one more. */
static struct switches_thread *grow(struct switches_thread *list, size_t count,
                                    size_t *room)
{
    if (count < *room)
        return list;
    *room = *room == 0 ? FIRST_ROOM : 2 * *room;
    list = realloc(list, *room * sizeof *list);
    if (list == NULL)
        err(1, "no memory for threads");
    return list;
}

/* False: it ended meanwhile. */
static bool read_thread(pid_t pid, const char *name,
                        struct switches_thread *thread)
{
    char path[320], text[4096];
    snprintf(path, sizeof path, "/proc/%d/task/%s/status", (int)pid, name);
    if (!isdigit((unsigned char)name[0]) ||
        proc_text(path, text, sizeof text) <= 0)
        return false;
    thread->id = strtoll(name, NULL, 10);
    thread->voluntary = proc_field(text, "voluntary_ctxt_switches");
    thread->involuntary = proc_field(text, "nonvoluntary_ctxt_switches");
    return thread->voluntary >= 0 && thread->involuntary >= 0;
}

struct list {
    struct switches_thread *threads;
    size_t count, room;
};

static void read_process(pid_t pid, struct list *list)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *tasks = opendir(path);
    if (tasks == NULL)
        return;
    for (const struct dirent *e; (e = readdir(tasks)) != NULL;) {
        list->threads = grow(list->threads, list->count, &list->room);
        list->count += read_thread(pid, e->d_name, &list->threads[list->count]);
    }
    closedir(tasks);
}

/* The threads alive now, by id: the caller's to free. NULL: there are none,
 * or they cannot be seen. */
static struct switches_thread *read_threads(pid_t pid, size_t *count)
{
    struct list list = {NULL, 0, 0};
    pid_t pids[PROC_TREE] = {pid};
    int n = pid < 0 ? proc_tree_find(-pid, pids) : 1;
    for (int i = 0; i < n; i++)
        read_process(pids[i], &list);
    if (list.count > 0)
        qsort(list.threads, list.count, sizeof *list.threads, rising);
    *count = list.count;
    return list.threads;
}

/* Those seen before and not now have ended. A count that fell is another
 * thread's, which was given the same id. */
static void keep_gone(struct switches *switches,
                      const struct switches_thread *now, size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < switches->count; i++) {
        const struct switches_thread *old = &switches->seen[i];
        while (n < count && now[n].id < old->id)
            n++;
        if (n < count && now[n].id == old->id &&
            now[n].voluntary >= old->voluntary &&
            now[n].involuntary >= old->involuntary)
            continue;
        switches->gone_voluntary += old->voluntary;
        switches->gone_involuntary += old->involuntary;
    }
}

void switches_look(struct switches *switches, pid_t pid)
{
    size_t count;
    struct switches_thread *now = read_threads(pid, &count);
    if (count == 0) {
        free(now);
        return;
    }
    keep_gone(switches, now, count);
    switches->voluntary = switches->gone_voluntary;
    switches->involuntary = switches->gone_involuntary;
    for (size_t i = 0; i < count; i++) {
        switches->voluntary += now[i].voluntary;
        switches->involuntary += now[i].involuntary;
    }
    free(switches->seen);
    switches->seen = now;
    switches->count = count;
}

void switches_free(struct switches *switches)
{
    free(switches->seen);
    *switches = (struct switches){0};
}
