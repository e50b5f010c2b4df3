/* validity.c: the verdict on a measurement (see validity.h).
 *
 * Each rule is a function that names what it saw and what would mend it.
 *
 * On the generator's CPU in a closed loop: generator and server take turns,
 * so whichever is busier sets the rate. A generator thread above 90 % of its
 * core spoils the result, unless the server is known (--pid) to use at least
 * as large a share of the cores it may run on: then the server is the limit,
 * and a busy generator is only keeping up with it.
 *
 * On an open loop that asks for more than is served: with connections free
 * and requests not sent, the generator is at fault. With every connection
 * busy and a queue, it is not: the times are what users of an overloaded
 * server would see, though they grow with the run. A note says so. */
#include "validity.h"

#include <math.h>
#include <stdio.h>

enum { FEWEST_SAMPLES = 10, REQUESTS_AN_ERROR = 1000 };

static const double busy_generator = 0.90, littles_tolerance = 0.05;
static const double lag_share = 0.10; /* of the median */
static const double achieved_tolerance = 0.02;
static const int64_t least_lag = 1000000;     /* 1 ms, less is no matter */
static const int64_t least_open_lag = 200000; /* so is 0.2 ms */

static void judge_generator(struct load_result *r)
{
    if (r->generator.utilization <= busy_generator)
        return;
    if (r->has_server && r->server.utilization >= r->generator.utilization)
        return;
    result_reason(r,
                  "the generator, not the server, was the limit: one of its "
                  "threads used %.0f %% of a core; give it a core of its own "
                  "or more threads (-t)",
                  r->generator.utilization * 100);
}

static void judge_samples(struct load_result *r)
{
    if (r->latency->count < FEWEST_SAMPLES)
        result_reason(r,
                      "only %llu answers were measured, fewer than %d: "
                      "measure longer (-d)",
                      (unsigned long long)r->latency->count, FEWEST_SAMPLES);
    if (r->latency->clamped > 0)
        result_reason(r,
                      "%llu times were longer than the longest that can "
                      "be recorded, one hour",
                      (unsigned long long)r->latency->clamped);
}

/* Little's law: requests in flight = rate x time. It holds for any server;
 * where it does not, some requests are missing from rate or time. The ends of
 * the window cut off what is under way, which allows for as much again as that
 * request's share of the window. */
static void judge_littles_law(struct load_result *r)
{
    double expected = r->in_flight;
    double found = result_rate(r) * hist_mean(r->latency) / 1e9;
    if (r->latency->count < FEWEST_SAMPLES || expected <= 0)
        return;
    double cut_off = hist_under_way(r->latency) / 1e9;
    double tolerance = littles_tolerance + cut_off / r->duration_s;
    if (fabs(found - expected) > tolerance * expected)
        result_reason(r,
                      "Little's law does not hold: %.1f requests were in "
                      "flight, rate times mean time accounts for %.1f; look "
                      "at errors and starved clients, or measure longer",
                      expected, found);
}

static void judge_errors(struct load_result *r)
{
    uint64_t errors = result_errors(r);
    if (errors * REQUESTS_AN_ERROR <= r->requests)
        return;
    int worst = OUTCOME_CONNECT;
    for (int i = 0; i < OUTCOMES; i++)
        if (r->errors[i] > r->errors[worst])
            worst = i;
    result_reason(r,
                  "%llu requests or connections failed (most: %s), more than "
                  "1 for each %d answered",
                  (unsigned long long)errors, outcome_name((enum outcome)worst),
                  REQUESTS_AN_ERROR);
}

static void judge_limits(struct load_result *r)
{
    if (r->census.counts.no_descriptor > 0)
        result_reason(r, "the generator ran out of descriptors: raise "
                         "`ulimit -n`");
    if (r->census.counts.no_port > 0)
        result_reason(r, "the generator ran out of local ports: add --source "
                         "127.0.0.2-9");
}

static void judge_established(struct load_result *r)
{
    const struct census *census = &r->census;
    long long missing = census->asked - census->counts.established;
    if (missing > 0)
        result_reason(r, "%lld of %lld clients could not be connected", missing,
                      (long long)census->asked);
}

static void judge_starved(struct load_result *r)
{
    if (r->census.starved > 0)
        result_reason(r,
                      "%lld of %lld connected clients were never served: rate "
                      "and times are those of the others",
                      (long long)r->census.starved,
                      (long long)r->census.counts.established);
}

void validity_judge_closed(struct load_result *result)
{
    judge_established(result);
    judge_starved(result);
    judge_errors(result);
    judge_samples(result);
    judge_littles_law(result);
    judge_generator(result);
    judge_limits(result);
}

/* ---- open loop -------------------------------------------------------- */

/* Late by more than the machine's timers explain, and by enough to be seen
 * in the median. */
static void judge_open_lag(struct load_result *r)
{
    int64_t lag = hist_percentile(&r->lag, 99);
    int64_t p50 = hist_percentile(&r->response, 50);
    if (lag <= least_open_lag || (double)lag <= (double)p50 * lag_share)
        return;
    result_reason(r,
                  "the generator itself was late: its 99th percentile is "
                  "%.2f ms, over a tenth of the median response (%.2f ms); "
                  "give it a core of its own or more threads (-t)",
                  (double)lag / 1e6, (double)p50 / 1e6);
}

