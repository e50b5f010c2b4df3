/* test_feed.c: what subscribers of the feed hear, and what happens to those
 * who came late or are too slow. */
#include "talk.h"

#include "feed.h"

#define SUBSCRIBE GET("/feed")

static void publish(const char *message)
{
    assert_true(feed_publish(server.feed, message, strlen(message)) > 0);
}

static struct talk *subscribe(const char *request)
{
    struct talk *talk = begin(request, 100000, 1000000);
    assert_int_equal(run(talk), NEED_NEWS);
    assert_int_equal(count(talk->said, ": subscribed\n"), 1);
    return talk;
}

/* A subscription that goes on behind message `id`. */
static struct talk *resume(uint64_t id)
{
    char request[100];
    sprintf(request,
            "GET /feed HTTP/1.1\r\nHost: a\r\nLast-Event-ID: %llu\r\n\r\n",
            (unsigned long long)id);
    return subscribe(request);
}

static void messages_come_in_order(void **state)
{
    char expected[100];
    (void)state;
    struct talk *talk = subscribe(SUBSCRIBE);
    unsigned long long id = server.feed->last;
    publish("one");
    publish("two\r\nlines");
    assert_int_equal(run(talk), NEED_NEWS);
    sprintf(expected,
            "id: %llu\ndata: one\n\nid: %llu\ndata: two\ndata: lines\n\n",
            id + 1, id + 2);
    assert_int_equal(count(talk->said, expected), 1);
    end(talk);
}

static void every_line_end_starts_a_line(void **state)
{
    (void)state;
    struct talk *talk = subscribe(SUBSCRIBE);
    publish("a\rb\nc\r\nd\r");
    assert_int_equal(run(talk), NEED_NEWS);
    assert_int_equal(
        count(talk->said, "\ndata: a\ndata: b\ndata: c\ndata: d\ndata: \n\n"),
        1);
    end(talk);
}

static void nothing_is_heard_from_before(void **state)
{
    (void)state;
    publish("too early");
    struct talk *talk = subscribe(SUBSCRIBE);
    assert_int_equal(count(talk->said, "too early"), 0);
    end(talk);
}

static void a_subscriber_resumes(void **state)
{
    (void)state;
    uint64_t last = server.feed->last;
    publish("first");
    publish("second");
    struct talk *talk = resume(last + 1);
    assert_int_equal(count(talk->said, "data: first"), 0);
    assert_int_equal(count(talk->said, "data: second"), 1);
    assert_int_equal(count(talk->said, "event: lost"), 0);
    end(talk);
}

static void what_is_lost_is_told(void **state)
{
    char expected[60];
    (void)state;
    uint64_t last = server.feed->last;
    for (int i = 0; i < FEED_RING + 3; i++)
        publish("x");
    struct talk *talk = resume(last);
    sprintf(expected, "event: lost\ndata: 3\n\nid: %llu\n",
            (unsigned long long)last + 4);
    assert_int_equal(count(talk->said, expected), 1);
    assert_int_equal(count(talk->said, "data: x\n"), FEED_RING);
    end(talk);
}

static void too_slow_a_subscriber_is_dropped(void **state)
{
    (void)state;
    struct talk *talk = subscribe(SUBSCRIBE);
    uint64_t dropped = server.feed->dropped;
    for (int i = 0; i < FEED_RING + 1; i++)
        publish("x");
    assert_int_equal(run(talk), NEED_CLOSE);
    assert_int_equal(server.feed->dropped, dropped + 1);
    end(talk);
    assert_int_equal(server.feed->subscribers, 0);
}

static void silence_has_a_heartbeat(void **state)
{
    (void)state;
    struct talk *talk = subscribe(SUBSCRIBE);
    assert_true(http_sleep_ns(&talk->conn) > 0);
    assert_true(http_deadline(&talk->conn) == INT64_MAX);
    assert_int_equal(run(talk), NEED_NEWS); /* the wait ended without news */
    assert_int_equal(count(talk->said, ": still here\n\n"), 1);
    end(talk);
}

static void the_end_of_the_day_ends_it(void **state)
{
    (void)state;
    struct talk *talk = subscribe(SUBSCRIBE);
    assert_int_equal(server.feed->subscribers, 1);
    server.stopping = true;
    assert_true(http_news(&talk->conn));
    assert_int_equal(run(talk), NEED_READ); /* it lingers */
    assert_int_equal(count(talk->said, "FINISH\n"), 1);
    server.stopping = false;
    end(talk);
    assert_int_equal(server.feed->subscribers, 0);
}

static void empty_and_huge_messages_are_refused(void **state)
{
    const int sizes[] = {0, FEED_MESSAGE + 1};
    char request[FEED_MESSAGE + 200];
    (void)state;
    for (int i = 0; i < 2; i++) {
        int n = sprintf(request,
                        "POST /feed HTTP/1.1\r\nHost: a\r\n"
                        "Content-Length: %d\r\n\r\n",
                        sizes[i]);
        memset(request + n, 'x', (size_t)sizes[i]);
        request[n + sizes[i]] = '\0';
        struct talk *talk = begin(request, 100000, 1000000);
        assert_int_equal(run(talk), NEED_READ);
        assert_int_equal(count(talk->said, "400 Bad Request"), 1);
        end(talk);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_come_in_order),
        cmocka_unit_test(every_line_end_starts_a_line),
        cmocka_unit_test(nothing_is_heard_from_before),
        cmocka_unit_test(a_subscriber_resumes),
        cmocka_unit_test(what_is_lost_is_told),
        cmocka_unit_test(too_slow_a_subscriber_is_dropped),
        cmocka_unit_test(silence_has_a_heartbeat),
        cmocka_unit_test(the_end_of_the_day_ends_it),
        cmocka_unit_test(empty_and_huge_messages_are_refused),
    };
    talk_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
