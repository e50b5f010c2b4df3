/* open.c: the open loop: requests on a clock, whatever the server does.
 *
 * A request that is due waits in one queue until a connection is free, and
 * its time runs from when it was due. So a server that stalls is seen by
 * everyone who would have come meanwhile, not only by those who happened to
 * be served. Four times are kept apart: response (from due), service (from
 * the first write), lag (until we noticed) and wait (for a connection).
 *
 * When the window ends no more become due; those that are get the time that
 * --drain allows. Whatever is unanswered then counts with its age. */
#include <errno.h>
#include <stdlib.h>

#include "clock.h"
#include "mix.h"
#include "open.h"

static void open_timer(evutil_socket_t fd, short what, void *arg)
{
    struct worker *worker = arg;
    (void)fd;
    (void)what;
    open_notice(worker, clock_now());
    open_pump(worker);
}

/* The request on the connection is over. Returns whether it counts. */
static bool finish(struct worker *worker, struct client *client, int64_t now)
{
    bool measured = open_counts(worker, client->mark);
    if (measured)
        flow_change(&worker->flow, now, -1, worker->begin, INT64_MAX);
    worker->open->in_flight--;
    client->mark = 0;
    return measured;
}

/* Times of requests that nobody answered count as well. */
static void record_age(struct worker *worker, int64_t response)
{
    hist_record(worker->latency, response);
    worker->aged++;
}

/* ---- what clients tell ------------------------------------------------ */

static void open_connected(struct client *client)
{
    struct worker *worker = worker_of(client);
    worker_note_connected(client);
    if (!worker->running)
        return;
    if (client->mark != 0) { /* the connection was made for it */
        client_send(client, client->since);
        return;
    }
    if (worker->plan->conn_per_request)
        client_close(client);
    open_put_free(worker, client);
    open_pump(worker);
}

static void open_answered(struct client *client, enum outcome outcome,
                          int64_t now)
{
    struct worker *worker = worker_of(client);
    int64_t response = now - client->mark;
    bool measured = finish(worker, client, now);
    crowd_note_served(client);
    if (outcome != OUTCOME_GOOD) {
        worker->errors[outcome]++;
        mix_note_error(worker, client);
    } else if (measured) {
        hist_record(worker->latency, response);
        hist_record(worker->service, now - client->since);
        worker->bytes += client->received;
        client->served++;
        mix_note_good(worker, client, response);
    }
    if (worker->plan->conn_per_request)
        client_close(client);
    if (open_is_free(worker, client))
        open_put_free(worker, client);
    else
        crowd_connect(client);
    open_notice(worker, now);
    open_pump(worker);
}

/* A connection that breaks with nothing asked on it is no failed request. */
static void open_broken(struct client *client, enum outcome outcome, int error)
{
    struct worker *worker = worker_of(client);
    int64_t now = clock_now(), response = now - client->mark;
    bool asked = client->mark != 0;
    crowd_note_broken(client, outcome, error);
    if (asked || (worker->running && outcome == OUTCOME_CONNECT))
        worker->errors[outcome]++;
    if (asked) {
        mix_note_error(worker, client);
        bool late = outcome == OUTCOME_TIMEOUT || error == ETIMEDOUT;
        if (finish(worker, client, now) && late) {
            record_age(worker, response);
            hist_record(worker->service, now - client->since);
        }
    }
    if (!worker->running || !worker->plan->conn_per_request) {
        crowd_retry(client);
        return;
    }
    open_put_free(worker, client);
    open_pump(worker);
}

/* ---- the policy ------------------------------------------------------- */

static int open_prepare(struct worker *worker)
{
    worker->open = calloc(1, sizeof *worker->open);
    if (worker->open == NULL)
        return -1;
    worker->open->timer = event_new(worker->base, -1, 0, open_timer, worker);
    return worker->open->timer == NULL ? -1 : 0;
}

static void open_release(struct worker *worker)
{
    if (worker->open == NULL)
        return;
    if (worker->open->timer != NULL)
        event_free(worker->open->timer);
    fifo_free(&worker->open->due);
    fifo_free(&worker->open->free);
    free(worker->open);
}

static void open_start(struct worker *worker)
{
    bool anew = worker->plan->conn_per_request;
    if (anew) /* connecting is part of the request: never make it wait */
        worker->crowd.at_a_time = worker->crowd.size;
    for (int64_t i = 0; i < worker->crowd.size; i++) {
        struct client *client = &worker->crowd.clients[i];
        if (client->state != CLIENT_OPEN)
            continue;
        if (anew)
            client_close(client);
        open_put_free(worker, client);
    }
    open_begin(worker);
    open_pump(worker);
}

static bool open_drained(struct worker *worker)
{
    const struct open *open = worker->open;
    open_notice(worker, clock_now());
    open_pump(worker);
    return open->next >= worker->end && open->due.count == 0 &&
           open->in_flight == 0;
}

static void censor(struct worker *worker, int64_t age)
{
    record_age(worker, age);
    worker->censored++;
    if (age > worker->censored_ns)
        worker->censored_ns = age;
}

static void open_end(struct worker *worker)
{
    struct open *open = worker->open;
    int64_t now = clock_now();
    open_notice(worker, now);
    event_del(open->timer);
    for (int64_t i = 0; i < worker->crowd.size; i++) {
        struct client *client = &worker->crowd.clients[i];
        if (client->mark == 0 || !open_counts(worker, client->mark))
            continue;
        censor(worker, now - client->mark);
        hist_record(worker->service, now - client->since);
    }
    for (; open->due.count > 0; fifo_drop(&open->due)) {
        const struct fifo_item *item = fifo_first(&open->due);
        if (!open_counts(worker, item->at))
            continue;
        censor(worker, now - item->at);
        hist_record(worker->wait, now - item->noticed);
    }
    flow_change(&worker->flow, now, 0, worker->begin, INT64_MAX);
}

static size_t open_queue(const struct worker *worker)
{
    return worker->open->due.count;
}

static int64_t open_first_due(const struct worker *worker)
{
    const struct fifo_item *first = fifo_first(&worker->open->due);
    return first != NULL ? first->at : INT64_MAX;
}

const struct worker_policy open_policy = {
    .owner = {open_connected, open_answered, open_broken},
    .prepare = open_prepare,
    .release = open_release,
    .start = open_start,
    .drained = open_drained,
    .end = open_end,
    .queue = open_queue,
    .first_due = open_first_due,
};
