/* judge.c: checks replies and compares them (see judge.h).
 *
 * Reads responses with tests/parity/answer.c, which shares no code with the
 * servers. */
#include "judge.h"

#include <string.h>

#include "../parity/answer.h"
#include "check.h"

static bool is(const char *value, size_t length, const char *text)
{
    return value != NULL && length == strlen(text) &&
           memcmp(value, text, length) == 0;
}

static bool has(const struct answer *answer, const char *name, const char *text)
{
    size_t length;
    const char *value = answer_header(answer, name, &length);
    return is(value, length, text);
}

/* Nothing that the client sent may end a line of the head or hide in it. */
static void check_head(const struct answer *answer)
{
    size_t length;
    for (size_t i = 0; i < answer->head_length; i++) {
        unsigned char c = (unsigned char)answer->head[i];
        CHECK((c >= ' ' && c != 127) || c == '\r' || c == '\n' || c == '\t',
              "the head has a control character, %d", c);
        CHECK(c != '\r' || answer->head[i + 1] == '\n', "a CR alone");
        CHECK(c != '\n' || answer->head[i - 1] == '\r', "an LF alone");
    }
    if (answer->status < 200)
        return;
    CHECK(answer_header(answer, "Date", &length), "a reply without a date");
    CHECK(!answer->chunked, "a reply in chunks");
    CHECK(answer_header(answer, "Content-Length", &length) ||
              has(answer, "Connection", "close"),
          "the reply's end cannot be known");
}

/* Every line of an event stream is one that the feed writes. */
static void check_events(const struct answer *answer, const char *end)
{
    static const char *const starts[] = {
        "id: ", "data: ", "retry: ", ": ", "event: ", "\n"};
    const char *line = answer->body;
    while (line < end) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        bool known = newline == NULL; /* cut off */
        for (size_t i = 0; i < sizeof starts / sizeof starts[0] && !known; i++)
            known = strncmp(line, starts[i], strlen(starts[i])) == 0;
        CHECK(known, "an event stream with another line");
        CHECK(!memchr(line, '\r', (size_t)((newline ? newline : end) - line)),
              "an event stream with a CR");
        line = newline ? newline + 1 : end;
    }
}

/* Checks one reply; returns its status, 0 when it was cut in the head. */
static int check_reply(const struct talk *talk, size_t i)
{
    const struct reply *reply = &talk->replies[i];
    size_t length = reply->end - reply->start;
    bool last = i + 1 == talk->count;
    struct answer answer;
    const char *why = NULL;
    enum answer_found found = answer_find(talk->output + reply->start, length,
                                          reply->to_head, &answer, &why);
    if (found == ANSWER_PARTIAL && last && talk->cut)
        return 0;
    CHECK(found == ANSWER_WHOLE, "reply %zu: %s", i,
          why ? why : "it is cut off");
    CHECK(answer.size == length, "reply %zu: %zu bytes, but announces %zu", i,
          length, answer.size);
    check_head(&answer);
    CHECK(last || !has(&answer, "Connection", "close"),
          "reply %zu says it is the last", i);
    CHECK(last || !answer.to_end, "reply %zu has no length", i);
    CHECK(answer.status >= 200 || answer.status == 100,
          "an interim response of %d", answer.status);
    if (has(&answer, "Content-Type", "text/event-stream"))
        check_events(&answer, talk->output + reply->end);
    return answer.status;
}

void judge_replies(const struct talk *talk)
{
    uint32_t served = 0, failed = 0;
    int before = 0;
    CHECK(talk->count > 0 || talk->length == 0, "bytes before any reply");
    for (size_t i = 0; i < talk->count; i++) {
        int status = check_reply(talk, i);
        served += status >= 200;
        failed += status >= 400;
        CHECK(status != 100 || before != 100, "100 Continue twice");
        before = status;
    }
    CHECK(talk->cut || (served == talk->served && failed == talk->failed),
          "%u replies, %u of them failures, but counted %u and %u", served,
          failed, talk->served, talk->failed);
}

static bool is_interim(const struct talk *talk, const struct reply *reply)
{
    return reply->end - reply->start >= 12 &&
           memcmp(talk->output + reply->start, "HTTP/1.1 100", 12) == 0;
}

/* The next reply from *at on that is no 100 Continue, or NULL. */
static const struct reply *next_final(const struct talk *talk, size_t *at)
{
    while (*at < talk->count) {
        const struct reply *reply = &talk->replies[(*at)++];
        if (!is_interim(talk, reply))
            return reply;
    }
    return NULL;
}

/* How many bytes of a reply stay the same: all, or its first line. */
static size_t stable(const struct talk *talk, const struct reply *reply)
{
    const char *text = talk->output + reply->start;
    size_t length = reply->end - reply->start;
    const char *head = memmem(text, length, "\r\n\r\n", 4);
    const char *line = memchr(text, '\n', length);
    switch (reply->varies) {
    case VARIES_NOT:
        break;
    case VARIES_BODY:
        return head ? (size_t)(head - text) : length;
    case VARIES_LENGTH:
        return line ? (size_t)(line - text) : length;
    }
    return length;
}

/* Whether the bytes are the same, but for the digits of a date. */
static bool same_bytes(const char *a, const char *b, size_t n)
{
    static const char name[] = "\nDate: ";
    for (size_t i = 0; i < n; i++) {
        if (a[i] != b[i])
            return false;
        if (n - i > 7 && memcmp(a + i, name, 7) == 0 &&
            memcmp(b + i, name, 7) == 0) /* an IMF-fixdate, maybe cut off */
            i += n - i > 36 ? 36 : n - i - 1;
    }
    return true;
}

void judge_same(const struct talk *a, const struct talk *b)
{
    size_t at = 0, bt = 0;
    bool cut = a->cut || b->cut;
    for (;;) {
        const struct reply *x = next_final(a, &at), *y = next_final(b, &bt);
        CHECK(cut || !x == !y, "pieces make a difference: %zu or %zu replies",
              a->count, b->count);
        if (x == NULL || y == NULL)
            break;
        size_t n = stable(a, x), m = stable(b, y);
        CHECK(n == m || cut, "pieces make a difference: %zu or %zu bytes", n,
              m);
        CHECK(same_bytes(a->output + x->start, b->output + y->start,
                         n < m ? n : m),
              "pieces make a difference:\n%.*s\nor\n%.*s", (int)n,
              a->output + x->start, (int)m, b->output + y->start);
    }
}
