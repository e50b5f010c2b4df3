/* stats.c: see stats.h.
 *
 * Promises exact coverages up to STATS_MAX values. Does not throw out what it
 * dislikes, and assumes a bell curve only where ratios are too few to do
 * without one. */
#include "stats.h"

#include <math.h>
#include <stdlib.h>

double stats_coverage(int n, int k)
{
    if (n < 1 || k < 1 || 2 * k > n + 1)
        return 0;
    double term = pow(0.5, n); /* the chance of i heads in n tosses */
    double tail = 0;
    for (int i = 0; i < k; i++) {
        tail += term;
        term *= (double)(n - i) / (i + 1);
    }
    double coverage = 1 - 2 * tail;
    return coverage > 0 ? coverage : 0;
}

int stats_rank(int n, double wanted)
{
    int k = 1;
    while (stats_coverage(n, k + 1) >= wanted)
        k++;
    return k;
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

struct interval stats_interval(const double *values, int n)
{
    double sorted[STATS_MAX];
    int kept = 0;
    for (int i = 0; i < n && kept < STATS_MAX; i++)
        if (!isnan(values[i]))
            sorted[kept++] = values[i];
    if (kept == 0)
        return (struct interval){NAN, NAN, NAN, 0, 0};
    qsort(sorted, (size_t)kept, sizeof sorted[0], ascending);
    int k = stats_rank(kept, STATS_WANTED);
    return (struct interval){
        .middle = (sorted[(kept - 1) / 2] + sorted[kept / 2]) / 2,
        .low = sorted[k - 1],
        .high = sorted[kept - k],
        .coverage = stats_coverage(kept, k),
        .n = kept,
    };
}

/* Student's t, two-sided 95 %, for n - 1 degrees of freedom. */
static const double students_t[STATS_FEW] = {0,      0,      12.7062,
                                             4.3027, 3.1824, 2.7764};

/* Few values lie close together by luck: the interval that Student's t gives
 * them, of the same coverage that many would have. */
static void widen(struct interval *found, const double *values, int n)
{
    double sum = 0, squares = 0;
    for (int i = 0; i < n; i++)
        sum += isnan(values[i]) ? 0 : values[i];
    double mean = sum / found->n;
    for (int i = 0; i < n; i++)
        squares +=
            isnan(values[i]) ? 0 : (values[i] - mean) * (values[i] - mean);
    double half =
        students_t[found->n] * sqrt(squares / (found->n - 1) / found->n);
    found->low = fmin(found->low, mean - half);
    found->high = fmax(found->high, mean + half);
    found->coverage = STATS_WANTED;
}

struct interval stats_ratio(const double *a, const double *b, int n)
{
    double logs[STATS_MAX] = {0};
    if (n > STATS_MAX)
        n = STATS_MAX;
    for (int i = 0; i < n; i++)
        logs[i] = a[i] > 0 && b[i] > 0 ? log(b[i] / a[i]) : NAN;
    struct interval found = stats_interval(logs, n);
    if (found.n >= 2 && found.n < STATS_FEW)
        widen(&found, logs, n);
    found.middle = exp(found.middle);
    found.low = exp(found.low);
    found.high = exp(found.high);
    return found;
}
