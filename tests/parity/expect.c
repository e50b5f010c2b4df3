/* expect.c: checks what a server sent against what it should (see expect.h).
 *
 * Promises a message that quotes what came instead. Won't send anything. */
#include "expect.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "quote.h"

int play_fail(struct play *play, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vsnprintf(play->why, PLAY_WHY, format, values);
    va_end(values);
    return -1;
}

/* The bytes that came and that no step has asked for yet. */
static const char *pending(const struct play *play, size_t *length)
{
    *length = play->wire->length - play->wire->taken;
    return *length ? play->wire->in + play->wire->taken : "";
}

static int fail_on(struct play *play, const char *what)
{
    char text[QUOTE_SIZE];
    size_t length;
    const char *bytes = pending(play, &length);
    return play_fail(play, "%s; %zu bytes came: \"%s\"", what, length,
                     quote(bytes, length, text));
}

/* Waits for one whole response. */
static int next_answer(struct play *play, bool to_head)
{
    const char *why = NULL;
    for (;;) {
        size_t length;
        const char *bytes = pending(play, &length);
        enum answer_found found =
            answer_find(bytes, length, to_head, &play->answer, &why);
        if (found == ANSWER_WRONG)
            return fail_on(play, why);
        if (found == ANSWER_WHOLE && !play->answer.to_end)
            break;
        long more = wire_more(play->wire);
        if (more > 0)
            continue;
        if (found == ANSWER_WHOLE && more == 0)
            break;
        return fail_on(play, more == 0 ? "closed in the middle of a response"
                                       : "no whole response in a minute");
    }
    play->wire->taken += play->answer.size;
    return 0;
}

int expect_status(struct play *play, int status, bool to_head)
{
    char text[QUOTE_SIZE];
    if (next_answer(play, to_head) != 0)
        return -1;
    if (play->answer.status == status)
        return 0;
    return play_fail(play, "expected %d, got \"%s\"", status,
                     quote(play->answer.head, play->answer.size, text));
}

int expect_header(struct play *play, const char *name, const char *value)
{
    size_t length;
    const char *found = answer_header(&play->answer, name, &length);
    if (found == NULL)
        return play_fail(play, "no header %s", name);
    if (value == NULL ||
        (length == strlen(value) && memcmp(found, value, length) == 0))
        return 0;
    return play_fail(play, "expected %s: %s, got %.*s", name, value,
                     (int)length, found);
}

/* Checks the body's bytes: `times` times `text`. */
int expect_body(struct play *play, const char *text, size_t length,
                size_t times)
{
    const char *body = play->answer.body;
    char quoted[QUOTE_SIZE];
    if (play->answer.chunked)
        return play_fail(play, "expected a body with a Content-Length");
    if (play->answer.body_length != times * length)
        return play_fail(play, "expected a body of %zu bytes, got %zu: \"%s\"",
                         times * length, play->answer.body_length,
                         quote(body, play->answer.body_length, quoted));
    for (size_t i = 0; i < times; i++)
        if (memcmp(body + i * length, text, length) != 0)
            return play_fail(play, "the body is wrong after byte %zu: \"%s\"",
                             i * length,
                             quote(body + i * length, length, quoted));
    return 0;
}

/* /bytes repeats this line; the last one may be cut. */
int expect_pattern(struct play *play, size_t n)
{
    static const char line[] =
        "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvw\n";
    size_t length = sizeof line - 1;
    if (play->answer.body_length != n)
        return play_fail(play, "expected a body of %zu bytes, got %zu", n,
                         play->answer.body_length);
    for (size_t i = 0; i < n; i++)
        if (play->answer.body[i] != line[i % length])
            return play_fail(play, "byte %zu of the body breaks the pattern",
                             i);
    return 0;
}

int expect_exact(struct play *play, const char *text, size_t length)
{
    size_t came;
    const char *bytes = pending(play, &came);
    while (came < length && wire_more(play->wire) > 0)
        bytes = pending(play, &came);
    if (came < length || memcmp(bytes, text, length) != 0)
        return fail_on(play, "expected other bytes");
    play->wire->taken += length;
    return 0;
}

int expect_until(struct play *play, const char *text, size_t length)
{
    for (;;) {
        size_t came;
        const char *bytes = pending(play, &came);
        const char *found = memmem(bytes, came, text, length);
        if (found != NULL) {
            play->wire->taken += (size_t)(found - bytes) + length;
            return 0;
        }
        if (wire_more(play->wire) <= 0)
            return fail_on(play, "what is waited for never came");
    }
}

int expect_closed(struct play *play)
{
    long more =
        play->wire->taken == play->wire->length ? wire_more(play->wire) : 1;
    if (play->wire->broken)
        return fail_on(play, "reset, not closed in good order");
    if (more > 0)
        return fail_on(play, "expected the connection to close");
    if (more < 0)
        return play_fail(play, "not closed within a minute");
    return 0;
}
