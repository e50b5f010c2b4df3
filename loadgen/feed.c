/* feed.c: the crowd of `feed`: subscribers to server-sent events.
 *
 * A publisher of our own posts numbered messages on a clock; every
 * subscriber's copy is timed from when the message was due. As copies come
 * in one after the other, the first, the middle and the last of a message
 * are known by counting. */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "hold.h"
#include "validity.h"

enum { DIGITS = 12, PREFIX = 48, FIRST_ROOM = 64 };

struct message {
    int64_t due;
    int64_t expected, delivered; /* copies */
};

struct feed {
    struct probe publisher;
    struct wire wire; /* the message, with its number at `digits` */
    char *digits;
    char prefix[PREFIX]; /* of the line that carries a number */
    size_t prefix_length;
    struct message *messages;
    int64_t count, room;
    int64_t subscribed; /* subscribers that heard something */
    int64_t listening;  /* of those, whose connection is still open */
    struct hist *all, *first, *median, *last;
};

static struct feed *feed_of(const struct hold *hold)
{
    return hold->own;
}

/* ---- publishing ------------------------------------------------------- */

static void publish(void *context, int64_t number, int64_t due)
{
    struct feed *feed = context;
    char text[DIGITS + 1];
    if (feed->count == feed->room) {
        feed->room = feed->room == 0 ? FIRST_ROOM : 2 * feed->room;
        feed->messages = realloc(feed->messages,
                                 (size_t)feed->room * sizeof *feed->messages);
        if (feed->messages == NULL)
            err(1, "no memory for %" PRId64 " messages", feed->room);
    }
    feed->messages[feed->count++] =
        (struct message){.due = due, .expected = feed->listening};
    snprintf(text, sizeof text, "%0*" PRId64, DIGITS, number);
    memcpy(feed->digits, text, DIGITS);
}

/* ---- hearing ---------------------------------------------------------- */

static void delivered(struct feed *feed, int64_t number)
{
    if (number < 0 || number >= feed->count)
        return;
    struct message *message = &feed->messages[number];
    int64_t age = clock_now() - message->due;
    hist_record(feed->all, age);
    message->delivered++;
    if (message->delivered == 1)
        hist_record(feed->first, age);
    if (message->delivered == (message->expected + 1) / 2)
        hist_record(feed->median, age);
    if (message->delivered == message->expected)
        hist_record(feed->last, age);
}

/* Reads one byte of the stream. client->matched is how far into the line the
 * prefix and then the digits match, or UINT32_MAX; client->mark the number. */
static void hear(struct feed *feed, struct client *client, char byte)
{
    uint32_t at = client->matched;
    if (byte == '\n') {
        if (at == feed->prefix_length + DIGITS)
            delivered(feed, client->mark);
        client->matched = 0;
        client->mark = 0;
    } else if (at < feed->prefix_length) {
        client->matched = byte == feed->prefix[at] ? at + 1 : UINT32_MAX;
    } else if (at < feed->prefix_length + DIGITS && byte >= '0' &&
               byte <= '9') {
        client->mark = client->mark * 10 + (byte - '0');
        client->matched = at + 1;
    } else {
        client->matched = UINT32_MAX;
    }
}

static int heard(llhttp_t *parser, const char *bytes, size_t length)
{
    struct client *client = parser->data;
    struct feed *feed = feed_of(hold_of(client));
    if (client->served == 0) {
        client->served = 1;
        feed->subscribed++;
        feed->listening++;
    }
    for (size_t i = 0; i < length; i++)
        hear(feed, client, bytes[i]);
    return 0;
}

/* ---- what clients tell ------------------------------------------------ */

static void feed_connected(struct client *client)
{
    crowd_note_connected(client);
    client->mark = 0;
    client_send(client, clock_now());
}

/* A stream that ends in good order has ended all the same. */
static void gone(struct client *client)
{
    struct feed *feed = feed_of(hold_of(client));
    client_close(client);
    if (client->served > 0)
        feed->listening--;
}

static void feed_answered(struct client *client, enum outcome outcome,
                          int64_t now)
{
    struct hold *hold = hold_of(client);
    (void)now;
    if (outcome != OUTCOME_GOOD)
        hold->result->errors[outcome]++;
    hold->crowd.counts.closed++;
    gone(client);
}

static void feed_broken(struct client *client, enum outcome outcome, int error)
{
    if (hold_note_broken(client, outcome, error))
        return;
    hold_of(client)->result->errors[outcome]++;
    gone(client);
}

