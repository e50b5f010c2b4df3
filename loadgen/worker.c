/* worker.c: a thread that loads the server (see worker.h).
 *
 * It has everything it needs to itself: no lock is taken and nothing is
 * shared while requests go out, but for a glance a few times a second when
 * someone watches. Ten milliseconds is the grain of everything that is not
 * a request: the start, the end, retries and time-outs. */
#include "worker.h"

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "clock.h"
#include "mix.h"

enum { TICK_US = 10000, GLANCE_MS = 100 };

struct worker *worker_of(const struct client *client)
{
    struct crowd *crowd = client->group->context;
    return (struct worker *)((char *)crowd - offsetof(struct worker, crowd));
}

void worker_note_connected(struct client *client)
{
    struct worker *worker = worker_of(client);
    int64_t now = clock_now();
    crowd_note_connected(client);
    if (worker_measures(worker, now))
        hist_record(worker->connect, now - client->since);
}

/* ---- the tick --------------------------------------------------------- */

/* Our clients are connected or given up: says so once. */
static void note_settled(struct worker *worker)
{
    const struct crowd *crowd = &worker->crowd;
    if (worker->settled || crowd->unsettled > 0)
        return;
    worker->settled = true;
    if (crowd->counts.last_error != 0)
        atomic_store(&worker->shared->last_error, crowd->counts.last_error);
    atomic_fetch_add(&worker->shared->established, crowd->counts.established);
    atomic_fetch_sub(&worker->shared->connecting, 1);
}

/* After the window: whether nothing is left to wait for. */
static bool is_over(struct worker *worker, int64_t now)
{
    const struct worker_policy *policy = worker->policy;
    return !worker->running || policy->drained == NULL ||
           policy->drained(worker) || now >= worker->end + worker->plan->drain;
}

static void read_window(struct worker *worker, int64_t now)
{
    int64_t warmup = atomic_load(&worker->shared->warmup);
    worker->begin = atomic_load(&worker->shared->begin);
    worker->end = atomic_load(&worker->shared->end);
    if (!worker->running && warmup != 0 && now >= warmup) {
        worker->running = true;
        crowd_settled(&worker->crowd);
        worker->policy->start(worker);
    }
    if (worker->end != 0 && now >= worker->end && is_over(worker, now))
        event_base_loopbreak(worker->base);
}

/* Since when the client waits for an answer, or `now`. In an open loop that is
 * since its request was due. */
static int64_t waits_since(const struct worker *worker,
                           const struct client *client, int64_t now)
{
    if (worker->plan->step_count > 0)
        return client->mark != 0 ? client->mark : now;
    return client_is_busy(client) ? client->since : now;
}

/* Looks at every client; some 0.5 ms where there are ten thousand. */
static void show_crowd(struct worker *worker, int64_t now)
{
    const struct crowd *crowd = &worker->crowd;
    int64_t first =
        worker->policy->first_due ? worker->policy->first_due(worker) : now;
    int64_t connected = 0;
    for (int64_t i = 0; i < crowd->size; i++) {
        const struct client *client = &crowd->clients[i];
        int64_t since = waits_since(worker, client, now);
        first = since < first ? since : first;
        connected += client->state >= CLIENT_OPEN;
    }
    worker->glance.longest = now > first ? now - first : 0;
    worker->glance.connected = connected;
    worker->glance.at = now;
    hist_follow(worker->glance.lag, worker->lag);
}

static void show_glance(struct worker *worker, int64_t now)
{
    struct worker_glance *glance = &worker->glance;
    if (!worker->running || now < worker->glance_at)
        return;
    worker->glance_at = now + (int64_t)GLANCE_MS * CLOCK_MS;
    pthread_mutex_lock(&glance->lock);
    if (worker->plan->output.samples != NULL)
        show_crowd(worker, now);
    hist_follow(glance->latency, worker->latency);
    glance->aged = worker->aged;
    glance->scheduled = worker->scheduled;
    glance->queue = worker->policy->queue ? worker->policy->queue(worker) : 0;
    glance->errors = 0;
    for (int i = 0; i < OUTCOMES; i++)
        glance->errors += worker->errors[i];
    pthread_mutex_unlock(&glance->lock);
}

void worker_cut(struct worker *worker, int64_t second)
{
    const struct hist *const hists[TRACKS] = {worker->latency, worker->service,
                                              worker->lag, worker->wait};
    for (int i = 0; i < TRACKS; i++)
        intervals_cut(&worker->intervals[i], hists[i], second);
    worker->cut = second + 1;
}

