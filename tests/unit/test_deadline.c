/* test_deadline.c: what a connection does when its time is up, and when the
 * day ends. */
#include "talk.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_expired_head_is_answered_408),
        cmocka_unit_test(an_expired_silence_just_ends),
        cmocka_unit_test(an_expired_reader_is_dropped),
        cmocka_unit_test(waiting_handlers_have_no_deadline),
        cmocka_unit_test(stopping_says_close),
    };
    talk_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
