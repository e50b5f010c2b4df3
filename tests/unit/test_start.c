/* test_start.c: --start-at is read, checked, and kept to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "responder.h"

#include "../../loadgen/clock.h"
#include "../../loadgen/start.h"

static struct responder server;
static struct load_result result;
static struct load_plan plan;
static char error[OPTIONS_ERROR_SIZE];

/* ---- what is written -------------------------------------------------- */

static int64_t taken(const char *text)
{
    plan_defaults(&plan);
    assert_null(start_take(text, &plan));
    return plan.start_at;
}

static void unix_seconds_keep_their_fraction(void **state)
{
    (void)state;
    assert_int_equal(taken("1790000000"), 1790000000 * CLOCK_S);
    assert_int_equal(taken("1790000000.5"), 1790000000500000000);
    assert_int_equal(taken("1790000000.000000001"), 1790000000000000001);
    assert_int_equal(taken("1790000000.123456789"), 1790000000123456789);
    /* GNU date's %N has nine digits; others may have more. */
    assert_int_equal(taken("1790000000.1234567899"), 1790000000123456789);
    assert_int_equal(taken("1790000000."), 1790000000 * CLOCK_S);
}

static void a_plus_counts_from_now(void **state)
{
    (void)state;
    int64_t before = clock_wall();
    int64_t at = taken("+5s");
    assert_true(at >= before + 5 * CLOCK_S);
    assert_true(at <= clock_wall() + 5 * CLOCK_S);
    assert_true(taken("+250ms") > before);
}

static void what_is_no_time_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",    "soon",  "-5",          "1e9",         "1790000000.5s",
        " 17", "+",     "+-5s",        "+25h",        "+5 s",
        "0",   "0.5",   "17900000000", "9999999999",  "1.2.3",
        ".5",  "+soon", "nan",         "99999999999", "0x10"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        plan_defaults(&plan);
        assert_non_null(start_take(wrong[i], &plan));
        assert_int_equal(plan.start_at, 0);
    }
}

static const int64_t noon = 1790000000 * CLOCK_S;

static void a_time_that_has_passed_is_refused(void **state)
{
    (void)state;
    plan_defaults(&plan);
    plan.start_at = noon - 3125 * (int64_t)CLOCK_MS;
    assert_int_equal(start_check(&plan, noon, error), -1);
    assert_non_null(strstr(error, "--start-at: that was 3.125 s ago"));
    plan.start_at = noon - 50 * (int64_t)CLOCK_MS; /* a moment */
    assert_int_equal(start_check(&plan, noon, error), 0);
}

static void a_time_far_ahead_is_refused(void **state)
{
    (void)state;
    plan_defaults(&plan);
    plan.start_at = noon + 25 * 3600 * CLOCK_S;
    assert_int_equal(start_check(&plan, noon, error), -1);
    assert_non_null(strstr(error, "90000 s ahead"));
    plan.start_at = noon + 23 * 3600 * CLOCK_S;
    assert_int_equal(start_check(&plan, noon, error), 0);
}

static void a_command_line_that_comes_too_late_is_refused(void **state)
{
    (void)state;
    plan_defaults(&plan);
    plan.url = "http://127.0.0.1:1/";
    plan.start_at = 1700000000 * CLOCK_S;
    assert_int_equal(plan_finish(&plan, error), -1);
    assert_non_null(strstr(error, "--start-at: that was "));
}

/* ---- when it is ------------------------------------------------------- */

static void without_it_a_load_is_due_now(void **state)
{
    (void)state;
    plan_defaults(&plan);
    result_init(&result, "run");
    int64_t before = clock_now(), due = start_due(&plan, &result);
    assert_true(due >= before && due <= clock_now());
    assert_int_equal(result.note_count, 0);
    result_free(&result);
}

/* Whatever comes between two looks at the clocks. */
static void the_wall_clock_is_followed(void **state)
{
    (void)state;
    plan_defaults(&plan);
    result_init(&result, "run");
    plan.start_at = clock_wall() + 100 * CLOCK_S;
    int64_t now = clock_now(), wall = clock_wall();
    int64_t due = start_due(&plan, &result);
    int64_t wall_then = clock_wall(), then = clock_now();
    assert_true(due >= now + plan.start_at - wall_then);
    assert_true(due <= then + plan.start_at - wall);
    assert_int_equal(result.note_count, 0);
    result_free(&result);
}

static void who_is_late_begins_at_once_and_says_so(void **state)
{
    (void)state;
    plan_defaults(&plan);
    result_init(&result, "run");
    plan.start_at = clock_wall() - 2 * CLOCK_S;
    int64_t before = clock_now(), due = start_due(&plan, &result);
    assert_true(due >= before && due <= clock_now());
    assert_int_equal(result.note_count, 1);
    double late = 0;
    assert_int_equal(
        sscanf(result.notes[0], "the load began %lf s after", &late), 1);
    assert_true(late >= 2);
    result_free(&result);
}

/* ---- a load that waits ------------------------------------------------ */

static bool answers(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    return true;
}

static void prepare(void)
{
    responder_start(&server, answers, 50, 0);
    plan.clients = 3;
    plan.probes = 3;
    plan.probe_rate = 500;
    plan.duration = 60 * CLOCK_S;
    plan.timeout = 60 * CLOCK_S;
    plan.warmup = 0;
    plan.url = server.url;
    assert_int_equal(plan_finish(&plan, error), 0);
    plan.start_at = clock_wall() + 300 * CLOCK_MS; /* was checked above */
}

/* All are connected long before, and nothing is asked until then: the window
 * begins at the moment, not when everyone was connected; later on a machine
 * that is too busy to connect three in time. Returns how late it was. */
static int64_t assert_began_when_due(void)
{
    int64_t late = (int64_t)(result.begun * 1e9) - plan.start_at;
    assert_true(late > -CLOCK_MS && late < 60 * CLOCK_S);
    assert_true(result.requests > 0);
    assert_int_equal(result_errors(&result), 0);
    return late;
}

static void run_begins_when_it_is_due(void **state)
{
    (void)state;
    plan_defaults(&plan);
    prepare();
    result_init(&result, "run");
    load_run(&plan, &result, error);
    responder_stop(&server);
    /* A load that is late by more than that says so. */
    bool punctual = assert_began_when_due() <= 101 * CLOCK_MS;
    assert_true(punctual || result.note_count == 1);
    result_free(&result);
}

static void idle_begins_when_it_is_due(void **state)
{
    (void)state;
    plan_defaults_idle(&plan);
    prepare();
    result_init(&result, "idle");
    load_idle(&plan, &result, error);
    responder_stop(&server);
    assert_began_when_due();
    result_free(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unix_seconds_keep_their_fraction),
        cmocka_unit_test(a_plus_counts_from_now),
        cmocka_unit_test(what_is_no_time_is_refused),
        cmocka_unit_test(a_time_that_has_passed_is_refused),
        cmocka_unit_test(a_time_far_ahead_is_refused),
        cmocka_unit_test(a_command_line_that_comes_too_late_is_refused),
        cmocka_unit_test(without_it_a_load_is_due_now),
        cmocka_unit_test(the_wall_clock_is_followed),
        cmocka_unit_test(who_is_late_begins_at_once_and_says_so),
        cmocka_unit_test(run_begins_when_it_is_due),
        cmocka_unit_test(idle_begins_when_it_is_due),
    };
    return cmocka_run_group_tests_name("start", tests, NULL, NULL);
}
