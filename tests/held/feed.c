/* feed.c: a crowd of subscribers, some of whom never read.
 *
 * Those ask for all that was ever told, which is more than their sockets
 * hold; /stats has to confirm that the server waits for each of them. When
 * everybody was told that it is subscribed, five messages are published,
 * each as large as the feed allows: every subscriber that reads must hear
 * all of them, in order and byte for byte. */
#include "ask.h"
#include "held.h"
#include "loop.h"
#include "probe.h"
#include "proc.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGES = 5, SIZE = 4096, EVENT = SIZE + 64 };

enum { OLD = 40 /* messages before */, DEAD_EACH = 100, PROBES = 50 };

/* A client's place in its stream. */
enum { GREETING, LISTENING, COMMENT, COMMENT_LINE_ENDED };

static struct client *clients;
static char events[MESSAGES * EVENT]; /* all of them, as they are to come */
static long ends[MESSAGES];           /* where each one ends in that */
static long subscribed, heard;
static int published;

static bool is_dead(const struct client *client)
{
    return client->number % DEAD_EACH == DEAD_EACH - 1;
}

/* No two messages have the same letter at the same place. */
static void write_message(char *text, int which)
{
    for (int i = 0; i < SIZE; i++)
        text[i] = (char)('a' + (which + i) % 26);
    text[SIZE] = '\0';
}

static void write_events(long last_id)
{
    char text[SIZE + 1];
    long at = 0;
    for (int i = 0; i < MESSAGES; i++) {
        write_message(text, i);
        at += snprintf(events + at, EVENT, "id: %ld\ndata: %s\n\n",
                       last_id + 1 + i, text);
        ends[i] = at;
    }
}

/* How many whole events end at or before this place. */
static int events_until(long place)
{
    int n = 0;
    while (n < MESSAGES && ends[n] <= place)
        n++;
    return n;
}

/* The head, and the lines that tell that the subscription holds. */
static void greet(struct client *client, char byte)
{
    static const char last[] = "\r\n\r\nretry: 1000\n: subscribed\n\n";
    struct reply *reply = &client->reply;
    if (reply->head_length < sizeof reply->head - 1)
        reply->head[reply->head_length++] = byte;
    size_t n = sizeof last - 1;
    if (reply->head_length < n ||
        memcmp(reply->head + reply->head_length - n, last, n) != 0)
        return;
    if (strncmp(reply->head, "HTTP/1.1 200 ", 13) != 0)
        fault("subscriber %d: %.60s", client->number, reply->head);
    client->state = LISTENING;
    subscribed++;
}

/* One byte of the events: the one that is due, or a comment between two. */
static void listen_to(struct client *client, char byte)
{
    int which = events_until(client->seen);
    bool between = client->seen == (which > 0 ? ends[which - 1] : 0);
    if (between && byte == ':') {
        client->state = COMMENT;
        return;
    }
    if (which == MESSAGES || events[client->seen] != byte) {
        fault("subscriber %d: byte %ld, in event %d, is wrong", client->number,
              client->seen, which);
        client_close(client);
        return;
    }
    client->seen++;
    heard += client->seen == ends[which];
}

static void bytes(struct client *client, const char *at, size_t n)
{
    for (size_t i = 0; i < n && client->fd >= 0; i++)
        switch (client->state) {
        case GREETING:
            greet(client, at[i]);
            break;
        case LISTENING:
            if (!is_dead(client))
                listen_to(client, at[i]);
            break;
        case COMMENT:
            client->state = at[i] == '\n' ? COMMENT_LINE_ENDED : COMMENT;
            break;
        case COMMENT_LINE_ENDED:
            client->state = at[i] == '\n' ? LISTENING : COMMENT;
            break;
        }
    if (client->fd >= 0 && is_dead(client) && client->state == LISTENING)
        client_read(client, false);
}

static void ended(struct client *client)
{
    fault("subscriber %d was cut off", client->number);
}

static const struct role subscriber = {NULL, ended, bytes};

static void publish(int which)
{
    char text[SIZE + 1];
    write_message(text, which);
    free(tell("/feed", text));
    published++;
}

static long readers(void)
{
    return held.count - held.count / DEAD_EACH;
}

/* After each pair of probes: publishes the next, until all heard all. */
static bool go_on(void)
{
    if (published < MESSAGES)
        publish(published);
    return heard < MESSAGES * readers();
}

static void subscribe(struct client *client)
{
    static const char live[] = "GET /feed HTTP/1.1\r\nHost: held\r\n\r\n",
                      all[] = "GET /feed HTTP/1.1\r\nHost: held\r\n"
                              "Last-Event-ID: 0\r\n\r\n";
    static const struct sizes small = {.receive = 2304, .segment = 536};
    bool dead = is_dead(client);
    if (client_open(client, &subscriber, dead ? &small : NULL) == 0)
        client_send(client, dead ? all : live, strlen(dead ? all : live));
}

static void subscribe_all(void)
{
    clients = calloc((size_t)held.count, sizeof *clients);
    if (clients == NULL)
        errx(2, "out of memory");
    for (int i = 0; i < held.count; i++) {
        stage("subscribing number %d of %d", i, held.count);
        clients[i].number = i;
        subscribe(&clients[i]);
    }
    while (subscribed < held.count) {
        stage("%d are subscribed, so far %ld", held.count, subscribed);
        loop_turn(-1);
    }
}

void load_feed(void)
{
    long before = proc_rss();
    subscribed = heard = 0;
    for (int i = 0; i < OLD; i++)
        publish(i);
    published = 0;
    write_events(stat_of("messages"));
    subscribe_all();
    stat_await("write", held.count - readers());
    note_memory("subscribed", before);
    probes_run(PROBES, go_on);
    note("%ld events arrived at %ld readers", heard, readers());
    clients_close(clients, held.count);
    free(tell("/feed", "is anybody here?")); /* finds out that none is */
}
