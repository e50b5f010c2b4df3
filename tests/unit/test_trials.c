/* Every experiment's verdicts on data with a known answer: a win, a loss, a
 * tie, runs that are invalid, blocks that are missing.
 *
 * The data goes the way of a replay: kept runs, points, schedule, verdict. A
 * run's result holds just what the verdict's metric reads. */
#include <glob.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../loadgen/compare.h"
#include "../../loadgen/exp_formula.h"

enum { BLOCKS = 6 };

enum answer { WIN, LOSS, TIE, INVALID, MISSING, ANSWERS };

static struct session session;

/* ---- a result in which a metric has a wanted value -------------------- */

/* Sets "part.field" or "mix.1.latency_us.p99", making what is missing. */
static void set_path(json_t *report, const char *path, double value)
{
    char parts[96], *rest = NULL;
    json_t *at = report;
    snprintf(parts, sizeof parts, "%s", path);
    char *part = strtok_r(parts, ".", &rest);
    for (char *next; (next = strtok_r(NULL, ".", &rest)); part = next) {
        bool list = next[0] >= '0' && next[0] <= '9';
        json_t *inner = json_is_array(at)
                            ? json_array_get(at, (size_t)atoi(part))
                            : json_object_get(at, part);
        if (!inner) {
            inner = list ? json_pack("[{},{},{},{}]") : json_object();
            json_object_set_new(at, part, inner);
        }
        at = inner;
    }
    json_object_set_new(at, part, json_real(value));
}

/* Late for `value` microseconds after a spike that ended after 2 s. */
static void set_recovery(json_t *report, double value)
{
    json_t *samples = json_array();
    double until = 2 + value / 1e6;
    for (int i = 1; i <= 20; i++)
        json_array_append_new(
            samples, json_pack("{s:f,s:f}", "t_s", i * 0.04, "p50_us", 10e3));
    json_array_append_new(samples,
                          json_pack("{s:f,s:f}", "t_s", until, "p50_us", 5e6));
    json_array_append_new(
        samples, json_pack("{s:f,s:f}", "t_s", until + 1, "p50_us", 10e3));
    json_object_set_new(report, "samples", samples);
    json_object_set_new(report, "load",
                        json_pack("{s:[[f,i],[f,i],[f,i]]}", "profile", 0.0, 30,
                                  1.0, 300, 2.0, 30));
}

static json_t *result_with(const struct metric *metric, double value)
{
    json_t *report = json_object();
    char operation = '=', field[96];
    if (strcmp(metric->formula, "recovery") == 0) {
        set_recovery(report, value);
        return report;
    }
    for (const char *at = metric->formula; *at;) {
        size_t length = strcspn(at, " ");
        snprintf(field, sizeof field, "%.*s", (int)length, at);
        if (length == 1)
            operation = *at;
        else
            set_path(report, field,
                     operation == '='   ? value
                     : operation == '/' ? 1
                                        : 0);
        at += length + (at[length] == ' ');
    }
    return report;
}

/* ---- kept runs -------------------------------------------------------- */

/* Some per cent up and down, so that a tie is one. */
static double wobble(int block, int row)
{
    static const double part[BLOCKS] = {0.02, -0.02, 0.01, -0.01, 0.03, -0.03};
    return 1 + (row % 2 ? part[block] : -part[block]);
}

static void keep(const struct exp *exp, int row, int block, int64_t at,
                 const struct metric *metric, double value, bool valid)
{
    json_t *report = result_with(metric, value);
    json_array_append_new(
        session.kept,
        json_pack("{s:s,s:i,s:s,s:s,s:I,s:i,s:b,s:b,s:s,s:o}", "experiment",
                  exp->name, "block", block + 1, "kind",
                  row < 0 ? "noise" : "compare", "server",
                  exp->rows[row < 0 ? 0 : row].name, "at", (json_int_t)at,
                  "turn", row == -2, "valid", valid, "costs_hold", 0, "why",
                  valid ? "" : "the generator was late; give it a core",
                  "report", report));
}

/* What row b measures when the answer is that, and row a measures `usual`. */
static double value_of(enum answer answer, double usual)
{
    return answer == LOSS ? usual / 3 : answer == TIE ? usual : usual * 3;
}

static void simulate(const struct exp *exp, int v, enum answer answer,
                     int64_t at, double usual)
{
    const struct exp_verdict *asked = &exp->verdicts[v];
    for (int block = 0; block < BLOCKS; block++) {
        for (int row = 0; row < exp->rows_n; row++) {
            double value = row == asked->b ? value_of(answer, usual) : usual;
            if (answer == MISSING && row == asked->b && block % 2 == 0)
                continue;
            bool valid = answer != INVALID || row != asked->b;
            keep(exp, row, block, at, asked->metric,
                 value * wobble(block, row == asked->b), valid);
        }
        keep(exp, -1, block, at, asked->metric, usual, true);
        keep(exp, -2, block, at, asked->metric,
             usual * (1 + (block % 2 ? 0.01 : -0.01)), true);
    }
}

/* ---- the questions ---------------------------------------------------- */

