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
#include "progress.h"
#include "usage.h"
#include "validity.h"
#include "worker.h"

enum { OTHER_DESCRIPTORS = 24, DESCRIPTORS_A_THREAD = 4, LOOK_MS = 200 };

struct load {
    const struct load_plan *plan;
    struct load_result *result;
    struct wire wire;
    struct worker_shared shared;
    struct worker *workers;
    pthread_t threads[USAGE_THREADS];
    int64_t prepared, started; /* how many workers are */
    struct usage_watch watch;
    struct progress progress;
};

static void sleep_until(int64_t at)
{
    struct timespec t = {at / CLOCK_S, at % CLOCK_S};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

/* ---- the workers ------------------------------------------------------ */

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
        if (worker_init(&load->workers[i], plan, share, &load->wire,
                        &closed_policy, &load->shared) != 0)
            return -1;
    }
    return 0;
}

static int start_workers(struct load *load)
{
    atomic_store(&load->shared.connecting, load->plan->threads);
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
    }
    load->result->census.connect_s = clock_seconds(clock_now() - from);
    if (atomic_load(&load->shared.established) > 0)
        return EXIT_GOOD;
    load_unreached(load->plan, atomic_load(&load->shared.last_error), error);
    return EXIT_UNREACHED;
}

/* Warm-up and window. Interrupted, the window ends at once. */
static void measure(struct load *load)
{
    int64_t start = clock_now();
    int64_t begin = start + load->plan->warmup;
    int64_t end = begin + load->plan->duration, now;
    atomic_store(&load->shared.begin, begin);
    atomic_store(&load->shared.end, end);
    atomic_store(&load->shared.warmup, start);
    load->result->begun = clock_epoch(begin);
    bool begun = false;
    while ((now = clock_now()) < end && !load_interrupted()) {
        if (!begun && now >= begin) {
            usage_look_begin(&load->watch, &load->watch.begin);
            begun = true;
        }
        int64_t next = now + (int64_t)LOOK_MS * CLOCK_MS;
        int64_t edge = begun ? end : begin;
        sleep_until(next < edge ? next : edge);
        progress_workers(&load->progress, load->workers, load->plan->threads,
                         clock_now() - begin);
    }
    if (!begun)
        usage_look_begin(&load->watch, &load->watch.begin);
    if (now < end) {
        end = now;
        atomic_store(&load->shared.end, end);
    }
    load->result->duration_s = end > begin ? clock_seconds(end - begin) : 0;
    usage_look(&load->watch, &load->watch.end);
}

/* ---- adding up -------------------------------------------------------- */

static void collect_unanswered(struct load_result *result,
                               const struct worker *worker)
{
    for (int64_t i = 0; i < worker->crowd.size; i++) {
        const struct client *client = &worker->crowd.clients[i];
        if (!client_is_busy(client))
            continue;
        result->unanswered++;
        if (worker->end - client->since > result->unanswered_ns)
            result->unanswered_ns = worker->end - client->since;
    }
}

/* What came since the last cut belongs to the second under way then. */
static void collect_intervals(struct load_result *result,
                              struct worker *worker)
{
    if (!worker->plan->output.intervals)
        return;
    intervals_cut(&worker->intervals, worker->latency, worker->cut);
    intervals_join(&result->intervals, &worker->intervals);
}

static void collect_worker(struct load_result *result, struct worker *worker)
{
    const struct crowd_counts *counts = &worker->crowd.counts;
    hist_merge(result->latency, worker->latency);
    collect_intervals(result, worker);
    result->bytes += worker->bytes;
    for (int i = 0; i < OUTCOMES; i++)
        result->errors[i] += worker->errors[i];
    result->errors[OUTCOME_CONNECT] += (uint64_t)counts->abandoned;
    if (result->duration_s > 0)
        result->in_flight += (double)counts->established -
                             clock_seconds(worker->gap_ns) / result->duration_s;
    census_add(&result->census, &worker->crowd);
    collect_unanswered(result, worker);
}

static void collect(struct load *load)
{
    struct load_result *result = load->result;
    for (int64_t i = 0; i < load->plan->threads; i++)
        collect_worker(result, &load->workers[i]);
    result->requests = result->latency->count;
    result->census.asked = load->plan->clients;
    census_finish(&result->census);
    usage_settle(&load->watch, result);
    validity_judge_closed(result);
}

static enum exit_status carry_out(struct load *load,
                                  char error[LOAD_ERROR_SIZE])
{
    int64_t others =
        OTHER_DESCRIPTORS + load->plan->threads * DESCRIPTORS_A_THREAD;
    int64_t clients = load_fit(load->plan->clients, others);
    usage_look(&load->watch, &load->watch.idle);
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
    load.watch.pid = (pid_t)plan->pid;
    load_begin();
    progress_begin(&load.progress, plan);
    enum exit_status status = load_wire(plan, &load.wire, error);
    if (status == EXIT_GOOD)
        status = carry_out(&load, error);
    stop_workers(&load);
    progress_end(&load.progress);
    for (int64_t i = 0; i < load.prepared; i++)
        worker_free(&load.workers[i]);
    free(load.workers);
    progress_free(&load.progress);
    wire_free(&load.wire);
    return status;
}
