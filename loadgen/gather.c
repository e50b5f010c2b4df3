/* gather.c: adds up what the workers of a run counted (see gather.h). */
#include "gather.h"

#include "clock.h"
#include "mix.h"
#include "profile.h"

/* Closed loop: requests under way when the window ended. */
static void unanswered(struct load_result *result, const struct worker *worker)
{
    for (int64_t i = 0; i < worker->crowd.size; i++) {
        const struct client *client = &worker->crowd.clients[i];
        if (!client_is_busy(client))
            continue;
        result->unanswered += client->pending > 0 ? client->pending : 1;
        if (worker->end - client->since > result->unanswered_ns)
            result->unanswered_ns = worker->end - client->since;
    }
}

/* Open loop: a client that was never asked anything was not starved. */
static int64_t starved(const struct worker *worker)
{
    int64_t sum = 0;
    for (int64_t i = 0; i < worker->crowd.size; i++) {
        const struct client *client = &worker->crowd.clients[i];
        sum += client->sent > 0 && client->served == 0;
    }
    return sum;
}

static void gather_open(struct load_result *result, const struct worker *worker)
{
    hist_merge(&result->service, worker->service);
    hist_merge(&result->lag, worker->lag);
    hist_merge(&result->wait, worker->wait);
    result->scheduled += worker->scheduled;
    result->sent += worker->sent;
    result->queue += worker->queue;
    if (worker->queue > 0 && worker->drained - worker->end > result->drained_ns)
        result->drained_ns = worker->drained - worker->end;
    result->censored += worker->censored;
    result->unanswered += worker->censored;
    if (worker->censored_ns > result->unanswered_ns)
        result->unanswered_ns = worker->censored_ns;
}

/* What came since the last cut belongs to the second under way then. */
static void gather_intervals(struct load_result *result, struct worker *worker)
{
    worker_cut(worker, worker->cut);
    for (int i = 0; i < TRACKS; i++)
        intervals_join(&result->intervals[i], &worker->intervals[i]);
}

static double in_flight(const struct load_plan *plan,
                        const struct worker *worker, double duration_s)
{
    if (duration_s <= 0)
        return 0;
    if (!plan_is_plain(plan))
        return worker->flow.total / 1e9 / duration_s;
    return (double)worker->crowd.counts.established -
           clock_seconds(worker->gap_ns) / duration_s;
}

static void gather_worker(struct load_result *result,
                          const struct load_plan *plan, struct worker *worker)
{
    if (plan->output.intervals)
        gather_intervals(result, worker);
    hist_merge(&result->response, worker->latency);
    hist_merge(&result->connect, worker->connect);
    result->requests += worker->latency->count - worker->aged;
    result->bytes += worker->bytes;
    for (int i = 0; i < OUTCOMES; i++)
        result->errors[i] += worker->errors[i];
    result->errors[OUTCOME_CONNECT] += (uint64_t)worker->crowd.counts.abandoned;
    result->in_flight += in_flight(plan, worker, result->duration_s);
    census_add(&result->census, &worker->crowd);
    mix_gather(result, worker);
    if (plan->step_count > 0)
        gather_open(result, worker);
    else
        unanswered(result, worker);
}

void gather_workers(struct load_result *result, const struct load_plan *plan,
                    struct worker *workers)
{
    for (int64_t i = 0; i < plan->threads; i++)
        gather_worker(result, plan, &workers[i]);
    result->census.asked = plan->clients;
    census_finish(&result->census);
    if (plan->step_count == 0) {
        hist_merge(&result->service, &result->response);
        return;
    }
    result->census.starved = 0;
    for (int64_t i = 0; i < plan->threads; i++)
        result->census.starved += starved(&workers[i]);
    if (result->duration_s > 0) {
        int64_t ns = (int64_t)(result->duration_s * 1e9);
        result->offered = profile_requests(plan, ns) / result->duration_s;
        result->achieved = (double)result->sent / result->duration_s;
    }
}

void gather_glances(struct gather_glance *sum, struct worker *workers,
                    int64_t count)
{
    hist_clear(sum->latency);
    hist_clear(sum->lag);
    sum->errors = sum->scheduled = sum->queue = sum->aged = 0;
    sum->at = sum->longest = sum->connected = 0;
    for (int64_t i = 0; i < count; i++) {
        struct worker_glance *glance = &workers[i].glance;
        pthread_mutex_lock(&glance->lock);
        hist_merge(sum->latency, glance->latency);
        sum->errors += glance->errors;
        sum->scheduled += glance->scheduled;
        sum->queue += glance->queue;
        sum->aged += glance->aged;
        hist_merge(sum->lag, glance->lag);
        sum->at = glance->at > sum->at ? glance->at : sum->at;
        if (glance->longest > sum->longest)
            sum->longest = glance->longest;
        sum->connected += glance->connected;
        pthread_mutex_unlock(&glance->lock);
    }
}