static void assert_finding(const char *file, int v, enum answer answer)
{
    char error[EXP_ERROR];
    struct trial *trial = &session.trials[0];
    struct telling told;
    memset(trial, 0, sizeof *trial);
    trial->exp = exp_load(file, SET_FULL, "node", error);
    assert_string_equal(error, "");
    const struct exp *exp = trial->exp;
    const struct exp_verdict *asked = &exp->verdicts[v];
    int64_t at = asked->at.n > 0 ? asked->at.value[0]
                 : exp->vary     ? exp->points.value[exp->points.n - 1]
                                 : 0;
    double usual = 1e6;
    if (asked->a < 0)
        formula_work(asked->expect, exp->vary, (double)at, &usual);
    session.kept = json_array();
    simulate(exp, v, answer, at, usual);
    assert_int_equal(trial_prepare(&session, trial), 0);
    trial_tell(trial, v, &told);
    enum finding finding = told.verdict.finding;
    bool formula = asked->a < 0;
    if (answer == INVALID)
        assert_int_equal(finding, FINDING_NONE);
    else if (answer == TIE && formula)
        assert_int_equal(finding, FINDING_AGREES);
    else if (answer == TIE)
        assert_true(verdict_is_tie(finding));
    else
        assert_int_equal(finding, answer == LOSS ? FINDING_LESS : FINDING_MORE);
    assert_int_equal(told.verdict.missing, answer == MISSING   ? BLOCKS / 2
                                           : answer == INVALID ? BLOCKS
                                                               : 0);
    if (answer == INVALID)
        assert_non_null(strstr(told.sentence, "nvalid: the generator was"));
    if (answer == MISSING)
        assert_non_null(strstr(told.sentence, "as far as 3 blocks can tell"));
    if (answer == TIE && !formula)
        assert_non_null(strstr(told.sentence, "o difference shown in"));
    assert_null(strstr(told.sentence, "%("));
    assert_true(strlen(told.sentence) > 20);
    trial_free(trial);
    json_decref(session.kept);
    session.kept = NULL;
}

static void assert_every(enum answer answer)
{
    glob_t files;
    char error[EXP_ERROR];
    session.options.replay = "simulated";
    session.seed = 1;
    assert_int_equal(glob("scripts/experiments/*.exp", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        struct exp *exp = exp_load(files.gl_pathv[i], SET_FULL, "node", error);
        assert_string_equal(error, "");
        int n = exp->verdicts_n;
        exp_free(exp);
        for (int v = 0; v < n; v++)
            assert_finding(files.gl_pathv[i], v, answer);
    }
    assert_true(files.gl_pathc > 1);
    globfree(&files);
}

static void a_win_is_found(void **state)
{
    (void)state;
    assert_every(WIN);
}

static void a_loss_is_found(void **state)
{
    (void)state;
    assert_every(LOSS);
}

static void a_tie_claims_nothing_and_a_formula_met_agrees(void **state)
{
    (void)state;
    assert_every(TIE);
}

static void invalid_runs_give_no_verdict_but_the_reason(void **state)
{
    (void)state;
    assert_every(INVALID);
}

static void missing_blocks_are_counted_and_said(void **state)
{
    (void)state;
    assert_every(MISSING);
}

/* Told of is the largest point that half of the blocks tell of. */
static void the_telling_point_has_blocks(void **state)
{
    (void)state;
    const struct trial trial = {.points = 4, .blocks = 6};
    assert_int_equal(trial_telling_point(&trial, (int[]){6, 6, 6, 3}), 3);
    assert_int_equal(trial_telling_point(&trial, (int[]){6, 6, 4, 1}), 2);
    assert_int_equal(trial_telling_point(&trial, (int[]){1, 2, 2, 1}), 2);
    assert_int_equal(trial_telling_point(&trial, (int[]){1, 0, 0, 0}), 0);
    assert_int_equal(trial_telling_point(&trial, (int[]){0, 0, 0, 0}), -1);
}

/* Each set of each file can be read, with and without every peer. */
static void every_set_can_be_read(void **state)
{
    (void)state;
    static const char *const peers[] = {NULL, "node", "node nginx apache"};
    glob_t files;
    char error[EXP_ERROR];
    assert_int_equal(glob("scripts/experiments/*.exp", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++)
        for (int set = SET_SHORT; set <= SET_TOY; set++)
            for (size_t j = 0; j < sizeof peers / sizeof peers[0]; j++) {
                struct exp *exp = exp_load(files.gl_pathv[i], (enum exp_set)set,
                                           peers[j], error);
                assert_string_equal(error, "");
                exp_free(exp);
            }
    globfree(&files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_win_is_found),
        cmocka_unit_test(a_loss_is_found),
        cmocka_unit_test(a_tie_claims_nothing_and_a_formula_met_agrees),
        cmocka_unit_test(invalid_runs_give_no_verdict_but_the_reason),
        cmocka_unit_test(missing_blocks_are_counted_and_said),
        cmocka_unit_test(the_telling_point_has_blocks),
        cmocka_unit_test(every_set_can_be_read),
    };
    return cmocka_run_group_tests_name("trials", tests, NULL, NULL);
}
