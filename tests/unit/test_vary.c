/* test_vary.c: closed loops with a difference: clients that think, that send
 * several requests at once, that connect each time, that mix targets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "responder.h"

#include "../../loadgen/clock.h"
#include "../../loadgen/mix.h"

enum { CLIENTS = 4, DUE = 50, RATE = 200, ENOUGH_CONNECTIONS = 40 };

#define OK_HEAD "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"

static struct responder server;
static struct load_result result;
static struct load_plan plan;
static char error[LOAD_ERROR_SIZE];

static void prepare(responder_script *script)
{
    responder_start(&server, script, INT32_MAX, 0);
    plan_defaults(&plan);
    plan.clients = CLIENTS;
    plan.rate = RATE;
    plan.duration = DUE * CLOCK_S / RATE;
    plan.warmup = 0;
    plan.drain = 60 * CLOCK_S; /* all is answered, which ends it */
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

static int64_t replied_ns;
static bool thought_too_briefly;

static bool checks_thinking(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    if (replied_ns != 0 && clock_now() - replied_ns < plan.think)
        thought_too_briefly = true;
    replied_ns = clock_now();
    responder_say(fd, OK_HEAD "hello");
    return true;
}

static void closed(responder_script *script, int enough)
{
    prepare(script);
    plan.rate = 0;
    plan.duration = 60 * CLOCK_S;
    server.enough = enough;
}

static void a_client_thinks_at_least_so_long(void **state)
{
    (void)state;
    closed(checks_thinking, 20);
    plan.clients = 1;
    plan.think = 5 * CLOCK_MS;
    replied_ns = 0;
    load();
    assert_false(thought_too_briefly);
    assert_true(result.requests >= 19);
    /* It thought for most of the time: less than one was under way. */
    assert_true(result.in_flight < 1);
    result_free(&result);
}

static bool answers(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_say(fd, OK_HEAD "hello");
    return true;
}

static void requests_of_a_batch_are_counted_each(void **state)
{
    (void)state;
    closed(answers, 80);
    plan.pipeline = 5;
    plan.expect_body = "hello";
    load();
    assert_true(result.requests >= 80 - 5 * CLIENTS);
    assert_int_equal(result_errors(&result), 0);
    assert_int_equal(result.census.counts.connects, CLIENTS);
    result_free(&result);
}

/* Answers two of a batch, then closes. */
static bool answers_two(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_say(fd, OK_HEAD "hello");
    if (!responder_hear(fd))
        return false;
    responder_say(fd, OK_HEAD "hello");
    return false;
}

/* The close may overtake the second answer as a reset, as unread requests
 * make it one; what is answered and what is lost still makes up batches, one
 * a connection, of which the window's end may cut the last and leave another
 * connection without any. */
static void what_is_lost_of_a_batch_is_an_error_each(void **state)
{
    (void)state;
    closed(answers_two, 10);
    plan.clients = 1;
    plan.pipeline = 5;
    load();
    uint64_t lost = result.errors[OUTCOME_READ];
    assert_true(lost >= 3 * 9);
    uint64_t told = result.requests + lost + result.unanswered;
    uint64_t batches = (uint64_t)result.census.counts.connects;
    assert_true(told <= 5 * batches);
    assert_true(told >= 5 * (batches - 2));
    assert_true(result.requests <= 2 * batches);
    result_free(&result);
}

static bool closes_after(struct responder *responder, int fd, int number)
{
    answers(responder, fd, number);
    responder_wait_for_end(fd);
    return false;
}

static void each_request_may_have_its_connection(void **state)
{
    (void)state;
    closed(closes_after, ENOUGH_CONNECTIONS);
    plan.conn_per_request = true;
    load();
    assert_true(result.requests >= ENOUGH_CONNECTIONS - CLIENTS);
    assert_true(result.census.counts.connects >=
                (int64_t)result.requests - CLIENTS);
    assert_int_equal(result_errors(&result), 0);
    /* All but the first connections were made in the window, and each
     * request but the first ones had one of them. */
    assert_true((int64_t)result.connect.count <=
                result.census.counts.connects - CLIENTS);
    assert_true(result.connect.count + CLIENTS >= result.requests);
    assert_true(result.connect.min > 0);
    result_free(&result);
}

/* Each target says something of its own, of the same length. */
static bool answers_by_target(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    if (strncmp(responder_heard, "GET /one ", 9) == 0)
        responder_say(fd, OK_HEAD "hello");
    else
        responder_say(fd, "HTTP/1.1 500 OK\r\nContent-Length: 5\r\n\r\nhello");
    return true;
}

static void assert_targets_are_told_apart(void)
{
    assert_int_equal(result.target_count, 2);
    const struct result_target *one = &result.targets[0],
                               *two = &result.targets[1];
    assert_string_equal(one->path, "/one");
    assert_int_equal(one->errors, 0);
    assert_int_equal(two->requests, 0);
    assert_int_equal(one->requests, result.requests);
    assert_int_equal(one->response->count, one->requests);
    assert_int_equal(two->errors, result.errors[OUTCOME_STATUS]);
    assert_true(two->errors > 0);
    assert_true(one->requests > two->errors);
    result_free(&result);
}

static void targets_of_a_mix_are_told_apart(void **state)
{
    (void)state;
    closed(answers_by_target, 200);
    assert_null(mix_take("3x/one,1x/two?x=1", &plan));
    load();
    assert_targets_are_told_apart();
    prepare(answers_by_target);
    assert_null(mix_take("3x/one,1x/two?x=1", &plan));
    load();
    assert_targets_are_told_apart();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_thinks_at_least_so_long),
        cmocka_unit_test(requests_of_a_batch_are_counted_each),
        cmocka_unit_test(what_is_lost_of_a_batch_is_an_error_each),
        cmocka_unit_test(each_request_may_have_its_connection),
        cmocka_unit_test(targets_of_a_mix_are_told_apart),
    };
    return cmocka_run_group_tests_name("vary", tests, NULL, NULL);
}
