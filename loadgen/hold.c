/* hold.c: holds a crowd while probes ask beside it (see hold.h).
 *
 * One thread does it all: a crowd costs little once it is connected. The
 * probes are on connections of their own. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "hold.h"
#include "start.h"

enum { OTHER_DESCRIPTORS = 24, TICK_US = 10000 };

/* ---- setting up ------------------------------------------------------- */

static void hold_tick(evutil_socket_t fd, short what, void *arg)
{
    struct hold *hold = arg;
    int64_t now = clock_now();
    (void)fd;
    (void)what;
    if (!hold->holding || hold->plan->again) /* else it is left alone */
        crowd_tick(&hold->crowd, now);
    crowd_tick(&hold->probe.crowd, now);
    if (hold->kind->tick != NULL)
        hold->kind->tick(hold, now);
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

static int prepare(struct hold *hold, int64_t clients)
{
    struct timeval tick = {0, TICK_US};
    hold->base = base_new();
    if (hold->base == NULL)
        return -1;
    hold->tick = event_new(hold->base, -1, EV_PERSIST, hold_tick, hold);
    if (hold->tick == NULL || event_add(hold->tick, &tick) != 0)
        return -1;
    hold_prepare_crowd(hold, &hold->crowd, &hold->crowd_wire,
                       &hold->kind->owner);
    hold_prepare_crowd(hold, &hold->probe.crowd, &hold->probe_wire,
                       &probe_owner);
    if (hold_wire(hold->plan, NULL, hold->plan->probe_path,
                  &hold->probe_wire) != 0 ||
        hold_wire(hold->plan, NULL, hold->plan->crowd_path,
                  &hold->crowd_wire) != 0)
        return -1;
    hold->crowd.rate = hold->plan->connect_rate;
    if (crowd_init(&hold->crowd, clients) != 0)
        return -1;
    if (probe_init(&hold->probe, hold->plan->probes, hold->plan->probe_rate) !=
        0)
        return -1;
    return hold->kind->prepare == NULL ? 0 : hold->kind->prepare(hold);
}

/* ---- the phases ------------------------------------------------------- */

static bool is_ready(const struct hold *hold)
{
    return hold->kind->ready == NULL || hold->kind->ready(hold);
}

static bool is_done(const struct hold *hold)
{
    return probe_is_done(&hold->probe) &&
           (hold->kind->done == NULL || hold->kind->done(hold));
}

static void connect_crowd(struct hold *hold)
{
    const struct load_plan *plan = hold->plan;
    int64_t from = clock_now(), allowed = plan->connect_time;
    if (plan->connect_rate > 0)
        allowed += plan->clients * CLOCK_S / plan->connect_rate;
    crowd_connect_all(&hold->crowd, from + allowed);
    int64_t latest = from + allowed + hold->plan->timeout;
    while ((hold->crowd.unsettled > 0 || !is_ready(hold)) &&
           clock_now() < latest && !load_interrupted()) {
        event_base_loop(hold->base, EVLOOP_ONCE);
        progress_connecting(&hold->progress, clock_now() - from);
        ticker_starting(&hold->ticker, clock_now(),
                        hold->crowd.counts.established);
    }
    hold->result->census.connect_s = clock_seconds(clock_now() - from);
    hold->holding = true;
    if (plan->again)
        crowd_settled(&hold->crowd);
}

static void connect_probes(struct hold *hold)
{
    struct crowd *crowd = &hold->probe.crowd;
    crowd_connect_all(crowd, clock_now() + hold->plan->connect_time);
    while (crowd->unsettled > 0 && !load_interrupted())
        event_base_loop(hold->base, EVLOOP_ONCE);
    crowd_settled(crowd);
}

/* Everyone is connected; the probes wait for --start-at, and --warmup. */
static void wait_for_start(struct hold *hold)
{
    int64_t now;
    int64_t start = start_due(hold->plan, hold->result) + hold->plan->warmup;
    while ((now = clock_now()) < start && !load_interrupted()) {
        event_base_loop(hold->base, EVLOOP_ONCE);
        progress_waiting(&hold->progress, start - now);
        ticker_starting(&hold->ticker, now, hold->crowd.counts.established);
    }
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

/* Our own thread looks: that costs the probes some 0.1 ms of lag. */
static void take_sample(struct hold *hold, int64_t now)
{
    const struct probe *probe = &hold->probe;
    struct gather_glance glance = {
        .latency = probe->latency,
        .errors = hold_sum(probe->errors),
        .scheduled = (uint64_t)probe->noticed,
        .queue = (uint64_t)(probe->noticed - probe->sent),
        .aged = probe->latency->count - probe->good,
    };
    if (now >= hold->sampler.next)
        sampler_take(&hold->sampler, now, &glance);
}

/* Probes until the end, then waits a little for the last answers. */
static void hold_on(struct hold *hold)
{
    usage_look_begin(&hold->watch);
    int64_t begin = clock_now(), end = begin + hold->plan->duration, now;
    int64_t drained = end + hold->plan->drain;
    hold->result->began_ns = begin;
    sampler_begin(&hold->sampler, plan_watched(hold->plan), true, begin,
                  &hold->watch.switches);
    probe_start(&hold->probe, begin, hold->plan->duration);
    if (hold->kind->begin != NULL)
        hold->kind->begin(hold, begin);
    hold->result->begun = clock_epoch(begin);
    while ((now = clock_now()) < drained && !load_interrupted()) {
        if (now >= end && is_done(hold))
            break;
        event_base_loop(hold->base, EVLOOP_ONCE);
        cut_interval(hold, clock_now() - begin);
        progress_show(&hold->progress, hold->probe.latency,
                      hold_sum(hold->probe.errors), now - begin);
        take_sample(hold, now);
        hold_tell(hold, now);
    }
    now = clock_now(); /* may have been long ago */
    probe_end(&hold->probe, now);
    hold->result->duration_s =
        clock_seconds(now < end ? now - begin : end - begin);
    usage_look_end(&hold->watch);
}

static void collect(struct hold *hold)
{
    struct load_result *result = hold->result;
    struct census *census = &result->census;
    const struct probe *probe = &hold->probe;
    hist_merge(&result->response, probe->latency);
    hist_merge(&result->lag, probe->lag);
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
    if (hold->kind->collect != NULL)
        hold->kind->collect(hold);
    hold->kind->judge(result);
}

static enum exit_status carry_out(struct hold *hold,
                                  char error[LOAD_ERROR_SIZE])
{
    int64_t clients =
        load_fit(hold->plan->clients, OTHER_DESCRIPTORS + hold->plan->probes);
    usage_look_idle(&hold->watch);
    struct wire trial = {0};
    enum exit_status status = load_wire(hold->plan, &trial, error);
    wire_free(&trial);
    if (status != EXIT_GOOD)
        return status;
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
    wait_for_start(hold);
    hold_on(hold);
    collect(hold);
    return hold->result->reason_count > 0 ? EXIT_INVALID : EXIT_GOOD;
}

static void hold_free(struct hold *hold)
{
    sampler_end(&hold->sampler, hold->result);
    if (hold->kind->release != NULL)
        hold->kind->release(hold);
    probe_free(&hold->probe);
    crowd_free(&hold->crowd);
    if (hold->tick != NULL)
        event_free(hold->tick);
    if (hold->base != NULL)
        event_base_free(hold->base);
    progress_free(&hold->progress);
    wire_free(&hold->probe_wire);
    wire_free(&hold->crowd_wire);
    free(hold);
}

enum exit_status hold_load(const struct load_plan *plan,
                           struct load_result *result,
                           const struct hold_kind *kind,
                           char error[LOAD_ERROR_SIZE])
{
    struct hold *hold = calloc(1, sizeof *hold);
    if (hold == NULL) {
        snprintf(error, LOAD_ERROR_SIZE, "no memory");
        return EXIT_USAGE;
    }
    hold->kind = kind;
    hold->plan = plan;
    hold->result = result;
    hold->watch.pid = plan_watched(plan);
    load_begin();
    progress_begin(&hold->progress, plan);
    enum exit_status status = load_tell(plan, &hold->ticker, error);
    if (status == EXIT_GOOD)
        status = carry_out(hold, error);
    ticker_end(&hold->ticker);
    progress_end(&hold->progress);
    hold_free(hold);
    return status;
}