/* ---- the kind --------------------------------------------------------- */

static int prepare_message(struct hold *hold, struct feed *feed)
{
    struct wire *wire = &feed->wire;
    feed->prefix_length = (size_t)snprintf(feed->prefix, sizeof feed->prefix,
                                           "data: loadgen-%d-", (int)getpid());
    const char *name = feed->prefix + strlen("data: ");
    char *bytes = NULL;
    if (hold_wire(hold->plan, "POST", NULL, wire) != 0)
        return -1;
    int n = asprintf(&bytes, "%.*sContent-Length: %zu\r\n\r\n%s%0*d",
                     (int)(wire->length - 2), wire->bytes,
                     strlen(name) + DIGITS, name, DIGITS, 0);
    wire_free(wire);
    if (n < 0)
        return -1;
    wire->bytes = bytes;
    wire->length = (size_t)n;
    feed->digits = bytes + n - DIGITS;
    return 0;
}

static int feed_prepare(struct hold *hold)
{
    struct feed *feed = calloc(1, sizeof *feed);
    hold->own = feed;
    if (feed == NULL || prepare_message(hold, feed) != 0)
        return -1;
    feed->all = hist_new();
    feed->first = hist_new();
    feed->median = hist_new();
    feed->last = hist_new();
    hold->crowd.group.settings.on_body = heard;
    hold->crowd.timeout = INT64_MAX / 2; /* a stream has no last byte */
    feed->publisher.sending = publish;
    feed->publisher.context = feed;
    hold_prepare_crowd(hold, &feed->publisher.crowd, &feed->wire, &probe_owner);
    if (probe_init(&feed->publisher, 1, hold->plan->publish_rate) != 0)
        return -1;
    crowd_connect_all(&feed->publisher.crowd,
                      clock_now() + hold->plan->connect_time);
    return 0;
}

static void feed_release(struct hold *hold)
{
    struct feed *feed = feed_of(hold);
    if (feed == NULL)
        return;
    if (feed->publisher.latency != NULL)
        probe_free(&feed->publisher);
    wire_free(&feed->wire);
    free(feed->messages);
    free(feed->all);
    free(feed->first);
    free(feed->median);
    free(feed->last);
    free(feed);
}

static bool feed_ready(const struct hold *hold)
{
    return feed_of(hold)->subscribed >= hold->crowd.counts.established;
}

static void feed_begin(struct hold *hold, int64_t now)
{
    struct feed *feed = feed_of(hold);
    crowd_settled(&feed->publisher.crowd);
    probe_start(&feed->publisher, now, hold->plan->duration);
}

static void feed_tick(struct hold *hold, int64_t now)
{
    crowd_tick(&feed_of(hold)->publisher.crowd, now);
}

static bool feed_done(const struct hold *hold)
{
    const struct feed *feed = feed_of(hold);
    if (!probe_is_done(&feed->publisher))
        return false;
    for (int64_t i = 0; i < feed->count; i++)
        if (feed->messages[i].delivered < feed->messages[i].expected)
            return false;
    return true;
}

static void feed_collect(struct hold *hold)
{
    struct feed *feed = feed_of(hold);
    struct result_feed *result = &hold->result->feed;
    probe_end(&feed->publisher, clock_now());
    result->published = feed->publisher.good;
    result->failed = (uint64_t)feed->count - feed->publisher.good;
    result->delivered = feed->all->count;
    for (int64_t i = 0; i < feed->count; i++)
        if (feed->messages[i].delivered < feed->messages[i].expected)
            result->missing += (uint64_t)(feed->messages[i].expected -
                                          feed->messages[i].delivered);
    hist_merge(result->all, feed->all);
    hist_merge(result->first, feed->first);
    hist_merge(result->median, feed->median);
    hist_merge(result->last, feed->last);
}

static const struct hist *feed_times(const struct hold *hold)
{
    return feed_of(hold)->all;
}

static const struct hold_kind feed_kind = {
    .owner = {feed_connected, feed_answered, feed_broken},
    .prepare = feed_prepare,
    .release = feed_release,
    .ready = feed_ready,
    .begin = feed_begin,
    .tick = feed_tick,
    .done = feed_done,
    .collect = feed_collect,
    .times = feed_times,
    .judge = validity_judge_feed,
};

enum exit_status load_feed(const struct load_plan *plan,
                           struct load_result *result,
                           char error[LOAD_ERROR_SIZE])
{
    return hold_load(plan, result, &feed_kind, error);
}
