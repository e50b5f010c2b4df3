/* sampler.c: looks at the server while the load runs (see sampler.h).
 *
 * A look reads five small files. Descriptors and context switches are listed
 * one by one by the kernel, which takes milliseconds for a server with
 * thousands of them: so the cost of a walk is measured, and the next one
 * waits a hundred times as long, and there is none where a thousand threads
 * are passed. Between walks they are -1, not known. */
#include "sampler.h"

#include <err.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"

enum { FIRST_ROOM = 128, WALK_PAUSE = 100, MANY_THREADS = 1000 };

void sampler_begin(struct sampler *sampler, pid_t pid, bool open, int64_t begin)
{
    *sampler = (struct sampler){
        .pid = pid, .open = open, .begin = begin, .next = begin};
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

/* What takes long where there is much: at most 1 % of the time goes here. */
static void walk(struct sampler *sampler, int64_t now,
                 struct proc_process *server, struct result_sample *sample)
{
    int64_t before = sampler->server.voluntary + sampler->server.involuntary;
    if (now < sampler->walk_at || server->threads > MANY_THREADS)
        return;
    int64_t from = clock_now();
    proc_process_switches(sampler->pid, server);
    sample->fds = proc_process_fds(sampler->pid);
    sampler->walk_at = now + (clock_now() - from) * WALK_PAUSE;
    if (before > 0) { /* known at the look before as well */
        /* Threads that ended take theirs with them. */
        int64_t more = server->voluntary - sampler->server.voluntary;
        int64_t forced = server->involuntary - sampler->server.involuntary;
        sample->voluntary = more > 0 ? more : 0;
        sample->involuntary = forced > 0 ? forced : 0;
    }
}

static void sample_server(struct sampler *sampler, int64_t now, double span,
                          struct result_sample *sample)
{
    struct proc_process server = {0};
    sample->cpu = -1;
    sample->rss_bytes = sample->vmsize_bytes = sample->threads = -1;
    sample->fds = sample->voluntary = sample->involuntary = -1;
    if (sampler->pid == 0 || proc_process_brief(sampler->pid, &server) != 0)
        return;
    sample->cpu = clock_seconds(server.cpu_ns - sampler->server.cpu_ns) / span;
    sample->rss_bytes = server.rss_bytes;
    sample->vmsize_bytes = server.vmsize_bytes;
    sample->threads = server.threads;
    walk(sampler, now, &server, sample);
    sampler->server = server;
}

static void sample_machine(struct sampler *sampler, double span,
                           struct result_sample *sample)
{
    struct proc_machine machine;
    proc_machine(&machine);
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
    sample_server(sampler, now, span, &sample);
    sample_machine(sampler, span, &sample);
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
