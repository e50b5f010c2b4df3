/* slow.c: the crowd of `slow`: clients that hold a server up (see hold.h).
 *
 * Three ways: a request head that never ends, a line at a time; a request
 * body that does not, a byte at a time; an answer that is read by a few
 * bytes at a time. Who is cut off by the server is counted, with how long it
 * was suffered, and does not come again: the probes tell what the others
 * felt meanwhile. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "fifo.h"
#include "hold.h"
#include "validity.h"

enum {
    SIPS_A_SECOND = 10,
    LEAST_BUFFER = 1, /* the kernel makes it the least that it allows */
    LONGEST_SIP = 65536
};

static const char endless_body[] = "Content-Length: 1000000\r\n\r\n";

struct slow {
    struct fifo turns; /* at: of the next drip; noticed: client->mark */
    int64_t interval;  /* between two drips or sips, ns */
    size_t sip;        /* bytes */
    uint64_t bytes;    /* dripped and sipped in the window */
    uint64_t cut, answered;
    struct hist *held;
    bool counting; /* the window has begun */
};

static struct slow *slow_of(const struct hold *hold)
{
    return hold->own;
}

static void next_turn(struct slow *slow, struct client *client, int64_t now)
{
    fifo_push(&slow->turns, (struct fifo_item){.at = now + slow->interval,
                                               .noticed = client->mark,
                                               .client = client});
}

/* ---- drips and sips --------------------------------------------------- */

/* Bytes that a full socket does not take are left out. */
static void send_bytes(struct client *client, const char *bytes, size_t length)
{
    struct slow *slow = slow_of(hold_of(client));
    ssize_t n = send(event_get_fd(&client->event), bytes, length,
                     MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0 && slow->counting)
        slow->bytes += (uint64_t)n;
    if (n < 0 && errno != EAGAIN && errno != EINTR)
        client_break(client, OUTCOME_WRITE, errno);
}

static void drip(struct client *client)
{
    static const char line[] = "X-Slow: 1\r\n";
    if (hold_of(client)->plan->slowness == SLOW_HEAD)
        send_bytes(client, line, sizeof line - 1);
    else
        send_bytes(client, "x", 1);
}

static void sip(struct client *client)
{
    static char bytes[LONGEST_SIP];
    struct slow *slow = slow_of(hold_of(client));
    ssize_t n =
        recv(event_get_fd(&client->event), bytes, slow->sip, MSG_DONTWAIT);
    if (n == 0)
        client_break(client, OUTCOME_READ, 0);
    else if (n < 0 && errno != EAGAIN && errno != EINTR)
        client_break(client, OUTCOME_READ, errno);
    else if (n > 0 && slow->counting)
        slow->bytes += (uint64_t)n;
}

static void slow_tick(struct hold *hold, int64_t now)
{
    struct slow *slow = slow_of(hold);
    const struct fifo_item *first;
    while ((first = fifo_first(&slow->turns)) != NULL && first->at <= now) {
        struct client *client = first->client;
        bool gone =
            client->mark != first->noticed || client->state == CLIENT_CLOSED;
        fifo_drop(&slow->turns);
        if (gone)
            continue;
        if (hold->plan->slowness == SLOW_READ)
            sip(client);
        else
            drip(client);
        if (client->state != CLIENT_CLOSED)
            next_turn(slow, client, now);
    }
}

/* ---- what clients tell ------------------------------------------------ */

/* Dribblers keep their read event: an answer or a close ends them. Readers
 * have none, they look themselves. */
static void slow_connected(struct client *client)
{
    struct hold *hold = hold_of(client);
    const struct wire *wire = &hold->crowd_wire;
    crowd_note_connected(client);
    client->mark = clock_now();
    if (hold->plan->slowness == SLOW_READ)
        event_del(&client->event);
    send_bytes(client, wire->bytes, wire->length);
    if (client->state != CLIENT_CLOSED)
        next_turn(slow_of(hold), client, client->mark);
}

static void slow_answered(struct client *client, enum outcome outcome,
                          int64_t now)
{
    (void)client; /* never: no whole request is sent through client_send() */
    (void)outcome;
    (void)now;
}

/* Bytes that nobody asked for (PROTOCOL) are an early answer, such as 408. */
static void slow_broken(struct client *client, enum outcome outcome, int error)
{
    struct slow *slow = slow_of(hold_of(client));
    if (hold_note_broken(client, outcome, error))
        return;
    slow->cut++;
    slow->answered += outcome == OUTCOME_PROTOCOL;
    hist_record(slow->held, clock_now() - client->mark);
    client->mark = 0;
    if (hold_of(client)->plan->again)
        crowd_retry(client);
}

/* ---- the kind --------------------------------------------------------- */

/* The head as the plan has it, without its end. */
static int prepare_wire(struct hold *hold)
{
    const struct load_plan *plan = hold->plan;
    struct wire *wire = &hold->crowd_wire;
    if (plan->slowness == SLOW_READ)
        return 0;
    wire_free(wire);
    if (hold_wire(plan, plan->slowness == SLOW_BODY ? "POST" : "GET",
                  plan->crowd_path, wire) != 0)
        return -1;
    wire->length -= 2; /* the empty line */
    if (plan->slowness == SLOW_HEAD)
        return 0;
    char *bytes = realloc(wire->bytes, wire->length + sizeof endless_body);
    if (bytes == NULL)
        return -1;
    memcpy(bytes + wire->length, endless_body, sizeof endless_body - 1);
    wire->bytes = bytes;
    wire->length += sizeof endless_body - 1;
    return 0;
}

static int slow_prepare(struct hold *hold)
{
    struct slow *slow = calloc(1, sizeof *slow);
    const struct load_plan *plan = hold->plan;
    hold->own = slow;
    if (slow == NULL || prepare_wire(hold) != 0)
        return -1;
    slow->held = hist_new();
    slow->interval = plan->slowness == SLOW_HEAD ? plan->header_interval
                                                 : plan->body_interval;
    if (plan->slowness != SLOW_READ)
        return 0;
    hold->crowd.group.receive_buffer = LEAST_BUFFER;
    int64_t sips =
        plan->read_rate < SIPS_A_SECOND ? plan->read_rate : SIPS_A_SECOND;
    slow->interval = CLOCK_S / sips;
    slow->sip = (size_t)(plan->read_rate / sips);
    if (slow->sip > LONGEST_SIP)
        slow->sip = LONGEST_SIP;
    return 0;
}

static void slow_release(struct hold *hold)
{
    struct slow *slow = slow_of(hold);
    if (slow == NULL)
        return;
    fifo_free(&slow->turns);
    free(slow->held);
    free(slow);
}

static void slow_begin(struct hold *hold, int64_t now)
{
    (void)now;
    slow_of(hold)->counting = true;
}

static void slow_collect(struct hold *hold)
{
    const struct slow *slow = slow_of(hold);
    struct result_slow *result = &hold->result->slow;
    result->cut = slow->cut;
    result->answered = slow->answered;
    result->bytes = slow->bytes;
    hist_merge(result->held, slow->held);
}

static const struct hold_kind slow_kind = {
    .owner = {slow_connected, slow_answered, slow_broken},
    .prepare = slow_prepare,
    .release = slow_release,
    .begin = slow_begin,
    .tick = slow_tick,
    .collect = slow_collect,
    .judge = validity_judge_probes,
};

enum exit_status load_slow(const struct load_plan *plan,
                           struct load_result *result,
                           char error[LOAD_ERROR_SIZE])
{
    return hold_load(plan, result, &slow_kind, error);
}
