/* reply.c: recognizes one response (see reply.h).
 *
 * Knows only what these servers send: a head in one block of lines, then a
 * body by Content-Length or up to the end. */
#include "reply.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char reply_line[] =
    "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvw\n";
const char reply_hello[] = "hello\n", reply_waited[] = "waited\n";

void reply_begin(struct reply *reply, const char *expect)
{
    memset(reply, 0, sizeof *reply);
    reply->expect = expect;
    reply->period = expect ? strlen(expect) : 0;
    reply->length = -1;
}

/* The head is complete: its status and two fields. */
static void read_head(struct reply *reply)
{
    const char *field = strcasestr(reply->head, "\r\nContent-Length: ");
    reply->in_body = true;
    if (strncmp(reply->head, "HTTP/1.1 ", 9) != 0)
        reply->wrong = true;
    else
        reply->status = (int)strtol(reply->head + 9, NULL, 10);
    if (field != NULL)
        reply->length = strtol(field + 18, NULL, 10);
    reply->closes = strcasestr(reply->head, "\r\nConnection: close") != NULL;
}

static size_t take_head(struct reply *reply, const char *bytes, size_t n)
{
    size_t used = 0;
    while (used < n && !reply->in_body) {
        if (reply->head_length == sizeof reply->head - 1) {
            reply->wrong = true;
            return n;
        }
        reply->head[reply->head_length++] = bytes[used++];
        reply->head[reply->head_length] = '\0';
        if (reply->head_length >= 4 &&
            memcmp(reply->head + reply->head_length - 4, "\r\n\r\n", 4) == 0)
            read_head(reply);
    }
    return used;
}

/* The body so far must be the expected text, over and over. */
static void check_body(struct reply *reply, const char *bytes, size_t n)
{
    size_t at = (size_t)reply->got % reply->period;
    while (n > 0 && !reply->wrong) {
        size_t part = reply->period - at < n ? reply->period - at : n;
        reply->wrong = memcmp(bytes, reply->expect + at, part) != 0;
        bytes += part;
        n -= part;
        at = 0;
    }
}

size_t reply_take(struct reply *reply, const char *bytes, size_t n)
{
    reply->began = reply->began || n > 0;
    size_t used = take_head(reply, bytes, n);
    if (!reply->in_body)
        return used;
    size_t part = n - used;
    if (reply->length >= 0 && (long)part > reply->length - reply->got)
        part = (size_t)(reply->length - reply->got);
    if (reply->expect != NULL)
        check_body(reply, bytes + used, part);
    reply->got += (long)part;
    reply->done = reply->length >= 0 && reply->got == reply->length;
    return used + part;
}
