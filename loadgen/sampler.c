/* sampler.c: looks at the server while the load runs (see sampler.h).
 *
 * Most looks take well under a millisecond. Where there are thousands of
 * threads, their CPU time, descriptors and context switches take the kernel
 * milliseconds to add up. So the cost of every look is measured, and the
 * next one of its kind waits two hundred times as long; beyond a thousand
 * threads nothing is counted one by one. In between it is -1, not known. */
#include "sampler.h"

#include <err.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"

enum { FIRST_ROOM = 128, PAUSE = 200, MANY_THREADS = 1000 };

void sampler_begin(struct sampler *sampler, pid_t pid, bool open, int64_t begin,
                   struct switches *switches)
{
    *sampler = (struct sampler){.pid = pid,
                                .open = open,
                                .begin = begin,
                                .next = begin,
                                .switches = switches};
    sampler->seen = hist_new();
    sampler->between = hist_new();
}

static struct result_sample *add(struct sampler *sampler)
{
    if (sampler->sample_count == sampler->room) {
        sampler->room = sampler->room == 0 ? FIRST_ROOM : 2 * sampler->room;
        sampler->samples = realloc(
            sampler->samples, (size_t)sampler->room * sizeof *sampler->samples);
        if (sampler->samples == NULL)
            err(1, "no memory for samples");
    }
    return &sampler->samples[sampler->sample_count++];
}

/* ---- the load --------------------------------------------------------- */

static void sample_load(struct sampler *sampler, double span,
                        const struct gather_glance *glance,
                        struct result_sample *sample)
{
    uint64_t count = glance->latency->count - glance->aged;
    hist_subtract(sampler->between, glance->latency, sampler->seen);
    hist_follow(sampler->seen, glance->latency);
    sample->rate = (double)(count - sampler->count) / span;
    sample->errors = (double)(glance->errors - sampler->errors) / span;
    sample->offered =
        sampler->open ? (double)(glance->scheduled - sampler->scheduled) / span
                      : -1;
    sample->queue = (int64_t)glance->queue;
    bool any = sampler->between->count > 0;
    sample->p50_ns = any ? hist_percentile(sampler->between, 50) : -1;
    sample->p99_ns = any ? hist_percentile(sampler->between, 99) : -1;
    sampler->count = count;
    sampler->errors = glance->errors;
    sampler->scheduled = glance->scheduled;
}

/* ---- the server ------------------------------------------------------- */

/* Whether it is time for a kind of look; the next one waits until this one's
 * cost is a small share of the time. */
static bool may_look(const struct sampler_pace *pace, int64_t now)
{
    return now >= pace->next;
}

static void have_looked(struct sampler_pace *pace, int64_t now, int64_t from)
{
    pace->at = now;
    pace->next = now + (clock_now() - from) * PAUSE;
}

/* Counted one by one only where they are few: an event loop with thousands of
 * connections would else be looked at for longer than a server that has as
 * many threads, which are not counted either. */
static int64_t count_fds(pid_t pid)
{
    int64_t about = proc_quick_fds(pid);
    return about > MANY_THREADS ? about : proc_process_fds(pid);
}

/* What has to be counted one by one. */
static void walk(struct sampler *sampler, int64_t now,
                 const struct proc_process *server,
                 struct result_sample *sample)
{
    bool known = sampler->walk.at == sampler->before;
    if (!may_look(&sampler->walk, now) || server->threads > MANY_THREADS)
        return;
    int64_t from = clock_now();
    switches_look(sampler->switches, sampler->pid);
    sample->fds = count_fds(sampler->pid);
    have_looked(&sampler->walk, now, from);
    if (known) {
        sample->voluntary = sampler->switches->voluntary - sampler->voluntary;
        sample->involuntary =
            sampler->switches->involuntary - sampler->involuntary;
    }
    sampler->voluntary = sampler->switches->voluntary;
    sampler->involuntary = sampler->switches->involuntary;
}

static void sample_server(struct sampler *sampler, int64_t now,
                          struct result_sample *sample)
{
    struct proc_process server = {0};
    double span = clock_seconds(now - sampler->brief.at);
    int64_t from = clock_now();
    sample->cpu = -1;
    sample->rss_bytes = sample->vmsize_bytes = sample->threads = -1;
    sample->fds = sample->voluntary = sample->involuntary = -1;
    if (sampler->pid == 0 || !may_look(&sampler->brief, now) ||
        proc_process_brief(sampler->pid, &server) != 0)
        return;
    sampler->before = sampler->brief.at != 0 ? sampler->brief.at : -1;
    have_looked(&sampler->brief, now, from);
    sample->cpu = clock_seconds(server.cpu_ns - sampler->server.cpu_ns) / span;
    sample->rss_bytes = server.rss_bytes;
    sample->vmsize_bytes = server.vmsize_bytes;
    sample->threads = server.threads;
    walk(sampler, now, &server, sample);
    sampler->server = server;
}

static void sample_machine(struct sampler *sampler, int64_t now,
                           struct result_sample *sample)
{
    struct proc_machine machine;
    double span = clock_seconds(now - sampler->wide.at);
    int64_t from = clock_now();
    sample->listen_overflows = sample->kernel_stack_bytes = -1;
    sample->steal = -1;
    if (!may_look(&sampler->wide, now))
        return;
    proc_machine(&machine);
    have_looked(&sampler->wide, now, from);
    sample->listen_overflows =
        machine.listen_overflows - sampler->machine.listen_overflows;
    sample->kernel_stack_bytes = machine.kernel_stack_bytes;
    sample->steal =
        (double)(machine.steal_ticks - sampler->machine.steal_ticks) /
        (double)sysconf(_SC_CLK_TCK) / span;
    sampler->machine = machine;
}

/* The first look, at the beginning of the window, only has what later ones
 * are compared with. */
void sampler_take(struct sampler *sampler, int64_t now,
                  const struct gather_glance *glance)
{
    struct result_sample sample = {0};
    if (now < sampler->next)
        return;
    double span = clock_seconds(now - sampler->at);
    sample.t_s = clock_seconds(now - sampler->begin);
    sample_load(sampler, span, glance, &sample);
    sample_server(sampler, now, &sample);
    sample_machine(sampler, now, &sample);
    if (sampler->at != 0)
        *add(sampler) = sample;
    sampler->at = now;
    while (sampler->next <= now)
        sampler->next += (int64_t)SAMPLER_MS * CLOCK_MS;
}

void sampler_end(struct sampler *sampler, struct load_result *result)
{
    result->samples = sampler->samples;
    result->sample_count = sampler->sample_count;
    free(sampler->seen);
    free(sampler->between);
    sampler->seen = sampler->between = NULL;
    sampler->samples = NULL;
}
