/* What blocks of measurements show, and how it is said. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../loadgen/verdict.h"

enum { BLOCKS = 6 };

static const double quiet_a[BLOCKS] = {100, 101, 99, 100, 100, 101};
static const double quiet_b[BLOCKS] = {101, 100, 100, 99, 101, 100};
static const struct wording wording = {
    .phrase = "%(at)%(more) is %(ratio) times %(less)",
    .noun = "throughput",
    .a = "threaded",
    .b = "evented",
    .place = "1,000 clients",
    .a_value = "10",
    .b_value = "25",
    .why = "",
};

/* Noise of about +-spread around 1, the same on every machine. */
static double wobble(uint32_t *state, double spread)
{
    *state = *state * 1664525U + 1013904223U;
    return exp(spread * ((double)*state / 2147483648.0 - 1));
}

/* B is `factor` times A, both wobbling. */
static struct verdict simulate(double factor, double spread, uint32_t seed)
{
    double a[BLOCKS], b[BLOCKS], noise_a[BLOCKS], noise_b[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
        a[i] = 5000 * wobble(&seed, spread);
        b[i] = 5000 * factor * wobble(&seed, spread);
        noise_a[i] = 5000 * wobble(&seed, spread);
        noise_b[i] = 5000 * wobble(&seed, spread);
    }
    return verdict_reach(a, b, noise_a, noise_b, BLOCKS);
}

static void a_clear_win_is_more_every_time(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < 1000; seed++) {
        struct verdict verdict = simulate(1.5, 0.05, seed);
        assert_int_equal(verdict.finding, FINDING_MORE);
        assert_true(verdict.ratio.low <= 1.5 * 1.11);
        assert_true(verdict.ratio.high >= 1.5 / 1.11);
    }
}

static void a_clear_loss_is_less_every_time(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < 1000; seed++)
        assert_int_equal(simulate(0.7, 0.05, seed).finding, FINDING_LESS);
}

/* The same server twice: a difference is claimed in at most the share of
 * cases that the interval leaves (3.1 %), and the noise floor takes more. */
static void a_server_against_itself_is_no_difference(void **state)
{
    (void)state;
    int claimed = 0;
    for (uint32_t seed = 0; seed < 2000; seed++) {
        enum finding finding = simulate(1, 0.05, seed * 7919U).finding;
        claimed += finding == FINDING_MORE || finding == FINDING_LESS;
    }
    assert_in_range(claimed, 0, 62);
}

/* The interval holds the true ratio as often as it says. */
static void the_interval_covers_what_it_says(void **state)
{
    (void)state;
    int covered = 0, times = 4000;
    for (int seed = 0; seed < times; seed++) {
        struct verdict verdict = simulate(1.2, 0.2, (uint32_t)seed * 104729U);
        covered += verdict.ratio.low <= 1.2 && verdict.ratio.high >= 1.2;
    }
    assert_in_range(covered, times * 0.955, times * 0.98);
}

static void an_interval_that_holds_1_is_a_tie(void **state)
{
    (void)state;
    const double a[] = {10, 10, 10, 10, 10, 10}, b[] = {9, 20, 20, 20, 20, 20};
    struct verdict verdict = verdict_reach(a, b, quiet_a, quiet_b, BLOCKS);
    assert_int_equal(verdict.finding, FINDING_TIE);
}

static void a_difference_within_the_noise_is_none(void **state)
{
    (void)state;
    const double a[] = {100, 100, 100, 100, 100, 100};
    const double b[] = {104, 105, 103, 104, 105, 104};
    const double loud_a[] = {100, 100, 100, 100, 100, 100};
    const double loud_b[] = {93, 100, 101, 99, 100, 100};
    assert_int_equal(verdict_reach(a, b, quiet_a, quiet_b, BLOCKS).finding,
                     FINDING_MORE);
    struct verdict verdict = verdict_reach(a, b, loud_a, loud_b, BLOCKS);
    assert_int_equal(verdict.finding, FINDING_NOISE);
    assert_true(fabs(verdict.floor - 100.0 / 93) < 1e-12);
}

/* 4.3 and 4.4 s in every block, told in steps of 0.1 s: that is one step. */
static void a_difference_within_a_step_is_none(void **state)
{
    (void)state;
    const double none[] = {NAN, NAN, NAN, NAN, NAN, NAN};
    const double a[] = {4.4, 4.4, 4.4, 4.4, 4.4, 4.4};
    const double b[] = {4.3, 4.3, 4.3, 4.3, 4.3, 4.3};
    const double c[] = {4.1, 4.1, 4.1, 4.1, 4.1, 4.1};
    char text[400];
    struct verdict verdict = verdict_reach(a, b, none, none, BLOCKS);
    assert_int_equal(verdict.finding, FINDING_LESS);
    verdict_mind_step(&verdict, 0, 4.3);
    assert_int_equal(verdict.finding, FINDING_LESS);
    verdict_mind_step(&verdict, 0.1, 4.3);
    assert_int_equal(verdict.finding, FINDING_TIE);
    verdict_basis(&verdict, text, sizeof text);
    assert_non_null(strstr(text, "; it is told in steps of a factor of 1.023"));
    verdict = verdict_reach(a, c, none, none, BLOCKS);
    verdict_mind_step(&verdict, 0.1, 4.1);
    assert_int_equal(verdict.finding, FINDING_LESS);
}

