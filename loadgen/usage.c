/* usage.c: CPU and memory over the window (see usage.h).
 *
 * All clocks of a look are read at one instant as nearly as can be, and CPU
 * time is divided by the time between the looks, not by the window asked
 * for: a look that comes late does no harm then. What takes long is read on
 * the outer side of the clocks, so that it is not measured itself. */
#include "usage.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

static int64_t timespec_ns(const struct timespec *t)
{
    return (int64_t)t->tv_sec * CLOCK_S + t->tv_nsec;
}

static int64_t timeval_ns(const struct timeval *t)
{
    return (int64_t)t->tv_sec * CLOCK_S + (int64_t)t->tv_usec * 1000;
}

static int64_t thread_cpu(pthread_t thread)
{
    clockid_t clock;
    struct timespec t;
    if (pthread_getcpuclockid(thread, &clock) != 0 ||
        clock_gettime(clock, &t) != 0)
        return 0;
    return timespec_ns(&t);
}

/* Time that our threads were runnable without running: the second number
 * of each /proc/self/task/TID/schedstat. */
static int64_t time_waited(void)
{
    char path[320], text[128];
    int64_t waited, sum = 0;
    DIR *tasks = opendir("/proc/self/task");
    if (tasks == NULL)
        return 0;
    for (const struct dirent *e; (e = readdir(tasks)) != NULL;) {
        snprintf(path, sizeof path, "/proc/self/task/%s/schedstat", e->d_name);
        if (e->d_name[0] != '.' && proc_text(path, text, sizeof text) > 0 &&
            sscanf(text, "%*d %" SCNd64, &waited) == 1)
            sum += waited;
    }
    closedir(tasks);
    return sum;
}

static void read_clocks(const struct usage_watch *watch, struct usage *usage)
{
    usage->at = clock_now();
    getrusage(RUSAGE_SELF, &usage->self);
    if (watch->thread_count == 0)
        usage->thread_cpu_ns[0] = thread_cpu(pthread_self());
    for (int64_t i = 0; i < watch->thread_count && i < USAGE_THREADS; i++)
        usage->thread_cpu_ns[i] = thread_cpu(watch->threads[i]);
    usage->has_server =
        watch->pid != 0 && proc_process_cpu(watch->pid, &usage->server) == 0;
}

/* The server's switches to date: those of threads that ended are kept by
 * whoever looked meanwhile. */
static void read_switches(struct usage_watch *watch, struct usage *usage)
{
    if (watch->pid == 0)
        return;
    switches_look(&watch->switches, watch->pid);
    usage->voluntary = watch->switches.voluntary;
    usage->involuntary = watch->switches.involuntary;
}

void usage_look_begin(struct usage_watch *watch)
{
    struct usage *usage = &watch->begin;
    memset(usage, 0, sizeof *usage);
    read_switches(watch, usage);
    usage->waited_ns = time_waited();
    proc_machine(&usage->machine);
    read_clocks(watch, usage);
}

static void look(const struct usage_watch *watch, struct usage *usage)
{
    memset(usage, 0, sizeof *usage);
    read_clocks(watch, usage);
    struct proc_process clocks = usage->server;
    usage->waited_ns = time_waited();
    proc_machine(&usage->machine);
    if (!usage->has_server)
        return;
    usage->has_server = proc_process(watch->pid, &usage->server) == 0;
    usage->server.cpu_ns = clocks.cpu_ns;
    usage->server.user_ticks = clocks.user_ticks;
    usage->server.system_ticks = clocks.system_ticks;
}

void usage_look_idle(struct usage_watch *watch)
{
    look(watch, &watch->idle);
}

void usage_look_end(struct usage_watch *watch)
{
    look(watch, &watch->end);
    read_switches(watch, &watch->end);
}

/* CPU microseconds of one request, at the rate of the window. */
static double cost(double cpu_s, double span_s, const struct load_result *r)
{
    double rate = result_rate(r);
    return rate > 0 && span_s > 0 ? cpu_s / span_s / rate * 1e6 : 0;
}

