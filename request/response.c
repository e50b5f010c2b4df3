/* response.c: from a handler's answer to bytes that wait to be sent.
 *
 * The head is composed by hand into the exchange: printf would cost more
 * than parsing did. A small body is copied behind it, so that most replies
 * are one piece of memory. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exchange.h"

struct status {
    int code;
    const char *line;
};

static const struct status statuses[] = {
    {200, "HTTP/1.1 200 OK\r\n"},
    {201, "HTTP/1.1 201 Created\r\n"},
    {206, "HTTP/1.1 206 Partial Content\r\n"},
    {304, "HTTP/1.1 304 Not Modified\r\n"},
    {400, "HTTP/1.1 400 Bad Request\r\n"},
    {403, "HTTP/1.1 403 Forbidden\r\n"},
    {404, "HTTP/1.1 404 Not Found\r\n"},
    {405, "HTTP/1.1 405 Method Not Allowed\r\n"},
    {408, "HTTP/1.1 408 Request Timeout\r\n"},
    {413, "HTTP/1.1 413 Content Too Large\r\n"},
    {414, "HTTP/1.1 414 URI Too Long\r\n"},
    {416, "HTTP/1.1 416 Range Not Satisfiable\r\n"},
    {417, "HTTP/1.1 417 Expectation Failed\r\n"},
    {431, "HTTP/1.1 431 Request Header Fields Too Large\r\n"},
    {501, "HTTP/1.1 501 Not Implemented\r\n"},
    {503, "HTTP/1.1 503 Service Unavailable\r\n"},
    {505, "HTTP/1.1 505 HTTP Version Not Supported\r\n"},
    {500, "HTTP/1.1 500 Internal Server Error\r\n"}, /* and all others */
};

enum { STATUSES = sizeof statuses / sizeof statuses[0] };

const char http_overloaded[] = "HTTP/1.1 503 Service Unavailable\r\n"
                               "Content-Length: 0\r\n"
                               "Connection: close\r\n\r\n";

static const char *status_line(int code)
{
    int i = 0;
    while (i < STATUSES - 1 && statuses[i].code != code)
        i++;
    return statuses[i].line;
}

/* Where the next bytes of a head go, and the end of the room for them. */
struct pen {
    char *at, *end;
};

static void put(struct pen *pen, const char *text)
{
    size_t n = strlen(text);
    if (n > (size_t)(pen->end - pen->at))
        n = 0; /* never half a field */
    memcpy(pen->at, text, n);
    pen->at += n;
}

static void put_number(struct pen *pen, uint64_t number)
{
    char digits[24], *first = digits + sizeof digits - 1;
    *first = '\0';
    do
        *--first = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    put(pen, first);
}

void http_field(struct http_response *response, const char *name,
                const char *value)
{
    size_t room = sizeof response->head / 2; /* the rest is for our own */
    size_t n = strlen(name) + strlen(value) + 4;
    if (response->extra + n >= room)
        return;
    sprintf(response->head + response->extra, "%s: %s\r\n", name, value);
    response->extra += (unsigned)n;
}

/* Composes the head behind the fields that the handler gave, and then moves
 * those into it. Fits: fields take half of the room at most, and the longest
 * head of ours is under 200 bytes with a type of up to 64. */
static struct pen head(struct http_response *response, int status,
                       const char *type, uint64_t length)
{
    char fields[EXCHANGE_HEAD / 2];
    memcpy(fields, response->head, response->extra);
    fields[response->extra] = '\0';
    struct pen pen = {response->head, response->head + EXCHANGE_HEAD};
    put(&pen, status_line(status));
    put(&pen, response->date);
    if (*type != '\0') {
        put(&pen, "Content-Type: ");
        put(&pen, type);
        put(&pen, "\r\n");
    }
    if (length != UNKNOWN_LENGTH) {
        put(&pen, "Content-Length: ");
        put_number(&pen, length);
        put(&pen, "\r\n");
    }
    if (response->close)
        put(&pen, "Connection: close\r\n");
    else if (response->old)
        put(&pen, "Connection: keep-alive\r\n");
    put(&pen, fields);
    put(&pen, "\r\n");
    return pen;
}

void http_start(struct http_response *response, int status, const char *type,
                uint64_t length)
{
    if (length == UNKNOWN_LENGTH)
        response->close = true;
    struct pen pen = head(response, status, type, length);
    response->status = status;
    response->out[0].iov_base = response->head;
    response->out[0].iov_len = (size_t)(pen.at - response->head);
    response->out_first = 0;
    response->out_count = 1;
}

void http_piece(struct http_response *response, const char *bytes,
                size_t length)
{
    if (response->head_only || length == 0)
        return;
    struct iovec *last = &response->out[0];
    bool follows = response->out_count == 1 && last->iov_base == response->head;
    if (follows && last->iov_len + length <= EXCHANGE_HEAD) {
        memcpy(response->head + last->iov_len, bytes, length);
        last->iov_len += length;
        return;
    }
    struct iovec *next = &response->out[response->out_count++];
    next->iov_base = (char *)bytes;
    next->iov_len = length;
}

void http_piece_owned(struct http_response *response, char *bytes,
                      size_t length)
{
    free(response->owned);
    response->owned = bytes;
    http_piece(response, bytes, length);
}

void http_reply(struct http_response *response, int status, const char *type,
                const char *body, size_t length)
{
    http_start(response, status, type, length);
    http_piece(response, body, length);
}

void http_reply_owned(struct http_response *response, int status,
                      const char *type, char *body, size_t length)
{
    http_start(response, status, type, length);
    http_piece_owned(response, body, length);
}

enum http_then http_explain(struct http_response *response, int status,
                            const char *format, ...)
{
    char line[160];
    va_list values;
    va_start(values, format);
    int n = vsnprintf(line, sizeof line - 1, format, values);
    va_end(values);
    if (n > (int)sizeof line - 2)
        n = (int)sizeof line - 2;
    line[n++] = '\n';
    char *body = malloc((size_t)n);
    if (body == NULL)
        n = 0;
    else
        memcpy(body, line, (size_t)n);
    http_reply_owned(response, status, "text/plain; charset=utf-8", body,
                     (size_t)n);
    return THEN_REPLY;
}

void http_sleep(struct http_response *response, int64_t nanoseconds)
{
    response->sleep_ns = nanoseconds;
}

void http_work(struct http_response *response, void (*run)(void *argument),
               void *argument)
{
    response->job = (struct http_job){run, argument};
}

static const char *why(int status)
{
    switch (status) {
    case 408:
        return "the request took too long to arrive";
    case 413:
        return "the body is larger than --max-body";
    case 414:
        return "the target is longer than --max-head";
    case 417:
        return "only 100-continue can be expected";
    case 431:
        return "the header fields are larger than --max-head, or too many";
    case 501:
        return "this method or transfer coding is not implemented";
    case 503:
        return "out of memory";
    case 505:
        return "only HTTP/1.0 and HTTP/1.1 are spoken here";
    default:
        return "this is not a request that HTTP allows";
    }
}

void response_refuse(struct exchange *x)
{
    x->response.close = true;
    x->response.extra = 0;
    http_explain(&x->response, x->refusal, "%s", why(x->refusal));
}
