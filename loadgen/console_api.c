/* console_api.c: what can be asked below /api/ (see console/README.md).
 *
 * A table of requests. Controls are read and checked whole (console_ask)
 * before anything is done, and only the servers named at the start can be
 * meant. */
#include <errno.h>
#include <event2/buffer.h>
#include <event2/keyvalq_struct.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "console.h"

enum { VOTE_BURST = 40, DAY_MS = 86400000 };

/* ---- questions -------------------------------------------------------- */

static void get_config(struct console *console, struct evhttp_request *request)
{
    http_json(request, 200, tell_config(console));
}

static int64_t from_ms(struct evhttp_request *request)
{
    struct evkeyvalq query;
    http_parameter(request, &query, "from");
    int64_t ms = http_number(&query, "from", 0, 0, DAY_MS);
    evhttp_clear_headers(&query);
    return ms;
}

static void get_stream(struct console *console, struct evhttp_request *request)
{
    int64_t from = from_ms(request);
    if (console->streams.count >= STREAMS) {
        http_error(request, 429, "%d pages listen already: close some",
                   STREAMS);
        return;
    }
    struct stream *stream = stream_open(&console->streams, request);
    if (stream == NULL)
        return;
    if (console->replay != NULL) {
        replay_begin(console->replay, stream, from);
        return;
    }
    json_t *config = tell_config(console);
    stream_send_json(stream, "config", config);
    json_decref(config);
    for (size_t i = 0; i < json_array_size(console->notes); i++)
        stream_send_json(stream, "note", json_array_get(console->notes, i));
}

static void get_question(struct console *console,
                         struct evhttp_request *request)
{
    http_json(request, 200, vote_json(&console->vote));
}

/* What is recorded so far never changes; its end is made for this reader. */
static void send_recording(struct console *console,
                           struct evhttp_request *request)
{
    json_t *config = tell_config(console);
    int wrote = session_write(&console->session, console->notes, config);
    char *tail = session_tail(console->notes, config);
    int file = fcntl(console->session.fd, F_DUPFD_CLOEXEC, 0);
    json_decref(config);
    if (wrote != 0 || tail == NULL || file < 0) {
        if (file >= 0)
            close(file);
        http_error(request, 500, "cannot write session.json: %s",
                   strerror(errno));
    } else {
        pages_send(request, file, console->session.length, "application/json",
                   tail);
    }
    free(tail);
}

static void send_replayed(const struct console *console,
                          struct evhttp_request *request)
{
    int file = open(console->replay->path, O_RDONLY | O_CLOEXEC);
    off_t length = file >= 0 ? lseek(file, 0, SEEK_END) : -1;
    if (length >= 0) {
        pages_send(request, file, length, "application/json", NULL);
        return;
    }
    if (file >= 0)
        close(file);
    http_error(request, 404, "the recorded session can no longer be read: %s",
               strerror(errno));
}

static void get_session(struct console *console, struct evhttp_request *request)
{
    evhttp_add_header(evhttp_request_get_output_headers(request),
                      "Content-Disposition",
                      "attachment; filename=\"session.json\"");
    if (console->replay != NULL)
        send_replayed(console, request);
    else if (console->session.fd >= 0)
        send_recording(console, request);
    else
        http_error(request, 404,
                   "this session is not recorded; see what "
                   "loadgen console said when it began");
}

/* ---- the table -------------------------------------------------------- */

struct route {
    const char *name;
    void (*get)(struct console *console, struct evhttp_request *request);
    control *post;
    bool is_for_class; /* needs the class's token only */
    bool is_vote;      /* has a rate of its own, for each address */
};

