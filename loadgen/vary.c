/* vary.c: closed loops that are not the plain one of closed.c.
 *
 * A client may think between an answer and its next request (--think), make
 * a new connection for each (--conn-per-request; its time then counts), ask
 * for several targets (--mix) or send several requests at once (--pipeline:
 * they go out together, and the next ones once all are answered). */
#include <stdlib.h>

#include "clock.h"
#include "fifo.h"
#include "mix.h"
#include "worker.h"

/* client->mark while a request is sent or being sent; else it is 0, or when
 * the client has done thinking. */
enum { ASKED = 1 };

/* Everyone thinks for as long, so those who began first end first. */
struct vary {
    struct event *timer;
    struct fifo thinking; /* at: until when; client->mark is the same */
};

static void flow(struct worker *worker, int64_t now, int64_t change)
{
    flow_change(&worker->flow, now, change, worker->begin, worker->end);
}

/* Asks, in a time that began at `since`. */
static void ask(struct worker *worker, struct client *client, int64_t since)
{
    int64_t now = clock_now(), depth = worker->plan->pipeline;
    int64_t from = since > worker->begin ? since : worker->begin;
    if (now >= worker->end)
        return;
    client->mark = ASKED;
    client->wire = &worker->wires[mix_pick(worker)];
    flow(worker, now, depth);
    if (now > from)
        worker->flow.total += (double)(now - from);
    if (depth > 1)
        client_send_many(client, since);
    else
        client_send(client, since);
}

/* ---- thinking --------------------------------------------------------- */

static void arm(struct worker *worker, int64_t now)
{
    const struct fifo_item *first = fifo_first(&worker->vary->thinking);
    if (first == NULL)
        return;
    int64_t wait = first->at > now ? first->at - now : 0;
    struct timeval delay = {wait / CLOCK_S, wait % CLOCK_S / 1000 + 1};
    event_add(worker->vary->timer, &delay);
}

static void think(struct worker *worker, struct client *client, int64_t now)
{
    struct fifo *thinking = &worker->vary->thinking;
    client->mark = now + worker->plan->think;
    fifo_push(thinking,
              (struct fifo_item){.at = client->mark, .client = client});
    if (thinking->count == 1)
        arm(worker, now);
}

/* The next request of a client that has none. */
static void go_on(struct worker *worker, struct client *client, int64_t now)
{
    if (client->state == CLIENT_OPEN)
        ask(worker, client, now);
    else if (now < worker->end)
        crowd_connect(client);
}

/* Those whose connection broke meanwhile have another mark. */
static void vary_timer(evutil_socket_t fd, short what, void *arg)
{
    struct worker *worker = arg;
    struct fifo *thinking = &worker->vary->thinking;
    const struct fifo_item *first;
    int64_t now = clock_now();
    (void)fd;
    (void)what;
    while ((first = fifo_first(thinking)) != NULL && first->at <= now) {
        struct fifo_item item = *first;
        fifo_drop(thinking);
        if (item.client->mark == item.at)
            go_on(worker, item.client, now);
    }
    arm(worker, now);
}

/* ---- what clients tell ------------------------------------------------ */

static void vary_connected(struct client *client)
{
    struct worker *worker = worker_of(client);
    worker_note_connected(client);
    if (worker->running)
        ask(worker, client,
            worker->plan->conn_per_request ? client->since : clock_now());
}

/* The window's end may come early, and the tick late. */
static void read_end(struct worker *worker)
{
    worker->end = atomic_load(&worker->shared->end);
}

static void record(struct worker *worker, struct client *client,
                   enum outcome outcome, int64_t now)
{
    if (outcome != OUTCOME_GOOD) {
        worker->errors[outcome]++;
        mix_note_error(worker, client);
    } else if (worker_measures(worker, now)) {
        hist_record(worker->latency, now - client->since);
        worker->bytes += client->received;
        client->served++;
        mix_note_good(worker, client, now - client->since);
    }
}

/* Requests that were sent and will not be answered. */
static void lose(struct worker *worker, struct client *client,
                 uint32_t requests, enum outcome outcome)
{
    flow(worker, clock_now(), -(int64_t)requests);
    worker->errors[outcome] += requests;
    for (uint32_t i = 0; i < requests; i++)
        mix_note_error(worker, client);
    client->pending = 0;
    client->mark = 0;
}

static void vary_answered(struct client *client, enum outcome outcome,
                          int64_t now)
{
    struct worker *worker = worker_of(client);
    read_end(worker);
    crowd_note_served(client);
    record(worker, client, outcome, now);
    flow(worker, now, -1);
    if (client->state == CLIENT_WAITING)
        return; /* more to come */
    lose(worker, client, client->pending, OUTCOME_READ);
    if (worker->plan->conn_per_request)
        client_close(client);
    if (worker->plan->think > 0)
        think(worker, client, now);
    else
        go_on(worker, client, now);
}

static void vary_broken(struct client *client, enum outcome outcome, int error)
{
    struct worker *worker = worker_of(client);
    read_end(worker);
    if (client->mark == ASKED)
        lose(worker, client, client->pending > 0 ? client->pending : 1,
             outcome);
    else if (worker->running)
        worker->errors[outcome]++;
    client->mark = 0;
    crowd_note_broken(client, outcome, error);
    crowd_retry(client);
}

/* ---- the policy ------------------------------------------------------- */

static int vary_prepare(struct worker *worker)
{
    worker->vary = calloc(1, sizeof *worker->vary);
    if (worker->vary == NULL)
        return -1;
    worker->vary->timer = event_new(worker->base, -1, 0, vary_timer, worker);
    return worker->vary->timer == NULL ? -1 : 0;
}

static void vary_release(struct worker *worker)
{
    if (worker->vary == NULL)
        return;
    if (worker->vary->timer != NULL)
        event_free(worker->vary->timer);
    fifo_free(&worker->vary->thinking);
    free(worker->vary);
}

static void vary_start(struct worker *worker)
{
    if (worker->plan->conn_per_request) /* its time counts: never wait */
        worker->crowd.at_a_time = worker->crowd.size;
    for (int64_t i = 0; i < worker->crowd.size; i++)
        if (worker->crowd.clients[i].state == CLIENT_OPEN)
            ask(worker, &worker->crowd.clients[i], clock_now());
}

static void vary_end(struct worker *worker)
{
    flow(worker, worker->end, 0);
}

const struct worker_policy vary_policy = {
    .owner = {vary_connected, vary_answered, vary_broken},
    .prepare = vary_prepare,
    .release = vary_release,
    .start = vary_start,
    .end = vary_end,
};
