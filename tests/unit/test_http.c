/* test_http.c: what a connection needs next, with no socket in sight.
 *
 * A script of input goes in by http_got, the needs and the output come back
 * as text: "READ", "SLEEP" and so on, with output between them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http.h"

#define GET(target) "GET " target " HTTP/1.1\r\nHost: a\r\n\r\n"

static struct config config;
static struct http_server server;
static struct http_scratch scratch;

/* A connection, and what it said: needs in capitals, output as it is. */
struct talk {
    struct http_conn conn;
    const char *input;
    size_t input_left, piece; /* bytes to give, and at most at once */
    size_t room;              /* bytes that a write takes */
    char said[200000];
    size_t said_length;
};

static void say(struct talk *talk, const char *bytes, size_t n)
{
    assert_true(talk->said_length + n < sizeof talk->said);
    memcpy(talk->said + talk->said_length, bytes, n);
    talk->said_length += n;
    talk->said[talk->said_length] = '\0';
}

static void give_input(struct talk *talk)
{
    size_t room;
    char *into = http_input(&talk->conn, &room);
    size_t n = talk->input_left < talk->piece ? talk->input_left : talk->piece;
    n = n < room ? n : room;
    memset(into, '#', room); /* nothing may rely on what was there */
    memcpy(into, talk->input, n);
    talk->input += n;
    talk->input_left -= n;
    http_got(&talk->conn, n);
}

static void take_output(struct talk *talk)
{
    int count;
    struct iovec *out = http_output(&talk->conn, &count);
    size_t left = talk->room, sent = 0;
    assert_true(count > 0);
    for (int i = 0; i < count && left > 0; i++) {
        size_t part = out[i].iov_len < left ? out[i].iov_len : left;
        say(talk, out[i].iov_base, part);
        sent += part;
        left -= part;
    }
    assert_true(sent > 0);
    if (!http_sent(&talk->conn, sent)) /* others use the scratch meanwhile */
        memset(scratch.input, '!', sizeof scratch.input);
}

/* Goes on until input is missing or the connection ends; returns the last
 * need. */
static enum http_need run(struct talk *talk)
{
    for (;;) {
        enum http_need need = http_next(&talk->conn);
        struct http_job job;
        switch (need) {
        case NEED_READ:
            if (talk->input_left == 0)
                return need;
            give_input(talk);
            break;
        case NEED_WRITE:
            take_output(talk);
            break;
        case NEED_SLEEP:
            say(talk, "SLEEP\n", 6);
            memset(scratch.input, '!', sizeof scratch.input);
            break;
        case NEED_WORK:
            say(talk, "WORK\n", 5);
            memset(scratch.input, '!', sizeof scratch.input);
            job = http_job(&talk->conn);
            job.run(job.argument);
            break;
        case NEED_NEWS:
            say(talk, "NEWS\n", 5);
            if (!http_news(&talk->conn))
                return need;
            break;
        case NEED_TURN:
            say(talk, "TURN\n", 5);
            memset(scratch.input, '!', sizeof scratch.input);
            break;
        case NEED_FINISH:
            say(talk, "FINISH\n", 7);
            break;
        case NEED_CLOSE:
            return need;
        }
    }
}

static struct talk *begin(const char *input, size_t piece, size_t room)
{
    struct talk *talk = calloc(1, sizeof *talk);
    assert_non_null(talk);
    talk->input = input;
    talk->input_left = strlen(input);
    talk->piece = piece;
    talk->room = room;
    http_open(&talk->conn, &server);
    http_lend(&talk->conn, &scratch);
    return talk;
}

static void end(struct talk *talk)
{
    http_close(&talk->conn);
    free(talk);
}

static int count(const char *text, const char *part)
{
    int n = 0;
    for (; (text = strstr(text, part)) != NULL; text += strlen(part))
        n++;
    return n;
}

/* Runs input in every way that it may come and go; the talk must be the
 * same each time, and ends with `last`. Returns it for a closer look. */
static struct talk *same_any_way(const char *input, enum http_need last)
{
    const size_t sizes[] = {100000, 1, 7};
    struct talk *first = begin(input, 100000, 1000000);
    assert_int_equal(run(first), last);
    for (int i = 0; i < 9; i++) {
        struct talk *other = begin(input, sizes[i % 3], sizes[i / 3]);
        assert_int_equal(run(other), last);
        assert_string_equal(first->said, other->said);
        end(other);
    }
    return first;
}

static void a_request_is_answered(void **state)
{
    (void)state;
    struct talk *talk = same_any_way(GET("/hello"), NEED_READ);
    assert_int_equal(count(talk->said, "HTTP/1.1 200 OK\r\n"), 1);
    assert_int_equal(count(talk->said, "\r\nContent-Length: 6\r\n"), 1);
    assert_non_null(strstr(talk->said, "\r\n\r\nhello\n"));
    assert_true(http_idle(&talk->conn));
    end(talk);
}

