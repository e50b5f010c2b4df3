/* test_validity.c: each thing that spoils a measurement is named, alone; and
 * the JSON keeps the promise of its schema. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "../../loadgen/json.h"
#include "../../loadgen/validity.h"

static struct load_result result;

/* Ten clients, each answered a thousand times in ten seconds after 10 ms. */
static int setup(void **state)
{
    (void)state;
    result_init(&result, "run");
    for (int i = 0; i < 10000; i++)
        hist_record(result.latency, 10000000);
    result.requests = 10000;
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
    validity_judge_closed(&result);
    assert_int_equal(result.reason_count, 1);
    assert_non_null(strstr(result.reasons[0], words));
}

static void assert_valid(void)
{
    validity_judge_closed(&result);
    assert_int_equal(result.reason_count, 0);
}

static void a_good_measurement_is_valid(void **state)
{
    (void)state;
    assert_valid();
}

static void a_busy_generator_is_named(void **state)
{
    (void)state;
    result.generator.utilization = 0.91;
    assert_only_reason("the generator, not the server");
}

static void a_generator_that_is_less_busy_than_its_server_is_not(void **state)
{
    (void)state;
    result.generator.utilization = 0.95;
    result.has_server = true;
    result.server.utilization = 0.96;
    assert_valid();
}

static void a_generator_that_is_busier_than_its_server_is(void **state)
{
    (void)state;
    result.generator.utilization = 0.95;
    result.has_server = true;
    result.server.utilization = 0.70;
    assert_only_reason("the generator, not the server");
}

static void littles_law_is_held_to_its_tolerance(void **state)
{
    (void)state;
    /* 5 % and one request's share of the window, 0.1 %, are allowed. */
    result.in_flight = 10 / (1 - 0.050);
    assert_valid();
    result.in_flight = 10 / (1 - 0.053);
    assert_only_reason("Little's law");
}

static void few_errors_are_forgiven_and_more_are_not(void **state)
{
    (void)state;
    result.errors[OUTCOME_READ] = 10;
    assert_valid();
    result.errors[OUTCOME_STATUS] = 1;
    assert_only_reason("most: read");
}

static void missing_clients_are_named(void **state)
{
    (void)state;
    result.census.asked = 12;
    assert_only_reason("2 of 12 clients could not be connected");
}

static void starved_clients_are_named(void **state)
{
    (void)state;
    result.census.starved = 3;
    assert_only_reason("3 of 10 connected clients were never served");
}

static void too_few_samples_are_named(void **state)
{
    (void)state;
    memset(result.latency->slots, 0, sizeof result.latency->slots);
    result.latency->count = 0;
    for (int i = 0; i < 9; i++)
        hist_record(result.latency, 10000000);
    result.requests = 9;
    assert_only_reason("only 9 answers");
}

static void shortages_of_our_own_are_named(void **state)
{
    (void)state;
    result.census.counts.no_port = 1;
    assert_only_reason("ran out of local ports");
    result.reason_count = 0;
    result.census.counts.no_port = 0;
    result.census.counts.no_descriptor = 1;
    assert_only_reason("ran out of descriptors");
}

static void a_late_generator_spoils_probes(void **state)
{
    (void)state;
    result.lag_ns = 900000; /* under 1 ms, and under a tenth of 10 ms */
    validity_judge_idle(&result);
    assert_int_equal(result.reason_count, 0);
    result.lag_ns = 1100000;
    validity_judge_idle(&result);
    assert_int_equal(result.reason_count, 1);
    assert_non_null(strstr(result.reasons[0], "late"));
}

/* ---- JSON ------------------------------------------------------------- */

static json_t *written(const struct load_plan *plan)
{
    char *words[] = {(char *)"-c", (char *)"10"};
    json_t *root = json_result(plan, &result, 2, words);
    assert_non_null(root);
    return root;
}

/* The number at "a.b" of the document. */
static double number(const json_t *root, const char *object, const char *key)
{
    json_t *found = json_object_get(json_object_get(root, object), key);
    if (!json_is_number(found))
        fail_msg("%s.%s is no number", object, key);
    return json_number_value(found);
}

