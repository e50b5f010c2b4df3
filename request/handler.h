/* handler.h: what a route sees: a request, a response, and how to wait.
 *
 * A handler never blocks. It replies, or says what it waits for and is
 * called again, with request->step one higher, when it has it. What it wrote
 * before waiting is sent first. */
#ifndef REQUEST_HANDLER_H
#define REQUEST_HANDLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http.h"

enum http_method { METHOD_GET = 1, METHOD_HEAD = 2, METHOD_POST = 4 };

/* The header fields that matter here; the others are only counted. */
enum field {
    FIELD_OTHER,
    FIELD_HOST,
    FIELD_CONTENT_TYPE,
    FIELD_EXPECT,
    FIELD_TRANSFER_ENCODING,
    FIELD_RANGE,
    FIELD_IF_RANGE,
    FIELD_IF_NONE_MATCH,
    FIELD_IF_MODIFIED_SINCE,
    FIELD_LAST_EVENT_ID,
    FIELDS
};

enum http_then {
    THEN_REPLY, /* the response is complete */
    THEN_MORE,  /* send what was written, then call again */
    THEN_SLEEP, /* after http_sleep: call again when the time passed */
    THEN_WORK,  /* after http_work: call again when the job was run */
    THEN_NEWS,  /* call again when there are news, or after http_sleep */
    THEN_BREAK  /* the response cannot be completed: cut it off */
};

struct http_request {
    enum http_method method;
    const char *path;  /* decoded, without the query; starts with / */
    const char *query; /* as it came, without the ?; "" if there is none */
    const char *body;  /* all of it; freed with the request */
    size_t body_length;
    int step;                     /* how often the handler was called before */
    enum http_then before;        /* what it answered then */
    uint64_t progress;            /* the handler's own, 0 at first */
    void *state;                  /* the handler's own, NULL at first */
    void (*release)(void *state); /* called in the end if state is not NULL */
    struct http_server *server;
};

struct http_response; /* written to by the calls below */

typedef enum http_then http_handler(struct http_request *request,
                                    struct http_response *response);

/* One complete response. The body is borrowed and must live until it was
 * sent (static), or is malloc'd and handed over (_owned). */
void http_reply(struct http_response *response, int status, const char *type,
                const char *body, size_t length);
void http_reply_owned(struct http_response *response, int status,
                      const char *type, char *body, size_t length);

/* A response of one line of text that says why; any status. Returns
 * THEN_REPLY, for `return http_explain(...)`. */
enum http_then http_explain(struct http_response *response, int status,
                            const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* One more header field, before the reply. What does not fit is left out. */
void http_field(struct http_response *response, const char *name,
                const char *value);

/* A response in pieces: the head with the whole length, or UNKNOWN_LENGTH
 * for one that ends with the connection; then at most one piece at each call
 * of the handler (borrowed until the next call), with THEN_MORE. */
#define UNKNOWN_LENGTH UINT64_MAX
void http_start(struct http_response *response, int status, const char *type,
                uint64_t length);
void http_piece(struct http_response *response, const char *bytes,
                size_t length);
void http_piece_owned(struct http_response *response, char *bytes,
                      size_t length);

/* For THEN_SLEEP and THEN_WORK. */
void http_sleep(struct http_response *response, int64_t nanoseconds);
void http_work(struct http_response *response, void (*run)(void *argument),
               void *argument);

/* The value of a header field, or "" when it did not come. */
const char *http_value(const struct http_request *request, enum field field);

/* Takes the request's body away from it (malloc'd, the caller's to free). */
char *http_take_body(struct http_request *request);

/* The number of a query parameter, or `otherwise` when it is missing.
 * Returns 0, or -1 when it is no number from 0 to `max`, having replied with
 * 400 and the reason. */
int http_query(struct http_request *request, struct http_response *response,
               const char *name, uint64_t otherwise, uint64_t max,
               uint64_t *value);

/* Runs the handler for the request's path, or replies 404 or 405. */
http_handler route_dispatch;

/* The routes, one handler each. */
http_handler route_home, route_hello, route_wait, route_block, route_burn,
    route_bytes, route_files, route_echo, route_feed, route_orders, route_stats,
    route_metrics;

#endif
