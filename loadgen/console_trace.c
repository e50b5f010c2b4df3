/* console_trace.c: GET /api/trace: what a server's threads do, in the Chrome
 * trace event format.
 *
 * Not of the running server, whose trace would grow for as long as it runs:
 * an extra copy of it, the same program with the same options and --trace, is
 * started on a port of its own, loaded by a few clients for about a second,
 * and ended. One at a time. */
#include <errno.h>
#include <event2/buffer.h>
#include <event2/keyvalq_struct.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "console.h"

enum {
    DEFAULT_MS = 1000,
    LEAST_MS = 50,
    MOST_MS = 5000,
    DEFAULT_CLIENTS = 8,
    MOST_CLIENTS = 32,
    PATIENCE_S = 60
};

static const char mixed[] = "2x/wait?ms=30,1x/burn?us=8000,5x/hello";

struct console_trace {
    struct console *console;
    struct evhttp_request *request; /* NULL: whoever asked has gone */
    struct console_server *of;
    int64_t ms, clients;
    const char *mix; /* what is asked for */
    char file[64];
    struct child server, load;
    struct event *said, *late; /* the server's first line; no more patience */
    int errors; /* what the children say on stderr: nobody reads it */
};

/* ---- the end ---------------------------------------------------------- */

static void drop_child(struct child *child)
{
    if (child->pid > 0)
        kill(-child->pid, SIGKILL);
    if (child->out >= 0)
        close(child->out);
    *child = (struct child){.out = -1};
}

static void finish(struct console_trace *trace)
{
    drop_child(&trace->server);
    drop_child(&trace->load);
    if (trace->said != NULL)
        event_free(trace->said);
    if (trace->late != NULL)
        event_free(trace->late);
    if (trace->file[0] != '\0')
        unlink(trace->file);
    close(trace->errors);
    trace->console->trace = NULL;
    free(trace);
}

/* Whoever asked, about to be answered; or NULL. */
static struct evhttp_request *take_request(struct console_trace *trace)
{
    struct evhttp_request *request = trace->request;
    if (request != NULL)
        evhttp_connection_set_closecb(evhttp_request_get_connection(request),
                                      NULL, NULL);
    trace->request = NULL;
    return request;
}

static void failed(struct console_trace *trace, int status, const char *why)
{
    struct evhttp_request *request = take_request(trace);
    if (request != NULL)
        http_error(request, status, "no trace of %s: %s", trace->of->name, why);
    finish(trace);
}

/* The file, with a word about what it is. The rest follows its first {. */
static void answer(struct console_trace *trace)
{
    struct stat status;
    struct evbuffer *body = evbuffer_new();
    int file = open(trace->file, O_RDONLY | O_CLOEXEC);
    json_t *other =
        json_pack("{s:s,s:s,s:s,s:I,s:I}", "server", trace->of->name, "command",
                  trace->of->command, "load", trace->mix, "clients",
                  (json_int_t)trace->clients, "ms", (json_int_t)trace->ms);
    char *text = json_dumps(other, JSON_COMPACT);
    json_decref(other);
    if (body == NULL || text == NULL || file < 0 || fstat(file, &status) != 0 ||
        status.st_size < 2 ||
        evbuffer_add_printf(body, "{\"otherData\":%s,", text) < 0 ||
        evbuffer_add_file(body, file, 1, status.st_size - 1) != 0) {
        if (file >= 0)
            close(file);
        if (body != NULL)
            evbuffer_free(body);
        free(text);
        failed(trace, 500, "its copy wrote none");
        return;
    }
    free(text);
    struct evhttp_request *request = take_request(trace);
    evhttp_add_header(evhttp_request_get_output_headers(request),
                      "Content-Type", "application/json");
    evhttp_send_reply(request, 200, "OK", body);
    evbuffer_free(body);
    finish(trace);
}

/* ---- the copy of the server, and its load ------------------------------ */

static const char *start_server(struct console_trace *trace)
{
    snprintf(trace->file, sizeof trace->file, "/tmp/trace.XXXXXX");
    int file = mkstemp(trace->file);
    if (file < 0) {
        trace->file[0] = '\0';
        return "cannot make a file in /tmp";
    }
    close(file);
    return copy_start(&trace->server, trace->of, trace->file, trace->errors);
}

static void start_load(struct console_trace *trace, const char *url)
{
    char clients[32], duration[32], mix[128], keep[] = "--conn-per-request";
    snprintf(clients, sizeof clients, "-c%" PRId64, trace->clients);
    snprintf(duration, sizeof duration, "-d%" PRId64 "ms",
             trace->ms < 100 ? 100 : trace->ms);
    snprintf(mix, sizeof mix, "--mix=%s%s", *trace->mix == '/' ? "1x" : "",
             trace->mix);
    bool fixed = menu_is_fixed_staff(trace->of->scene);
    char *words[] = {(char *)trace->console->program,
                     "run",
                     "--quiet",
                     clients,
                     duration,
                     "--warmup=0",
                     "--think=5ms",
                     mix,
                     (char *)url,
                     fixed ? keep : NULL,
                     NULL};
    const struct spawn_plan plan = {words, 0, trace->errors, false};
    if (spawn_start(&trace->load, &plan) != 0)
        failed(trace, 500, strerror(errno));
}