static void head_has_no_body(void **state)
{
    (void)state;
    struct talk *talk =
        same_any_way("HEAD /bytes?n=99 HTTP/1.1\r\nHost: a\r\n\r\n", NEED_READ);
    assert_non_null(strstr(talk->said, "\r\nContent-Length: 99\r\n"));
    assert_string_equal(talk->said + talk->said_length - 4, "\r\n\r\n");
    end(talk);
}

static void pipelined_requests_are_answered_in_order(void **state)
{
    (void)state;
    struct talk *talk = same_any_way(
        GET("/hello") GET("/wait?ms=1") "\r\n" GET("/nowhere") GET("/hello"),
        NEED_READ);
    const char *sleeps = strstr(talk->said, "SLEEP\n");
    assert_int_equal(count(talk->said, "HTTP/1.1 200 OK"), 3);
    assert_non_null(sleeps);
    assert_non_null(strstr(sleeps, "waited\n"));
    assert_non_null(strstr(strstr(sleeps, "404 Not Found"), "hello\n"));
    end(talk);
}

static void waits_follow_the_output(void **state)
{
    (void)state;
    struct talk *talk =
        same_any_way(GET("/burn?us=1") GET("/block?ms=0"), NEED_READ);
    assert_int_equal(count(talk->said, "WORK\n"), 2);
    assert_non_null(strstr(talk->said, "burned\nWORK\n"));
    end(talk);
}

static void a_long_pipeline_gives_others_their_turn(void **state)
{
    char input[40 * sizeof GET("/hello")] = "";
    (void)state;
    for (int i = 0; i < 40; i++)
        strcat(input, GET("/hello"));
    struct talk *talk = begin(input, 100000, 1000000);
    assert_int_equal(run(talk), NEED_READ);
    assert_int_equal(count(talk->said, "hello\n"), 40);
    assert_int_equal(count(talk->said, "TURN\n"), 2);
    end(talk);
}

static void a_large_response_comes_in_pieces(void **state)
{
    (void)state;
    struct talk *talk = begin(GET("/bytes?n=150000"), 100000, 1000);
    assert_int_equal(run(talk), NEED_READ);
    const char *body = strstr(talk->said, "\r\n\r\n") + 4;
    assert_int_equal(strlen(body), 150000);
    for (int i = 0; i < 150000; i++)
        assert_int_equal(body[i], body[i % 60]);
    end(talk);
}

static void connection_close_ends_it(void **state)
{
    (void)state;
    struct talk *talk = same_any_way("GET /hello HTTP/1.1\r\nHost: a\r\n"
                                     "Connection: close\r\n\r\n" GET("/hello"),
                                     NEED_READ);
    assert_int_equal(count(talk->said, "hello\n"), 1);
    assert_int_equal(count(talk->said, "Connection: close\r\n"), 1);
    assert_int_equal(count(talk->said, "FINISH\n"), 1);
    assert_true(http_idle(&talk->conn));
    http_got(&talk->conn, 0);
    assert_int_equal(http_next(&talk->conn), NEED_CLOSE);
    end(talk);
}

static void http_1_0_is_kept_alive_when_asked(void **state)
{
    (void)state;
    struct talk *talk = same_any_way(
        "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", NEED_READ);
    assert_int_equal(count(talk->said, "Connection: keep-alive\r\n"), 1);
    end(talk);
    talk = same_any_way("GET /hello HTTP/1.0\r\n\r\n", NEED_READ);
    assert_int_equal(count(talk->said, "FINISH\n"), 1);
    end(talk);
}

static void a_body_comes_back(void **state)
{
    (void)state;
    struct talk *talk = same_any_way(
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: a/b\r\n"
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        NEED_READ);
    assert_non_null(strstr(talk->said, "Content-Type: a/b\r\n"));
    assert_non_null(strstr(talk->said, "\r\n\r\nabcde"));
    end(talk);
}

static void continue_is_promised_once(void **state)
{
    static const char head[] = "POST /echo HTTP/1.1\r\nHost: a\r\n"
                               "Expect: 100-continue\r\n"
                               "Content-Length: 3\r\n\r\n";
    (void)state;
    struct talk *talk = begin(head, 100000, 1000000);
    assert_int_equal(run(talk), NEED_READ);
    assert_string_equal(talk->said, "HTTP/1.1 100 Continue\r\n\r\n");
    talk->input = "abc";
    talk->input_left = 3;
    assert_int_equal(run(talk), NEED_READ);
    assert_int_equal(count(talk->said, "100 Continue"), 1);
    assert_non_null(strstr(talk->said, "\r\n\r\nabc"));
    end(talk);
}

