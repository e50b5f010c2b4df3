/* stats.h: medians and intervals that need no bell curve.
 *
 * The interval around a median is taken between two of the sorted values
 * themselves. How surely it holds the true median follows from coin tosses
 * alone, so its coverage is exact for any continuous distribution. */
#ifndef LOADGEN_STATS_H
#define LOADGEN_STATS_H

enum {
    STATS_MAX = 200, /* values at most; more are ignored */
    STATS_FEW = 6    /* fewer cannot be sure by coin tosses alone */
};

#define STATS_WANTED 0.95 /* the coverage that a claim needs */

struct interval {
    double middle;   /* the median; NAN when n is 0 */
    double low;      /* the k-th smallest value */
    double high;     /* the k-th largest value */
    double coverage; /* the chance that [low, high] holds the true median */
    int n;           /* how many values it comes from */
};

/* The chance that the k-th smallest and the k-th largest of n values (k from
 * 1) lie on either side of the true median. 0 when they cross. */
double stats_coverage(int n, int k);

/* The largest k whose coverage is still at least `wanted`: the tightest such
 * interval. 1 (smallest to largest) when none reaches it. */
int stats_rank(int n, double wanted);

/* The median of n values and its interval, which covers 95 % or more where n
 * allows that (n >= 6), else from the smallest to the largest value. Values
 * that are NAN are left out. Does not change `values`. */
struct interval stats_interval(const double *values, int n);

/* The same over b[i] / a[i]: medians are taken of ln(b / a), so that 2 and
 * 1/2 are equally far from 1. Pairs are left out where a value is NAN or not
 * above 0. Where there are 2 to 5, the interval is the wider one that
 * Student's t gives their logarithms, as if those followed a bell curve (95 %);
 * one alone has a coverage of 0. */
struct interval stats_ratio(const double *a, const double *b, int n);

#endif