static void cut_when_due(struct worker *worker, int64_t now)
{
    if (!worker->plan->output.intervals || worker->begin == 0 ||
        now < worker->begin)
        return;
    int64_t second = (now - worker->begin) / CLOCK_S - 1;
    if (second >= worker->cut)
        worker_cut(worker, second);
}

static void worker_tick(evutil_socket_t fd, short what, void *arg)
{
    struct worker *worker = arg;
    int64_t now = clock_now();
    (void)fd;
    (void)what;
    crowd_tick(&worker->crowd, now);
    note_settled(worker);
    read_window(worker, now);
    cut_when_due(worker, now);
    show_glance(worker, now);
}

/* ---- life ------------------------------------------------------------- */

/* One thread uses the base, so it needs no locks. Timers to the microsecond
 * cost a system call a turn, which only those pay who send on a clock. */
static struct event_base *base_new(bool precise)
{
    struct event_config *config = event_config_new();
    if (config == NULL)
        return NULL;
    event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
    if (precise)
        event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER |
                                          EVENT_BASE_FLAG_NO_CACHE_TIME);
    struct event_base *base = event_base_new_with_config(config);
    event_config_free(config);
    return base;
}

static void prepare_group(struct worker *worker)
{
    const struct load_plan *plan = worker->plan;
    struct client_group *group = &worker->crowd.group;
    group->base = worker->base;
    group->buffer = worker->buffer;
    group->wire = &worker->wires[0];
    group->depth = (uint32_t)plan->pipeline;
    group->owner = &worker->policy->owner;
    group->expect = plan->expect_body;
    group->expect_length = plan->expect_body ? strlen(plan->expect_body) : 0;
    group->server = (const struct sockaddr *)&plan->target.address;
    group->server_length = plan->target.length;
    group->source_first = plan->source_first;
    group->source_count = plan->source_count;
    group->source_next = (int)worker->index; /* threads begin apart */
}

int worker_init(struct worker *worker, const struct load_plan *plan,
                int64_t index, int64_t clients, const struct wire *wires,
                const struct worker_policy *policy,
                struct worker_shared *shared)
{
    memset(worker, 0, sizeof *worker);
    worker->plan = plan;
    worker->policy = policy;
    worker->index = index;
    worker->wires = wires;
    worker->tallies = mix_new(plan);
    worker->shared = shared;
    worker->latency = hist_new();
    worker->service = hist_new();
    worker->lag = hist_new();
    worker->wait = hist_new();
    worker->connect = hist_new();
    worker->glance.latency = hist_new();
    worker->glance.lag = hist_new();
    pthread_mutex_init(&worker->glance.lock, NULL);
    worker->base = base_new(plan->step_count > 0 || plan->think > 0);
    if (worker->base == NULL)
        return -1;
    worker->tick = event_new(worker->base, -1, EV_PERSIST, worker_tick, worker);
    if (worker->tick == NULL)
        return -1;
    prepare_group(worker);
    worker->crowd.at_a_time = plan->connecting / plan->threads;
    if (worker->crowd.at_a_time < 1)
        worker->crowd.at_a_time = 1;
    worker->crowd.timeout = plan->timeout;
    if (crowd_init(&worker->crowd, clients) != 0)
        return -1;
    return policy->prepare == NULL ? 0 : policy->prepare(worker);
}

void worker_free(struct worker *worker)
{
    crowd_free(&worker->crowd);
    if (worker->policy->release != NULL)
        worker->policy->release(worker);
    if (worker->tick != NULL)
        event_free(worker->tick);
    if (worker->base != NULL)
        event_base_free(worker->base);
    pthread_mutex_destroy(&worker->glance.lock);
    for (int i = 0; i < TRACKS; i++)
        intervals_free(&worker->intervals[i]);
    free(worker->glance.latency);
    free(worker->glance.lag);
    free(worker->service);
    free(worker->lag);
    free(worker->wait);
    free(worker->connect);
    mix_free(worker->tallies, worker->plan);
    free(worker->latency);
}

void *worker_main(void *arg)
{
    struct worker *worker = arg;
    struct timeval tick = {0, TICK_US};
    if (worker->plan->step_count > 0)
        prctl(PR_SET_TIMERSLACK, 1UL); /* ns: wake when it is time */
    event_add(worker->tick, &tick);
    crowd_connect_all(&worker->crowd, clock_now() + worker->plan->connect_time);
    event_base_dispatch(worker->base);
    if (worker->running)
        worker->policy->end(worker);
    atomic_fetch_sub(&worker->shared->loading, 1);
    return NULL;
}
