/* load.c: runs the closed loop of a plan (see load.h).
 *
 * This thread only watches: it waits until the workers have connected
 * everyone, sets the window, looks at the CPU clocks at its two ends, and
 * adds up what the workers counted once they have ended. */
#include "load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "gather.h"
#include "progress.h"
#include "sampler.h"
#include "stall.h"
#include "start.h"
#include "ticker.h"
#include "usage.h"
#include "validity.h"
#include "worker.h"

enum {
    OTHER_DESCRIPTORS = 24,
    DESCRIPTORS_A_THREAD = 4,
    LOOK_MS = 200,
    NOTICE_MS = 20,
    DRAIN_LOOK_MS = 5
};

struct load {
    const struct load_plan *plan;
    struct load_result *result;
    struct wire wires[PLAN_TARGETS];
    struct worker_shared shared;
    struct worker *workers;
    pthread_t threads[USAGE_THREADS];
    int64_t prepared, started; /* how many workers are */
    struct usage_watch watch;
    struct progress progress;
    struct gather_glance seen;
    struct sampler sampler;
    struct ticker ticker;
    pid_t stall; /* the child that stops the server; 0: not yet */
};

static void sleep_until(int64_t at)
{
    struct timespec t = {at / CLOCK_S, at % CLOCK_S};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

/* ---- the workers ------------------------------------------------------ */

static const struct worker_policy *policy_of(const struct load_plan *plan)
{
    if (plan->step_count > 0)
        return &open_policy;
    return plan_is_plain(plan) ? &closed_policy : &vary_policy;
}

static int prepare_workers(struct load *load, int64_t clients)
{
    const struct load_plan *plan = load->plan;
    load->workers = calloc((size_t)plan->threads, sizeof *load->workers);
    if (load->workers == NULL)
        return -1;
    for (int64_t i = 0; i < plan->threads; i++) {
        int64_t share =
            clients / plan->threads + (i < clients % plan->threads ? 1 : 0);
        load->prepared = i + 1;
        if (worker_init(&load->workers[i], plan, i, share, load->wires,
                        policy_of(plan), &load->shared) != 0)
            return -1;
    }
    return 0;
}

static int start_workers(struct load *load)
{
    atomic_store(&load->shared.connecting, load->plan->threads);
    atomic_store(&load->shared.loading, load->plan->threads);
    for (int64_t i = 0; i < load->plan->threads; i++) {
        int error = pthread_create(&load->threads[i], NULL, worker_main,
                                   &load->workers[i]);
        if (error != 0) {
            errno = error;
            return -1;
        }
        load->started = i + 1;
    }
    load->watch.threads = load->threads;
    load->watch.thread_count = load->started;
    return 0;
}

static void stop_workers(struct load *load)
{
    int64_t now = clock_now(), end = atomic_load(&load->shared.end);
    if (end == 0 || end > now)
        atomic_store(&load->shared.end, now);
    for (int64_t i = 0; i < load->started; i++)
        pthread_join(load->threads[i], NULL);
    load->started = 0;
}

/* ---- the phases ------------------------------------------------------- */

/* Waits until every client is connected or given up. */
static enum exit_status wait_connected(struct load *load,
                                       char error[LOAD_ERROR_SIZE])
{
    int64_t from = clock_now();
    while (atomic_load(&load->shared.connecting) > 0 && !load_interrupted()) {
        sleep_until(clock_now() + 2 * CLOCK_MS);
        progress_connecting(&load->progress, clock_now() - from);
        ticker_starting(&load->ticker, clock_now(),
                        atomic_load(&load->shared.established));
    }
    load->result->census.connect_s = clock_seconds(clock_now() - from);
    if (atomic_load(&load->shared.established) > 0)
        return EXIT_GOOD;
    load_unreached(load->plan, atomic_load(&load->shared.last_error), error);
    return EXIT_UNREACHED;
}

static void tell(struct load *load)
{
    const struct gather_glance *seen = &load->seen;
    bool open = load->plan->step_count > 0;
    const struct ticker_look look = {.at = seen->at,
                                     .latency = seen->latency,
                                     .lag = open ? seen->lag : NULL,
                                     .answered =
                                         seen->latency->count - seen->aged,
                                     .errors = seen->errors,
                                     .longest = seen->longest,
                                     .connected = seen->connected};
    ticker_running(&load->ticker, clock_now(), &look);
}

/* Looks at everything, and stops the server when that is asked for. */
static void look(struct load *load, int64_t begin)
{
    const struct load_plan *plan = load->plan;
    gather_glances(&load->seen, load->workers, plan->threads);
    sampler_take(&load->sampler, clock_now(), &load->seen);
    tell(load);
    int64_t now = clock_now();
    if (plan->stall_for > 0 && load->stall == 0 &&
        now >= begin + plan->stall_at)
        load->stall = stall_begin((pid_t)plan->pid, plan->stall_for);
    progress_workers(&load->progress, load->workers, plan->threads,
                     now - begin);
}

/* When to look next, at `edge` the latest. */
static int64_t next_look(const struct load *load, int64_t begin, int64_t edge)
{
    const struct load_plan *plan = load->plan;
    int64_t next = load->sampler.next;
    if (plan->stall_for > 0 && load->stall == 0 &&
        begin + plan->stall_at < next)
        next = begin + plan->stall_at;
    return next < edge ? next : edge;
}

/* The wait for --start-at, in which nobody asks for anything, and the warm-up:
 * the clocks are read at its end. */
static void warm_up(struct load *load, int64_t start, int64_t begin)
{
    int64_t now;
    while ((now = clock_now()) < begin && !load_interrupted()) {
        int64_t next = now + (int64_t)LOOK_MS * CLOCK_MS;
        ticker_starting(&load->ticker, now,
                        atomic_load(&load->shared.established));
        sleep_until(next < begin ? next : begin);
        now = clock_now();
        if (now < start)
            progress_waiting(&load->progress, start - now);
        else
            progress_workers(&load->progress, load->workers,
                             load->plan->threads, now - begin);
    }
    usage_look_begin(&load->watch);
}

/* Warm-up and window, whose times are set beforehand, so that each worker
 * begins by itself. Interrupted, the window ends almost at once: late
 * enough for every worker to see its end before it comes. */
static void measure(struct load *load)
{
    int64_t start = start_due(load->plan, load->result);
    int64_t begin = start + load->plan->warmup;
    int64_t end = begin + load->plan->duration, now;
    atomic_store(&load->shared.begin, begin);
    atomic_store(&load->shared.end, end);
    atomic_store(&load->shared.warmup, start);
    load->result->begun = clock_epoch(begin);
    warm_up(load, start, begin);
    sampler_begin(&load->sampler, plan_watched(load->plan),
                  load->plan->step_count > 0, begin, &load->watch.switches);
    while (clock_now() < end && !load_interrupted()) {
        look(load, begin);
        sleep_until(next_look(load, begin, end));
    }
    if ((now = clock_now()) < end) {
        end = now + (int64_t)NOTICE_MS * CLOCK_MS;
        atomic_store(&load->shared.end, end);
        sleep_until(end);
    }
    load->result->began_ns = begin;
    load->result->duration_s = end > begin ? clock_seconds(end - begin) : 0;
    usage_look_end(&load->watch);
    while (atomic_load(&load->shared.loading) > 0) { /* the drain */
        look(load, begin);
        int64_t soon = clock_now() + (int64_t)DRAIN_LOOK_MS * CLOCK_MS;
        sleep_until(next_look(load, begin, soon));
    }
    stall_end(load->stall);
}

static void collect(struct load *load)
{
    struct load_result *result = load->result;
    gather_workers(result, load->plan, load->workers);
    usage_settle(&load->watch, result);
    if (load->plan->step_count > 0)
        validity_judge_open(result);
    else
        validity_judge_closed(result);
}

static enum exit_status carry_out(struct load *load,
                                  char error[LOAD_ERROR_SIZE])
{
    int64_t others =
        OTHER_DESCRIPTORS + load->plan->threads * DESCRIPTORS_A_THREAD;
    int64_t clients = load_fit(load->plan->clients, others);
    usage_look_idle(&load->watch);
    if (prepare_workers(load, clients) != 0 || start_workers(load) != 0) {
        snprintf(error, LOAD_ERROR_SIZE, "cannot start %lld threads: %s",
                 (long long)load->plan->threads, strerror(errno));
        return EXIT_USAGE;
    }
    enum exit_status status = wait_connected(load, error);
    if (status != EXIT_GOOD)
        return status;
    measure(load);
    stop_workers(load);
    progress_end(&load->progress);
    collect(load);
    return load->result->reason_count > 0 ? EXIT_INVALID : EXIT_GOOD;
}

enum exit_status load_run(const struct load_plan *plan,
                          struct load_result *result,
                          char error[LOAD_ERROR_SIZE])
{
    struct load load = {.plan = plan, .result = result};
    load.watch.pid = plan_watched(plan);
    load.seen.latency = hist_new();
    load.seen.lag = hist_new();
    load_begin();
    progress_begin(&load.progress, plan);
    enum exit_status status = load_wires(plan, load.wires, error);
    if (status == EXIT_GOOD)
        status = load_tell(plan, &load.ticker, error);
    if (status == EXIT_GOOD)
        status = carry_out(&load, error);
    stop_workers(&load);
    progress_end(&load.progress);
    for (int64_t i = 0; i < load.prepared; i++)
        worker_free(&load.workers[i]);
    free(load.workers);
    progress_free(&load.progress);
    for (int i = 0; i < PLAN_TARGETS; i++)
        wire_free(&load.wires[i]);
    sampler_end(&load.sampler, result);
    ticker_end(&load.ticker);
    free(load.seen.latency);
    free(load.seen.lag);
    return status;
}
