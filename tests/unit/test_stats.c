/* Medians and exact intervals against answers known from elsewhere. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../loadgen/stats.h"

static void assert_near(double found, double wanted)
{
    if (!(fabs(found - wanted) <= 1e-9 * fmax(1, fabs(wanted))))
        fail_msg("%.12g is not %.12g", found, wanted);
}

/* n values cover 1 - 2 / 2^n between the smallest and the largest. */
static void coverage_of_smallest_to_largest(void **state)
{
    (void)state;
    static const double percent[] = {0,         50,        75,      87.5,
                                     93.75,     96.875,    98.4375, 99.21875,
                                     99.609375, 99.8046875};
    for (int n = 1; n <= 10; n++)
        assert_near(stats_coverage(n, 1), percent[n - 1] / 100);
    for (int n = 1; n <= 20; n++)
        assert_near(stats_coverage(n, 1), 1 - 2 / (double)(1 << n));
}

/* By counting: in how many of the 2^n patterns of "above or below the median"
 * do at least k values lie on either side. */
static void coverage_equals_a_count_of_patterns(void **state)
{
    (void)state;
    for (int n = 1; n <= 20; n++)
        for (int k = 1; 2 * k <= n; k++) {
            long held = 0;
            for (long pattern = 0; pattern < 1L << n; pattern++) {
                int above = __builtin_popcountl((unsigned long)pattern);
                held += above >= k && n - above >= k;
            }
            assert_near(stats_coverage(n, k), (double)held / (double)(1L << n));
        }
}

static void coverage_of_nonsense_is_zero(void **state)
{
    (void)state;
    assert_near(stats_coverage(0, 1), 0);
    assert_near(stats_coverage(5, 0), 0);
    assert_near(stats_coverage(5, 4), 0);
}

/* Ranks from printed tables of the sign test's 95 % interval. */
static void rank_is_the_tightest_that_reaches_95_percent(void **state)
{
    (void)state;
    static const int ranks[] = {1, 1, 1, 1, 1, 1, 1, 1, 2, 2,
                                2, 3, 3, 3, 4, 4, 5, 5, 5, 6};
    for (int n = 1; n <= 20; n++)
        assert_int_equal(stats_rank(n, 0.95), ranks[n - 1]);
}

static void median_of_odd_and_even(void **state)
{
    (void)state;
    const double odd[] = {5, 1, 3}, even[] = {4, 1, 3, 2};
    assert_near(stats_interval(odd, 3).middle, 3);
    assert_near(stats_interval(even, 4).middle, 2.5);
}

static void interval_of_six_is_smallest_to_largest(void **state)
{
    (void)state;
    const double values[] = {3, 6, 1, 5, 2, 4};
    struct interval found = stats_interval(values, 6);
    assert_near(found.low, 1);
    assert_near(found.high, 6);
    assert_near(found.coverage, 0.96875);
    assert_int_equal(found.n, 6);
}

static void interval_of_nine_leaves_out_both_ends(void **state)
{
    (void)state;
    const double values[] = {9, 8, 7, 6, 5, 4, 3, 2, 1};
    struct interval found = stats_interval(values, 9);
    assert_near(found.low, 2);
    assert_near(found.high, 8);
    assert_near(found.coverage, 1 - 2 * 10 / 512.0);
}

static void missing_values_are_left_out(void **state)
{
    (void)state;
    const double values[] = {NAN, 2, NAN, 4};
    struct interval found = stats_interval(values, 4);
    assert_near(found.middle, 3);
    assert_int_equal(found.n, 2);
    assert_near(found.coverage, 0.5);
    const double none[] = {NAN};
    assert_int_equal(stats_interval(none, 1).n, 0);
    assert_true(isnan(stats_interval(none, 1).middle));
}

/* ln makes twice and half equally far: their middle is 1, not 1.25. */
static void ratios_are_symmetric(void **state)
{
    (void)state;
    const double a[] = {1, 2, 1, 2, 1, 2}, b[] = {2, 1, 2, 1, 2, 1};
    assert_near(stats_ratio(a, b, 6).middle, 1);
    assert_near(stats_ratio(a, b, 6).low, 0.5);
    assert_near(stats_ratio(a, b, 6).high, 2);
}

/* With t = 4.3027: ln 2, ln 4, ln 8 have the mean ln 4, the deviation ln 2. */
static void few_ratios_have_students_interval(void **state)
{
    (void)state;
    const double a[] = {1, 1, NAN, 1}, b[] = {2, 4, 3, 8};
    struct interval found = stats_ratio(a, b, 4);
    assert_int_equal(found.n, 3);
    assert_near(found.coverage, 0.95);
    assert_near(found.middle, 4);
    assert_near(found.high, 4 * exp(4.3027 * log(2) / sqrt(3)));
    assert_near(found.low, 4 / exp(4.3027 * log(2) / sqrt(3)));
    assert_near(stats_ratio(a, b, 1).coverage, 0);
}

static void ratios_turned_round_are_inverse(void **state)
{
    (void)state;
    const double a[] = {10, 11, 9, 10, 12, 10};
    const double b[] = {15, 15, 14, 17, 16, 15};
    struct interval forth = stats_ratio(a, b, 6), back = stats_ratio(b, a, 6);
    assert_near(forth.middle * back.middle, 1);
    assert_near(forth.low * back.high, 1);
    assert_near(forth.low, 16.0 / 12);
    assert_near(forth.high, 17.0 / 10);
}

static void ratio_needs_both_and_above_zero(void **state)
{
    (void)state;
    const double a[] = {1, 0, NAN, 4, -1}, b[] = {2, 1, 1, 8, 1};
    struct interval found = stats_ratio(a, b, 5);
    assert_int_equal(found.n, 2);
    assert_near(found.middle, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coverage_of_smallest_to_largest),
        cmocka_unit_test(coverage_equals_a_count_of_patterns),
        cmocka_unit_test(coverage_of_nonsense_is_zero),
        cmocka_unit_test(rank_is_the_tightest_that_reaches_95_percent),
        cmocka_unit_test(median_of_odd_and_even),
        cmocka_unit_test(interval_of_six_is_smallest_to_largest),
        cmocka_unit_test(interval_of_nine_leaves_out_both_ends),
        cmocka_unit_test(missing_values_are_left_out),
        cmocka_unit_test(ratios_are_symmetric),
        cmocka_unit_test(few_ratios_have_students_interval),
        cmocka_unit_test(ratios_turned_round_are_inverse),
        cmocka_unit_test(ratio_needs_both_and_above_zero),
    };
    return cmocka_run_group_tests_name("stats", tests, NULL, NULL);
}
