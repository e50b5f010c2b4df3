/* million_limits.c: which limit ends the road first (million.h).
 *
 * Judges one process of a server on this machine as it is set up now. Limits
 * that several processes move are marked: they end a process, not the road. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "million.h"

enum { SPARE = 64, SPARE_MAPS = 256, MAPS_A_THREAD = 2, FDS_HERE = 2 };

struct list {
    struct million_limit *limits;
    int n;
};

static struct million_limit *add(struct list *list, const char *name,
                                 double breaks_at, const char *move)
{
    struct million_limit *limit = &list->limits[list->n++];
    memset(limit, 0, sizeof *limit);
    limit->name = name;
    limit->breaks_at = limit->low = limit->high = breaks_at < 0 ? 0 : breaks_at;
    limit->move = move;
    limit->usable = 0.97;
    return limit;
}

/* A limit that is a count, `used` of which are taken. */
static struct million_limit *add_count(struct list *list, const char *name,
                                       int64_t value, int64_t used, double each,
                                       const char *move)
{
    bool none = value == INT64_MAX;
    struct million_limit *limit =
        add(list, name, none ? INFINITY : (double)(value - used) / each, move);
    if (none)
        snprintf(limit->value, sizeof limit->value, "no limit");
    else
        snprintf(limit->value, sizeof limit->value, "%" PRId64, value);
    return limit;
}

static void add_files(struct list *list, const struct doctor_facts *facts)
{
    add_count(list, "descriptors of a process", facts->files_hard, SPARE, 1,
              "ulimit -n, up to sysctl fs.nr_open; or more processes on the "
              "port with --reuse-port")
        ->a_process = true;
    add_count(list, "descriptors of the machine", facts->file_max,
              facts->files_used, FDS_HERE,
              "sysctl fs.file-max; with clients elsewhere it counts half as "
              "much");
    struct million_limit *limit =
        add(list, "ports of a client's address",
            (double)(facts->port_high - facts->port_low + 1),
            "more client addresses (loadgen --source 127.0.0.2-9): a limit "
            "of load generators and proxies, not of a server with distinct "
            "clients");
    limit->a_process = true;
    snprintf(limit->value, sizeof limit->value, "%" PRId64 " to %" PRId64,
             facts->port_low, facts->port_high);
}

static void add_threads(struct list *list, const struct doctor_facts *facts)
{
    int64_t used = facts->threads_used + SPARE;
    add_count(list, "pid_max", facts->pid_max, used, 1,
              "sysctl kernel.pid_max, up to 4,194,304");
    add_count(list, "threads-max", facts->threads_max, used, 1,
              "sysctl kernel.threads-max; the default grows with memory");
    add_count(list, "threads of the user", facts->user_limit,
              facts->user_threads + SPARE, 1, "ulimit -u");
    add_count(list, "pids cgroup", facts->pids_room, SPARE, 1,
              "pids.max of the cgroup, --pids-limit of a container");
    add_count(list, "max_map_count", facts->map_count, SPARE_MAPS,
              MAPS_A_THREAD,
              "sysctl vm.max_map_count; or more processes with --reuse-port")
        ->a_process = true;
}

static void add_memory(struct list *list, const struct doctor_facts *facts,
                       const struct interval *each)
{
    double room = (double)facts->memory_available;
    if (!(each->middle > 0))
        return; /* small crowds cost less than the machine's noise */
    struct million_limit *limit =
        add(list, "memory", room / each->middle,
            "buy memory; smaller buffers; clients on other machines, which "
            "carry their end themselves");
    snprintf(limit->value, sizeof limit->value, "%.1f GB available",
             room * 1e-9);
    limit->usable = 0.7;
    if (each->low > 0 && each->n > 1) {
        limit->low = room / each->high;
        limit->high = room / each->low;
    }
}

static void add_cpu(struct list *list, const struct million_needs *needs)
{
    double most = 1e6 * needs->every_s * (double)needs->cores;
    const struct interval *cpu = &needs->cpu_us;
    if (!isfinite(cpu->middle) || cpu->middle <= 0)
        return;
    struct million_limit *limit =
        add(list, needs->a_thread_each ? "CPU of all cores" : "CPU of one loop",
            most / cpu->middle,
            needs->a_thread_each ? "more cores"
                                 : "--loops, or more processes with "
                                   "--reuse-port: a loop uses one core");
    limit->a_process = !needs->a_thread_each;
    snprintf(limit->value, sizeof limit->value,
             "%.1f us a request, each asks every %g s", cpu->middle,
             needs->every_s);
    if (isfinite(cpu->low)) {
        limit->low = cpu->high > 0 ? most / cpu->high : 0;
        limit->high = cpu->low > 0 ? most / cpu->low : INFINITY;
    }
}

static int lowest_first(const void *left, const void *right)
{
    double a = ((const struct million_limit *)left)->breaks_at;
    double b = ((const struct million_limit *)right)->breaks_at;
    return (a > b) - (a < b);
}

int million_limits(const struct doctor_facts *facts,
                   const struct million_needs *needs,
                   struct million_limit limits[MILLION_LIMITS])
{
    struct list list = {limits, 0};
    add_files(&list, facts);
    if (needs->a_thread_each)
        add_threads(&list, facts);
    add_memory(&list, facts, &needs->bytes_each);
    add_cpu(&list, needs);
    if (facts->conntrack_room != INT64_MAX)
        add_count(&list, "tracked flows", facts->conntrack_room, 0, 1,
                  "sysctl net.netfilter.nf_conntrack_max");
    qsort(limits, (size_t)list.n, sizeof limits[0], lowest_first);
    return list.n;
}
