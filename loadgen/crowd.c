/* crowd.c: gets many clients connected and keeps them so (see crowd.h).
 *
 * A client without a socket is in exactly one place: in no list (given up or
 * its owner is about to decide), waiting for its turn, or resting after a
 * failure. Rests double from 10 ms to 640 ms, so that a server which closes
 * at once is not hammered. Time-outs cost no timer: the crowd is swept every
 * sixteenth of the time-out, so one may be noticed that much late. */
#include "crowd.h"

#include <errno.h>
#include <stdlib.h>

#include "answer.h"
#include "clock.h"

enum {
    ATTEMPTS = 6,          /* before a client is given up */
    REST_MS = 10,          /* after the first failure */
    REST_DOUBLINGS = 6,    /* the longest rest is 640 ms */
    SWEEPS_A_TIMEOUT = 16, /* how precisely time-outs are noticed */
};

static struct crowd *crowd_of(const struct client *client)
{
    return client->group->context;
}

static void list_clear(struct crowd_list *list)
{
    list->first = NULL;
    list->last = &list->first;
}

static void list_add(struct crowd_list *list, struct client *client)
{
    client->next = NULL;
    *list->last = client;
    list->last = &client->next;
}

static struct client *list_take(struct crowd_list *list)
{
    struct client *client = list->first;
    list->first = client->next;
    if (list->first == NULL)
        list->last = &list->first;
    return client;
}

int crowd_init(struct crowd *crowd, int64_t size)
{
    crowd->clients = calloc((size_t)size, sizeof *crowd->clients);
    if (crowd->clients == NULL)
        return -1;
    crowd->size = size;
    crowd->group.context = crowd;
    list_clear(&crowd->waiting);
    list_clear(&crowd->resting);
    answer_group(&crowd->group);
    for (int64_t i = 0; i < size; i++)
        client_init(&crowd->clients[i], &crowd->group);
    return 0;
}

void crowd_free(struct crowd *crowd)
{
    for (int64_t i = 0; i < crowd->size && crowd->clients != NULL; i++)
        client_close(&crowd->clients[i]);
    free(crowd->clients);
    crowd->clients = NULL;
}

/* ---- connecting ------------------------------------------------------- */

/* Whether one more attempt may begin now. */
static bool may_connect(struct crowd *crowd, int64_t now)
{
    if (crowd->connecting >= crowd->at_a_time)
        return false;
    if (crowd->rate == 0 || crowd->deadline == 0)
        return true;
    int64_t due = crowd->rate_from + crowd->rate_used * CLOCK_S / crowd->rate;
    return now >= due;
}

static void rest(struct client *client, int64_t now)
{
    int doublings = client->attempts > 0 ? client->attempts - 1 : 0;
    if (doublings > REST_DOUBLINGS)
        doublings = REST_DOUBLINGS;
    client->rest_until = now + (((int64_t)REST_MS * CLOCK_MS) << doublings);
    list_add(&crowd_of(client)->resting, client);
}

void crowd_retry(struct client *client)
{
    struct crowd *crowd = crowd_of(client);
    if (client->attempts < UINT16_MAX)
        client->attempts++;
    bool settling = crowd->deadline != 0 && !client->was_established;
    if (settling && client->attempts >= ATTEMPTS) {
        crowd->counts.abandoned++;
        crowd->unsettled--;
        return;
    }
    rest(client, clock_now());
}

static void attempt(struct crowd *crowd, struct client *client, int64_t now)
{
    crowd->connecting++;
    crowd->rate_used++;
    if (client_connect(client, now) == 0)
        return;
    crowd->connecting--;
    crowd->counts.last_error = errno;
    if (errno == EADDRNOTAVAIL)
        crowd->counts.no_port++;
    else
        crowd->counts.no_descriptor++;
    crowd_retry(client);
}

static void connect_waiting(struct crowd *crowd, int64_t now)
{
    while (crowd->waiting.first != NULL && may_connect(crowd, now))
        attempt(crowd, list_take(&crowd->waiting), now);
}

