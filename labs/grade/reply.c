/* reply.c: reads replies from a wire: a head, a body (see grade.h).
 *
 * As lenient as may be: what is graded is concurrency. A body ends by
 * Content-Length, or else with the connection. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "wire.h"

enum { HEAD_MOST = 65536 };

/* Length of the head that has come, or 0 while it is not complete. */
static size_t head_length(const struct wire *wire)
{
    const char *end =
        wire->length > 3 ? memmem(wire->in, wire->length, "\r\n\r\n", 4) : NULL;
    return end != NULL ? (size_t)(end - wire->in) + 4 : 0;
}

/* The value of Content-Length, or -1. */
static long content_length(const char *head, size_t length)
{
    static const char name[] = "\r\nContent-Length:";
    const char *at = head, *end = head + length;
    while (at < end && (at = memchr(at, '\r', (size_t)(end - at))) != NULL) {
        if (strncasecmp(at, name, sizeof name - 1) == 0)
            return strtol(at + sizeof name - 1, NULL, 10);
        at++;
    }
    return -1;
}

/* Waits until at least n bytes have come. */
static void need(struct wire *wire, size_t n, const char *expected)
{
    while (wire->length < n) {
        const char *why = wire_more(wire);
        if (why != NULL)
            wire_fail(wire, expected, why);
    }
}

/* Waits until the connection ends. */
static void need_end(struct wire *wire, const char *expected)
{
    const char *why = NULL;
    while (why == NULL)
        why = wire_more(wire);
    if (!wire->ended)
        wire_fail(wire, expected, why);
}

/* Waits for a head. Returns its length; sets wire->status. */
static size_t read_head(struct wire *wire, const char *expected)
{
    size_t length;
    while ((length = head_length(wire)) == 0) {
        if (wire->length > HEAD_MOST)
            wire_fail(wire, expected, "a head without an end");
        need(wire, wire->length + 1, expected);
    }
    if (strncmp(wire->in, "HTTP/1.", 7) != 0)
        wire_fail(wire, expected, "no HTTP");
    wire->status = (int)strtol(wire->in + 9, NULL, 10);
    return length;
}

static void check_status(struct wire *wire, int status, const char *expected)
{
    char got[48];
    snprintf(got, sizeof got, "status %d", wire->status);
    if (wire->status != status)
        wire_fail(wire, expected, got);
}

static void keep_body(struct wire *wire, size_t head, size_t length)
{
    free(wire->body);
    wire->body = malloc(length + 1);
    if (wire->body == NULL)
        session_fail("memory", "none");
    memcpy(wire->body, wire->in + head, length);
    wire->body[length] = '\0';
    wire->body_length = length;
    wire_forget(wire, head + length);
    transcript_add("%s < %d, %zu bytes", wire->name, wire->status, length);
}

void expect_reply(struct wire *wire, int status, const char *body)
{
    char expected[160], got[400], text[160], want[160];
    snprintf(expected, sizeof expected, "%d to '%s'", status, wire->asked);
    size_t head = read_head(wire, expected);
    long length = content_length(wire->in, head);
    if (length > KEPT_MOST)
        wire_fail(wire, expected, "a length that nobody ordered");
    if (length >= 0)
        need(wire, head + (size_t)length, expected);
    else
        need_end(wire, expected);
    keep_body(wire, head, length >= 0 ? (size_t)length : wire->length - head);
    check_status(wire, status, expected);
    if (body == NULL || (strlen(body) == wire->body_length &&
                         memcmp(body, wire->body, wire->body_length) == 0))
        return;
    snprintf(expected, sizeof expected, "the body '%s'",
             quote(body, strlen(body), want, 120));
    snprintf(got, sizeof got, "the body '%s'",
             quote(wire->body, wire->body_length, text, sizeof text));
    wire_fail(wire, expected, got);
}

const char *wire_body(const struct wire *wire, size_t *length)
{
    if (length != NULL)
        *length = wire->body_length;
    return wire->body;
}

void expect_head(struct wire *wire, int status)
{
    char expected[160];
    snprintf(expected, sizeof expected, "a head with %d for '%s'", status,
             wire->asked);
    size_t head = read_head(wire, expected);
    transcript_add("%s < %d, its head", wire->name, wire->status);
    check_status(wire, status, expected);
    wire_forget(wire, head);
}

void wire_take(struct wire *wire, size_t n)
{
    char expected[96];
    snprintf(expected, sizeof expected, "%zu bytes more", n);
    while (n > 0) {
        need(wire, 1, expected);
        size_t part = wire->length < n ? wire->length : n;
        wire_forget(wire, part);
        n -= part;
    }
    transcript_add("%s < %s", wire->name, expected);
}

const char *wire_until(struct wire *wire, const char *end)
{
    static char *text;
    char expected[96], quoted[64];
    const char *at = NULL;
    snprintf(expected, sizeof expected, "text up to '%s'",
             quote(end, strlen(end), quoted, sizeof quoted));
    need(wire, strlen(end), expected);
    while ((at = memmem(wire->in, wire->length, end, strlen(end))) == NULL)
        need(wire, wire->length + 1, expected);
    size_t n = (size_t)(at - wire->in) + strlen(end);
    free(text);
    text = strndup(wire->in, n);
    transcript_add("%s < '%s'", wire->name,
                   quote(wire->in, n, quoted, sizeof quoted));
    wire_forget(wire, n);
    return text;
}
