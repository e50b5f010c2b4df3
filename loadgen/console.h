/* console.h: the classroom console as a whole. Private to console_*.c.
 *
 * One thread and one event loop: it polls the servers, reads what the
 * generators tell, and serves the page. Whatever takes long is a child
 * process. */
#ifndef LOADGEN_CONSOLE_H
#define LOADGEN_CONSOLE_H

#include <event2/event.h>
#include <event2/http.h>
#include <jansson.h>
#include <limits.h>

#include "console_ask.h"
#include "console_guard.h"
#include "console_kernel.h"
#include "console_load.h"
#include "console_poll.h"
#include "console_replay.h"
#include "console_session.h"
#include "console_stream.h"
#include "console_vote.h"

enum {
    CONSOLE_COMMAND = 256,
    CONSOLE_NOTES = 2000, /* are kept */
    CONSOLE_SAMPLE_MS = 100,
    CONSOLE_REMOTES = 8
};

/* The command line. */
struct console_arguments {
    const char *listen, *token, *page, *out, *replay;
    int64_t max_clients;
    const char *remotes[CONSOLE_REMOTES]; /* hosts that may be loaded */
    int remote_count;
    bool no_record, help;
};

struct console_trace;

/* One of the restaurants. */
struct console_server {
    char name[ASK_NAME];
    char base[128]; /* "http://127.0.0.1:8001" */
    struct url url; /* points into base */
    bool local;     /* it is on this machine */
    struct stats_poll poll;
    struct kernel_door door;
    struct load_side side;
    char scene;                    /* 'A' to 'E', '\0': not known yet */
    char command[CONSOLE_COMMAND]; /* "": not known */
    int64_t pid;                   /* whose command that is; 0: nobody's */
    bool was_up;
    pid_t freezer; /* the child that has stopped it, or 0 */
    pid_t frozen;  /* whom it has stopped */
};

struct console {
    struct event_base *base;
    struct evhttp *http;
    struct console_server servers[ASK_SERVERS];
    int server_count;
    char program[PATH_MAX]; /* this one */
    char page[PATH_MAX];    /* the folder of the page */
    char created[32];       /* ISO 8601, UTC */
    int64_t began;          /* ns */
    int64_t max_clients;
    bool anywhere;     /* it listens beyond loopback */
    const char *token; /* NULL: none is needed */
    char class_token[GUARD_TOKEN];
    int netlink;
    struct stream_list streams;
    json_t *notes;
    struct session session;
    struct vote vote;
    struct guard_rate controls;
    struct guard_addresses voters;
    struct replay *replay;       /* NULL: live */
    struct console_trace *trace; /* under way, or NULL */
};

/* ---- console_main.c, console_run.c ------------------------------------ */

/* Says what is wrong with the command line, and exits. */
_Noreturn void console_fail(const char *what, const char *why);

/* Serves until a signal; returns the exit status. The servers and the page
 * are filled in. */
int console_run(struct console *console,
                const struct console_arguments *arguments);

/* ---- console_live.c: the clock, ten times a second -------------------- */

/* Begins to poll and to tell. 0, or -1 with errno. */
int live_begin(struct console *console);
void live_end(struct console *console);

/* Writes what is recorded to its file; gives up where that fails. */
void live_record(struct console *console);

/* A child of ours has ended so. */
void live_child_ended(struct console *console, pid_t pid, int status);

/* Milliseconds since the console began. */
int64_t live_ms(const struct console *console);

/* ---- console_tell.c: what the page is told ---------------------------- */

json_t *tell_config(const struct console *console);
json_t *tell_sample(struct console *console);

/* Tells everyone the configuration anew. */
void tell_config_again(struct console *console);

/* Notes that something of that kind happened to these servers (a bit each).
 * Takes `what`. */
void tell_note(struct console *console, const char *kind, unsigned servers,
               json_t *what);

/* ---- console_freeze.c ------------------------------------------------- */

/* Stops the server's process for so long. NULL, or why it cannot be. */
const char *freeze_begin(struct console_server *server, int64_t seconds);

/* Has it go on now; harmless when it was not stopped. */
void freeze_end(struct console_server *server);

/* ---- console_http.c: replies ------------------------------------------ */

/* Listens at `address` and serves. Returns 0, or -1 with errno. Writes where
 * to (with the port) into `name`. */
int http_begin(struct console *console, const char *address, char *name,
               size_t size);

/* Each ends the request; `json` is taken. */
void http_json(struct evhttp_request *request, int status, json_t *json);
void http_ok(struct evhttp_request *request);
void http_error(struct evhttp_request *request, int status, const char *format,
                ...) __attribute__((format(printf, 3, 4)));

/* A parameter of the query, or NULL; `query` is the caller's. */
const char *http_parameter(struct evhttp_request *request,
                           struct evkeyvalq *query, const char *name);

/* A whole number of the query, put between two bounds; `usual` where it is
 * not there. */
int64_t http_number(struct evkeyvalq *query, const char *name, int64_t usual,
                    int64_t least, int64_t most);

/* ---- console_control.c ------------------------------------------------ */

/* Does what the body asks for. 0, where *answer may be set to more than
 * {"ok":true}, or an HTTP status with a line in `error`. */
typedef int control(struct console *console, const json_t *body,
                    json_t **answer, char error[ASK_ERROR]);
control control_load, control_spike, control_slow, control_freeze,
    control_reset, control_question, control_reveal, control_vote;

/* ---- console_api.c ---------------------------------------------------- */

/* Serves what lies below /api/; the caller has checked who asks. `all` is
 * false for who has only the class's token. */
void api_serve(struct console *console, struct evhttp_request *request,
               const char *path, bool all);

/* ---- console_pages.c -------------------------------------------------- */

/* Serves a file of the page. */
void pages_serve(struct console *console, struct evhttp_request *request,
                 const char *path);

/* Sends all of `file` (taken) as that type; `tail` follows it. */
void pages_send(struct evhttp_request *request, int file, off_t length,
                const char *type, const char *tail);

/* ---- console_copy.c --------------------------------------------------- */

/* Starts a copy of the server that writes a trace to that file. Its first
 * line comes on child->out. NULL, or why it cannot be. */
const char *copy_start(struct child *child, const struct console_server *server,
                       const char *trace, int log);

/* ---- console_trace.c -------------------------------------------------- */

/* Answers GET /api/trace, later. */
void trace_begin(struct console *console, struct evhttp_request *request);
bool trace_child_ended(struct console *console, pid_t pid, int status);
void trace_stop(struct console *console);

#endif
