/* probe.c: an open loop of few requests (see probe.h).
 *
 * A time runs from the moment a probe was due, not from when it could be
 * sent: a slow answer must not hide the wait of those behind it. A probe
 * that timed out is an error and is recorded with the time it waited. */
#include "probe.h"

#include <stdlib.h>

#include "clock.h"

static struct probe *probe_of(const struct client *client)
{
    return (struct probe *)client->group->context; /* crowd comes first */
}

static int64_t due_at(const struct probe *probe, int64_t k)
{
    return probe->begin + k / probe->rate * CLOCK_S +
           k % probe->rate * CLOCK_S / probe->rate;
}

static struct client *free_connection(struct probe *probe)
{
    for (int64_t i = 0; i < probe->crowd.size; i++) {
        int64_t at = (probe->next_free + i) % probe->crowd.size;
        if (probe->crowd.clients[at].state == CLIENT_OPEN) {
            probe->next_free = at + 1;
            return &probe->crowd.clients[at];
        }
    }
    return NULL;
}

/* Notes what has become due; has the timer ring for the next. */
static void notice(struct probe *probe, int64_t now)
{
    while (probe->noticed < probe->total &&
           due_at(probe, probe->noticed) <= now)
        hist_record(probe->lag, now - due_at(probe, probe->noticed++));
    if (probe->noticed == probe->total)
        return;
    int64_t wait = due_at(probe, probe->noticed) - now;
    struct timeval delay = {wait / CLOCK_S, wait % CLOCK_S / 1000 + 1};
    event_add(probe->timer, &delay);
}

/* Sends what is due over the connections that are free. */
static void pump(struct probe *probe)
{
    struct client *client;
    while (probe->sent < probe->noticed &&
           (client = free_connection(probe)) != NULL) {
        client->mark = due_at(probe, probe->sent);
        if (probe->sending != NULL)
            probe->sending(probe->context, probe->sent, client->mark);
        probe->sent++;
        client_send(client, clock_now());
    }
}

static void probe_timer(evutil_socket_t fd, short what, void *arg)
{
    struct probe *probe = arg;
    (void)fd;
    (void)what;
    notice(probe, clock_now());
    pump(probe);
}

static void probe_connected(struct client *client)
{
    crowd_note_connected(client);
    pump(probe_of(client));
}

static void probe_answered(struct client *client, enum outcome outcome,
                           int64_t now)
{
    struct probe *probe = probe_of(client);
    crowd_note_served(client);
    if (outcome == OUTCOME_GOOD) {
        hist_record(probe->latency, now - client->mark);
        probe->good++;
        probe->bytes += client->received;
    } else {
        probe->errors[outcome]++;
    }
    if (client->state == CLIENT_CLOSED)
        crowd_connect(client);
    pump(probe);
}

static void probe_broken(struct client *client, enum outcome outcome, int error)
{
    struct probe *probe = probe_of(client);
    if (outcome == OUTCOME_TIMEOUT)
        hist_record(probe->latency, clock_now() - client->mark);
    probe->errors[outcome]++;
    crowd_note_broken(client, outcome, error);
    crowd_retry(client);
}

const struct client_owner probe_owner = {probe_connected, probe_answered,
                                         probe_broken};

int probe_init(struct probe *probe, int64_t connections, int64_t rate)
{
    probe->rate = rate;
    probe->latency = hist_new();
    probe->lag = hist_new();
    probe->timer =
        event_new(probe->crowd.group.base, -1, 0, probe_timer, probe);
    if (probe->timer == NULL)
        return -1;
    return crowd_init(&probe->crowd, connections);
}

void probe_free(struct probe *probe)
{
    crowd_free(&probe->crowd);
    if (probe->timer != NULL)
        event_free(probe->timer);
    free(probe->latency);
    free(probe->lag);
}

void probe_start(struct probe *probe, int64_t begin, int64_t duration)
{
    probe->begin = begin;
    probe->total = (int64_t)(clock_seconds(duration) * (double)probe->rate);
    notice(probe, clock_now());
    pump(probe);
}

bool probe_is_done(const struct probe *probe)
{
    for (int64_t i = 0; i < probe->crowd.size; i++)
        if (client_is_busy(&probe->crowd.clients[i]))
            return false;
    return probe->sent == probe->total;
}

static void unanswered(struct probe *probe, int64_t age)
{
    probe->unanswered++;
    hist_record(probe->latency, age);
    if (age > probe->unanswered_ns)
        probe->unanswered_ns = age;
}

void probe_end(struct probe *probe, int64_t now)
{
    event_del(probe->timer);
    for (int64_t i = 0; i < probe->crowd.size; i++)
        if (client_is_busy(&probe->crowd.clients[i]))
            unanswered(probe, now - probe->crowd.clients[i].mark);
    for (int64_t k = probe->sent; k < probe->total; k++)
        if (due_at(probe, k) <= now)
            unanswered(probe, now - due_at(probe, k));
    probe->total = probe->sent;
}