/* "threaded: listening on http://127.0.0.1:40001/ (pid 1)". */
static void said(evutil_socket_t fd, short what, void *argument)
{
    struct console_trace *trace = argument;
    char line[256], url[128];
    (void)what;
    ssize_t n = read(fd, line, sizeof line - 1);
    line[n > 0 ? n : 0] = '\0';
    const char *from = strstr(line, "http://");
    if (from == NULL || sscanf(from, "%127[^ \n]", url) != 1) {
        failed(trace, 500, "its copy did not start");
        return;
    }
    start_load(trace, url);
}

static void too_late(evutil_socket_t fd, short what, void *argument)
{
    (void)fd;
    (void)what;
    failed(argument, 500, "its copy did not end in time");
}

bool trace_child_ended(struct console *console, pid_t pid, int status)
{
    struct console_trace *trace = console->trace;
    (void)status;
    if (trace == NULL)
        return false;
    if (pid == trace->load.pid) {
        trace->load.pid = 0;
        kill(trace->server.pid, SIGTERM); /* it ends its file then */
        return true;
    }
    if (pid != trace->server.pid)
        return false;
    trace->server.pid = 0;
    if (trace->request != NULL)
        answer(trace);
    else
        finish(trace);
    return true;
}

/* ---- the request ------------------------------------------------------ */

static void gone(struct evhttp_connection *connection, void *argument)
{
    struct console_trace *trace = argument;
    (void)connection;
    if (evhttp_request_get_connection(trace->request) == NULL)
        evhttp_request_free(trace->request); /* see console_stream.c */
    trace->request = NULL;
}

/* Fills in what is asked for. NULL, or what is wrong; *status then too. */
static const char *read_query(struct console_trace *trace,
                              struct evkeyvalq *query, int *status)
{
    const char *menu = evhttp_find_header(query, "menu");
    const char *name = evhttp_find_header(query, "server");
    const struct menu_item *item =
        menu != NULL && strcmp(menu, "mix") != 0 ? menu_find(menu) : NULL;
    struct console *console = trace->console;
    for (int i = 0; i < console->server_count; i++)
        if (name != NULL && strcmp(name, console->servers[i].name) == 0)
            trace->of = &console->servers[i];
    *status = trace->of == NULL ? 404 : 400;
    if (trace->of == NULL)
        return "there is no such server; add ?server=NAME";
    if (menu != NULL && strcmp(menu, "mix") != 0 &&
        (item == NULL || item->feed))
        return "give menu= as mix, hello, wait, burn, block or bytes";
    trace->mix = item != NULL ? item->path : mixed;
    trace->ms = http_number(query, "ms", DEFAULT_MS, LEAST_MS, MOST_MS);
    trace->clients =
        http_number(query, "clients", DEFAULT_CLIENTS, 1, MOST_CLIENTS);
    return NULL;
}

static void begin(struct console_trace *trace)
{
    struct timeval patience = {PATIENCE_S, 0};
    struct event_base *base = trace->console->base;
    const char *wrong = start_server(trace);
    if (wrong != NULL) {
        failed(trace, 409, wrong);
        return;
    }
    trace->said = event_new(base, trace->server.out, EV_READ, said, trace);
    trace->late = event_new(base, -1, 0, too_late, trace);
    if (trace->said == NULL || trace->late == NULL ||
        event_add(trace->said, NULL) != 0 ||
        event_add(trace->late, &patience) != 0)
        failed(trace, 500, "no memory");
}

void trace_begin(struct console *console, struct evhttp_request *request)
{
    struct evkeyvalq query;
    int status;
    if (console->replay != NULL || console->trace != NULL) {
        http_error(request, console->replay != NULL ? 409 : 429,
                   console->replay != NULL
                       ? "this is a recorded session: it has no trace"
                       : "a trace is being made: wait for it");
        return;
    }
    struct console_trace *trace = calloc(1, sizeof *trace);
    if (trace == NULL) {
        http_error(request, 500, "no memory");
        return;
    }
    *trace = (struct console_trace){
        .console = console, .server = {.out = -1}, .load = {.out = -1}};
    trace->errors = open("/dev/null", O_WRONLY | O_CLOEXEC);
    http_parameter(request, &query, "server");
    const char *wrong = read_query(trace, &query, &status);
    evhttp_clear_headers(&query);
    if (wrong != NULL) {
        http_error(request, status, "%s", wrong);
        finish(trace);
        return;
    }
    trace->request = request;
    console->trace = trace;
    evhttp_connection_set_closecb(evhttp_request_get_connection(request), gone,
                                  trace);
    begin(trace);
}

void trace_stop(struct console *console)
{
    if (console->trace == NULL)
        return;
    take_request(console->trace);
    finish(console->trace);
}
