/* test_arrivals.c: when requests are due: exactly, and as chance would have
 * it. Schedules are computed, so nothing here depends on a clock. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../loadgen/arrivals.h"
#include "../../loadgen/clock.h"

static struct load_plan plan;

static int setup(void **state)
{
    (void)state;
    plan_defaults(&plan);
    plan.warmup = 0;
    return 0;
}

/* How many are due in [from, to) of all threads' schedules. */
static int64_t due_within(int64_t from, int64_t to)
{
    int64_t count = 0, at;
    for (int64_t i = 0; i < plan.threads; i++) {
        struct arrivals arrivals;
        arrivals_begin(&arrivals, &plan, i);
        while ((at = arrivals_next(&arrivals)) < to)
            count += at >= from;
    }
    return count;
}

static void fixed_distances_do_not_drift(void **state)
{
    struct arrivals arrivals;
    (void)state;
    profile_constant(&plan, 30000);
    arrivals_begin(&arrivals, &plan, 0);
    for (int64_t k = 0; k < 30000 * 100; k++) {
        int64_t due = arrivals_next(&arrivals);
        if (llabs(due - (int64_t)llround((double)k * 1e9 / 30000)) > 1)
            fail_msg("request %lld is due at %lld", (long long)k,
                     (long long)due);
    }
}

static void a_fixed_rate_is_kept_exactly(void **state)
{
    static const int64_t rates[] = {1, 7, 1000, 10000, 30000};
    (void)state;
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++)
        for (plan.threads = 1; plan.threads <= 4; plan.threads += 3) {
            profile_constant(&plan, rates[i]);
            assert_int_equal(due_within(0, 10 * CLOCK_S), rates[i] * 10);
        }
}

static void the_warm_up_has_the_first_rate(void **state)
{
    (void)state;
    plan.warmup = 2 * CLOCK_S;
    assert_null(profile_take("0:100,1s:1k", &plan));
    assert_int_equal(due_within(-2 * CLOCK_S, 0), 200);
    assert_int_equal(due_within(0, CLOCK_S), 100);
    assert_int_equal(due_within(CLOCK_S, 2 * CLOCK_S), 1000);
}

static void steps_take_effect_at_their_time(void **state)
{
    (void)state;
    assert_null(profile_take("0:1k,10s:5k,12s:0,13s:1k", &plan));
    assert_int_equal(due_within(0, 10 * CLOCK_S), 10000);
    assert_int_equal(due_within(10 * CLOCK_S, 12 * CLOCK_S), 10000);
    assert_int_equal(due_within(12 * CLOCK_S, 13 * CLOCK_S), 0);
    assert_int_equal(due_within(13 * CLOCK_S, 20 * CLOCK_S), 7000);
    assert_true(fabs(profile_requests(&plan, 20 * CLOCK_S) - 27000) < 1e-6);
}

/* From 1,000 to 5,000 over 10 s: 1,000 t + 200 t^2 are due by t. */
static void ramps_climb_evenly(void **state)
{
    (void)state;
    assert_null(profile_take("0:1k,10s:~5k", &plan));
    for (int64_t t = 1; t <= 10; t++)
        assert_true(
            llabs(due_within(0, t * CLOCK_S) - (1000 * t + 200 * t * t)) <= 1);
    assert_int_equal(due_within(10 * CLOCK_S, 12 * CLOCK_S), 10000);
    assert_true(fabs(profile_requests(&plan, 10 * CLOCK_S) - 30000) < 1e-6);
    assert_null(profile_take("0:1k,4s:~0", &plan));
    assert_true(llabs(due_within(0, 10 * CLOCK_S) - 2000) <= 1);
}

