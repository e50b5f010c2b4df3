/* test_million.c: lines, their uncertainty, and which limit breaks first. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../loadgen/million.h"

static void near(double is, double wanted)
{
    if (!(fabs(is - wanted) <= 1e-6 * (fabs(wanted) + 1)))
        fail_msg("%.9g, not %.9g", is, wanted);
}

static void a_line_is_found(void **state)
{
    (void)state;
    const double x[] = {1000, 5000, 19000}, y[] = {3e6, 7e6, 21e6};
    struct million_line line = million_line(x, y, 3);
    near(line.slope, 1000);
    near(line.base, 2e6);
}

static void least_squares_pass_between_points(void **state)
{
    (void)state;
    const double x[] = {0, 1, 2, 3}, y[] = {1, 0, 3, 2};
    struct million_line line = million_line(x, y, 4);
    near(line.slope, 0.6);
    near(line.base, 0.6);
}

static void values_that_are_missing_are_left_out(void **state)
{
    (void)state;
    const double x[] = {0, 10, 20}, y[] = {5, NAN, 45};
    struct million_line line = million_line(x, y, 3);
    near(line.slope, 2);
    near(line.base, 5);
}

static void one_size_makes_no_line(void **state)
{
    (void)state;
    const double x[] = {7, 7}, y[] = {1, 2};
    assert_true(isnan(million_line(x, y, 2).slope));
    assert_true(isnan(million_line(x, y, 0).slope));
}

static void a_quantity_is_picked(void **state)
{
    (void)state;
    struct million_look looks[2] = {{.clients = 0}, {.clients = 100}};
    looks[0].value[QUANTITY_THREADS] = 2;
    looks[1].value[QUANTITY_THREADS] = 102;
    near(million_line_of(looks, 2, QUANTITY_THREADS).slope, 1);
    near(million_line_of(looks, 2, QUANTITY_RSS).slope, 0);
}

/* Values 9, 10, 11: s is 1, t with 2 degrees of freedom 4.303. */
static void an_interval_follows_student(void **state)
{
    (void)state;
    const double values[] = {9, NAN, 10, 11};
    struct interval mean = million_estimate(values, 4, false);
    near(mean.middle, 10);
    near(mean.high - mean.middle, 4.303 / sqrt(3));
    near(mean.middle - mean.low, 4.303 / sqrt(3));
    assert_int_equal(mean.n, 3);
    struct interval next = million_estimate(values, 4, true);
    near(next.high - next.middle, 4.303 * sqrt(1 + 1.0 / 3));
}

static void one_block_has_no_interval(void **state)
{
    (void)state;
    const double value[] = {5};
    struct interval found = million_estimate(value, 1, true);
    near(found.middle, 5);
    assert_true(isnan(found.low) && isnan(found.high));
    assert_int_equal(million_estimate(value, 0, true).n, 0);
}

/* What a process costs by itself counts once a process. */
static void a_prediction_counts_processes(void **state)
{
    (void)state;
    const struct million_fit fit = {
        {{.base = 100, .slope = 2}, {.base = 100, .slope = 2}}, 2};
    near(million_predict(&fit, 1, 1000).middle, 2100);
    near(million_predict(&fit, 3, 1000).middle, 2300);
    near(million_predict(&fit, 3, 1000).low, 2300);
    near(million_slope(&fit).middle, 2);
}

/* Blocks that differ make the prediction uncertain, further out the more. */
static void uncertainty_grows_with_distance(void **state)
{
    (void)state;
    const struct million_fit fit = {
        {{.slope = 1.9}, {.slope = 2.0}, {.slope = 2.1}}, 3};
    struct interval near_by = million_predict(&fit, 1, 1000);
    struct interval far = million_predict(&fit, 1, MILLION_GOAL);
    near(near_by.middle, 2000);
    near(far.middle, 2e6);
    near((far.high - far.low) / (near_by.high - near_by.low), 1000);
}

/* Points that stray from their line make it uncertain even where all blocks
 * agree: here s = 1, n = 4, mean 1.5, squares 5, and t of 1 degree. */