/* With nobody waiting for a connection, what was due was sent: or else the
 * generator did not keep up. */
static void judge_achieved(struct load_result *r)
{
    double due = (double)r->scheduled, sent = (double)r->sent;
    if (r->queue > 0 || fabs(due - sent) <= achieved_tolerance * due)
        return;
    result_reason(r,
                  "the generator did not keep up: it sent %.0f of the %.0f "
                  "requests that were due, though connections were free; "
                  "give it a core of its own or more threads (-t)",
                  sent, due);
}

/* The other case: all connections were busy, so the queue grew. */
static void note_overload(struct load_result *r)
{
    double due = (double)r->scheduled, sent = (double)r->sent;
    char drained[48] = "and was not empty at the end of the drain";
    if (r->queue == 0 || due - sent <= achieved_tolerance * due)
        return;
    if (r->drained_ns > 0)
        snprintf(drained, sizeof drained, "and took %.2f s to drain",
                 (double)r->drained_ns / 1e9);
    result_note(r,
                "the server, with these %lld connections, could not keep up: "
                "it took %.0f of the %.0f requests that were due, the queue "
                "grew to %llu %s; response times are those of the queue and "
                "grow with the length of the run",
                (long long)r->census.counts.established, sent, due,
                (unsigned long long)r->queue, drained);
}

static void judge_censored(struct load_result *r)
{
    if (r->censored * REQUESTS_AN_ERROR <= r->scheduled)
        return;
    result_reason(r,
                  "%llu of %llu requests were unanswered at the end, the "
                  "oldest %.1f s old: they count with their age, so the times "
                  "shown are the least they could be",
                  (unsigned long long)r->censored,
                  (unsigned long long)r->scheduled,
                  (double)r->unanswered_ns / 1e9);
}

/* The generator's rate is the clock's, so no server excuses a busy one. */
static void judge_open_generator(struct load_result *r)
{
    if (r->generator.utilization > busy_generator)
        result_reason(r,
                      "one of the generator's threads used %.0f %% of a core: "
                      "its own work may be in the times; give it a core of "
                      "its own or more threads (-t)",
                      r->generator.utilization * 100);
}

/* Times of all requests due in the window, whenever they were answered, are
 * held against a count of requests kept apart: any change of the load
 * cancels out, so nothing is allowed for the ends of the window. */
static void judge_open_flow(struct load_result *r)
{
    double found = r->duration_s > 0
                       ? hist_mean(&r->response) / 1e9 *
                             (double)r->response.count / r->duration_s
                       : 0;
    if (r->response.count < FEWEST_SAMPLES || r->in_flight <= 0 ||
        fabs(found - r->in_flight) <= littles_tolerance * r->in_flight)
        return;
    result_reason(r,
                  "Little's law does not hold: %.1f requests were under way, "
                  "the times recorded account for %.1f; look at errors",
                  r->in_flight, found);
}

void validity_judge_open(struct load_result *result)
{
    judge_established(result);
    judge_starved(result);
    judge_errors(result);
    judge_samples(result);
    judge_censored(result);
    judge_open_flow(result);
    judge_open_lag(result);
    judge_achieved(result);
    note_overload(result);
    judge_open_generator(result);
    judge_limits(result);
}

/* The probes are timed from when they were due; where we were late
 * ourselves, that is our time and not the server's. */
static void judge_lag(struct load_result *r)
{
    double p50 = (double)hist_percentile(r->latency, 50);
    if (r->lag_ns <= least_lag || (double)r->lag_ns <= p50 * lag_share)
        return;
    result_reason(r,
                  "the generator itself was late by %.1f ms or more for one "
                  "probe in ten: give it a "
                  "core of its own",
                  (double)r->lag_ns / 1e6);
}

void validity_judge_probes(struct load_result *result)
{
    judge_established(result);
    judge_errors(result);
    if (result->unanswered > 0)
        result_reason(result,
                      "%llu probes were unanswered at the end, the oldest "
                      "%.1f s old: they count with their age, so the times "
                      "shown are the least they could be",
                      (unsigned long long)result->unanswered,
                      (double)result->unanswered_ns / 1e9);
    judge_samples(result);
    judge_lag(result);
    judge_generator(result);
    judge_limits(result);
}

/* The crowd has to stay as it is. */
static void judge_crowd(struct load_result *r, const char *what)
{
    if (r->census.counts.closed + r->census.counts.reset > 0)
        result_reason(r,
                      "the server closed %lld %s and reset %lld; raise its "
                      "idle timeout or its limits",
                      (long long)r->census.counts.closed, what,
                      (long long)r->census.counts.reset);
}

void validity_judge_idle(struct load_result *result)
{
    judge_crowd(result, "silent connections");
    validity_judge_probes(result);
}

void validity_judge_feed(struct load_result *result)
{
    const struct result_feed *feed = &result->feed;
    judge_crowd(result, "subscribers");
    if (feed->published == 0)
        result_reason(result, "no message was published; give a longer -d");
    if (feed->missing > 0)
        result_reason(result, "%llu deliveries never came beside %llu that did",
                      (unsigned long long)feed->missing,
                      (unsigned long long)feed->delivered);
    if (feed->failed > 0)
        result_reason(result, "%llu messages could not be published",
                      (unsigned long long)feed->failed);
    validity_judge_probes(result);
}
