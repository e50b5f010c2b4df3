/* test_bodies.c: bodies that are larger than what is read at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "responder.h"

#include "../../loadgen/clock.h"

enum { HUGE_BODY = 100000000 };

static struct responder server;
static struct load_result result;
static struct load_plan plan;
static char error[LOAD_ERROR_SIZE];

/* ---- scripts ---------------------------------------------------------- */

/* Promises a huge body and sends the first bytes of it. */
static bool send_huge(int fd, size_t left)
{
    static char part[1 << 16];
    char head[80];
    snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n",
             HUGE_BODY);
    responder_say(fd, head);
    while (left > 0) {
        ssize_t n = send(fd, part, left < sizeof part ? left : sizeof part,
                         MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        left -= (size_t)n;
    }
    return true;
}

static bool sends_much(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    return send_huge(fd, HUGE_BODY);
}

static bool truncates_late(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    send_huge(fd, HUGE_BODY / 100);
    return false;
}

/* ---- the load --------------------------------------------------------- */

/* Runs one client until a script has met so many requests: all but the last
 * have been read by then. The minute is for when that fails. */
static void load(responder_script *script, int enough)
{
    responder_start(&server, script, enough, 0);
    plan_defaults(&plan);
    plan.clients = 1;
    plan.duration = 60 * CLOCK_S;
    plan.timeout = 60 * CLOCK_S;
    plan.warmup = 0;
    plan.url = server.url;
    assert_int_equal(plan_finish(&plan, error), 0);
    result_init(&result, "run");
    load_run(&plan, &result, error);
    responder_stop(&server);
}

/* ---- tests ------------------------------------------------------------ */

/* They are passed over, and the next answer is found behind them. */
static void hundred_megabytes_are_one_answer(void **state)
{
    (void)state;
    load(sends_much, 3);
    assert_true(result.requests >= 2);
    assert_true(result.bytes > result.requests * HUGE_BODY);
    assert_int_equal(result_errors(&result), 0);
    result_free(&result);
}

static void a_body_that_ends_early_is_a_read_error(void **state)
{
    (void)state;
    load(truncates_late, 3);
    assert_int_equal(result.requests, 0);
    assert_true(result.errors[OUTCOME_READ] >= 2);
    assert_int_equal(result_errors(&result), result.errors[OUTCOME_READ]);
    result_free(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hundred_megabytes_are_one_answer),
        cmocka_unit_test(a_body_that_ends_early_is_a_read_error),
    };
    return cmocka_run_group_tests_name("bodies", tests, NULL, NULL);
}