static void points_that_stray_make_it_uncertain(void **state)
{
    (void)state;
    const double x[] = {0, 1, 2, 3}, y[] = {1, 0, 3, 2};
    struct million_line line = million_line(x, y, 4);
    near(line.stray, sqrt((5 - 0.36 * 5) / 2));
    const struct million_fit fit = {{line, line}, 2};
    struct interval far = million_reach(&fit, 1, 11.5);
    near(far.high - far.middle,
         12.706 * line.stray * sqrt(1 + 0.25 + 100 / 5.0));
}

/* ---- limits ------------------------------------------------------------ */

static const struct doctor_facts roomy = {
    .files_soft = 1 << 20,
    .files_hard = 1 << 20,
    .files_nr_open = 1 << 20,
    .file_max = INT64_MAX,
    .port_low = 1024,
    .port_high = 65535,
    .pids_room = INT64_MAX,
    .pid_max = 4194304,
    .threads_max = 4194304,
    .user_limit = INT64_MAX,
    .map_count = 1 << 30,
    .memory_available = INT64_C(1) << 40,
    .conntrack_room = INT64_MAX,
    .cores = 2,
};

static const struct million_needs needs = {
    .a_thread_each = true,
    .bytes_each = {40000, 39000, 41000, 0.95, 4},
    .cpu_us = {20, 10, 40, 0.95, 6},
    .every_s = 60,
    .cores = 2,
};

static const struct million_limit *first(const struct doctor_facts *facts,
                                         const struct million_needs *wanted)
{
    static struct million_limit limits[MILLION_LIMITS];
    int n = million_limits(facts, wanted, limits);
    for (int i = 1; i < n; i++)
        assert_true(limits[i - 1].breaks_at <= limits[i].breaks_at);
    for (int i = 0; i < n; i++)
        if (!limits[i].a_process)
            return &limits[i];
    fail_msg("no limit ends the road");
    return NULL;
}

static void memory_ends_a_roomy_road(void **state)
{
    (void)state;
    struct doctor_facts facts = roomy;
    facts.memory_available = INT64_C(4000000000);
    const struct million_limit *limit = first(&facts, &needs);
    assert_string_equal(limit->name, "memory");
    near(limit->breaks_at, 100000);
    near(limit->low, 4e9 / 41000);
    near(limit->high, 4e9 / 39000);
}

/* A crowd too small to be seen above the noise says nothing of memory. */
static void a_cost_below_nothing_is_no_limit(void **state)
{
    (void)state;
    struct million_limit limits[MILLION_LIMITS];
    struct million_needs noisy = needs;
    noisy.bytes_each = (struct interval){-300, -900, 300, 0.95, 2};
    int n = million_limits(&roomy, &noisy, limits);
    for (int i = 0; i < n; i++)
        assert_string_not_equal(limits[i].name, "memory");
}

static void pids_end_the_road_of_threads_only(void **state)
{
    (void)state;
    struct doctor_facts facts = roomy;
    struct million_needs events = needs;
    events.a_thread_each = false;
    facts.pid_max = 32768;
    facts.threads_used = 700;
    const struct million_limit *limit = first(&facts, &needs);
    assert_string_equal(limit->name, "pid_max");
    near(limit->breaks_at, 32768 - 700 - 64);
    assert_string_not_equal(first(&facts, &events)->name, "pid_max");
}

static const struct million_limit *named(const char *name,
                                         const struct doctor_facts *facts,
                                         const struct million_needs *wanted)
{
    static struct million_limit limits[MILLION_LIMITS];
    int n = million_limits(facts, wanted, limits);
    for (int i = 0; i < n; i++)
        if (strcmp(limits[i].name, name) == 0)
            return &limits[i];
    return NULL;
}

static void some_limits_end_only_a_process(void **state)
{
    (void)state;
    struct doctor_facts facts = roomy;
    facts.files_hard = 20000;
    facts.map_count = 65530;
    const struct million_limit *limit =
        named("descriptors of a process", &facts, &needs);
    assert_true(limit->a_process);
    near(limit->breaks_at, 20000 - 64);
    limit = named("max_map_count", &facts, &needs);
    assert_true(limit->a_process);
    near(limit->breaks_at, (65530 - 256) / 2.0);
}

/* 20 us a request: 50,000 a second on a core; each client asks once a
 * minute: 3 million clients on one core, between 1.5 and 6. */
