/* test_crowds.c: slow clients are slow, and subscribers hear everything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "responder.h"

#include "../../loadgen/clock.h"

enum { CROWD = 20, PROBES = 3, MESSAGES = 30, DIGITS = 12 };

static struct responder server;
static struct load_result result;
static struct load_plan plan;
static char error[LOAD_ERROR_SIZE];

/* ---- scripts ---------------------------------------------------------- */

static bool answers(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    return true;
}

static atomic_int refused; /* clients that have noticed and gone */

/* Answers a request before its body has come, and closes. Probes count once
 * all of the crowd have noticed. */
static bool refuses_bodies(struct responder *responder, int fd, int number)
{
    bool slow = strncmp(responder_heard, "POST /slow ", 11) == 0;
    if (slow || atomic_load(&refused) < CROWD)
        atomic_fetch_sub(&responder->met, 1);
    if (!slow)
        return answers(responder, fd, number);
    responder_say(fd, "HTTP/1.1 408 Late\r\nContent-Length: 0\r\n\r\n");
    shutdown(fd, SHUT_WR);
    responder_wait_for_end(fd);
    atomic_fetch_add(&refused, 1);
    return false;
}

/* Answers the crowd with more than it will ever read. */
static bool sends_much(struct responder *responder, int fd, int number)
{
    static const char part[1 << 16] = "HTTP/1.1 200 OK\r\n\r\n"; /* and 0s */
    if (strncmp(responder_heard, "GET /slow ", 10) != 0)
        return answers(responder, fd, number);
    atomic_fetch_sub(&responder->met, 1);
    while (send(fd, part, sizeof part, MSG_NOSIGNAL) > 0)
        ;
    return false;
}

/* A feed: subscribers and what they missed. */
static pthread_mutex_t feed_lock = PTHREAD_MUTEX_INITIALIZER;
static int subscribers[CROWD], subscriber_count, deaf;
static atomic_int published;

/* Whoever is told so hears all that is published from then on. */
static void subscribe(int fd)
{
    pthread_mutex_lock(&feed_lock);
    responder_say(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                      "Content-Type: text/event-stream\r\n\r\n"
                      "e\r\n: subscribed\n\n\r\n");
    subscribers[subscriber_count++] = fd;
    pthread_mutex_unlock(&feed_lock);
    responder_wait_for_end(fd);
    pthread_mutex_lock(&feed_lock); /* who still sends to it ends first */
    pthread_mutex_unlock(&feed_lock);
}

/* Every copy comes in two chunks, cut at another place each time. */
static void publish(const char *message)
{
    static size_t turn;
    char event[200], chunks[300];
    size_t n = (size_t)snprintf(
        event, sizeof event, "id: 7\ndata: %s\n\ndata: other-1\n\n", message);
    size_t cut = 1 + turn++ % (n - 1);
    snprintf(chunks, sizeof chunks, "%zx\r\n%.*s\r\n%zx\r\n%s\r\n", cut,
             (int)cut, event, n - cut, event + cut);
    pthread_mutex_lock(&feed_lock);
    for (int i = deaf; i < subscriber_count; i++)
        responder_say(subscribers[i], chunks);
    pthread_mutex_unlock(&feed_lock);
}

/* Until all is published, or the client has gone. */
static void wait_for_all(int fd)
{
    struct timespec moment = {0, CLOCK_MS};
    char byte;
    while (atomic_load(&published) < MESSAGES &&
           recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0)
        nanosleep(&moment, NULL);
}

/* Only probes count. Where somebody is deaf they are answered, and so end the
 * load, when all else has been said. */
static bool feeds(struct responder *responder, int fd, int number)
{
    char message[80];
    size_t length = (size_t)snprintf(message, sizeof message, "loadgen-%d-",
                                     (int)getpid()) +
                    DIGITS;
    if (strncmp(responder_heard, "GET /feed ", 10) == 0) {
        subscribe(fd);
        return false;
    }
    if (strncmp(responder_heard, "POST /feed ", 11) == 0) {
        if (recv(fd, message, length, MSG_WAITALL) != (ssize_t)length)
            return false;
        message[length] = '\0';
        publish(message);
        atomic_fetch_sub(&responder->met, 1);
        answers(responder, fd, number);
        atomic_fetch_add(&published, 1);
        return true;
    }
    if (deaf > 0)
        wait_for_all(fd);
    return answers(responder, fd, number);
}

/* ---- the load --------------------------------------------------------- */

/* The end comes from the responder; the minute is for when it fails to. */
static void prepare(responder_script *script, const char *path, int enough)
{
    static char url[128];
    responder_start(&server, script, enough, 0);
    snprintf(url, sizeof url, "%s%s", server.url, path);
    plan_defaults_idle(&plan);
    plan.clients = CROWD;
    plan.probes = PROBES;
    plan.probe_rate = 200;
    plan.duration = 60 * CLOCK_S;
    plan.timeout = plan.drain = 60 * CLOCK_S;
    plan.url = url;
    assert_int_equal(plan_finish(&plan, error), 0);
}

