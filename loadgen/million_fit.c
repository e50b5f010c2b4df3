/* million_fit.c: lines through looks, and where they lead (million.h).
 *
 * Each block gives a line of its own, and the lines' spread over blocks gives
 * the uncertainty, by Student's t: looks within a block share its conditions
 * and are no independent witnesses. Says nothing of what changes in kind
 * between the last look and the point that a line is carried to. */
#include <math.h>

#include "million.h"

const char *const quantity_names[QUANTITIES] = {
    [QUANTITY_RSS] = "rss_bytes",
    [QUANTITY_STACK] = "kernel_stack_bytes",
    [QUANTITY_SLAB] = "slab_bytes",
    [QUANTITY_TABLES] = "page_table_bytes",
    [QUANTITY_MEMORY] = "memory_bytes",
    [QUANTITY_THREADS] = "threads",
    [QUANTITY_FDS] = "fds",
};

const char *const quantity_words[QUANTITIES] = {
    [QUANTITY_RSS] = "resident memory of the server",
    [QUANTITY_STACK] = "kernel stacks",
    [QUANTITY_SLAB] = "kernel objects, both ends of loopback",
    [QUANTITY_TABLES] = "page tables",
    [QUANTITY_MEMORY] = "memory in all",
    [QUANTITY_THREADS] = "threads",
    [QUANTITY_FDS] = "descriptors",
};

struct million_line million_line(const double *x, const double *y, int n)
{
    double sum_x = 0, sum_y = 0, xx = 0, xy = 0, yy = 0;
    int kept = 0;
    for (int i = 0; i < n; i++)
        if (isfinite(y[i])) {
            sum_x += x[i];
            sum_y += y[i];
            kept++;
        }
    for (int i = 0; i < n; i++)
        if (isfinite(y[i])) {
            double dx = x[i] - sum_x / kept, dy = y[i] - sum_y / kept;
            xx += dx * dx;
            xy += dx * dy;
            yy += dy * dy;
        }
    if (xx <= 0)
        return (struct million_line){.base = NAN, .slope = NAN};
    double slope = xy / xx, rest = yy - slope * xy;
    return (struct million_line){
        .base = (sum_y - slope * sum_x) / kept,
        .slope = slope,
        .stray = kept > 2 && rest > 0 ? sqrt(rest / (kept - 2)) : 0,
        .points = kept,
        .mean = sum_x / kept,
        .squares = xx};
}

struct million_line million_line_of(const struct million_look *looks, int n,
                                    enum quantity quantity)
{
    double x[MILLION_STEPS + 1], y[MILLION_STEPS + 1];
    for (int i = 0; i < n; i++) {
        x[i] = (double)looks[i].clients;
        y[i] = looks[i].value[quantity];
    }
    return million_line(x, y, n);
}

/* The 97.5 % quantile of Student's t. */
static double student(int freedom)
{
    static const double t[] = {12.706, 4.303, 3.182, 2.776, 2.571,
                               2.447,  2.365, 2.306, 2.262, 2.228};
    int last = (int)(sizeof t / sizeof t[0]);
    return t[freedom > last ? last - 1 : freedom - 1];
}

struct interval million_estimate(const double *values, int n, bool spread)
{
    double sum = 0, squares = 0;
    int kept = 0;
    for (int i = 0; i < n; i++)
        if (isfinite(values[i])) {
            sum += values[i];
            kept++;
        }
    struct interval found = {NAN, NAN, NAN, 0, kept};
    if (kept == 0)
        return found;
    found.middle = sum / kept;
    if (kept == 1)
        return found;
    for (int i = 0; i < n; i++)
        if (isfinite(values[i]))
            squares += (values[i] - found.middle) * (values[i] - found.middle);
    double half = student(kept - 1) * sqrt(squares / (kept - 1)) *
                  sqrt((spread ? 1 : 0) + 1.0 / kept);
    found.low = found.middle - half;
    found.high = found.middle + half;
    found.coverage = STATS_WANTED;
    return found;
}

struct interval million_slope(const struct million_fit *fit)
{
    double values[MILLION_BLOCKS];
    for (int i = 0; i < fit->n; i++)
        values[i] = fit->lines[i].slope;
    return million_estimate(values, fit->n, false);
}

/* The variance of a new point at x, as a line knows it. */
static double variance(const struct million_line *line, double x)
{
    double away = x - line->mean;
    if (line->stray <= 0 || line->squares <= 0)
        return 0;
    return line->stray * line->stray *
           (1 + 1 / line->points + away * away / line->squares);
}

struct interval million_reach(const struct million_fit *fit, int processes,
                              double x)
{
    double values[MILLION_BLOCKS] = {0}, own = 0;
    for (int i = 0; i < fit->n; i++) {
        values[i] = fit->lines[i].base * processes + fit->lines[i].slope * x;
        own += variance(&fit->lines[i], x) / fit->n;
    }
    struct interval found = million_estimate(values, fit->n, true);
    if (fit->n < 2)
        return found;
    double half =
        hypot(found.high - found.middle, student(fit->n - 1) * sqrt(own));
    found.low = found.middle - half;
    found.high = found.middle + half;
    return found;
}

struct interval million_predict(const struct million_fit *fit, int processes,
                                int64_t clients)
{
    return million_reach(fit, processes, (double)clients);
}
