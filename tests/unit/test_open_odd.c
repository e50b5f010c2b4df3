/* test_open_odd.c: whatever a server does, the open loop accounts for every
 * request that was due, and ends by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "responder.h"

#include "../../loadgen/clock.h"

enum { CLIENTS = 4, DUE = 50, RATE = 200, HUGE_BODY = 100 * 1000 * 1000 };

static struct responder server;
static struct load_result result;
static struct load_plan plan;
static char error[LOAD_ERROR_SIZE];

/* ---- scripts ---------------------------------------------------------- */

#define OK_HEAD "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"

static bool hangs(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_wait_for_end(fd);
    return false;
}

static bool resets(struct responder *responder, int fd, int number)
{
    struct linger at_once = {1, 0};
    (void)responder;
    (void)number;
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    return false;
}

static bool closes_early(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)fd;
    (void)number;
    return false;
}

static bool truncates(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_say(fd, OK_HEAD "hel");
    return false;
}

static bool talks_garbage(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_say(fd, "220 mail.test ESMTP\r\n");
    responder_wait_for_end(fd);
    return false;
}

static bool answers_twice(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_say(fd, OK_HEAD "hello" OK_HEAD "hello");
    responder_wait_for_end(fd);
    return false;
}

static bool fails(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_say(fd, "HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\nno");
    return true;
}

static bool answers_wrongly(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_say(fd, OK_HEAD "hallo");
    return true;
}

static bool takes_its_time(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    usleep(20000);
    responder_say(fd, OK_HEAD "hello");
    return true;
}

static bool sends_much(struct responder *responder, int fd, int number)
{
    static char part[1 << 16];
    char head[80];
    (void)responder;
    (void)number;
    snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n",
             HUGE_BODY);
    responder_say(fd, head);
    for (size_t left = HUGE_BODY; left > 0;) {
        size_t n = left < sizeof part ? left : sizeof part;
        ssize_t sent = send(fd, part, n, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        left -= (size_t)sent;
    }
    return true;
}

/* ---- the load --------------------------------------------------------- */

static void prepare(responder_script *script)
{
    responder_start(&server, script, INT32_MAX, 0);
    plan_defaults(&plan);
    plan.clients = CLIENTS;
    plan.rate = RATE;
    plan.duration = DUE * CLOCK_S / RATE;
    plan.warmup = 0;
    plan.drain = CLOCK_S / 10;
    plan.timeout = 60 * CLOCK_S;
    plan.url = server.url;
}

static enum exit_status load(void)
{
    assert_int_equal(plan_finish(&plan, error), 0);
    result_init(&result, "run");
    enum exit_status status = load_run(&plan, &result, error);
    responder_stop(&server);
    return status;
}

static bool has_reason(const char *words)
{
    for (int i = 0; i < result.reason_count; i++)
        if (strstr(result.reasons[i], words) != NULL)
            return true;
    return false;
}

/* A few requests, all of which fail: the drain lasts until they did. */
static void few(int requests)
{
    plan.duration = requests * CLOCK_S / RATE;
    plan.drain = 60 * CLOCK_S;
}

/* Never served well: each fails under this name. */
static void assert_fails_as(responder_script *script, enum outcome outcome)
{
    enum { ASKED = 4 * CLIENTS };
    prepare(script);
    few(ASKED);
    plan.expect_body = "hello";
    assert_int_equal(load(), EXIT_INVALID);
    assert_int_equal(result.scheduled, ASKED);
    assert_int_equal(result.requests, 0);
    assert_int_equal(result.errors[outcome], ASKED);
    assert_int_equal(result_errors(&result), ASKED);
    assert_int_equal(result.censored, 0);
    assert_int_equal(result.response.count, 0);
    assert_int_equal(result.census.served, 0);
    assert_true(has_reason("failed"));
    result_free(&result);
}

static void failures_have_their_name(void **state)
{
    (void)state;
    assert_fails_as(resets, OUTCOME_READ);
    assert_fails_as(closes_early, OUTCOME_READ);
    assert_fails_as(truncates, OUTCOME_READ);
    assert_fails_as(talks_garbage, OUTCOME_PROTOCOL);
    assert_fails_as(answers_twice, OUTCOME_PROTOCOL);
    assert_fails_as(fails, OUTCOME_STATUS);
    assert_fails_as(answers_wrongly, OUTCOME_BODY);
}

