/* route_feed.c: GET /feed subscribes to server-sent events, POST /feed
 * publishes one to every subscriber.
 *
 * A subscriber that reconnects with Last-Event-ID hears what it missed, as
 * far as the ring remembers, and how many it does not. One that falls behind
 * by the whole ring is dropped and counted; nobody waits for it. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feed.h"
#include "handler.h"

static const int64_t heartbeat_ns = 15000000000;

static void unsubscribe(void *feed)
{
    ((struct feed *)feed)->subscribers--;
}

/* Where a subscriber starts: behind its Last-Event-ID, or with what comes. */
static uint64_t first_seen(struct http_request *request)
{
    const char *text = http_value(request, FIELD_LAST_EVENT_ID);
    uint64_t last = request->server->feed->last;
    char *end;
    errno = 0;
    unsigned long long id = strtoull(text, &end, 10);
    bool number = *text >= '0' && *text <= '9' && *end == '\0' && errno == 0;
    return number && id < last ? id : last;
}

static enum http_then subscribe(struct http_request *request,
                                struct http_response *response)
{
    struct feed *feed = request->server->feed;
    char *text = NULL;
    request->progress = first_seen(request);
    uint64_t first = feed_oldest(feed), lost = 0;
    if (request->progress + 1 < first) {
        lost = first - request->progress - 1;
        request->progress = first - 1;
    }
    http_field(response, "Cache-Control", "no-store");
    http_start(response, 200, "text/event-stream", UNKNOWN_LENGTH);
    int n = lost > 0 ? asprintf(&text,
                                "retry: 1000\n: subscribed\n\n"
                                "event: lost\ndata: %" PRIu64 "\n\n",
                                lost)
                     : asprintf(&text, "retry: 1000\n: subscribed\n\n");
    if (n < 0)
        return THEN_BREAK;
    http_piece_owned(response, text, (size_t)n);
    request->state = feed;
    request->release = unsubscribe;
    feed->subscribers++;
    return THEN_MORE;
}

/* Tells what is new, or waits for it, with a comment now and then so that a
 * client that vanished is found out. */
static enum http_then tell(struct http_request *request,
                           struct http_response *response)
{
    struct feed *feed = request->server->feed;
    size_t n;
    char *text = feed_read(feed, &request->progress, &n);
    if (text != NULL) {
        http_piece_owned(response, text, n);
        return THEN_MORE;
    }
    if (n != 0) {
        feed->dropped++;
        return THEN_BREAK;
    }
    if (request->server->stopping)
        return THEN_REPLY;
    if (request->before == THEN_NEWS) {
        http_piece(response, ": still here\n\n", 14);
        return THEN_MORE;
    }
    http_sleep(response, heartbeat_ns);
    return THEN_NEWS;
}

static enum http_then publish(struct http_request *request,
                              struct http_response *response)
{
    struct http_server *server = request->server;
    if (request->body_length == 0 || request->body_length > FEED_MESSAGE)
        return http_explain(response, 400, "a message has 1 to %d bytes",
                            FEED_MESSAGE);
    uint64_t id =
        feed_publish(server->feed, request->body, request->body_length);
    if (id == 0)
        return http_explain(response, 503, "out of memory");
    if (server->announce != NULL)
        server->announce(server->announce_argument);
    char *text;
    int n = asprintf(&text, "{\"id\":%" PRIu64 "}\n", id);
    if (n < 0)
        return http_explain(response, 503, "out of memory");
    http_reply_owned(response, 200, "application/json", text, (size_t)n);
    return THEN_REPLY;
}

enum http_then route_feed(struct http_request *request,
                          struct http_response *response)
{
    if (request->method == METHOD_POST)
        return publish(request, response);
    return request->step == 0 ? subscribe(request, response)
                              : tell(request, response);
}