/* What readers of loadgen/1 rely on. */
static const char *const promised[][2] = {
    {"load", "clients"},
    {"load", "threads"},
    {"load", "duration_s"},
    {"load", "warmup_s"},
    {"measured", "duration_s"},
    {"measured", "requests"},
    {"measured", "bytes"},
    {"measured", "rps"},
    {"latency_us", "count"},
    {"latency_us", "min"},
    {"latency_us", "mean"},
    {"latency_us", "stdev"},
    {"latency_us", "p50"},
    {"latency_us", "p75"},
    {"latency_us", "p90"},
    {"latency_us", "p99"},
    {"latency_us", "p99_9"},
    {"latency_us", "p99_99"},
    {"latency_us", "max"},
    {"histogram", "significant_digits"},
    {"census", "asked"},
    {"census", "established"},
    {"census", "served"},
    {"census", "starved"},
    {"census", "refused"},
    {"census", "reset"},
    {"census", "fairness"},
    {"generator", "user_s"},
    {"generator", "system_s"},
    {"generator", "cpu_us_per_request"},
    {"generator", "utilization"},
    {"generator", "voluntary_switches"},
    {"generator", "involuntary_switches"},
    {"generator", "rss_bytes"},
    {"server", "pid"},
    {"server", "user_s"},
    {"server", "system_s"},
    {"server", "cpu_us_per_request"},
    {"server", "rss_bytes"},
    {"server", "rss_before_bytes"},
    {"server", "vmsize_bytes"},
    {"server", "threads"},
    {"server", "fds"},
    {"server", "voluntary_switches"},
    {"server", "involuntary_switches"},
    {"system", "cores"},
    {"system", "listen_overflows"},
    {"system", "kernel_stack_bytes"},
    {"system", "kernel_stack_before_bytes"},
    {"system", "slab_bytes"},
    {"system", "slab_before_bytes"},
    {"system", "steal_s"},
};

static void every_promised_number_is_in_the_json(void **state)
{
    struct load_plan plan;
    (void)state;
    plan_defaults(&plan);
    plan.url = "http://127.0.0.1:1/";
    result.has_server = true;
    json_t *root = written(&plan);
    for (size_t i = 0; i < sizeof promised / sizeof promised[0]; i++)
        number(root, promised[i][0], promised[i][1]);
    json_decref(root);
}

static void the_json_says_what_was_measured(void **state)
{
    struct load_plan plan;
    (void)state;
    plan_defaults(&plan);
    plan.url = "http://127.0.0.1:1/";
    result.errors[OUTCOME_TIMEOUT] = 7;
    result_reason(&result, "because of %d", 5);
    json_t *root = written(&plan);
    assert_true(json_is_null(json_object_get(root, "server")));
    assert_int_equal((int)number(root, "measured", "rps"), 1000);
    assert_int_equal((int)number(root, "latency_us", "p50"), 10000);
    json_t *errors =
        json_object_get(json_object_get(root, "measured"), "errors");
    assert_int_equal(json_integer_value(json_object_get(errors, "timeout")), 7);
    json_t *counts =
        json_object_get(json_object_get(root, "histogram"), "counts");
    assert_int_equal(json_array_size(counts), 1);
    assert_int_equal(
        json_integer_value(json_array_get(json_array_get(counts, 0), 1)),
        10000);
    json_t *validity = json_object_get(root, "validity");
    assert_true(json_is_false(json_object_get(validity, "valid")));
    assert_string_equal(json_string_value(json_array_get(
                            json_object_get(validity, "reasons"), 0)),
                        "because of 5");
    json_decref(root);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_good_measurement_is_valid),
        TEST(a_busy_generator_is_named),
        TEST(a_generator_that_is_less_busy_than_its_server_is_not),
        TEST(a_generator_that_is_busier_than_its_server_is),
        TEST(littles_law_is_held_to_its_tolerance),
        TEST(few_errors_are_forgiven_and_more_are_not),
        TEST(missing_clients_are_named),
        TEST(starved_clients_are_named),
        TEST(too_few_samples_are_named),
        TEST(shortages_of_our_own_are_named),
        TEST(a_late_generator_spoils_probes),
        TEST(every_promised_number_is_in_the_json),
        TEST(the_json_says_what_was_measured),
    };
    return cmocka_run_group_tests_name("validity", tests, NULL, NULL);
}