static enum exit_status slow(void)
{
    assert_int_equal(plan_finish_slow(&plan, error), 0);
    result_init(&result, "slow");
    enum exit_status status = load_slow(&plan, &result, error);
    responder_stop(&server);
    return status;
}

static enum exit_status feed(void)
{
    subscriber_count = 0;
    atomic_store(&published, 0);
    result_init(&result, "feed");
    enum exit_status status = load_feed(&plan, &result, error);
    responder_stop(&server);
    return status;
}

/* ---- slow ------------------------------------------------------------- */

static void heads_that_never_end_are_held(void **state)
{
    (void)state;
    prepare(answers, "probe", 50);
    plan.header_interval = 10 * CLOCK_MS;
    plan.crowd_path = "/slow";
    slow();
    assert_int_equal(result.census.counts.established, CROWD);
    assert_int_equal(result.slow.cut, 0);
    assert_true(result.slow.bytes > 0);
    assert_int_equal(result.slow.bytes % strlen("X-Slow: 1\r\n"), 0);
    /* Only probes were heard to the end. */
    assert_true(result.requests >= 50 - PROBES);
    result_free(&result);
}

/* The server has time to let the crowd in. */
static void a_warmup_comes_before_the_window(void **state)
{
    (void)state;
    prepare(answers, "probe", 10);
    plan.warmup = 50 * CLOCK_MS;
    int64_t before = clock_now();
    slow();
    assert_true(result.began_ns - before >= plan.warmup);
    assert_true(result.requests >= 10 - PROBES);
    result_free(&result);
}

static void those_cut_off_with_an_answer_are_counted(void **state)
{
    (void)state;
    atomic_store(&refused, 0);
    prepare(refuses_bodies, "probe", 50);
    plan.body_interval = 3600 * CLOCK_S;
    plan.crowd_path = "/slow";
    slow();
    assert_int_equal(result.slow.cut, CROWD);
    assert_int_equal(result.slow.answered, CROWD);
    assert_int_equal(result.slow.held->count, CROWD);
    assert_int_equal(result_errors(&result), 0);
    result_free(&result);
}

static void slow_readers_read_slowly(void **state)
{
    (void)state;
    prepare(sends_much, "probe", 100);
    plan.read_rate = 100;
    plan.crowd_path = "/slow";
    slow();
    assert_int_equal(result.slow.cut, 0);
    assert_true(result.slow.bytes > 0);
    /* A sip more than the rate allows, each, as time is cut in sips. */
    assert_true((double)result.slow.bytes <=
                CROWD * (100 * (result.duration_s + 3) + 10));
    assert_int_equal(result.slow.bytes % 10, 0);
    result_free(&result);
}

static void one_way_to_be_slow_is_enough(void **state)
{
    (void)state;
    plan_defaults_idle(&plan);
    plan.header_interval = plan.read_rate = 1;
    assert_int_equal(plan_finish_slow(&plan, error), -1);
    assert_non_null(strstr(error, "name one"));
}

/* ---- feed ------------------------------------------------------------- */

static void prepare_feed(int enough)
{
    prepare(feeds, "feed", enough);
    plan.probe_path = "/hello";
    plan.publish_rate = 100;
    plan.duration = MESSAGES * CLOCK_S / 100;
}

static void every_copy_is_heard_once(void **state)
{
    (void)state;
    deaf = 0;
    prepare_feed(INT32_MAX); /* it ends when all have heard all */
    feed();
    assert_int_equal(result.feed.published, MESSAGES);
    assert_int_equal(result.feed.failed, 0);
    assert_int_equal(result.feed.delivered, MESSAGES * CROWD);
    assert_int_equal(result.feed.missing, 0);
    assert_int_equal(result.feed.all->count, MESSAGES * CROWD);
    assert_int_equal(result.feed.first->count, MESSAGES);
    assert_int_equal(result.feed.median->count, MESSAGES);
    assert_int_equal(result.feed.last->count, MESSAGES);
    assert_true(result.feed.first->sum <= result.feed.median->sum);
    assert_true(result.feed.median->sum <= result.feed.last->sum);
    assert_int_equal(result.feed.all->min, result.feed.first->min);
    assert_int_equal(result.feed.all->max, result.feed.last->max);
    result_free(&result);
}

static void copies_that_never_come_are_missed(void **state)
{
    (void)state;
    deaf = 1;
    prepare_feed(30);
    assert_int_equal(feed(), EXIT_INVALID);
    assert_int_equal(result.feed.published, MESSAGES);
    assert_int_equal(result.feed.missing, MESSAGES);
    assert_int_equal(result.feed.last->count, 0);
    assert_non_null(
        strstr(result.reasons[0], "30 deliveries never came beside 570"));
    result_free(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_that_never_end_are_held),
        cmocka_unit_test(a_warmup_comes_before_the_window),
        cmocka_unit_test(those_cut_off_with_an_answer_are_counted),
        cmocka_unit_test(slow_readers_read_slowly),
        cmocka_unit_test(one_way_to_be_slow_is_enough),
        cmocka_unit_test(every_copy_is_heard_once),
        cmocka_unit_test(copies_that_never_come_are_missed),
    };
    return cmocka_run_group_tests_name("crowds", tests, NULL, NULL);
}