static void without_noise_runs_the_interval_decides(void **state)
{
    (void)state;
    const double none[] = {NAN, NAN, NAN, NAN, NAN, NAN};
    const double b[] = {110, 111, 112, 109, 111, 113};
    struct verdict verdict = verdict_reach(quiet_a, b, none, none, BLOCKS);
    assert_int_equal(verdict.finding, FINDING_MORE);
    assert_int_equal(verdict.noise.n, 0);
    assert_true(verdict.floor >= 1 && verdict.floor <= 1);
}

static void missing_and_invalid_blocks_are_counted(void **state)
{
    (void)state;
    const double a[] = {100, NAN, 100, 100, 100, 100};
    const double b[] = {150, 150, NAN, 151, 152, 0};
    struct verdict verdict = verdict_reach(a, b, quiet_a, quiet_b, BLOCKS);
    assert_int_equal(verdict.finding, FINDING_MORE);
    assert_int_equal(verdict.ratio.n, 3);
    assert_int_equal(verdict.missing, 3);
    assert_true(fabs(verdict.ratio.coverage - 0.95) < 1e-12);
}

static void nothing_valid_is_no_verdict(void **state)
{
    (void)state;
    const double none[] = {NAN, NAN, NAN, NAN, NAN, NAN};
    struct verdict verdict =
        verdict_reach(none, quiet_b, quiet_a, quiet_b, BLOCKS);
    assert_int_equal(verdict.finding, FINDING_NONE);
    assert_int_equal(verdict.missing, BLOCKS);
}

static void assert_said(const double *a, const double *b, int blocks,
                        const char *sentence, const char *basis)
{
    char text[400];
    struct verdict verdict = verdict_reach(a, b, quiet_a, quiet_b, blocks);
    verdict_sentence(&verdict, &wording, text, sizeof text);
    assert_string_equal(text, sentence);
    verdict_basis(&verdict, text, sizeof text);
    assert_string_equal(text, basis);
}

static void sentences_name_the_larger_first(void **state)
{
    (void)state;
    const double one[] = {10, 10, 10, 10, 10, 10};
    const double two[] = {25, 26, 25, 24, 25, 25};
    static const char basis[] = "2.4 to 2.6 (96.9 % interval, 6 blocks); A "
                                "against A stayed within a factor of 1.010";
    assert_said(one, two, 6,
                "With 1,000 clients, evented is 2.5 times threaded", basis);
    assert_said(two, one, 6,
                "With 1,000 clients, threaded is 2.5 times evented", basis);
}

static void few_blocks_say_so(void **state)
{
    (void)state;
    const double one[] = {10, 10}, two[] = {1200, 1300};
    assert_said(
        one, two, 2,
        "With 1,000 clients, evented is 125 times threaded, as far as 2 "
        "blocks can tell",
        "75 to 208 (95.0 % interval by Student's t, 2 blocks); A against A "
        "stayed within a factor of 1.13");
}

static void one_block_shows_nothing(void **state)
{
    (void)state;
    const double one[] = {10}, two[] = {20};
    struct verdict verdict = verdict_reach(one, two, quiet_a, quiet_b, 1);
    assert_int_equal(verdict.finding, FINDING_TIE);
}

/* Few blocks claim no more often than many what is not there, though no run of
 * A against A holds them back. */
static void few_blocks_are_as_careful_as_many(void **state)
{
    (void)state;
    const double none[] = {NAN, NAN, NAN, NAN, NAN};
    uint32_t seed = 1;
    for (int blocks = 2; blocks <= 5; blocks++) {
        int claimed = 0, times = 2000;
        for (int i = 0; i < times; i++) {
            double a[5], b[5];
            for (int j = 0; j < blocks; j++) {
                a[j] = 100 * wobble(&seed, 0.05);
                b[j] = 100 * wobble(&seed, 0.05);
            }
            claimed += !verdict_is_tie(
                verdict_reach(a, b, none, none, blocks).finding);
        }
        assert_in_range(claimed, 0, times * 0.065);
    }
}

static void a_tie_claims_no_equality(void **state)
{
    (void)state;
    assert_said(quiet_b, quiet_a, 6,
                "With 1,000 clients, no difference shown in throughput "
                "between threaded and evented",
                "0.990 to 1.010 (96.9 % interval, 6 blocks); A against A "
                "stayed within a factor of 1.010");
}

static void blocks_left_out_are_told(void **state)
{
    (void)state;
    const double one[] = {10, NAN, 10, 10, 10, 10, 10};
    const double two[] = {25, 26, 25, 24, 25, 25, 25};
    double noise[7] = {1, 1, 1, 1, 1, 1, 1};
    char text[400];
    struct verdict verdict = verdict_reach(one, two, noise, noise, 7);
    verdict_basis(&verdict, text, sizeof text);
    assert_string_equal(text, "2.4 to 2.5 (96.9 % interval, 6 of 7 blocks); A "
                              "against A stayed within a factor of 1.000");
}

