/* Experiment files: what is read, and what is refused with line and mend. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../loadgen/exp_expand.h"
#include "exp_text.h"

static void everything_is_read(void **state)
{
    (void)state;
    char error[EXP_ERROR];
    struct exp *exp = load(good, error);
    assert_string_equal(error, "");
    assert_non_null(exp);
    assert_string_equal(exp->name, "toy");
    assert_string_equal(exp->prediction, "It does not, say I.");
    assert_string_equal(exp->rows[1].label, "other");
    assert_string_equal(exp->rows[0].command, "threaded --listen 127.0.0.1:0");
    assert_string_equal(exp->load, "run");
    assert_ptr_equal(exp->verdicts[0].metric, metric_find("rps"));
    exp_free(exp);
}

static void points_are_sorted_and_single(void **state)
{
    (void)state;
    char error[EXP_ERROR];
    struct exp *exp = load(good, error);
    assert_non_null(exp);
    assert_int_equal(exp->points.n, 3);
    assert_int_equal(exp->points.value[0], 10);
    assert_int_equal(exp->points.value[1], 100);
    assert_int_equal(exp->points.value[2], 1000);
    exp_free(exp);
}

static void defaults_are_six_blocks_on_two_cores(void **state)
{
    (void)state;
    char error[EXP_ERROR];
    struct exp *exp = load(good, error);
    assert_non_null(exp);
    assert_int_equal(exp->blocks, 6);
    assert_int_equal(exp->seconds, INT64_C(2000000000));
    assert_int_equal(exp->server_cores, 1);
    assert_int_equal(exp->generator_cores, 2);
    assert_int_equal(exp->charts_n, 0);
    exp_free(exp);
}

static void charts_are_read_in_their_order(void **state)
{
    (void)state;
    char error[EXP_ERROR];
    struct exp *exp = load(with("[verdict]", "[chart speed]\n"
                                             "metric = rps\n"
                                             "[chart tail]\n"
                                             "draw = percentiles\n"
                                             "metric = p99\n"
                                             "at = 10, 1k\n"
                                             "[chart memory]\n"
                                             "metric = rss, threads\n"
                                             "[verdict]"),
                           error);
    assert_string_equal(error, "");
    assert_non_null(exp);
    assert_int_equal(exp->charts_n, 3);
    assert_string_equal(exp->charts[0].name, "speed");
    assert_int_equal(exp->charts[0].panels, 1);
    assert_int_equal(exp->charts[1].draw, DRAW_PERCENTILES);
    assert_int_equal(exp->charts[1].at.value[1], 1000);
    assert_int_equal(exp->charts[2].panels, 2);
    assert_string_equal(exp->charts[2].metrics[1]->name, "threads");
    exp_free(exp);
}

static void cores_may_be_any_or_several(void **state)
{
    (void)state;
    char error[EXP_ERROR];
    struct exp *exp =
        load(with("[verdict]", "[pin]\nserver = any\ngenerator = 0, 3\n"
                               "[verdict]"),
             error);
    assert_non_null(exp);
    assert_int_equal(exp->server_cores, 0);
    assert_int_equal(exp->generator_cores, 1 | 8);
    exp_free(exp);
}

static void unknown_names_are_refused(void **state)
{
    (void)state;
    assert_refused(with("claim", "clam"),
                   "x.exp:3: [experiment] has no key 'clam'");
    assert_refused(with("[load]", "[laod]"),
                   "x.exp:13: there is no section [laod]");
    assert_refused(with("[verdict]", "[chart A/B]\nmetric = rps\n[verdict]"),
                   "x.exp:19: [chart A/B] will not do; up to 16 servers, 8 "
                   "charts and 12 verdicts, named like [server B], [chart "
                   "throughput]");
    assert_refused(with("metric = rps", "metric = rps\ncompare = A, C"),
                   "x.exp:20: there is no [server C] to show or compare");
    assert_refused(with("[verdict]", "Backlog = 1\n[verdict]"),
                   "x.exp:18: [vary] has no key 'Backlog'");
}

static void wrong_values_are_refused_with_the_mend(void **state)
{
    (void)state;
    assert_refused(with("= 1k, 10 100,10", "= 10, many"),
                   "x.exp:17: clients = 10, many will not do; give up to 16 "
                   "numbers from 1 to 1m, such as 1, 10, 100, 1k, 10k");
    assert_refused(with("= run", "= walk"),
                   "x.exp:13: command = walk will not do; give run, idle, slow "
                   "or feed");
    assert_refused(with("[verdict]", "blocks = 0\n[verdict]"),
                   "x.exp:18: blocks = 0 will not do; give a number of blocks "
                   "from 1 to 200, such as 6");
    assert_refused(with("[verdict]", "seconds = long\n[verdict]"),
                   "x.exp:18: seconds = long will not do; give a time with "
                   "its unit, such as 1500ms or 2s");
    assert_refused(with("= toy", "= ../toy"),
                   "x.exp:2: name = ../toy will not do; give small letters, "
                   "digits and dashes: files are named after it");
}

static void an_unknown_metric_lists_the_known(void **state)
{
    (void)state;
    char error[EXP_ERROR];
    assert_null(load(with("= rps", "= speed"), error));
    assert_non_null(strstr(error, "x.exp:19: metric = speed will not do"));
    assert_non_null(strstr(error, "one of rps, p50, p90, p99"));
}

static void missing_keys_are_named(void **state)
{
    (void)state;
    assert_refused(with("path = /hello\n", ""),
                   "x.exp:18: [load] lacks path; for example: path = /hello");
    assert_refused(with("label = other\n", ""),
                   "x.exp:18: [server B] lacks label; for example: label = "
                   "threaded");
    assert_refused(with("claim = It scales.", "claim ="),
                   "x.exp:3: claim is empty; for example: claim = It scales "
                   "well.");
}

static void a_key_given_twice_is_refused(void **state)
{
    (void)state;
    assert_refused(with("label = one\n", "label = one\nlabel = two\n"),
                   "x.exp:8: label is given twice in [server A]; keep one");
}

static void names_that_stand_for_nothing_are_refused(void **state)
{
    (void)state;
    assert_refused(with("%(seconds)", "%(second)"),
                   "x.exp:19: %(second) stands for nothing in a command; "
                   "there are %(seconds), %(warmup), %(block), %(here), "
                   "%(dir), %(files), %(peers), %(host) and %(clients)");
}

static void a_line_that_is_no_key_is_refused(void **state)
{
    (void)state;
    assert_refused(with("label = one", "label one"),
                   "x.exp:7: neither a [section] nor key = value");
}

static void a_long_line_is_refused_not_cut(void **state)
{
    (void)state;
    char line[300] = "claim = ";
    memset(line + 8, 'x', 280);
    assert_refused(with("claim = It scales.", line),
                   "x.exp:3: the line is too long; break it before column "
                   "198 and indent the next");
}

static void a_missing_file_is_named(void **state)
{
    (void)state;
    char error[EXP_ERROR];
    assert_null(exp_load("/nonexistent.exp", SET_SHORT, NULL, error));
    assert_string_equal(error, "/nonexistent.exp: No such file or directory");
}

static void names_are_expanded(void **state)
{
    (void)state;
    const struct pair pairs[] = {{"a", "one"}, {"b", ""}, {NULL, NULL}};
    char text[40];
    assert_null(exp_expand("%(a)-%(b)-%(a) 5 % (a)", pairs, text, sizeof text));
    assert_string_equal(text, "one--one 5 % (a)");
    assert_string_equal(exp_expand("x %(c) y", pairs, text, sizeof text),
                        "%(c) y");
    assert_string_equal(text, "x %(c) y");
    assert_null(exp_expand("%(a", pairs, text, 3));
    assert_string_equal(text, "%(");
}

static void words_are_split_at_blanks(void **state)
{
    (void)state;
    char line[] = "  one two\tthree four ", *words[4];
    assert_int_equal(exp_words(line, words, 3), 3);
    assert_string_equal(words[2], "three");
    assert_null(words[3]);
}

static void metrics_are_read_by_formula(void **state)
{
    (void)state;
    json_t *report =
        json_pack("{s:{s:i,s:i,s:i},s:{s:i},s:{s:n}}", "server", "rss_bytes",
                  5000, "rss_before_bytes", 1000, "threads", 7, "census",
                  "established", 8, "measured", "rps");
    assert_non_null(report);
    double a_client = metric_read(metric_find("rss_per_client"), report);
    assert_true(fabs(a_client - 500) < 1e-9);
    assert_true(fabs(metric_read(metric_find("threads"), report) - 7) < 1e-9);
    assert_true(isnan(metric_read(metric_find("rps"), report)));
    assert_true(isnan(metric_read(metric_find("p99"), report)));
    assert_true(isnan(metric_read(metric_find("rps"), NULL)));
    json_decref(report);
}

static void assert_shown(enum unit unit, double value, const char *wanted)
{
    char text[48];
    assert_string_equal(metric_format(unit, value, text, sizeof text), wanted);
}

static void numbers_are_shown_with_their_units(void **state)
{
    (void)state;
    assert_shown(UNIT_COUNT, 118234.4, "118,234");
    assert_shown(UNIT_COUNT, 0.25, "0.25");
    assert_shown(UNIT_COUNT, 1, "1");
    assert_shown(UNIT_COUNT, 0, "0");
    assert_shown(UNIT_MICROS, 83.04, "83 \xc2\xb5s");
    assert_shown(UNIT_MICROS, 999.96, "1 ms");
    assert_shown(UNIT_MICROS, 2.5e6, "2.5 s");
    assert_shown(UNIT_BYTES, 12345678, "12.3 MB");
    assert_shown(UNIT_BYTES, 456, "456 B");
    assert_shown(UNIT_BYTES, NAN, "-");
    assert_shown(UNIT_COUNT, -1234, "-1,234");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_read),
        cmocka_unit_test(points_are_sorted_and_single),
        cmocka_unit_test(defaults_are_six_blocks_on_two_cores),
        cmocka_unit_test(charts_are_read_in_their_order),
        cmocka_unit_test(cores_may_be_any_or_several),
        cmocka_unit_test(unknown_names_are_refused),
        cmocka_unit_test(wrong_values_are_refused_with_the_mend),
        cmocka_unit_test(an_unknown_metric_lists_the_known),
        cmocka_unit_test(missing_keys_are_named),
        cmocka_unit_test(a_key_given_twice_is_refused),
        cmocka_unit_test(names_that_stand_for_nothing_are_refused),
        cmocka_unit_test(a_line_that_is_no_key_is_refused),
        cmocka_unit_test(a_long_line_is_refused_not_cut),
        cmocka_unit_test(a_missing_file_is_named),
        cmocka_unit_test(names_are_expanded),
        cmocka_unit_test(words_are_split_at_blanks),
        cmocka_unit_test(metrics_are_read_by_formula),
        cmocka_unit_test(numbers_are_shown_with_their_units),
    };
    return cmocka_run_group_tests_name("exp", tests, NULL, NULL);
}
