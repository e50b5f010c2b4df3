/* console_stream.c: server-sent events (see console_stream.h).
 *
 * A page that does not read must cost neither memory nor the others: samples
 * are left out for it while much is unsent, and then it is hung up on. */
#include "console_stream.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
    UNSENT_SAMPLES = 64 << 10, /* bytes: no more samples */
    UNSENT_KERNEL = 64 << 10,  /* bytes that the kernel may hold besides */
    UNSENT_MOST = 4 << 20,     /* bytes: no more at all */
    STUCK_S = 30               /* nothing could be sent for so long */
};

static void leave(struct stream *stream)
{
    struct stream **at = &stream->list->first;
    while (*at != stream)
        at = &(*at)->next;
    *at = stream->next;
    stream->list->count--;
    free(stream);
}

/* The page has gone. libevent has parted its request from the connection if
 * the answer was not whole, and leaves it to us. */
static void closed(struct evhttp_connection *connection, void *argument)
{
    struct stream *stream = argument;
    (void)connection;
    if (evhttp_request_get_connection(stream->request) == NULL)
        evhttp_request_free(stream->request);
    leave(stream);
}

struct stream *stream_open(struct stream_list *list,
                           struct evhttp_request *request)
{
    struct evhttp_connection *connection =
        evhttp_request_get_connection(request);
    struct bufferevent *both = evhttp_connection_get_bufferevent(connection);
    struct timeval stuck = {STUCK_S, 0};
    int room = UNSENT_KERNEL;
    struct stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL) {
        evhttp_send_error(request, 503, "no memory");
        return NULL;
    }
    stream->list = list;
    stream->request = request;
    stream->next = list->first;
    list->first = stream;
    list->count++;
    struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
    evhttp_add_header(headers, "Content-Type", "text/event-stream");
    evhttp_connection_set_closecb(connection, closed, stream);
    /* It says nothing: only writing may take too long. */
    bufferevent_set_timeouts(both, NULL, &stuck);
    /* Samples that wait in a long queue would be old when they are read. */
    setsockopt(bufferevent_getfd(both), SOL_SOCKET, SO_SNDBUF, &room,
               sizeof room);
    evhttp_send_reply_start(request, 200, "OK");
    return stream;
}

static size_t unsent(const struct stream *stream)
{
    struct evhttp_connection *connection =
        evhttp_request_get_connection(stream->request);
    struct bufferevent *both = evhttp_connection_get_bufferevent(connection);
    return evbuffer_get_length(bufferevent_get_output(both));
}

void stream_send(struct stream *stream, const char *event, const char *data)
{
    size_t waiting = unsent(stream);
    if (waiting > UNSENT_MOST ||
        (waiting > UNSENT_SAMPLES && strcmp(event, "sample") == 0))
        return;
    struct evbuffer *chunk = evbuffer_new();
    if (chunk == NULL)
        return;
    evbuffer_add_printf(chunk, "event: %s\ndata: ", event);
    evbuffer_add(chunk, data, strlen(data));
    evbuffer_add(chunk, "\n\n", 2);
    evhttp_send_reply_chunk(stream->request, chunk);
    evbuffer_free(chunk);
}

void stream_send_all(struct stream_list *list, const char *event,
                     const char *data)
{
    for (struct stream *stream = list->first, *next; stream; stream = next) {
        next = stream->next;
        stream_send(stream, event, data);
    }
}

void stream_send_json(struct stream *stream, const char *event,
                      const json_t *data)
{
    char *text = json_dumps(data, JSON_COMPACT);
    if (text != NULL)
        stream_send(stream, event, text);
    free(text);
}

void stream_close_all(struct stream_list *list)
{
    struct stream *stream = list->first;
    *list = (struct stream_list){0};
    for (struct stream *next; stream != NULL; stream = next) {
        next = stream->next;
        evhttp_connection_set_closecb(
            evhttp_request_get_connection(stream->request), NULL, NULL);
        evhttp_send_reply_end(stream->request);
        free(stream);
    }
}
