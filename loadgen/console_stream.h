/* console_stream.h: who listens to the events, and telling them. */
#ifndef LOADGEN_CONSOLE_STREAM_H
#define LOADGEN_CONSOLE_STREAM_H

#include <event2/http.h>
#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

enum { STREAMS = 256 };

/* A page that listens. */
struct stream {
    struct stream *next;
    struct stream_list *list;
    struct evhttp_request *request;
    int64_t from;        /* replay: when it began to listen, ns on its clock */
    size_t sample, note; /* replay: what comes next */
};

struct stream_list {
    struct stream *first;
    int count;
};

/* Answers with a stream of server-sent events. NULL without memory; then the
 * request was answered all the same. */
struct stream *stream_open(struct stream_list *list,
                           struct evhttp_request *request);

/* Sends an event to one or all. Whoever does not read gets no samples for a
 * while, and is left once megabytes wait. */
void stream_send(struct stream *stream, const char *event, const char *data);
void stream_send_all(struct stream_list *list, const char *event,
                     const char *data);

/* One line of JSON as all of an event's data. */
void stream_send_json(struct stream *stream, const char *event,
                      const json_t *data);

/* Ends them all. */
void stream_close_all(struct stream_list *list);

#endif