/* The first request was due when the window began, and the end of the window
 * is a quarter of a second later. */
static void a_server_that_hangs_looks_like_one(void **state)
{
    (void)state;
    prepare(hangs);
    assert_int_equal(load(), EXIT_INVALID);
    assert_int_equal(result.requests, 0);
    assert_int_equal(result.censored, DUE);
    assert_int_equal(result.unanswered, DUE);
    assert_int_equal(result.response.count, DUE);
    assert_int_equal(result.service.count, CLIENTS);
    assert_true(result.response.max >= plan.duration);
    assert_int_equal(result.response.max, result.unanswered_ns);
    assert_int_equal(result.queue, DUE - CLIENTS);
    assert_true(has_reason("unanswered at the end"));
    result_free(&result);
}

static void time_outs_are_errors_and_times(void **state)
{
    (void)state;
    enum { ASKED = 2 * CLIENTS };
    prepare(hangs);
    few(ASKED);
    plan.timeout = 20 * CLOCK_MS;
    assert_int_equal(load(), EXIT_INVALID);
    assert_int_equal(result.errors[OUTCOME_TIMEOUT], ASKED);
    assert_int_equal(result.censored, 0);
    assert_int_equal(result.response.count, ASKED);
    assert_int_equal(result.requests, 0);
    result_free(&result);
}

/* However many failed or timed out by then: the others count as unanswered. */
static void what_is_under_way_at_the_end_counts_too(void **state)
{
    (void)state;
    prepare(hangs);
    plan.timeout = 20 * CLOCK_MS;
    assert_int_equal(load(), EXIT_INVALID);
    assert_int_equal(result.errors[OUTCOME_TIMEOUT] + result.censored, DUE);
    assert_int_equal(result.response.count, DUE);
    assert_int_equal(result.requests, 0);
    result_free(&result);
    prepare(closes_early);
    assert_int_equal(load(), EXIT_INVALID);
    assert_int_equal(result.errors[OUTCOME_READ] + result.censored, DUE);
    assert_int_equal(result.response.count, result.censored);
    assert_int_equal(result.requests, 0);
    result_free(&result);
}

static void hundred_megabytes_are_one_answer(void **state)
{
    (void)state;
    prepare(sends_much);
    plan.clients = 1;
    plan.rate = 10;
    plan.duration = CLOCK_S / 10;
    plan.drain = 60 * CLOCK_S;
    load();
    assert_int_equal(result.requests, 1);
    assert_true(result.bytes > HUGE_BODY);
    assert_int_equal(result_errors(&result), 0);
    result_free(&result);
}

/* Two connections, and 20 ms or more for each answer: no more than 100 a
 * second can be served, so of 400 a second most are left in the queue when
 * the window ends, and empty it no faster. Each is answered all the same. */
static void an_overload_that_drains_is_said(void **state)
{
    enum { ASKED = 400, LASTS_MS = 500, NAP_MS = 20 };
    int due = ASKED * LASTS_MS / 1000;
    (void)state;
    prepare(takes_its_time);
    plan.clients = 2;
    plan.rate = ASKED;
    plan.duration = LASTS_MS * CLOCK_MS;
    plan.drain = 60 * CLOCK_S;
    load();
    int in_time = 2 * (LASTS_MS / NAP_MS + 1);
    assert_int_equal(result.scheduled, due);
    assert_int_equal(result.requests, due);
    assert_int_equal(result.censored, 0);
    assert_true(result.queue >= (uint64_t)(due - in_time));
    int64_t left = ((int64_t)result.queue - 2) / 2;
    assert_true(result.drained_ns >= left * NAP_MS * CLOCK_MS);
    assert_int_equal(result.note_count, 1);
    assert_non_null(strstr(result.notes[0], "could not keep up"));
    assert_non_null(strstr(result.notes[0], "to drain"));
    assert_false(has_reason("keep up"));
    assert_false(has_reason("unanswered"));
    result_free(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failures_have_their_name),
        cmocka_unit_test(a_server_that_hangs_looks_like_one),
        cmocka_unit_test(time_outs_are_errors_and_times),
        cmocka_unit_test(what_is_under_way_at_the_end_counts_too),
        cmocka_unit_test(hundred_megabytes_are_one_answer),
        cmocka_unit_test(an_overload_that_drains_is_said),
    };
    return cmocka_run_group_tests_name("open_odd", tests, NULL, NULL);
}
