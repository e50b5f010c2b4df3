/* console_http.c: takes requests, checks who asks, and hands them on.
 *
 * On loopback, a page of another site may try to use the visitor's browser:
 * the Host header must name this machine, and the Origin must be our own.
 * Beyond loopback a token is needed for everything but the page's files. */
#include <errno.h>
#include <event2/buffer.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <unistd.h>

#include "console.h"
#include "net.h"

enum {
    BACKLOG = 128,
    HEAD_SIZE = 16384,
    BODY_SIZE = 65536,
    SILENCE_S = 30,
    PAUSE_MS = 100
};

/* ---- replies ---------------------------------------------------------- */

static const char *reason(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 400:
        return "Bad Request";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 409:
        return "Conflict";
    case 413:
        return "Content Too Large";
    case 415:
        return "Unsupported Media Type";
    case 429:
        return "Too Many Requests";
    default:
        return "Internal Server Error";
    }
}

void http_json(struct evhttp_request *request, int status, json_t *json)
{
    struct evbuffer *body = evbuffer_new();
    char *text = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    if (body != NULL && text != NULL)
        evbuffer_add_printf(body, "%s\n", text);
    evhttp_add_header(evhttp_request_get_output_headers(request),
                      "Content-Type", "application/json");
    evhttp_send_reply(request, status, reason(status), body);
    free(text);
    if (body != NULL)
        evbuffer_free(body);
}

void http_ok(struct evhttp_request *request)
{
    http_json(request, 200, json_pack("{s:b}", "ok", true));
}

void http_error(struct evhttp_request *request, int status, const char *format,
                ...)
{
    char text[512];
    va_list words;
    va_start(words, format);
    vsnprintf(text, sizeof text, format, words);
    va_end(words);
    json_t *line = json_string(text);
    http_json(request, status,
              json_pack("{s:o}", "error",
                        line != NULL ? line : json_string("not UTF-8")));
}

const char *http_parameter(struct evhttp_request *request,
                           struct evkeyvalq *query, const char *name)
{
    const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(request);
    const char *text = evhttp_uri_get_query(uri);
    TAILQ_INIT(query);
    if (text == NULL || evhttp_parse_query_str(text, query) != 0)
        return NULL;
    return evhttp_find_header(query, name);
}

int64_t http_number(struct evkeyvalq *query, const char *name, int64_t usual,
                    int64_t least, int64_t most)
{
    const char *text = evhttp_find_header(query, name);
    int64_t value = text != NULL ? strtoll(text, NULL, 10) : usual;
    return value < least ? least : value > most ? most : value;
}

/* ---- who asks --------------------------------------------------------- */

enum permission { NOBODY, CLASS, TEACHER };

static enum permission permission_of(const struct console *console,
                                     struct evhttp_request *request)
{
    struct evkeyvalq query;
    if (console->token == NULL)
        return TEACHER;
    const char *given = evhttp_find_header(
        evhttp_request_get_input_headers(request), "X-Console-Token");
    const char *asked = http_parameter(request, &query, "token");
    if (given == NULL)
        given = asked;
    bool all = guard_token_is(console->token, given);
    bool some = guard_token_is(console->class_token, given);
    evhttp_clear_headers(&query);
    return all ? TEACHER : some ? CLASS : NOBODY;
}

/* Answers with an error and returns false where the request must not be. A
 * link on another site may lead to our page, but not to what it does. */
static bool may_come_in(const struct console *console,
                        struct evhttp_request *request, bool is_api)
{
    struct evkeyvalq *headers = evhttp_request_get_input_headers(request);
    const char *host = evhttp_find_header(headers, "Host");
    const char *origin = evhttp_find_header(headers, "Origin");
    if (!console->anywhere && !guard_host_is_local(host)) {
        http_error(request, 403,
                   "use the address that loadgen console "
                   "printed: this name is not this machine's");
        return false;
    }
    const char *site = evhttp_find_header(headers, "Sec-Fetch-Site");
    if (!guard_same_origin(origin, host) ||
        (is_api && !guard_same_site(site))) {
        http_error(request, 403, "pages of other sites may not ask here");
        return false;
    }
    return true;
}

/* ---- requests --------------------------------------------------------- */

static void add_headers(struct evhttp_request *request)
{
    struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
    evhttp_add_header(headers, "Cache-Control", "no-store");
    evhttp_add_header(headers, "Content-Security-Policy",
                      "default-src 'self'; img-src 'self' data:; "
                      "base-uri 'none'; form-action 'none'; "
                      "frame-ancestors 'none'");
    evhttp_add_header(headers, "X-Content-Type-Options", "nosniff");
    evhttp_add_header(headers, "Referrer-Policy", "no-referrer");
}

static void serve(struct evhttp_request *request, void *argument)
{
    struct console *console = argument;
    const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(request);
    const char *path = uri != NULL ? evhttp_uri_get_path(uri) : NULL;
    add_headers(request);
    if (path == NULL || *path != '/') {
        http_error(request, 400, "ask for a path such as /");
        return;
    }
    bool is_api = strncmp(path, "/api/", 5) == 0;
    if (!may_come_in(console, request, is_api))
        return;
    if (is_api) {
        enum permission permission = permission_of(console, request);
        if (permission == NOBODY)
            http_error(request, 403,
                       "use the whole address that loadgen "
                       "console printed, with its token");
        else
            api_serve(console, request, path + 5, permission == TEACHER);
        return;
    }
    if (evhttp_request_get_command(request) != EVHTTP_REQ_GET)
        http_error(request, 405, "pages are for GET");
    else
        pages_serve(console, request, path);
}

/* ---- the door --------------------------------------------------------- */

static void accept_again(evutil_socket_t fd, short what, void *listener)
{
    (void)fd;
    (void)what;
    evconnlistener_enable(listener);
}

/* Out of descriptors: for a while whoever comes waits in the kernel's queue. */
static void cannot_accept(struct evconnlistener *listener, void *argument)
{
    const struct timeval pause = {0, PAUSE_MS * 1000};
    (void)argument;
    if (event_base_once(evconnlistener_get_base(listener), -1, EV_TIMEOUT,
                        accept_again, listener, &pause) == 0)
        evconnlistener_disable(listener);
}

static int open_door(struct console *console, int fd)
{
    struct evhttp_bound_socket *door =
        evhttp_accept_socket_with_handle(console->http, fd);
    if (door == NULL)
        return -1;
    evconnlistener_set_error_cb(evhttp_bound_socket_get_listener(door),
                                cannot_accept);
    return 0;
}

int http_begin(struct console *console, const char *address, char *name,
               size_t size)
{
    int fd = net_listen(address, BACKLOG, false, true);
    if (fd < 0)
        return -1;
    console->http = evhttp_new(console->base);
    if (console->http == NULL || open_door(console, fd) != 0) {
        close(fd);
        errno = ENOMEM;
        return -1;
    }
    evhttp_set_allowed_methods(console->http,
                               EVHTTP_REQ_GET | EVHTTP_REQ_POST |
                                   EVHTTP_REQ_PUT | EVHTTP_REQ_DELETE |
                                   EVHTTP_REQ_PATCH | EVHTTP_REQ_OPTIONS);
    evhttp_set_max_headers_size(console->http, HEAD_SIZE);
    evhttp_set_max_body_size(console->http, BODY_SIZE);
    evhttp_set_timeout(console->http, SILENCE_S);
    evhttp_set_gencb(console->http, serve, console);
    net_name(fd, name, size);
    return 0;
}
