/* console_poll.c: see console_poll.h.
 *
 * libevent's HTTP client, one request at a time. A queue outside may be long:
 * whoever leaves it stands at its end again, so an answer is awaited for a
 * minute; but after a second without one the server is not `up`. */
#include "console_poll.h"

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/http.h>
#include <netinet/in.h>
#include <stdio.h>

#include "clock.h"

enum {
    PATIENCE_S = 60,
    PAUSE_MS = 500,
    LATE_MS = 1000,
    STATS_SIZE = 65536,
    NEWS = 3
};

static int port_of(const struct url *url)
{
    if (url->address.ss_family == AF_INET6)
        return ntohs(((const struct sockaddr_in6 *)&url->address)->sin6_port);
    return ntohs(((const struct sockaddr_in *)&url->address)->sin_port);
}

static void take(struct stats_poll *poll, struct evbuffer *body)
{
    size_t length = evbuffer_get_length(body);
    json_t *stats = json_loadb((const char *)evbuffer_pullup(body, -1), length,
                               JSON_REJECT_DUPLICATES, NULL);
    poll->good = json_is_object(stats);
    if (!poll->good) {
        json_decref(stats);
        snprintf(poll->wrong, sizeof poll->wrong,
                 "its GET /stats is no JSON: is it threaded or evented?");
        return;
    }
    json_decref(poll->stats);
    poll->stats = stats;
    poll->answered = clock_now();
    poll->wrong[0] = '\0';
}

static void answered(struct evhttp_request *request, void *argument)
{
    struct stats_poll *poll = argument;
    int code = request ? evhttp_request_get_response_code(request) : 0;
    poll->asking = false;
    poll->answers += code != 0;
    if (poll->posting && code != 0)
        return;
    if (code == 200) {
        take(poll, evhttp_request_get_input_buffer(request));
        return;
    }
    poll->good = false;
    poll->next = clock_now() + (int64_t)PAUSE_MS * CLOCK_MS;
    if (code == 0)
        snprintf(poll->wrong, sizeof poll->wrong,
                 "no answer from %s: the connection failed or was closed",
                 poll->url->authority);
    else
        snprintf(poll->wrong, sizeof poll->wrong,
                 "answers GET /stats with %d: is it threaded or evented?",
                 code);
}

static int connect_to(struct stats_poll *poll, struct event_base *base)
{
    if (poll->connection != NULL)
        return 0;
    poll->connection = evhttp_connection_base_new(
        base, NULL, poll->url->host, (ev_uint16_t)port_of(poll->url));
    if (poll->connection == NULL)
        return -1;
    evhttp_connection_set_timeout(poll->connection, PATIENCE_S);
    evhttp_connection_set_max_body_size(poll->connection, STATS_SIZE);
    return 0;
}

void poll_ask(struct stats_poll *poll, struct event_base *base, bool keep)
{
    int64_t now = clock_now();
    if (poll->asking || now < poll->next || connect_to(poll, base) != 0)
        return;
    struct evhttp_request *request = evhttp_request_new(answered, poll);
    if (request == NULL)
        return;
    struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
    evhttp_add_header(headers, "Host", poll->url->authority);
    if (!keep)
        evhttp_add_header(headers, "Connection", "close");
    poll->asking = true;
    poll->asked = now;
    poll->posting = poll->news > 0;
    if (poll->posting) {
        poll->news--;
        evbuffer_add(evhttp_request_get_output_buffer(request), "closed", 6);
    }
    if (evhttp_make_request(poll->connection, request,
                            poll->posting ? EVHTTP_REQ_POST : EVHTTP_REQ_GET,
                            poll->posting ? "/feed" : "/stats") != 0)
        poll->asking = false;
}

void poll_clear_board(struct stats_poll *poll)
{
    poll->news = NEWS;
}

bool poll_is_up(struct stats_poll *poll, bool listening, const char **why)
{
    double late = clock_seconds(clock_now() - poll->asked);
    *why = poll->why;
    poll->why[0] = '\0';
    if (!listening)
        snprintf(poll->why, sizeof poll->why, "nobody listens on %s",
                 poll->url->authority);
    else if (poll->asking && late * 1000 > LATE_MS)
        snprintf(poll->why, sizeof poll->why,
                 "no answer to GET /stats for %.1f s", late);
    else if (!poll->good)
        snprintf(poll->why, sizeof poll->why, "%s",
                 poll->wrong[0] != '\0' ? poll->wrong : "not asked yet");
    return poll->why[0] == '\0';
}

int64_t poll_pid(const struct stats_poll *poll)
{
    return json_integer_value(json_object_get(poll->stats, "pid"));
}

char poll_scene(const struct stats_poll *poll)
{
    const char *scene =
        json_string_value(json_object_get(poll->stats, "scene"));
    return scene != NULL && scene[0] >= 'A' && scene[0] <= 'E' ? scene[0]
                                                               : '\0';
}

void poll_free(struct stats_poll *poll)
{
    if (poll->connection != NULL)
        evhttp_connection_free(poll->connection);
    json_decref(poll->stats);
    poll->connection = NULL;
    poll->stats = NULL;
}
