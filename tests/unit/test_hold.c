/* test_hold.c: a silent crowd is held, and probes beside it tell the truth. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "responder.h"

#include "../../loadgen/clock.h"

enum { CROWD = 20, PROBES = 3 };

static struct responder server;
static struct load_result result;
static struct load_plan plan;
static char error[LOAD_ERROR_SIZE];

static bool answers(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    return true;
}

/* Probes count once everyone was let in. */
static bool answers_with_all_in(struct responder *responder, int fd, int number)
{
    if (atomic_load(&responder->accepted) < CROWD + PROBES)
        atomic_fetch_sub(&responder->met, 1);
    return answers(responder, fd, number);
}

/* Says that it met a request before it hangs, rather than after. */
static bool hangs(struct responder *responder, int fd, int number)
{
    (void)number;
    responder_met(responder);
    responder_wait_for_end(fd);
    atomic_fetch_sub(&responder->met, 1);
    return true;
}

/* As above, but thinks for 20 ms at least, so that more become due. */
static bool hangs_later(struct responder *responder, int fd, int number)
{
    struct timespec think = {0, 20 * CLOCK_MS};
    nanosleep(&think, NULL);
    return hangs(responder, fd, number);
}

/* The end comes from the responder; the minute is for when it fails to. */
static void prepare(responder_script *script, int enough, int turned_away)
{
    responder_start(&server, script, enough, turned_away);
    plan_defaults_idle(&plan);
    plan.clients = CROWD;
    plan.probes = PROBES;
    plan.probe_rate = 500;
    plan.duration = 60 * CLOCK_S;
    plan.timeout = 60 * CLOCK_S;
    plan.url = server.url;
    assert_int_equal(plan_finish(&plan, error), 0);
}

static enum exit_status hold(void)
{
    result_init(&result, "idle");
    enum exit_status status = load_idle(&plan, &result, error);
    responder_stop(&server);
    return status;
}

static void a_crowd_is_held_while_probes_are_answered(void **state)
{
    (void)state;
    prepare(answers_with_all_in, 50, 0);
    hold();
    assert_int_equal(result.census.asked, CROWD);
    assert_int_equal(result.census.counts.established, CROWD);
    assert_int_equal(result.census.counts.closed, 0);
    assert_int_equal(result.census.starved, 0);
    assert_true(result.requests >= 50 - PROBES);
    assert_int_equal(result_errors(&result), 0);
    /* The crowd said nothing: only the probes' connections were met. */
    assert_int_equal(atomic_load(&server.accepted), CROWD + PROBES);
    result_free(&result);
}

static void a_greeting_crowd_is_served_once_each(void **state)
{
    (void)state;
    prepare(answers, CROWD + 50, 0);
    plan.greet = true;
    hold();
    assert_int_equal(result.census.served, CROWD);
    assert_int_equal(result.census.starved, 0);
    assert_int_equal((int)(result.census.fairness * 1000 + 0.5), 1000);
    result_free(&result);
}

static void the_crowd_that_was_closed_is_counted(void **state)
{
    (void)state;
    prepare(answers, 50, 5);
    assert_int_equal(hold(), EXIT_INVALID);
    assert_int_equal(result.census.counts.established, CROWD);
    assert_int_equal(result.census.counts.closed, 5);
    assert_non_null(strstr(result.reasons[0], "closed 5 silent"));
    result_free(&result);
}

static void probes_that_hang_count_with_their_age(void **state)
{
    (void)state;
    prepare(hangs, PROBES, 0);
    assert_int_equal(hold(), EXIT_INVALID);
    assert_int_equal(result.requests, 0);
    assert_true(result.unanswered >= PROBES);
    assert_int_equal(result.latency->count, result.unanswered);
    assert_int_equal(result.latency->max, result.unanswered_ns);
    result_free(&result);
}

static void a_slow_answer_delays_the_probes_behind_it(void **state)
{
    (void)state;
    prepare(hangs_later, 1, 0);
    plan.probes = 1;
    plan.probe_rate = 10000;
    hold();
    /* One was sent; 200 and more became due while it hung. */
    assert_int_equal(atomic_load(&server.met), 1);
    assert_true(result.unanswered >= 200);
    assert_int_equal(result.latency->count, result.unanswered);
    result_free(&result);
}

static void probes_that_time_out_are_errors_and_times(void **state)
{
    (void)state;
    prepare(hangs, 4 * PROBES, 0);
    plan.timeout = 10 * CLOCK_MS;
    assert_int_equal(hold(), EXIT_INVALID);
    assert_true(result.errors[OUTCOME_TIMEOUT] >= 2 * PROBES);
    assert_int_equal(result.latency->count,
                     result.unanswered + result.errors[OUTCOME_TIMEOUT]);
    assert_true(result.latency->min > 0);
    result_free(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_crowd_is_held_while_probes_are_answered),
        cmocka_unit_test(a_greeting_crowd_is_served_once_each),
        cmocka_unit_test(the_crowd_that_was_closed_is_counted),
        cmocka_unit_test(probes_that_hang_count_with_their_age),
        cmocka_unit_test(a_slow_answer_delays_the_probes_behind_it),
        cmocka_unit_test(probes_that_time_out_are_errors_and_times),
    };
    return cmocka_run_group_tests_name("hold", tests, NULL, NULL);
}