static const struct route routes[] = {
    {"config", get_config, NULL, false, false},
    {"stream", get_stream, NULL, false, false},
    {"session", get_session, NULL, false, false},
    {"trace", trace_begin, NULL, false, false},
    {"question", get_question, control_question, true, false},
    {"vote", NULL, control_vote, true, true},
    {"reveal", NULL, control_reveal, false, false},
    {"load", NULL, control_load, false, false},
    {"spike", NULL, control_spike, false, false},
    {"slow", NULL, control_slow, false, false},
    {"freeze", NULL, control_freeze, false, false},
    {"reset", NULL, control_reset, false, false},
};

enum { ROUTES = sizeof routes / sizeof routes[0] };

static bool is_json(struct evhttp_request *request)
{
    static const char type[] = "application/json";
    const char *given = evhttp_find_header(
        evhttp_request_get_input_headers(request), "Content-Type");
    size_t length = sizeof type - 1;
    return given != NULL && strncasecmp(given, type, length) == 0 &&
           (given[length] == '\0' || strchr("; \t", given[length]) != NULL);
}

/* Whether it does not come too often; else it was answered. */
static bool is_in_time(struct console *console, const struct route *route,
                       struct evhttp_request *request)
{
    char *address = NULL;
    ev_uint16_t port;
    int64_t now = clock_now();
    if (!route->is_vote) {
        if (guard_take(&console->controls, now))
            return true;
        http_error(request, 429, "more than 20 a second: wait a little");
        return false;
    }
    evhttp_connection_get_peer(evhttp_request_get_connection(request), &address,
                               &port);
    if (guard_take_for(&console->voters, address != NULL ? address : "",
                       VOTE_BURST, 1, now))
        return true;
    http_error(request, 429, "many votes from one address: wait a second");
    return false;
}

static void post(struct console *console, const struct route *route,
                 struct evhttp_request *request)
{
    char error[ASK_ERROR] = "";
    struct evbuffer *buffer = evhttp_request_get_input_buffer(request);
    size_t length = evbuffer_get_length(buffer);
    json_t *answer = NULL;
    if (length > ASK_BODY) {
        http_error(request, 413, "send %d bytes at most", ASK_BODY);
        return;
    }
    json_t *body =
        ask_parse(length > 0 ? (const char *)evbuffer_pullup(buffer, -1) : "",
                  length, error);
    int status =
        body == NULL ? 400 : route->post(console, body, &answer, error);
    json_decref(body);
    if (status != 0)
        http_error(request, status, "%s", error);
    else if (answer != NULL)
        http_json(request, 200, answer);
    else
        http_ok(request);
}

static void serve_post(struct console *console, const struct route *route,
                       struct evhttp_request *request)
{
    if (!is_json(request))
        http_error(request, 415, "send Content-Type: application/json");
    else if (console->replay != NULL)
        http_error(request, 409,
                   "this is a recorded session: start loadgen "
                   "console without --replay to control servers");
    else if (is_in_time(console, route, request))
        post(console, route, request);
}

static const struct route *route_of(const char *name)
{
    for (int i = 0; i < ROUTES; i++)
        if (strcmp(routes[i].name, name) == 0)
            return &routes[i];
    return NULL;
}

void api_serve(struct console *console, struct evhttp_request *request,
               const char *path, bool all)
{
    const struct route *route = route_of(path);
    enum evhttp_cmd_type command = evhttp_request_get_command(request);
    bool is_get = command == EVHTTP_REQ_GET,
         is_post = command == EVHTTP_REQ_POST;
    if (route == NULL) {
        http_error(request, 404, "there is no /api/%.40s", path);
    } else if (!((is_get && route->get) || (is_post && route->post))) {
        const char *allowed = route->get == NULL    ? "POST"
                              : route->post == NULL ? "GET"
                                                    : "GET, POST";
        evhttp_add_header(evhttp_request_get_output_headers(request), "Allow",
                          allowed);
        http_error(request, 405, "use %s", allowed);
    } else if (!all && !(route->is_for_class && (is_get || route->is_vote))) {
        http_error(request, 403, "the class's token is for voting only");
    } else if (is_get) {
        route->get(console, request);
    } else {
        serve_post(console, route, request);
    }
}