static void a_core_ends_the_road_by_requests(void **state)
{
    (void)state;
    struct million_needs events = needs;
    events.a_thread_each = false;
    events.cores = 1;
    const struct million_limit *limit =
        named("CPU of one loop", &roomy, &events);
    near(limit->breaks_at, 3e6);
    near(limit->low, 1.5e6);
    near(limit->high, 6e6);
    assert_true(limit->a_process);
    assert_non_null(named("CPU of all cores", &roomy, &needs));
    events.cpu_us = (struct interval){NAN, NAN, NAN, 0, 0};
    assert_null(named("CPU of one loop", &roomy, &events));
}

static void no_limit_is_never_reached(void **state)
{
    (void)state;
    const struct million_limit *limit = named("pids cgroup", &roomy, &needs);
    assert_true(isinf(limit->breaks_at));
    assert_string_equal(limit->value, "no limit");
}

/* ---- requests ---------------------------------------------------------- */

static json_t *request_run(int block, int power, double cpu, bool valid)
{
    return json_pack("{s:s,s:s,s:i,s:b,s:{s:{s:f},s:{s:f,s:i,s:i},s:{s:i}}}",
                     "label", "threaded", "kind", "compare", "block", block,
                     "valid", valid, "report", "load", "clients",
                     pow(10, power), "server", "cpu_us_per_request", cpu,
                     "voluntary_switches", 90, "involuntary_switches", 10,
                     "measured", "requests", 100);
}

/* Costs that grow by 5 us with each decade, from 10 us; 2 blocks. With few
 * clients they are of another kind, and an invalid run is nonsense. */
static json_t *experiments(void)
{
    json_t *runs = json_array();
    for (int block = 1; block <= 2; block++) {
        for (int power = 0; power <= 4; power++)
            json_array_append_new(
                runs, request_run(block, power, power < 2 ? 70 : 10 + 5 * power,
                                  true));
        json_array_append_new(runs, request_run(block, 5, 0, false));
    }
    return json_pack("[{s:s,s:o}]", "name", "small-orders", "runs", runs);
}

static void requests_follow_the_logarithm(void **state)
{
    (void)state;
    json_t *made = experiments();
    struct million_requests found = million_requests(made, "threaded");
    assert_true(found.known);
    assert_int_equal(found.most, 10000);
    near(found.cpu_now.middle, 30);
    near(found.cpu_goal.middle, 40);
    near(found.cpu_decade.middle, 5);
    near(found.switches_goal.middle, 1);
    assert_false(million_requests(made, "evented").known);
    assert_false(million_requests(NULL, "threaded").known);
    json_decref(made);
}

/* A line that leads below nothing leads nowhere. */
static void no_cost_is_negative(void **state)
{
    (void)state;
    json_t *runs = json_array();
    json_array_append_new(runs, request_run(1, 2, 30, true));
    json_array_append_new(runs, request_run(1, 3, 10, true));
    json_t *made =
        json_pack("[{s:s,s:o}]", "name", "small-orders", "runs", runs);
    struct million_requests found = million_requests(made, "threaded");
    near(found.cpu_now.middle, 10);
    assert_true(isnan(found.cpu_goal.middle));
    json_decref(made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_found),
        cmocka_unit_test(least_squares_pass_between_points),
        cmocka_unit_test(values_that_are_missing_are_left_out),
        cmocka_unit_test(one_size_makes_no_line),
        cmocka_unit_test(a_quantity_is_picked),
        cmocka_unit_test(an_interval_follows_student),
        cmocka_unit_test(one_block_has_no_interval),
        cmocka_unit_test(a_prediction_counts_processes),
        cmocka_unit_test(uncertainty_grows_with_distance),
        cmocka_unit_test(points_that_stray_make_it_uncertain),
        cmocka_unit_test(memory_ends_a_roomy_road),
        cmocka_unit_test(a_cost_below_nothing_is_no_limit),
        cmocka_unit_test(pids_end_the_road_of_threads_only),
        cmocka_unit_test(some_limits_end_only_a_process),
        cmocka_unit_test(a_core_ends_the_road_by_requests),
        cmocka_unit_test(no_limit_is_never_reached),
        cmocka_unit_test(requests_follow_the_logarithm),
        cmocka_unit_test(no_cost_is_negative),
    };
    return cmocka_run_group_tests_name("million", tests, NULL, NULL);
}
