/* hold.c: holds a crowd that says nothing while probes ask (see load.h).
 *
 * One thread does it all: the crowd costs nothing once it is connected. The
 * crowd is never connected again: who is closed by the server is counted as
 * that. The probes are on connections of their own. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "load.h"
#include "probe.h"
#include "progress.h"
#include "usage.h"
#include "validity.h"

enum { OTHER_DESCRIPTORS = 24, TICK_US = 10000, DRAIN_MS = 2000 };

struct hold {
    struct crowd crowd; /* first: probe_of() and hold_of() rely on it */
    struct probe probe;
    const struct load_plan *plan;
    struct load_result *result;
    struct wire wire;
    struct event_base *base;
    struct event *tick;
    char buffer[CLIENT_BUFFER];
    int64_t cut;    /* the second of the window that is cut off next */
    bool holding;   /* the crowd is complete and stays as it is */
    int64_t greets; /* first requests still unanswered */
    struct usage_watch watch;
    struct progress progress;
};

static struct hold *hold_of(const struct client *client)
{
    return (struct hold *)client->group->context;
}

/* ---- the crowd -------------------------------------------------------- */

static void silent_connected(struct client *client)
{
    struct hold *hold = hold_of(client);
    crowd_note_connected(client);
    if (!hold->plan->greet)
        return;
    hold->greets++;
    client->mark = 1; /* its greeting is unanswered */
    client_send(client, clock_now());
}

static void silent_answered(struct client *client, enum outcome outcome,
                            int64_t now)
{
    struct hold *hold = hold_of(client);
    (void)now;
    hold->greets--;
    client->mark = 0;
    if (outcome == OUTCOME_GOOD)
        client->served++;
    else
        hold->result->errors[outcome]++;
    if (client->state == CLIENT_CLOSED)
        hold->crowd.counts.closed++; /* answered, but not kept open */
}

static void silent_broken(struct client *client, enum outcome outcome,
                          int error)
{
    struct hold *hold = hold_of(client);
    crowd_note_broken(client, outcome, error);
    if (!client->was_established) {
        crowd_retry(client);
        return;
    }
    if (client->mark != 0) {
        client->mark = 0;
        hold->greets--;
        hold->result->errors[outcome]++;
    }
}

static const struct client_owner silent_owner = {
    silent_connected, silent_answered, silent_broken};

/* ---- setting up ------------------------------------------------------- */

static void hold_tick(evutil_socket_t fd, short what, void *arg)
{
    struct hold *hold = arg;
    int64_t now = clock_now();
    (void)fd;
    (void)what;
    if (!hold->holding) /* later the crowd is left alone */
        crowd_tick(&hold->crowd, now);
    crowd_tick(&hold->probe.crowd, now);
}

/* Probes are few and timed to the microsecond: precise timers pay here. */
static struct event_base *base_new(void)
{
    struct event_config *config = event_config_new();
    if (config == NULL)
        return NULL;
    event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
    event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
    struct event_base *base = event_base_new_with_config(config);
    event_config_free(config);
    return base;
}

static void prepare_crowd(struct hold *hold, struct crowd *crowd,
                          const struct client_owner *owner)
{
    const struct load_plan *plan = hold->plan;
    struct client_group *group = &crowd->group;
    group->base = hold->base;
    group->buffer = hold->buffer;
    group->wire = &hold->wire;
    group->owner = owner;
    group->expect = plan->expect_body;
    group->expect_length = plan->expect_body ? strlen(plan->expect_body) : 0;
    group->server = (const struct sockaddr *)&plan->target.address;
    group->server_length = plan->target.length;
    group->source_first = plan->source_first;
    group->source_count = plan->source_count;
    crowd->at_a_time = plan->connecting;
    crowd->timeout = plan->timeout;
}

static int prepare(struct hold *hold, int64_t clients)
{
    struct timeval tick = {0, TICK_US};
    hold->base = base_new();
    if (hold->base == NULL)
        return -1;
    hold->tick = event_new(hold->base, -1, EV_PERSIST, hold_tick, hold);
    if (hold->tick == NULL || event_add(hold->tick, &tick) != 0)
        return -1;
    prepare_crowd(hold, &hold->crowd, &silent_owner);
    prepare_crowd(hold, &hold->probe.crowd, &probe_owner);
    hold->crowd.rate = hold->plan->connect_rate;
    if (crowd_init(&hold->crowd, clients) != 0)
        return -1;
    return probe_init(&hold->probe, hold->plan->probes, hold->plan->probe_rate);
}

/* ---- the phases ------------------------------------------------------- */

static void connect_crowd(struct hold *hold)
{
    const struct load_plan *plan = hold->plan;
    int64_t from = clock_now(), allowed = plan->connect_time;
    if (plan->connect_rate > 0)
        allowed += plan->clients * CLOCK_S / plan->connect_rate;
    crowd_connect_all(&hold->crowd, from + allowed);
    while ((hold->crowd.unsettled > 0 || hold->greets > 0) &&
           !load_interrupted()) {
        event_base_loop(hold->base, EVLOOP_ONCE);
        progress_connecting(&hold->progress, clock_now() - from);
    }
    hold->result->census.connect_s = clock_seconds(clock_now() - from);
    hold->holding = true;
}

