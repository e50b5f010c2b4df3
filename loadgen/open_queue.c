/* open_queue.c: requests that are due meet connections that are free (see
 * open.h). Nothing here waits or allocates, but for a queue that grows. */
#include "clock.h"
#include "mix.h"
#include "open.h"

/* ---- connections ------------------------------------------------------ */

bool open_is_free(const struct worker *worker, const struct client *client)
{
    return client->state ==
           (worker->plan->conn_per_request ? CLIENT_CLOSED : CLIENT_OPEN);
}

void open_put_free(struct worker *worker, struct client *client)
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
        if (open_is_free(worker, client))
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

bool open_counts(const struct worker *worker, int64_t due)
{
    return due >= worker->begin && due < worker->end;
}

static void note_due(struct worker *worker, int64_t now)
{
    struct open *open = worker->open;
    struct fifo_item item = {
        .at = open->next, .noticed = now, .target = mix_pick(worker)};
    if (open_counts(worker, item.at)) {
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
void open_notice(struct worker *worker, int64_t now)
{
    struct open *open = worker->open;
    if (now >= open->next) {
        worker->end = atomic_load(&worker->shared->end); /* may come early */
        while (open->next <= now && open->next < worker->end)
            note_due(worker, now);
        arm(worker, now);
    }
    if (now >= worker->end && !open->over) {
        open->over = true;
        worker->queue = open->due.count > open->free.count
                            ? open->due.count - open->free.count
                            : 0;
    }
}

/* ---- requests --------------------------------------------------------- */

static void begin(struct worker *worker, struct client *client,
                  const struct fifo_item *item)
{
    int64_t now = clock_now();
    worker->open->in_flight++;
    client->mark = item->at;
    client->wire = &worker->wires[item->target];
    if (open_counts(worker, item->at)) {
        hist_record(worker->wait, now - item->noticed);
        worker->sent += now < worker->end;
    }
    if (worker->plan->conn_per_request)
        crowd_connect(client);
    else
        client_send(client, now);
}

/* Sends what is due on the connections that are free. */
void open_pump(struct worker *worker)
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
    if (open->over && worker->drained == 0 && open->due.count == 0)
        worker->drained = clock_now();
    open->pumping = false;
}

void open_begin(struct worker *worker)
{
    arrivals_begin(&worker->open->arrivals, worker->plan, worker->index);
    next_due(worker);
    int64_t now = clock_now();
    if (now < worker->open->next)
        arm(worker, now);
    open_notice(worker, now);
}
