/* doctor.c: judges the limits of a machine (see doctor.h).
 *
 * Counts for the hungriest case: the threaded server, which needs a thread,
 * two memory mappings and a descriptor for each client, with the generator
 * on the same machine. Server and generator have descriptor limits of their
 * own; both raise the soft one to the hard one themselves. */
#include "doctor.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    SPARE_FILES = 64,   /* logs, listeners, epoll, probes */
    SPARE_THREADS = 64, /* for everyone else */
    SPARE_MAPS = 256,   /* libraries, heaps */
    MAPS_A_THREAD = 2,  /* its stack and the guard page below */
    BACKLOG = 1024,     /* connections that may come at one moment */
    CORES = 2           /* one for the server, one for the generator */
};

/* Thread, kernel stack, both ends' sockets and their buffers at rest. */
static const int64_t memory_a_client = 64 << 10;

/* Adds a line; the mend is kept only where it is needed. */
static struct doctor_limit *add(struct doctor_verdict *verdict,
                                const char *name, int64_t allows)
{
    struct doctor_limit *limit = &verdict->limits[verdict->count++];
    memset(limit, 0, sizeof *limit);
    limit->name = name;
    limit->allows = allows < 0 ? 0 : allows;
    limit->ok = limit->allows >= verdict->asked;
    if (limit->allows < verdict->fits)
        verdict->fits = limit->allows;
    return limit;
}

__attribute__((format(printf, 2, 3))) static void
mend(struct doctor_limit *limit, const char *format, ...)
{
    va_list values;
    if (limit->ok)
        return;
    va_start(values, format);
    vsnprintf(limit->mend, sizeof limit->mend, format, values);
    va_end(values);
}

static char *number(int64_t value, char text[32])
{
    snprintf(text, 32, "%" PRId64, value);
    return value == INT64_MAX ? strcpy(text, "no limit") : text;
}

static int64_t less(int64_t limit, int64_t used)
{
    return limit == INT64_MAX ? limit : limit - used;
}

static void judge_files(const struct doctor_facts *f, struct doctor_verdict *v)
{
    char soft[32], hard[32];
    int64_t need = v->asked + SPARE_FILES;
    struct doctor_limit *limit =
        add(v, "open files", less(f->files_hard, SPARE_FILES));
    snprintf(limit->value, sizeof limit->value, "soft %s, hard %s",
             number(f->files_soft, soft), number(f->files_hard, hard));
    if (need > f->files_nr_open)
        mend(limit,
             "as root: sysctl -w fs.nr_open=%" PRId64 "; ulimit -n %" PRId64,
             need, need);
    else
        mend(limit, "as root: ulimit -n %" PRId64, need);

    limit = add(v, "files, machine",
                f->file_max == INT64_MAX ? INT64_MAX
                                         : (f->file_max - f->files_used) / 2);
    snprintf(limit->value, sizeof limit->value, "%" PRId64 " used of %s",
             f->files_used, number(f->file_max, hard));
    mend(limit, "as root: sysctl -w fs.file-max=%" PRId64,
         f->files_used + 2 * need);
}

static void judge_network(const struct doctor_facts *f,
                          struct doctor_verdict *v)
{
    struct doctor_limit *limit =
        add(v, "local ports", f->port_high - f->port_low + 1);
    snprintf(limit->value, sizeof limit->value, "%" PRId64 "-%" PRId64,
             f->port_low, f->port_high);
    mend(limit, "loadgen --source 127.0.0.2-9 has as many for each address");

    limit = add(v, "accept queue", INT64_MAX);
    limit->ok = f->somaxconn >= BACKLOG;
    snprintf(limit->value, sizeof limit->value, "somaxconn %" PRId64,
             f->somaxconn);
    mend(limit, "bursts are cut: as root: sysctl -w net.core.somaxconn=4096");

    limit = add(v, "SYN queue", INT64_MAX);
    limit->ok = f->syn_backlog >= BACKLOG;
    snprintf(limit->value, sizeof limit->value, "tcp_max_syn_backlog %" PRId64,
             f->syn_backlog);
    mend(limit, "bursts are cut: as root: sysctl -w "
                "net.ipv4.tcp_max_syn_backlog=4096");

    if (f->conntrack_room == INT64_MAX)
        return;
    limit = add(v, "tracked flows", f->conntrack_room);
    snprintf(limit->value, sizeof limit->value, "%" PRId64 " left",
             f->conntrack_room);
    mend(limit, "as root: sysctl -w net.netfilter.nf_conntrack_max=262144");
}

/* A limit on threads, `used` of which are taken. */
static void judge_threads(struct doctor_verdict *v, const char *name,
                          int64_t most, int64_t used, const char *how)
{
    char text[32];
    struct doctor_limit *limit = add(v, name, less(most, used + SPARE_THREADS));
    if (used > 0)
        snprintf(limit->value, sizeof limit->value, "%" PRId64 " used of %s",
                 used, number(most, text));
    else
        snprintf(limit->value, sizeof limit->value, "%s", number(most, text));
    mend(limit, "%s%" PRId64, how, v->asked + used + SPARE_THREADS);
}

static void judge_memory(const struct doctor_facts *f, struct doctor_verdict *v)
{
    struct doctor_limit *limit =
        add(v, "memory maps", (f->map_count - SPARE_MAPS) / MAPS_A_THREAD);
    snprintf(limit->value, sizeof limit->value, "%" PRId64 " a process",
             f->map_count);
    mend(limit, "as root: sysctl -w vm.max_map_count=%" PRId64,
         v->asked * MAPS_A_THREAD + SPARE_MAPS);

    limit = add(v, "memory", f->memory_available / memory_a_client);
    snprintf(limit->value, sizeof limit->value, "%" PRId64 " MB available",
             f->memory_available >> 20);
    mend(limit, "%" PRId64 " MB are needed: close programs, or ask for fewer",
         v->asked * memory_a_client >> 20);
}

static void judge_cores(const struct doctor_facts *f, struct doctor_verdict *v)
{
    struct doctor_limit *limit = add(v, "cores", INT64_MAX);
    limit->ok = f->cores >= CORES;
    snprintf(limit->value, sizeof limit->value, "%" PRId64, f->cores);
    mend(limit, "server and generator share one: trust ratios, not rates");
}

struct doctor_verdict doctor_judge(const struct doctor_facts *facts,
                                   int64_t clients)
{
    struct doctor_verdict verdict = {.asked = clients, .fits = INT64_MAX};
    judge_files(facts, &verdict);
    judge_network(facts, &verdict);
    judge_threads(&verdict, "pids cgroup", facts->pids_room, 0,
                  "raise pids.max (or docker's --pids-limit) to ");
    judge_threads(&verdict, "kernel.pid_max", facts->pid_max,
                  facts->threads_used, "as root: sysctl -w kernel.pid_max=");
    judge_threads(&verdict, "kernel.threads-max", facts->threads_max,
                  facts->threads_used,
                  "as root: sysctl -w kernel.threads-max=");
    judge_threads(&verdict, "user's threads", facts->user_limit,
                  facts->user_threads, "as root: ulimit -u ");
    judge_memory(facts, &verdict);
    judge_cores(facts, &verdict);
    return verdict;
}

struct doctor_verdict doctor_check(int64_t clients)
{
    struct doctor_facts facts;
    doctor_look(&facts);
    return doctor_judge(&facts, clients);
}