static void profiles_that_are_none_are_refused(void **state)
{
    static const char *const wrong[] = {
        "",       "1k",        "0:",          "1s:1k", "0:~1k",
        "0:1k,",  "0:1k,0:2k", "0:1k,5s,9:1", "0:-1",  "0:1k,2s:1k,1s:5",
        "0:1k,x", "0:99999999"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_non_null(profile_take(wrong[i], &plan));
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

enum { SAMPLE = 100000 };
static double gaps[SAMPLE];

/* Kolmogorov and Smirnov: the largest distance between the share of gaps up
 * to a length and what the exponential distribution says. Beyond
 * 1.63 / sqrt(n) chance has it once in a hundred tries. */
static double distance_from_exponential(double rate)
{
    double largest = 0;
    qsort(gaps, SAMPLE, sizeof gaps[0], by_size);
    for (int i = 0; i < SAMPLE; i++) {
        double share = 1 - exp(-gaps[i] * rate);
        largest = fmax(largest, fabs(share - (double)i / SAMPLE));
        largest = fmax(largest, fabs(share - (double)(i + 1) / SAMPLE));
    }
    return largest * sqrt(SAMPLE);
}

static void poisson_gaps(int64_t seed, int64_t thread)
{
    struct arrivals arrivals;
    plan.arrival = ARRIVAL_POISSON;
    plan.seed = seed;
    int64_t before = 0;
    arrivals_begin(&arrivals, &plan, thread);
    for (int i = 0; i < SAMPLE; i++) {
        int64_t due = arrivals_next(&arrivals);
        gaps[i] = (double)(due - before) / 1e9;
        before = due;
    }
}

static void poisson_gaps_are_exponential(void **state)
{
    (void)state;
    profile_constant(&plan, 1000);
    for (int64_t seed = 1; seed <= 3; seed++) {
        poisson_gaps(seed, 0);
        assert_true(distance_from_exponential(1000) < 1.63);
    }
    plan.threads = 4; /* each has a quarter of the rate */
    poisson_gaps(1, 3);
    assert_true(distance_from_exponential(250) < 1.63);
    assert_true(distance_from_exponential(1000) > 1.63); /* it can fail */
}

/* Four threads' arrivals together are Poisson again. */
static void poisson_threads_add_up(void **state)
{
    static double all[4 * SAMPLE];
    (void)state;
    profile_constant(&plan, 1000);
    plan.threads = 4;
    for (int64_t i = 0; i < 4; i++) {
        double at = 0;
        poisson_gaps(7, i);
        for (int k = 0; k < SAMPLE; k++)
            all[i * SAMPLE + k] = at += gaps[k];
    }
    qsort(all, 4 * (size_t)SAMPLE, sizeof all[0], by_size);
    for (int k = 0; k < SAMPLE; k++)
        gaps[k] = all[k + 1] - all[k];
    assert_true(distance_from_exponential(1000) < 1.63);
}

/* The gaps say nothing about those that follow. */
static void poisson_gaps_are_independent(void **state)
{
    double sum = 0;
    (void)state;
    profile_constant(&plan, 1000);
    poisson_gaps(1, 0);
    for (int i = 1; i < SAMPLE; i++)
        sum += (gaps[i] * 1000 - 1) * (gaps[i - 1] * 1000 - 1);
    /* A mean of 1 or so has a deviation of 1 / sqrt(n). */
    assert_true(fabs(sum / SAMPLE) < 3.3 / sqrt(SAMPLE));
}

static void a_seed_always_gives_the_same_times(void **state)
{
    struct arrivals one, other, another;
    int differ = 0;
    (void)state;
    struct load_plan second;
    profile_constant(&plan, 1000);
    plan.arrival = ARRIVAL_POISSON;
    second = plan;
    second.seed = 2;
    arrivals_begin(&one, &plan, 0);
    arrivals_begin(&other, &plan, 0);
    arrivals_begin(&another, &second, 0);
    for (int i = 0; i < 1000; i++) {
        int64_t due = arrivals_next(&one);
        assert_int_equal(due, arrivals_next(&other));
        differ += due != arrivals_next(&another);
    }
    assert_true(differ > 990);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(fixed_distances_do_not_drift, setup),
        cmocka_unit_test_setup(a_fixed_rate_is_kept_exactly, setup),
        cmocka_unit_test_setup(the_warm_up_has_the_first_rate, setup),
        cmocka_unit_test_setup(steps_take_effect_at_their_time, setup),
        cmocka_unit_test_setup(ramps_climb_evenly, setup),
        cmocka_unit_test_setup(profiles_that_are_none_are_refused, setup),
        cmocka_unit_test_setup(poisson_gaps_are_exponential, setup),
        cmocka_unit_test_setup(poisson_threads_add_up, setup),
        cmocka_unit_test_setup(poisson_gaps_are_independent, setup),
        cmocka_unit_test_setup(a_seed_always_gives_the_same_times, setup),
    };
    return cmocka_run_group_tests_name("arrivals", tests, NULL, NULL);
}
