/* test_http.c: what a connection needs next, and what it answers. */
#include "talk.h"

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
        cmocka_unit_test(counters_add_up),
    };
    talk_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