static void connect_probes(struct hold *hold)
{
    struct crowd *crowd = &hold->probe.crowd;
    crowd_connect_all(crowd, clock_now() + hold->plan->connect_time);
    while (crowd->unsettled > 0 && !load_interrupted())
        event_base_loop(hold->base, EVLOOP_ONCE);
    crowd_settled(crowd);
}

static uint64_t sum(const uint64_t errors[OUTCOMES])
{
    uint64_t all = 0;
    for (int i = 0; i < OUTCOMES; i++)
        all += errors[i];
    return all;
}

/* Cuts the probes' histogram at each second. */
static void cut_interval(struct hold *hold, int64_t elapsed)
{
    int64_t second = elapsed / CLOCK_S - 1;
    if (!hold->plan->output.intervals || second < hold->cut)
        return;
    intervals_cut(&hold->result->intervals[TRACK_RESPONSE], hold->probe.latency,
                  second);
    hold->cut = second + 1;
}

/* Probes until the end, then waits a little for the last answers. */
static void hold_on(struct hold *hold)
{
    usage_look_begin(&hold->watch, &hold->watch.begin);
    int64_t begin = clock_now(), end = begin + hold->plan->duration, now;
    int64_t drained = end + (int64_t)DRAIN_MS * CLOCK_MS;
    probe_start(&hold->probe, begin, hold->plan->duration);
    hold->result->begun = clock_epoch(begin);
    while ((now = clock_now()) < drained && !load_interrupted()) {
        if (now >= end && probe_is_done(&hold->probe))
            break;
        event_base_loop(hold->base, EVLOOP_ONCE);
        cut_interval(hold, clock_now() - begin);
        progress_show(&hold->progress, hold->probe.latency,
                      sum(hold->probe.errors), now - begin);
    }
    probe_end(&hold->probe, now);
    hold->result->duration_s =
        clock_seconds(now < end ? now - begin : end - begin);
    usage_look(&hold->watch, &hold->watch.end);
}

static void collect(struct hold *hold)
{
    struct load_result *result = hold->result;
    struct census *census = &result->census;
    const struct probe *probe = &hold->probe;
    hist_merge(result->latency, probe->latency);
    if (hold->plan->output.intervals)
        intervals_cut(&result->intervals[TRACK_RESPONSE], probe->latency,
                      hold->cut);
    result->requests = probe->good;
    result->bytes = probe->bytes;
    result->unanswered = probe->unanswered;
    result->unanswered_ns = probe->unanswered_ns;
    result->lag_ns = hist_percentile(probe->lag, 90);
    for (int i = 0; i < OUTCOMES; i++)
        result->errors[i] += probe->errors[i];
    census->asked = hold->plan->clients;
    census_add(census, &hold->crowd);
    census_finish(census);
    if (!hold->plan->greet)
        census->starved = 0; /* nobody asked for anything */
    usage_settle(&hold->watch, result);
    validity_judge_idle(result);
}

static enum exit_status carry_out(struct hold *hold,
                                  char error[LOAD_ERROR_SIZE])
{
    int64_t clients =
        load_fit(hold->plan->clients, OTHER_DESCRIPTORS + hold->plan->probes);
    usage_look(&hold->watch, &hold->watch.idle);
    if (prepare(hold, clients) != 0) {
        snprintf(error, LOAD_ERROR_SIZE, "cannot set up: %s", strerror(errno));
        return EXIT_USAGE;
    }
    connect_crowd(hold);
    if (hold->crowd.counts.established == 0) {
        load_unreached(hold->plan, hold->crowd.counts.last_error, error);
        return EXIT_UNREACHED;
    }
    connect_probes(hold);
    hold_on(hold);
    collect(hold);
    return hold->result->reason_count > 0 ? EXIT_INVALID : EXIT_GOOD;
}

static void hold_free(struct hold *hold)
{
    probe_free(&hold->probe);
    crowd_free(&hold->crowd);
    if (hold->tick != NULL)
        event_free(hold->tick);
    if (hold->base != NULL)
        event_base_free(hold->base);
    progress_free(&hold->progress);
    wire_free(&hold->wire);
    free(hold);
}

enum exit_status load_idle(const struct load_plan *plan,
                           struct load_result *result,
                           char error[LOAD_ERROR_SIZE])
{
    struct hold *hold = calloc(1, sizeof *hold);
    if (hold == NULL) {
        snprintf(error, LOAD_ERROR_SIZE, "no memory");
        return EXIT_USAGE;
    }
    hold->plan = plan;
    hold->result = result;
    hold->watch.pid = (pid_t)plan->pid;
    load_begin();
    progress_begin(&hold->progress, plan);
    enum exit_status status = load_wire(plan, &hold->wire, error);
    if (status == EXIT_GOOD)
        status = carry_out(hold, error);
    progress_end(&hold->progress);
    hold_free(hold);
    return status;
}