static void one_block_has_no_interval(void **state)
{
    (void)state;
    const double one[] = {10, NAN}, two[] = {25, 26}, noise[] = {NAN, NAN};
    char text[400];
    struct verdict verdict = verdict_reach(one, two, noise, noise, 2);
    assert_int_equal(verdict.finding, FINDING_TIE);
    verdict_basis(&verdict, text, sizeof text);
    assert_string_equal(text, "2.5 in one block of 2: too few for an interval");
}

/* ---- against a formula ------------------------------------------------ */

static void assert_expected(double measured, double expected,
                            enum finding finding, const char *sentence)
{
    double values[BLOCKS];
    char text[400];
    struct wording words = wording;
    words.phrase = NULL;
    words.a = "Little's law";
    words.a_value = "640";
    words.b_value = "64";
    for (int i = 0; i < BLOCKS; i++)
        values[i] = measured * (1 + 0.001 * i);
    struct verdict verdict = verdict_expect(values, expected, 1.1, BLOCKS);
    assert_int_equal(verdict.finding, finding);
    verdict_sentence(&verdict, &words, text, sizeof text);
    assert_string_equal(text, sentence);
}

static void a_formula_is_met_or_missed(void **state)
{
    (void)state;
    assert_expected(650, 640, FINDING_AGREES,
                    "With 1,000 clients, the throughput of evented is 64, as "
                    "Little's law predicts (640)");
    assert_expected(64, 640, FINDING_LESS,
                    "With 1,000 clients, the throughput of evented is 64, "
                    "0.10 times the 640 that Little's law predicts");
    assert_expected(1280, 640, FINDING_MORE,
                    "With 1,000 clients, the throughput of evented is 64, 2.0 "
                    "times the 640 that Little's law predicts");
}

/* An interval that is neither all within the tolerance nor all beyond. */
static void a_formula_may_be_neither(void **state)
{
    (void)state;
    const double wide[] = {50, 100, 120, 130, 150, 300};
    const double close[] = {105, 106, 107, 108, 112, 113};
    assert_int_equal(verdict_expect(wide, 100, 1.1, BLOCKS).finding,
                     FINDING_TIE);
    assert_int_equal(verdict_expect(close, 100, 1.1, BLOCKS).finding,
                     FINDING_TIE);
    assert_int_equal(verdict_expect(close, NAN, 1.1, BLOCKS).finding,
                     FINDING_NONE);
}

static void what_is_invalid_says_why(void **state)
{
    (void)state;
    const double none[] = {NAN, NAN, NAN, NAN, NAN, NAN};
    char text[400];
    struct wording words = wording;
    struct verdict verdict =
        verdict_reach(none, quiet_b, quiet_a, quiet_b, BLOCKS);
    words.why = "the generator was the limit";
    verdict_sentence(&verdict, &words, text, sizeof text);
    assert_string_equal(text, "With 1,000 clients, invalid: the generator was "
                              "the limit");
    words.place = "";
    verdict_sentence(&verdict, &words, text, sizeof text);
    assert_string_equal(text, "Invalid: the generator was the limit");
}

static void every_finding_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(verdict_name(FINDING_MORE), "more");
    assert_string_equal(verdict_name(FINDING_LESS), "less");
    assert_string_equal(verdict_name(FINDING_TIE), "tie");
    assert_string_equal(verdict_name(FINDING_NOISE), "noise");
    assert_string_equal(verdict_name(FINDING_AGREES), "as expected");
    assert_string_equal(verdict_name(FINDING_NONE), "none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clear_win_is_more_every_time),
        cmocka_unit_test(a_clear_loss_is_less_every_time),
        cmocka_unit_test(a_server_against_itself_is_no_difference),
        cmocka_unit_test(the_interval_covers_what_it_says),
        cmocka_unit_test(an_interval_that_holds_1_is_a_tie),
        cmocka_unit_test(a_difference_within_the_noise_is_none),
        cmocka_unit_test(a_difference_within_a_step_is_none),
        cmocka_unit_test(without_noise_runs_the_interval_decides),
        cmocka_unit_test(missing_and_invalid_blocks_are_counted),
        cmocka_unit_test(nothing_valid_is_no_verdict),
        cmocka_unit_test(sentences_name_the_larger_first),
        cmocka_unit_test(few_blocks_say_so),
        cmocka_unit_test(one_block_shows_nothing),
        cmocka_unit_test(few_blocks_are_as_careful_as_many),
        cmocka_unit_test(a_tie_claims_no_equality),
        cmocka_unit_test(blocks_left_out_are_told),
        cmocka_unit_test(one_block_has_no_interval),
        cmocka_unit_test(a_formula_is_met_or_missed),
        cmocka_unit_test(a_formula_may_be_neither),
        cmocka_unit_test(what_is_invalid_says_why),
        cmocka_unit_test(every_finding_has_a_name),
    };
    return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}