static void a_refusal_is_read_on_after(void **state)
{
    (void)state;
    struct talk *talk = begin("nonsense\r\n\r\n", 100000, 1000000);
    assert_int_equal(run(talk), NEED_READ);
    assert_int_equal(count(talk->said, "FINISH\n"), 1);
    assert_int_equal(count(talk->said, "Connection: close\r\n"), 1);
    talk->input = GET("/hello");
    talk->input_left = strlen(talk->input);
    assert_int_equal(run(talk), NEED_READ);
    assert_int_equal(count(talk->said, "hello"), 0);
    http_got(&talk->conn, 0);
    assert_int_equal(http_next(&talk->conn), NEED_CLOSE);
    end(talk);
}

static void an_expired_head_is_answered_408(void **state)
{
    (void)state;
    struct talk *talk = begin("GET / HT", 100000, 1000000);
    assert_int_equal(run(talk), NEED_READ);
    assert_true(http_deadline(&talk->conn) <=
                http_now() + config.request_timeout);
    http_expire(&talk->conn);
    http_got(&talk->conn, 0);
    assert_int_equal(run(talk), NEED_CLOSE);
    assert_int_equal(count(talk->said, "408 Request Timeout"), 1);
    end(talk);
}

static void an_expired_silence_just_ends(void **state)
{
    (void)state;
    struct talk *talk = begin("", 100000, 1000000);
    assert_int_equal(run(talk), NEED_READ);
    http_expire(&talk->conn);
    assert_int_equal(run(talk), NEED_CLOSE);
    assert_string_equal(talk->said, "");
    end(talk);
}

static void an_expired_reader_is_dropped(void **state)
{
    (void)state;
    struct talk *talk = begin(GET("/bytes?n=99999"), 100000, 1000000);
    assert_int_equal(http_next(&talk->conn), NEED_READ);
    give_input(talk);
    assert_int_equal(http_next(&talk->conn), NEED_WRITE);
    http_sent(&talk->conn, 5);
    assert_int_equal(http_next(&talk->conn), NEED_WRITE);
    http_expire(&talk->conn);
    assert_int_equal(http_next(&talk->conn), NEED_CLOSE);
    end(talk);
}

static void waiting_handlers_have_no_deadline(void **state)
{
    (void)state;
    struct talk *talk = begin(GET("/wait?ms=7"), 100000, 1000000);
    assert_int_equal(http_next(&talk->conn), NEED_READ);
    give_input(talk);
    assert_int_equal(http_next(&talk->conn), NEED_SLEEP);
    assert_int_equal(http_sleep_ns(&talk->conn), 7000000);
    assert_true(http_deadline(&talk->conn) == INT64_MAX);
    assert_false(http_idle(&talk->conn));
    end(talk); /* ... and the client may vanish now */
}

static void stopping_says_close(void **state)
{
    (void)state;
    struct talk *talk = begin(GET("/hello"), 100000, 1000000);
    server.stopping = true;
    assert_int_equal(run(talk), NEED_READ);
    server.stopping = false;
    assert_int_equal(count(talk->said, "Connection: close\r\n"), 1);
    assert_int_equal(count(talk->said, "FINISH\n"), 1);
    end(talk);
}

static void counters_add_up(void **state)
{
    uint64_t served = server.served, failed = server.failed;
    (void)state;
    struct talk *talk =
        begin(GET("/hello") GET("/x") GET("/hello"), 1, 1000000);
    assert_int_equal(run(talk), NEED_READ);
    assert_int_equal(server.open, 1);
    end(talk);
    assert_int_equal(server.open, 0);
    assert_int_equal(server.served - served, 3);
    assert_int_equal(server.failed - failed, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_answered),
        cmocka_unit_test(head_has_no_body),
        cmocka_unit_test(pipelined_requests_are_answered_in_order),
        cmocka_unit_test(waits_follow_the_output),
        cmocka_unit_test(a_long_pipeline_gives_others_their_turn),
        cmocka_unit_test(a_large_response_comes_in_pieces),
        cmocka_unit_test(connection_close_ends_it),
        cmocka_unit_test(http_1_0_is_kept_alive_when_asked),
        cmocka_unit_test(a_body_comes_back),
        cmocka_unit_test(continue_is_promised_once),
        cmocka_unit_test(a_refusal_is_read_on_after),
        cmocka_unit_test(an_expired_head_is_answered_408),
        cmocka_unit_test(an_expired_silence_just_ends),
        cmocka_unit_test(an_expired_reader_is_dropped),
        cmocka_unit_test(waiting_handlers_have_no_deadline),
        cmocka_unit_test(stopping_says_close),
        cmocka_unit_test(counters_add_up),
    };
    char *argv[] = {"test", NULL};
    const struct setting none[] = {{0}};
    config_read(&config, "test", 1, none, "", 1, argv);
    http_server_init(&server, "test", 'T', &config);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
