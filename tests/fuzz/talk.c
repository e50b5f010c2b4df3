/* talk.c: gives a connection what it needs, in pieces (see talk.h).
 *
 * What the connection must not look at is poisoned or overwritten: the
 * buffer behind the bytes that came, and all of it whenever a server would
 * turn to others. Time does not pass here, and /block and /burn do nothing. */
#include "talk.h"

#include <sanitizer/asan_interface.h>
#include <string.h>

#include "check.h"
#include "exchange.h"
#include "feed.h"

static struct http_scratch scratch;

static uint64_t draw(struct plan *plan)
{
    uint64_t z = (plan->random += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

/* Whether something happens that does so once in `n` times. */
static bool strikes(struct talk *talk, unsigned n)
{
    return talk->plan->chaos && draw(talk->plan) % n == 0;
}

/* How many bytes go at once: mostly few. */
static size_t amount(struct plan *plan, size_t fixed, size_t most)
{
    size_t n = fixed;
    if (n == 0)
        n = 1 + draw(plan) % ((size_t)1 << (draw(plan) % 14));
    return n < most ? n : most;
}

/* Others use the scratch: nothing in it may be relied on afterwards. */
static void others_turn(struct talk *talk)
{
    http_parked(&talk->conn);
    CHECK(http_deadline(&talk->conn) >= 0, "a deadline before all time");
    ASAN_UNPOISON_MEMORY_REGION(scratch.input, sizeof scratch.input);
    memset(scratch.input, '!', sizeof scratch.input);
    ASAN_POISON_MEMORY_REGION(scratch.input, sizeof scratch.input);
}

static void give_input(struct talk *talk)
{
    size_t room;
    others_turn(talk);
    char *into = http_input(&talk->conn, &room);
    size_t n = amount(talk->plan, talk->plan->piece, talk->input_left);
    CHECK(room == sizeof scratch.input && into == scratch.input,
          "the input is not the scratch's");
    n = n < room ? n : room;
    if (strikes(talk, 64))
        n = 0; /* the client ends early */
    ASAN_UNPOISON_MEMORY_REGION(into, n);
    memcpy(into, talk->input, n);
    talk->input += n;
    talk->input_left = n > 0 ? talk->input_left - n : 0;
    http_got(&talk->conn, n);
}

/* A deadline passes while the client is silent. In threaded, read() then
 * tells the end; evented asks at once what is next. */
static void read_some(struct talk *talk)
{
    if (!strikes(talk, 32)) {
        give_input(talk);
        return;
    }
    talk->cut = true;
    http_expire(&talk->conn);
    if (draw(talk->plan) % 2) {
        others_turn(talk);
        http_got(&talk->conn, 0);
        talk->input_left = 0;
    }
}

static enum varies varies(const struct exchange *x)
{
    if (!x->complete || x->response.status != 200)
        return VARIES_NOT;
    if (strcmp(x->request.path, "/stats") == 0 ||
        strcmp(x->request.path, "/metrics") == 0)
        return VARIES_LENGTH;
    if (strcmp(x->request.path, "/orders") == 0)
        return VARIES_BODY; /* times of a fixed length */
    return VARIES_NOT;
}

/* What is about to be sent begins a reply, or goes on with the last. */
static void note_reply(struct talk *talk, const struct iovec *first)
{
    struct exchange *x = talk->conn.exchange;
    bool interim = x->response.status == 0;
    struct reply *last = talk->count ? &talk->replies[talk->count - 1] : NULL;
    bool begins = first->iov_base == x->response.head ||
                  (interim && first->iov_len > 4 &&
                   memcmp(first->iov_base, "HTTP", 4) == 0);
    if (!begins || (last != NULL && last->start == talk->length))
        return;
    CHECK(talk->count < TALK_REPLIES, "too many replies");
    if (last != NULL)
        last->end = talk->length;
    talk->replies[talk->count++] =
        (struct reply){talk->length, 0, x->response.head_only, varies(x)};
}

/* Takes up to `most` bytes. Returns how many. */
static size_t take(struct talk *talk, const struct iovec *out, int count,
                   size_t most)
{
    size_t taken = 0;
    for (int i = 0; i < count && taken < most; i++) {
        size_t n = out[i].iov_len;
        n = n < most - taken ? n : most - taken;
        memcpy(talk->output + talk->length, out[i].iov_base, n);
        talk->length += n;
        taken += n;
    }
    return taken;
}

static void write_some(struct talk *talk)
{
    int count;
    struct iovec *out = http_output(&talk->conn, &count);
    CHECK(count > 0 && out[0].iov_len > 0, "nothing to send");
    note_reply(talk, out);
    if (talk->length == TALK_OUTPUT || strikes(talk, 64)) {
        talk->cut = true;
        if (strikes(talk, 2))
            http_expire(&talk->conn);
        else
            http_broken(&talk->conn);
        return;
    }
    size_t left = TALK_OUTPUT - talk->length;
    size_t room = amount(talk->plan, talk->plan->room, left);
    if (!http_sent(&talk->conn,
                   strikes(talk, 8) ? 0 : take(talk, out, count, room)))
        others_turn(talk);
}

static void work_on(struct talk *talk)
{
    const struct http_request *request = &talk->conn.exchange->request;
    struct http_job job = http_job(&talk->conn);
    others_turn(talk);
    if (strcmp(request->path, "/block") != 0 &&
        strcmp(request->path, "/burn") != 0)
        job.run(job.argument);
}

/* The first time there are news, then only time passes, and at last the
 * server stops. */
static void wait_for_news(struct talk *talk)
{
    static const char text[] = "first line\r\nsecond\n\n";
    struct http_server *server = talk->conn.server;
    others_turn(talk);
    CHECK(http_sleep_ns(&talk->conn) > 0, "no limit to wait for news");
    CHECK(!http_news(&talk->conn), "it waits although there are news");
    if (talk->waits == 0)
        feed_publish(server->feed, text, sizeof text - 1);
    else if (talk->waits > 1)
        server->stopping = true;
    CHECK(http_news(&talk->conn) == (talk->waits != 1), "no news arrived");
    talk->waits++;
}

/* Gives what is needed. Returns false when the connection is to be closed. */
static bool give(struct talk *talk, enum http_need need)
{
    switch (need) {
    case NEED_READ:
        read_some(talk);
        return true;
    case NEED_WRITE:
        write_some(talk);
        return true;
    case NEED_SLEEP:
        CHECK(http_sleep_ns(&talk->conn) >= 0, "a sleep of less than nothing");
        others_turn(talk);
        return true;
    case NEED_WORK:
        work_on(talk);
        return true;
    case NEED_NEWS:
        wait_for_news(talk);
        return true;
    case NEED_TURN:
        others_turn(talk);
        return true;
    case NEED_FINISH:
        return true;
    case NEED_CLOSE:
        break;
    }
    return false;
}

/* Every step takes a byte or gives one, or is one of a few a request. */
static void hold(struct talk *talk, size_t steps)
{
    enum http_need need;
    do {
        need = http_next(&talk->conn);
        if (strikes(talk, 256))
            talk->conn.server->stopping = true;
        if (need != NEED_READ && need != NEED_WRITE && strikes(talk, 64)) {
            talk->cut = true; /* the process ends, or gives up waiting */
            return;
        }
        CHECK(steps-- > 0, "it goes on for ever, needing %d", (int)need);
    } while (give(talk, need));
}

void talk_hold(struct talk *talk, struct http_server *server,
               const uint8_t *input, size_t length, struct plan *plan)
{
    memset(talk, 0, offsetof(struct talk, replies));
    talk->plan = plan;
    talk->input = input;
    talk->input_left = length;
    http_open(&talk->conn, server);
    http_lend(&talk->conn, &scratch);
    hold(talk, 40 * length + 2 * TALK_OUTPUT + 1000);
    if (talk->count > 0)
        talk->replies[talk->count - 1].end = talk->length;
    talk->cut = talk->cut || talk->conn.broken;
    talk->served = talk->conn.served;
    talk->failed = talk->conn.failed;
    http_close(&talk->conn);
}
