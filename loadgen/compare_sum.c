/* compare_sum.c: what the runs of a trial amount to (compare.h).
 *
 * Percentiles are never averaged: a value is one run's own, ratios are taken
 * inside a block, and medians over blocks. An invalid run counts in no ratio.
 */
#include <math.h>
#include <string.h>

#include "compare.h"

/* Whether a run's value of that metric may be compared. */
static bool counts(const struct run *run, const struct metric *metric)
{
    return run->report && (run->valid || (run->costs_hold && metric->cost));
}

static void collect(const struct trial *trial, const struct metric *metric,
                    int point, int rival, bool valid, double *values)
{
    for (int i = 0; i < STATS_MAX; i++)
        values[i] = NAN;
    for (int i = 0; i < trial->done; i++) {
        const struct run *run = &trial->runs[i];
        if (run->step.point == point && run->step.rival == rival &&
            counts(run, metric) == valid)
            values[run->step.block] = metric_read(metric, run->report);
    }
}

void trial_values(const struct trial *trial, const struct metric *metric,
                  int point, int rival, double values[STATS_MAX])
{
    collect(trial, metric, point, rival, true, values);
}

struct point_sum trial_sum(const struct trial *trial,
                           const struct metric *metric, int point, int rival)
{
    double values[STATS_MAX];
    struct point_sum sum = {.valid = 0};
    for (int i = 0; i < trial->done; i++) {
        const struct run *run = &trial->runs[i];
        if (run->step.point != point || run->step.rival != rival)
            continue;
        if (counts(run, metric))
            sum.valid++;
        else
            sum.invalid++;
    }
    collect(trial, metric, point, rival, sum.valid > 0, values);
    sum.value = stats_interval(values, trial->blocks);
    sum.hollow = sum.invalid > 0;
    return sum;
}

struct verdict trial_verdict(const struct trial *trial,
                             const struct metric *metric, int point)
{
    double a[STATS_MAX], b[STATS_MAX], noise_a[STATS_MAX], noise_b[STATS_MAX];
    trial_values(trial, metric, point, 0, a);
    trial_values(trial, metric, point, 1, b);
    trial_values(trial, metric, trial->points, 0, noise_a);
    trial_values(trial, metric, trial->points, 1, noise_b);
    return verdict_reach(a, b, noise_a, noise_b, trial->blocks);
}

int trial_headline(const struct trial *trial, const struct metric *metric)
{
    for (int point = trial->points - 1; point >= 0; point--)
        if (trial_verdict(trial, metric, point).finding != FINDING_NONE)
            return point;
    return -1;
}
