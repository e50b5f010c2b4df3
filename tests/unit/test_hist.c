/* test_hist.c: the histogram tells what the sorted values would. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../loadgen/hist.h"

enum { VALUES = 20000 };

static int64_t values[VALUES];
static uint64_t seed;

/* xorshift: the same values on every machine. */
static uint64_t next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

/* Times spread over all magnitudes from 1 ns to half an hour. */
static void make_values(void)
{
    seed = 88172645463325252u;
    for (int i = 0; i < VALUES; i++)
        values[i] = (int64_t)(next_random() >> (23 + next_random() % 40)) + 1;
}

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void percentiles_match_the_sorted_values(void **state)
{
    static const double percents[] = {0,  1,  10, 25,   50,    75,
                                      90, 95, 99, 99.9, 99.99, 100};
    struct hist *h = hist_new();
    (void)state;
    make_values();
    for (int i = 0; i < VALUES; i++)
        hist_record(h, values[i]);
    qsort(values, VALUES, sizeof values[0], ascending);
    for (size_t i = 0; i < sizeof percents / sizeof percents[0]; i++) {
        /* Ranks that are whole numbers for 20,000 values. */
        int64_t rank = (int64_t)(percents[i] * VALUES / 100 + 0.5);
        int64_t exact = values[rank > 0 ? rank - 1 : 0];
        int64_t found = hist_percentile(h, percents[i]);
        assert_true(found >= exact);
        assert_true(found - exact <= exact / 1000 + 1);
    }
    assert_int_equal(h->min, values[0]);
    assert_int_equal(h->max, values[VALUES - 1]);
    assert_int_equal(h->clamped, 0);
    free(h);
}

static void slots_cover_every_value_once(void **state)
{
    (void)state;
    for (size_t s = 1; s < hist_slot(HIST_MAX); s++) {
        int64_t last = hist_slot_highest(s - 1), here = hist_slot_highest(s);
        assert_int_equal(hist_slot(last), s - 1);
        assert_int_equal(hist_slot(last + 1), s);
        assert_int_equal(hist_slot(here), s);
        /* No slot is wider than a thousandth of what it holds. */
        assert_true((here - last - 1) * 1000 <= last + 1);
    }
    assert_true(hist_slot(HIST_MAX) < HIST_SLOTS);
}

static void merging_equals_recording_in_one_place(void **state)
{
    struct hist *all = hist_new(), *odd = hist_new(), *even = hist_new();
    (void)state;
    make_values();
    for (int i = 0; i < VALUES; i++) {
        hist_record(all, values[i]);
        hist_record(i % 2 ? odd : even, values[i]);
    }
    hist_merge(even, odd);
    assert_memory_equal(all, even, sizeof *all);
    free(all);
    free(odd);
    free(even);
}

static void merging_nothing_changes_nothing(void **state)
{
    struct hist *h = hist_new(), *empty = hist_new();
    (void)state;
    hist_record(h, 5000);
    hist_merge(h, empty);
    assert_int_equal(h->count, 1);
    assert_int_equal(h->min, 5000);
    assert_int_equal(h->max, 5000);
    free(h);
    free(empty);
}

static void extremes_are_clamped_and_counted(void **state)
{
    struct hist *h = hist_new();
    (void)state;
    hist_record(h, -7);
    hist_record(h, INT64_MAX);
    hist_record(h, HIST_MAX);
    assert_int_equal(h->count, 3);
    assert_int_equal(h->clamped, 2);
    assert_int_equal(h->min, 0);
    assert_int_equal(h->max, HIST_MAX);
    assert_int_equal(hist_percentile(h, 100), HIST_MAX);
    free(h);
}

static void an_empty_histogram_says_zero(void **state)
{
    struct hist *h = hist_new();
    (void)state;
    assert_int_equal(hist_percentile(h, 99), 0);
    assert_true(hist_mean(h) <= 0 && hist_mean(h) >= 0);
    assert_true(hist_stdev(h) <= 0 && hist_within_stdev(h) <= 0);
    assert_int_equal(hist_next(h, 0), HIST_SLOTS);
    free(h);
}

static void mean_and_deviation_are_known(void **state)
{
    /* 2, 4, 4, 4, 5, 5, 7, 9: mean 5, deviation 2, six of eight within. */
    static const int64_t known[] = {2, 4, 4, 4, 5, 5, 7, 9};
    struct hist *h = hist_new();
    (void)state;
    for (size_t i = 0; i < 8; i++)
        hist_record(h, known[i]);
    assert_int_equal((int)(hist_mean(h) * 1e6 + 0.5), 5000000);
    assert_int_equal((int)(hist_stdev(h) * 1e6 + 0.5), 2000000);
    assert_int_equal((int)(hist_within_stdev(h) * 1e6 + 0.5), 750000);
    free(h);
}

static void slots_are_walked_in_order(void **state)
{
    struct hist *h = hist_new();
    (void)state;
    hist_record(h, 3);
    hist_record(h, 3000000);
    size_t first = hist_next(h, 0), second = hist_next(h, first + 1);
    assert_int_equal(hist_slot_highest(first), 3);
    assert_int_equal(second, hist_slot(3000000));
    assert_int_equal(hist_next(h, second + 1), HIST_SLOTS);
    free(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percentiles_match_the_sorted_values),
        cmocka_unit_test(slots_cover_every_value_once),
        cmocka_unit_test(merging_equals_recording_in_one_place),
        cmocka_unit_test(merging_nothing_changes_nothing),
        cmocka_unit_test(extremes_are_clamped_and_counted),
        cmocka_unit_test(an_empty_histogram_says_zero),
        cmocka_unit_test(mean_and_deviation_are_known),
        cmocka_unit_test(slots_are_walked_in_order),
    };
    return cmocka_run_group_tests_name("hist", tests, NULL, NULL);
}
