/* compare_sum.c: what the runs of a trial amount to (compare.h).
 *
 * Percentiles are never averaged: a value is one run's own, ratios are taken
 * inside a block, and medians over blocks. An invalid run counts in no ratio.
 */
#include <math.h>
#include <string.h>

#include "compare.h"
#include "exp_formula.h"

/* Whether a run's value of that metric may be compared. */
static bool counts(const struct run *run, const struct metric *metric)
{
    return run->report && (run->valid || (run->costs_hold && metric->cost));
}

static bool is_of(const struct run *run, int point, int row)
{
    return run->done && run->step.point == point && run->step.rival == row;
}

static void collect(const struct trial *trial, const struct metric *metric,
                    int point, int row, bool valid, double *values)
{
    for (int i = 0; i < STATS_MAX; i++)
        values[i] = NAN;
    for (int i = 0; i < trial->steps_n; i++) {
        const struct run *run = &trial->runs[i];
        if (is_of(run, point, row) && counts(run, metric) == valid)
            values[run->step.block] = metric_read(metric, run->report);
    }
}

void trial_values(const struct trial *trial, const struct metric *metric,
                  int point, int row, double values[STATS_MAX])
{
    collect(trial, metric, point, row, true, values);
}

struct point_sum trial_sum(const struct trial *trial,
                           const struct metric *metric, int point, int row)
{
    double values[STATS_MAX];
    struct point_sum sum = {.valid = 0};
    for (int i = 0; i < trial->steps_n; i++) {
        const struct run *run = &trial->runs[i];
        if (!is_of(run, point, row))
            continue;
        if (counts(run, metric))
            sum.valid++;
        else
            sum.invalid++;
    }
    collect(trial, metric, point, row, sum.valid > 0, values);
    sum.value = stats_interval(values, trial->blocks);
    sum.hollow = sum.invalid > 0;
    return sum;
}

/* Which of the rows that ran against themselves tells of a row's noise: one
 * with the same load, else the first. */
static int noise_pair(const struct trial *trial, int row)
{
    const struct exp *exp = trial->exp;
    const struct exp_row *mine = &exp->rows[row];
    for (int i = 0; i < exp->noise_rows.n; i++) {
        const struct exp_row *other = &exp->rows[exp->noise_rows.row[i]];
        if (strcmp(mine->load, other->load) == 0 &&
            strcmp(mine->path, other->path) == 0 &&
            strcmp(mine->options, other->options) == 0 &&
            mine->rtt == other->rtt)
            return i;
    }
    return 0;
}

struct verdict trial_ratio(const struct trial *trial,
                           const struct metric *metric, int point, int a, int b)
{
    double of_a[STATS_MAX], of_b[STATS_MAX];
    double noise_a[STATS_MAX], noise_b[STATS_MAX];
    trial_values(trial, metric, point, a, of_a);
    trial_values(trial, metric, point, b, of_b);
    int pair = noise_pair(trial, a);
    trial_values(trial, metric, trial->points, 2 * pair, noise_a);
    trial_values(trial, metric, trial->points, 2 * pair + 1, noise_b);
    struct verdict verdict =
        verdict_reach(of_a, of_b, noise_a, noise_b, trial->blocks);
    verdict_mind_step(&verdict, metric_step(metric),
                      fmin(stats_interval(of_a, trial->blocks).middle,
                           stats_interval(of_b, trial->blocks).middle));
    return verdict;
}

double trial_expected(const struct trial *trial, int i, int point)
{
    const struct exp_verdict *asked = &trial->exp->verdicts[i];
    double expected = NAN;
    if (asked->expect)
        formula_work(asked->expect, trial->exp->vary,
                     (double)trial_at(trial, point), &expected);
    return expected;
}

struct verdict trial_verdict(const struct trial *trial, int i, int point)
{
    const struct exp_verdict *asked = &trial->exp->verdicts[i];
    double values[STATS_MAX];
    if (asked->a >= 0)
        return trial_ratio(trial, asked->metric, point, asked->a, asked->b);
    trial_values(trial, asked->metric, point, asked->b, values);
    return verdict_expect(values, trial_expected(trial, i, point),
                          asked->tolerance, trial->blocks);
}

int trial_telling_point(const struct trial *trial, const int *blocks)
{
    int best = -1;
    for (int point = 0; point < trial->points; point++)
        if (blocks[point] > 0 && (2 * blocks[point] >= trial->blocks ||
                                  best < 0 || blocks[point] >= blocks[best]))
            best = point;
    return best;
}

int trial_headline(const struct trial *trial, int i)
{
    const struct exp_verdict *asked = &trial->exp->verdicts[i];
    int blocks[EXP_POINTS];
    for (int point = 0; point < trial->points; point++) {
        if (asked->at.n > 0 && trial->at[point] == asked->at.value[0])
            return point;
        blocks[point] = trial_verdict(trial, i, point).ratio.n;
    }
    return trial_telling_point(trial, blocks);
}

bool trial_measured(const struct trial *trial, const struct metric *metric)
{
    for (int i = 0; i < trial->steps_n; i++)
        if (isfinite(metric_read(metric, trial->runs[i].report)))
            return true;
    return false;
}