static void settle_generator(const struct usage_watch *watch, double span,
                             struct load_result *result)
{
    const struct usage *a = &watch->begin, *b = &watch->end;
    struct result_usage *use = &result->generator;
    struct proc_process self;
    int64_t busiest = 0;
    int64_t threads = watch->thread_count > 0 ? watch->thread_count : 1;
    for (int64_t i = 0; i < threads && i < USAGE_THREADS; i++)
        if (b->thread_cpu_ns[i] - a->thread_cpu_ns[i] > busiest)
            busiest = b->thread_cpu_ns[i] - a->thread_cpu_ns[i];
    use->user_s = clock_seconds(timeval_ns(&b->self.ru_utime) -
                                timeval_ns(&a->self.ru_utime));
    use->system_s = clock_seconds(timeval_ns(&b->self.ru_stime) -
                                  timeval_ns(&a->self.ru_stime));
    use->cpu_us_per_request = cost(use->user_s + use->system_s, span, result);
    use->utilization = span > 0 ? clock_seconds(busiest) / span : 0;
    use->waited = span > 0 ? clock_seconds(b->waited_ns - a->waited_ns) / span /
                                 (double)threads
                           : 0;
    use->voluntary = b->self.ru_nvcsw - a->self.ru_nvcsw;
    use->involuntary = b->self.ru_nivcsw - a->self.ru_nivcsw;
    if (proc_process(getpid(), &self) == 0) {
        use->rss_bytes = self.rss_bytes;
        use->vmsize_bytes = self.vmsize_bytes;
        use->threads = self.threads;
        use->fds = self.fds;
    }
}

static void settle_server(const struct usage_watch *watch, double span,
                          struct load_result *result)
{
    const struct proc_process *a = &watch->begin.server,
                              *b = &watch->end.server;
    struct result_usage *use = &result->server;
    double cpu = clock_seconds(b->cpu_ns - a->cpu_ns);
    int64_t user = b->user_ticks - a->user_ticks;
    int64_t system = b->system_ticks - a->system_ticks;
    double share =
        user + system > 0 ? (double)user / (double)(user + system) : 0;
    int64_t cores = proc_cores(watch->pid);
    if (cores > b->threads)
        cores = b->threads;
    use->user_s = cpu * share;
    use->system_s = cpu - use->user_s;
    use->cpu_us_per_request = cost(cpu, span, result);
    use->utilization = span > 0 && cores > 0 ? cpu / span / (double)cores : 0;
    use->rss_before_bytes = watch->idle.server.rss_bytes;
    use->rss_bytes = b->rss_bytes;
    use->vmsize_bytes = b->vmsize_bytes;
    use->threads = b->threads;
    use->fds = b->fds;
    use->voluntary = watch->end.voluntary - watch->begin.voluntary;
    use->involuntary = watch->end.involuntary - watch->begin.involuntary;
}

void usage_settle(struct usage_watch *watch, struct load_result *result)
{
    const struct proc_machine *idle = &watch->idle.machine,
                              *end = &watch->end.machine;
    struct result_system *system = &result->system;
    double span = clock_seconds(watch->end.at - watch->begin.at);
    settle_generator(watch, span, result);
    result->has_server = watch->begin.has_server && watch->end.has_server;
    if (result->has_server)
        settle_server(watch, span, result);
    system->cores = end->cores;
    system->listen_overflows = end->listen_overflows - idle->listen_overflows;
    system->kernel_stack_before_bytes = idle->kernel_stack_bytes;
    system->kernel_stack_bytes = end->kernel_stack_bytes;
    system->slab_before_bytes = idle->slab_bytes;
    system->slab_bytes = end->slab_bytes;
    system->steal_s =
        (double)(end->steal_ticks - watch->begin.machine.steal_ticks) /
        (double)sysconf(_SC_CLK_TCK);
    switches_free(&watch->switches);
}
