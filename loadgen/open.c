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

#include "arrivals.h"
#include "clock.h"
#include "fifo.h"
#include "mix.h"
#include "worker.h"

struct open {
    struct arrivals arrivals;
    struct event *timer;
    int64_t next;      /* when the next request is due, ns */
    struct fifo due;   /* requests: at: when due; noticed: by us */
    struct fifo free;  /* connections to send them on */
    int64_t in_flight; /* requests that have a connection */
    bool over;         /* the window has ended: the queue was looked at */
    bool pumping;
};

/* ---- connections ------------------------------------------------------ */

static bool is_free(const struct worker *worker, const struct client *client)
{
    return client->state ==
           (worker->plan->conn_per_request ? CLIENT_CLOSED : CLIENT_OPEN);
}

static void put_free(struct worker *worker, struct client *client)
{
    if (client->listed)
        return;
    client->listed = true;
    fifo_push(&worker->open->free, (struct fifo_item){.client = client});
}

/* The one that was free for longest, so that all take turns; NULL: none.
 * Those that broke while they waited are passed over. */
static struct client *take_free(struct worker *worker)
{
    struct fifo *line = &worker->open->free;
    while (line->count > 0) {
        struct client *client = fifo_first(line)->client;
        fifo_drop(line);
        client->listed = false;
        if (is_free(worker, client))
            return client;
    }
    return NULL;
}

/* ---- the clock -------------------------------------------------------- */

static void next_due(struct worker *worker)
{
    int64_t after = arrivals_next(&worker->open->arrivals);
    worker->open->next = after == INT64_MAX ? INT64_MAX : worker->begin + after;
}

static bool counts(const struct worker *worker, int64_t due)
{
    return due >= worker->begin && due < worker->end;
}

static void note_due(struct worker *worker, int64_t now)
{
    struct open *open = worker->open;
    struct fifo_item item = {
        .at = open->next, .noticed = now, .target = mix_pick(worker)};
    if (counts(worker, item.at)) {
        hist_record(worker->lag, now - item.at);
        worker->scheduled++;
        flow_change(&worker->flow, now, 1, worker->begin, INT64_MAX);
        worker->flow.total += (double)(now - item.at);
    }
    fifo_push(&open->due, item);
    next_due(worker);
}

/* Has the timer ring when the next is due. */
static void arm(struct worker *worker, int64_t now)
{
    int64_t wait = worker->open->next - now;
    struct timeval delay = {wait / CLOCK_S, wait % CLOCK_S / 1000 + 1};
    if (worker->open->next < worker->end)
        event_add(worker->open->timer, &delay);
}

/* Queues what has become due. */
static void notice(struct worker *worker, int64_t now)
{
    struct open *open = worker->open;
    if (now >= worker->end && !open->over) {
        open->over = true;
        worker->queue = open->due.count;
    }
    if (now < open->next)
        return;
    while (open->next <= now && open->next < worker->end)
        note_due(worker, now);
    arm(worker, now);
}

/* ---- requests --------------------------------------------------------- */

static void begin(struct worker *worker, struct client *client,
                  const struct fifo_item *item)
{
    int64_t now = clock_now();
    worker->open->in_flight++;
    client->mark = item->at;
    client->wire = &worker->wires[item->target];
    if (counts(worker, item->at)) {
        hist_record(worker->wait, now - item->noticed);
        worker->sent += now < worker->end;
    }
    if (worker->plan->conn_per_request)
        crowd_connect(client);
    else
        client_send(client, now);
}

/* Sends what is due on the connections that are free. */
static void pump(struct worker *worker)
{
    struct open *open = worker->open;
    struct client *client;
    if (open->pumping)
        return; /* the caller of our caller goes on */
    open->pumping = true;
    while (open->due.count > 0 && (client = take_free(worker)) != NULL) {
        struct fifo_item item = *fifo_first(&open->due);
        fifo_drop(&open->due);
        begin(worker, client, &item);
    }
    open->pumping = false;
}

static void open_timer(evutil_socket_t fd, short what, void *arg)
{
    struct worker *worker = arg;
    (void)fd;
    (void)what;
    notice(worker, clock_now());
    pump(worker);
}

/* The request on the connection is over. Returns whether it counts. */
static bool finish(struct worker *worker, struct client *client, int64_t now)
{
    bool measured = counts(worker, client->mark);
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
    crowd_note_connected(client);
    if (!worker->running)
        return;
    if (client->mark != 0) { /* the connection was made for it */
        client_send(client, client->since);
        return;
    }
    if (worker->plan->conn_per_request)
        client_close(client);
    put_free(worker, client);
    pump(worker);
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
    if (is_free(worker, client))
        put_free(worker, client);
    else
        crowd_connect(client);
    notice(worker, now);
    pump(worker);
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
    put_free(worker, client);
    pump(worker);
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
        put_free(worker, client);
    }
    arrivals_begin(&worker->open->arrivals, worker->plan, worker->index);
    next_due(worker);
    int64_t now = clock_now();
    if (now < worker->open->next)
        arm(worker, now);
    notice(worker, now);
    pump(worker);
}

static bool open_drained(struct worker *worker)
{
    const struct open *open = worker->open;
    notice(worker, clock_now());
    pump(worker);
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
    notice(worker, now);
    event_del(open->timer);
    for (int64_t i = 0; i < worker->crowd.size; i++) {
        struct client *client = &worker->crowd.clients[i];
        if (client->mark == 0 || !counts(worker, client->mark))
            continue;
        censor(worker, now - client->mark);
        hist_record(worker->service, now - client->since);
    }
    for (; open->due.count > 0; fifo_drop(&open->due)) {
        const struct fifo_item *item = fifo_first(&open->due);
        if (!counts(worker, item->at))
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

const struct worker_policy open_policy = {
    .owner = {open_connected, open_answered, open_broken},
    .prepare = open_prepare,
    .release = open_release,
    .start = open_start,
    .drained = open_drained,
    .end = open_end,
    .queue = open_queue,
};
