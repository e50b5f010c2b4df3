/* The order of runs: complete, balanced, turned round, and repeatable. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../loadgen/schedule.h"

enum { BLOCKS = 6, POINTS = 5, SEEDS = 50 };

static const int two_each[POINTS] = {2, 2, 2, 2, 2};

static struct step *make(uint64_t seed, int *count)
{
    struct step *steps = schedule_make(BLOCKS, POINTS, two_each, seed, count);
    assert_non_null(steps);
    return steps;
}

static void every_rival_runs_once_in_every_block(void **state)
{
    (void)state;
    const int rivals[] = {2, 3, 1};
    int count, seen[4][3][3] = {{{0}}};
    struct step *steps = schedule_make(4, 3, rivals, 7, &count);
    assert_int_equal(count, 4 * 6);
    for (int i = 0; i < count; i++) {
        assert_in_range(steps[i].rival, 0, rivals[steps[i].point] - 1);
        seen[steps[i].block][steps[i].point][steps[i].rival]++;
    }
    for (int block = 0; block < 4; block++)
        for (int point = 0; point < 3; point++)
            for (int rival = 0; rival < rivals[point]; rival++)
                assert_int_equal(seen[block][point][rival], 1);
    free(steps);
}

static void blocks_come_one_after_another(void **state)
{
    (void)state;
    int count;
    struct step *steps = make(1, &count);
    for (int i = 0; i < count; i++)
        assert_int_equal(steps[i].block, i / (2 * POINTS));
    free(steps);
}

static void rivals_of_a_point_run_back_to_back(void **state)
{
    (void)state;
    int count;
    struct step *steps = make(2, &count);
    for (int i = 0; i < count; i += 2) {
        assert_int_equal(steps[i].point, steps[i + 1].point);
        assert_int_not_equal(steps[i].rival, steps[i + 1].rival);
    }
    free(steps);
}

/* Who begins at each point in each block. */
static void beginners(const struct step *steps, int count,
                      int first[BLOCKS][POINTS])
{
    for (int i = 0; i < count; i += 2)
        first[steps[i].block][steps[i].point] = steps[i].rival;
}

static void two_blocks_make_a_b_b_a(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        int count, first[BLOCKS][POINTS] = {{0}};
        struct step *steps = make(seed, &count);
        beginners(steps, count, first);
        for (int block = 0; block < BLOCKS; block += 2)
            for (int point = 0; point < POINTS; point++)
                assert_int_not_equal(first[block][point],
                                     first[block + 1][point]);
        free(steps);
    }
}

static void three_rivals_are_turned_round_too(void **state)
{
    (void)state;
    const int rivals[] = {3};
    int count;
    struct step *steps = schedule_make(2, 1, rivals, 3, &count);
    assert_int_equal(count, 6);
    for (int i = 0; i < 3; i++)
        assert_int_equal(steps[i].rival, steps[5 - i].rival);
    free(steps);
}

static void each_rival_begins_equally_often(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        int count, first[BLOCKS][POINTS] = {{0}}, begun[POINTS] = {0};
        struct step *steps = make(seed, &count);
        beginners(steps, count, first);
        for (int block = 0; block < BLOCKS; block++)
            for (int point = 0; point < POINTS; point++)
                begun[point] += first[block][point];
        for (int point = 0; point < POINTS; point++)
            assert_int_equal(begun[point], BLOCKS / 2);
        free(steps);
    }
}

static void a_seed_repeats_its_order(void **state)
{
    (void)state;
    int count, again;
    struct step *one = make(42, &count), *other = make(42, &again);
    assert_int_equal(count, again);
    assert_memory_equal(one, other, (size_t)count * sizeof *one);
    free(one);
    free(other);
}

/* The first steps of one seed, kept: no machine may order them otherwise. */
static void the_order_is_the_same_everywhere(void **state)
{
    (void)state;
    static const struct step wanted[] = {
        {0, 1, 1}, {0, 1, 0}, {0, 2, 1}, {0, 2, 0}, {0, 0, 0},
        {0, 0, 1}, {0, 4, 1}, {0, 4, 0}, {0, 3, 0}, {0, 3, 1},
        {1, 2, 0}, {1, 2, 1}, {1, 0, 1}, {1, 0, 0}, {1, 1, 0},
        {1, 1, 1}, {1, 3, 1}, {1, 3, 0}, {1, 4, 0}, {1, 4, 1}};
    int count;
    struct step *steps = make(42, &count);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        assert_int_equal(steps[i].point, wanted[i].point);
        assert_int_equal(steps[i].rival, wanted[i].rival);
    }
    free(steps);
}

static void seeds_differ(void **state)
{
    (void)state;
    int count, different = 0;
    struct step *one = make(0, &count);
    for (uint64_t seed = 1; seed < SEEDS; seed++) {
        struct step *other = make(seed, &count);
        different += memcmp(one, other, (size_t)count * sizeof *one) != 0;
        free(other);
    }
    free(one);
    assert_int_equal(different, SEEDS - 1);
}

/* Over many seeds, each point comes first in a fair share of blocks and each
 * rival begins a fair share of pairs: no order is preferred. */
static void no_point_and_no_rival_is_preferred(void **state)
{
    (void)state;
    int point_first[POINTS] = {0}, rival_first = 0, seeds = 500;
    for (int seed = 0; seed < seeds; seed++) {
        int count;
        struct step *steps = make((uint64_t)seed, &count);
        point_first[steps[0].point]++;
        rival_first += steps[0].rival;
        free(steps);
    }
    for (int point = 0; point < POINTS; point++)
        assert_in_range(point_first[point], 65, 135);
    assert_in_range(rival_first, 205, 295);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rival_runs_once_in_every_block),
        cmocka_unit_test(blocks_come_one_after_another),
        cmocka_unit_test(rivals_of_a_point_run_back_to_back),
        cmocka_unit_test(two_blocks_make_a_b_b_a),
        cmocka_unit_test(three_rivals_are_turned_round_too),
        cmocka_unit_test(each_rival_begins_equally_often),
        cmocka_unit_test(a_seed_repeats_its_order),
        cmocka_unit_test(the_order_is_the_same_everywhere),
        cmocka_unit_test(seeds_differ),
        cmocka_unit_test(no_point_and_no_rival_is_preferred),
    };
    return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