void crowd_connect(struct client *client)
{
    struct crowd *crowd = crowd_of(client);
    list_add(&crowd->waiting, client);
    connect_waiting(crowd, clock_now());
}

void crowd_connect_all(struct crowd *crowd, int64_t deadline)
{
    int64_t now = clock_now();
    crowd->deadline = deadline;
    crowd->rate_from = now;
    crowd->unsettled = crowd->size;
    for (int64_t i = 0; i < crowd->size; i++)
        list_add(&crowd->waiting, &crowd->clients[i]);
    connect_waiting(crowd, now);
}

void crowd_settled(struct crowd *crowd)
{
    crowd->deadline = 0;
    crowd->sweep_at = 0;
}

/* ---- what became of it ------------------------------------------------ */

void crowd_note_connected(struct client *client)
{
    struct crowd *crowd = crowd_of(client);
    crowd->connecting--;
    crowd->counts.connects++;
    if (client->was_established)
        return;
    client->was_established = true;
    crowd->counts.established++;
    if (crowd->deadline != 0)
        crowd->unsettled--;
}

void crowd_note_served(struct client *client)
{
    client->attempts = 0;
}

void crowd_note_broken(struct client *client, enum outcome outcome, int error)
{
    struct crowd *crowd = crowd_of(client);
    if (outcome == OUTCOME_CONNECT) {
        crowd->connecting--;
        crowd->counts.last_error = error;
    }
    if (error == ECONNREFUSED)
        crowd->counts.refused++;
    else if (error == ECONNRESET || error == EPIPE)
        crowd->counts.reset++;
    else if (outcome == OUTCOME_READ && error == 0)
        crowd->counts.closed++;
}

/* ---- the tick --------------------------------------------------------- */

static void wake_resting(struct crowd *crowd, int64_t now)
{
    struct crowd_list all = crowd->resting;
    if (all.first == NULL)
        return;
    list_clear(&crowd->resting);
    for (struct client *client = all.first, *next; client; client = next) {
        next = client->next;
        list_add(client->rest_until <= now ? &crowd->waiting : &crowd->resting,
                 client);
    }
}

static void sweep(struct crowd *crowd, int64_t now)
{
    if (now < crowd->sweep_at)
        return;
    crowd->sweep_at = now + crowd->timeout / SWEEPS_A_TIMEOUT;
    for (int64_t i = 0; i < crowd->size; i++) {
        struct client *client = &crowd->clients[i];
        if (now - client->since <= crowd->timeout)
            continue;
        if (client_is_busy(client))
            client_break(client, OUTCOME_TIMEOUT, 0);
        else if (client->state == CLIENT_CONNECTING && crowd->deadline == 0)
            client_break(client, OUTCOME_CONNECT, ETIMEDOUT);
    }
}

/* Takes those never connected off a list; they are given up. */
static void forget_strangers(struct crowd_list *list)
{
    struct client *client = list->first, *next;
    list_clear(list);
    for (; client != NULL; client = next) {
        next = client->next;
        if (client->was_established)
            list_add(list, client);
    }
}

/* The deadline has come: whoever was never connected is given up. */
static void give_up(struct crowd *crowd)
{
    forget_strangers(&crowd->waiting);
    forget_strangers(&crowd->resting);
    for (int64_t i = 0; i < crowd->size; i++) {
        struct client *client = &crowd->clients[i];
        if (client->was_established || client->state != CLIENT_CONNECTING)
            continue;
        crowd->counts.last_error = ETIMEDOUT;
        crowd->connecting--;
        client_close(client);
    }
    crowd->counts.abandoned += crowd->unsettled;
    crowd->unsettled = 0;
}

void crowd_tick(struct crowd *crowd, int64_t now)
{
    if (crowd->deadline != 0 && crowd->unsettled > 0 && now > crowd->deadline)
        give_up(crowd);
    wake_resting(crowd, now);
    connect_waiting(crowd, now);
    sweep(crowd, now);
}
