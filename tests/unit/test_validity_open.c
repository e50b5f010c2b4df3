/* test_validity_open.c: each thing that spoils an open loop is named, alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../loadgen/validity.h"

static struct load_result result;

/* A thousand requests a second for ten seconds, each answered after 10 ms. */
static int setup(void **state)
{
    (void)state;
    result_init(&result, "run");
    for (int i = 0; i < 10000; i++) {
        hist_record(&result.response, 10000000);
        hist_record(&result.service, 9990000);
        hist_record(&result.lag, 10000);
        hist_record(&result.wait, 0);
    }
    result.requests = result.scheduled = result.sent = 10000;
    result.offered = result.achieved = 1000;
    result.duration_s = 10;
    result.in_flight = 10;
    result.census.asked = 10;
    result.census.counts.established = 10;
    result.census.served = 10;
    result.generator.utilization = 0.5;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    result_free(&result);
    return 0;
}

static void assert_only_reason(const char *words)
{
    validity_judge_open(&result);
    assert_int_equal(result.reason_count, 1);
    assert_non_null(strstr(result.reasons[0], words));
}

static void assert_valid(void)
{
    validity_judge_open(&result);
    assert_int_equal(result.reason_count, 0);
}

static void a_good_measurement_is_valid(void **state)
{
    (void)state;
    assert_valid();
}

/* One in fifty: the 99th percentile sees it. */
static void let_lag_be(int64_t ns)
{
    for (int i = 0; i < 200; i++)
        hist_record(&result.lag, ns);
}

static void lag_above_a_tenth_of_the_median_is_named(void **state)
{
    (void)state;
    let_lag_be(1100000);
    assert_only_reason("itself was late");
}

static void lag_below_a_tenth_of_the_median_is_not(void **state)
{
    (void)state;
    let_lag_be(900000);
    assert_valid();
}

static void lag_of_the_timers_is_not(void **state)
{
    (void)state;
    hist_clear(&result.response);
    for (int i = 0; i < 10000; i++)
        hist_record(&result.response, 100000);
    result.in_flight = 0.1;
    let_lag_be(190000);
    assert_valid();
}

static void a_rate_missed_with_free_connections_is_named(void **state)
{
    (void)state;
    result.sent = 9790;
    assert_only_reason("did not keep up");
}

static void a_rate_all_but_kept_is_not(void **state)
{
    (void)state;
    result.sent = 9810;
    assert_valid();
}

static void a_rate_missed_for_want_of_connections_is_not(void **state)
{
    (void)state;
    result.sent = 9000;
    result.queue = 1000;
    assert_valid();
}

/* True, and no fault of ours; but a reader has to know. */
static void an_overload_is_valid_and_is_noted(void **state)
{
    (void)state;
    result.sent = 9790;
    result.queue = 210;
    result.drained_ns = 1250000000;
    assert_valid();
    assert_int_equal(result.note_count, 1);
    assert_non_null(strstr(result.notes[0], "could not keep up"));
    assert_non_null(strstr(result.notes[0], "grew to 210 "));
    assert_non_null(strstr(result.notes[0], "took 1.25 s to drain"));
    assert_non_null(strstr(result.notes[0], "9790 of the 10000"));
}

static void a_queue_that_never_drained_is_noted_too(void **state)
{
    (void)state;
    result.sent = 5000;
    result.queue = 5000;
    assert_valid();
    assert_int_equal(result.note_count, 1);
    assert_non_null(strstr(result.notes[0], "not empty at the end"));
}

/* Some always wait when the window ends: that is no overload. */
static void a_short_queue_is_no_overload(void **state)
{
    (void)state;
    result.sent = 9810;
    result.queue = 190;
    assert_valid();
    assert_int_equal(result.note_count, 0);
    result.sent = 9790; /* connections were free: the generator's fault */
    result.queue = 0;
    assert_only_reason("did not keep up");
    assert_int_equal(result.note_count, 0);
}

static void a_busy_generator_is_named_whatever_the_server_does(void **state)
{
    (void)state;
    result.generator.utilization = 0.91;
    result.has_server = true;
    result.server.utilization = 1;
    assert_only_reason("used 91 % of a core");
}

static void requests_without_a_time_are_named(void **state)
{
    (void)state;
    result.in_flight = 10.6;
    assert_only_reason("Little's law");
}

static void the_unanswered_are_named(void **state)
{
    (void)state;
    result.censored = 11;
    assert_only_reason("11 of 10000 requests were unanswered");
}

static void errors_are_named(void **state)
{
    (void)state;
    result.errors[OUTCOME_TIMEOUT] = 11;
    assert_only_reason("timeout");
}

static void descriptors_and_ports_are_named(void **state)
{
    (void)state;
    result.census.counts.no_descriptor = 1;
    assert_only_reason("descriptors");
    result.reason_count = 0;
    result.census.counts.no_descriptor = 0;
    result.census.counts.no_port = 1;
    assert_only_reason("ports");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_good_measurement_is_valid),
        TEST(lag_above_a_tenth_of_the_median_is_named),
        TEST(lag_below_a_tenth_of_the_median_is_not),
        TEST(lag_of_the_timers_is_not),
        TEST(a_rate_missed_with_free_connections_is_named),
        TEST(a_rate_all_but_kept_is_not),
        TEST(a_rate_missed_for_want_of_connections_is_not),
        TEST(an_overload_is_valid_and_is_noted),
        TEST(a_queue_that_never_drained_is_noted_too),
        TEST(a_short_queue_is_no_overload),
        TEST(a_busy_generator_is_named_whatever_the_server_does),
        TEST(requests_without_a_time_are_named),
        TEST(the_unanswered_are_named),
        TEST(errors_are_named),
        TEST(descriptors_and_ports_are_named),
    };
    return cmocka_run_group_tests_name("validity_open", tests, NULL, NULL);
}
