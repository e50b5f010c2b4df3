/* closed.c: the closed loop: who was answered asks again at once.
 *
 * The load therefore follows the server: a slow one is asked less. A time
 * is from the first byte of the request leaving to the whole answer being
 * here; making a connection again is not part of it, but its pace shows in
 * the rate. */
#include "clock.h"
#include "worker.h"

static void closed_send(struct worker *worker, struct client *client,
                        int64_t now)
{
    if (now < worker->end)
        client_send(client, now);
}

/* Nothing was in flight from client->mark to now. */
static void closed_gap(struct worker *worker, const struct client *client,
                       int64_t now)
{
    int64_t from = client->mark > worker->begin ? client->mark : worker->begin;
    int64_t to = now < worker->end ? now : worker->end;
    if (to > from)
        worker->gap_ns += to - from;
}

static void closed_connected(struct client *client)
{
    struct worker *worker = worker_of(client);
    worker_note_connected(client);
    if (!worker->running)
        return;
    int64_t now = clock_now();
    closed_gap(worker, client, now);
    closed_send(worker, client, now);
}

static void closed_answered(struct client *client, enum outcome outcome,
                            int64_t now)
{
    struct worker *worker = worker_of(client);
    crowd_note_served(client);
    if (outcome != OUTCOME_GOOD) {
        worker->errors[outcome]++;
    } else if (worker_measures(worker, now)) {
        hist_record(worker->latency, now - client->since);
        worker->bytes += client->received;
        client->served++;
    }
    if (client->state == CLIENT_OPEN) {
        closed_send(worker, client, now);
    } else if (now < worker->end) {
        client->mark = now;
        crowd_connect(client);
    }
}

static void closed_broken(struct client *client, enum outcome outcome,
                          int error)
{
    struct worker *worker = worker_of(client);
    if (worker->running)
        worker->errors[outcome]++;
    client->mark = clock_now();
    crowd_note_broken(client, outcome, error);
    crowd_retry(client);
}

static void closed_start(struct worker *worker)
{
    for (int64_t i = 0; i < worker->crowd.size; i++) {
        struct client *client = &worker->crowd.clients[i];
        client->mark = worker->begin;
        if (client->state != CLIENT_OPEN)
            continue;
        int64_t now = clock_now();
        closed_gap(worker, client, now);
        closed_send(worker, client, now);
    }
}

/* Who is still without a connection had nothing in flight either. */
static void closed_end(struct worker *worker)
{
    for (int64_t i = 0; i < worker->crowd.size; i++) {
        const struct client *client = &worker->crowd.clients[i];
        if (client->was_established && client->state <= CLIENT_CONNECTING)
            closed_gap(worker, client, worker->end);
    }
}

const struct worker_policy closed_policy = {
    .owner = {closed_connected, closed_answered, closed_broken},
    .start = closed_start,
    .end = closed_end,
};
