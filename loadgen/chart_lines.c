/* chart_lines.c: a metric against what is varied (chart.h).
 *
 * A point is the median over its runs, its whiskers the exact interval. A
 * point with an invalid run is hollow; one with no other shows those. */
#include <math.h>
#include <string.h>

#include "chart.h"
#include "exp_formula.h"

/* How far the rows' points stand apart, to the left and right of their value,
 * as a share of the axis, so as not to hide one another. */
static const double ASIDE = 0.018;

struct span {
    double low, high;
};

static void widen(struct span *span, double value)
{
    span->low = fmin(span->low, value);
    span->high = fmax(span->high, value);
}

static bool drawable(const struct metric *metric, double value)
{
    return isfinite(value) && (!metric->log || value > 0);
}

/* One row's points: x, median, low, high, and whether it is hollow. */
static void write_points(FILE *out, const struct trial *trial,
                         const struct metric *metric, int row, double aside,
                         struct chart_panel *panel, struct span *span)
{
    for (int point = 0; point < trial->points; point++) {
        struct point_sum sum = trial_sum(trial, metric, point, row);
        double x = (double)trial->at[point] * aside, y = sum.value.middle;
        if (!drawable(metric, y) || !drawable(metric, sum.value.low))
            continue;
        fprintf(out, "%.10g %.10g %.10g %.10g %d\n", x, y, sum.value.low,
                sum.value.high, sum.hollow);
        widen(span, sum.value.low);
        widen(span, sum.value.high);
        panel->used[row] = true;
        panel->hollow |= sum.hollow;
        panel->end_x[row] = x;
        panel->end_y[row] = y;
    }
}

/* The line of theory, through its values at a hundred places. It does not
 * stretch the axis by more than half. */
static void write_theory(FILE *out, const struct trial *trial,
                         const struct exp_chart *chart,
                         struct chart_panel *panel, struct span *span)
{
    enum { PLACES = 100 };
    double first = (double)trial->at[0], most = 1.5 * span->high;
    double last = (double)trial->at[trial->points - 1];
    fprintf(out, "$P0S%d << EOD\n", CHART_THEORY);
    for (int i = 0; i <= PLACES; i++) {
        double x = first * pow(last / first, (double)i / PLACES), y = NAN;
        formula_work(chart->theory, trial->exp->vary, x, &y);
        if (!isfinite(y) || y <= 0 || y > most)
            continue;
        fprintf(out, "%.10g %.10g\n", x, y);
        widen(span, y);
        panel->used[CHART_THEORY] = true;
        panel->end_x[CHART_THEORY] = x;
        panel->end_y[CHART_THEORY] = y;
    }
    fputs("EOD\n", out);
}

bool chart_lines(FILE *out, const struct trial *trial,
                 const struct exp_chart *chart, const struct metric *metric,
                 int n, struct chart_panel *panel)
{
    struct span span = {INFINITY, -INFINITY};
    const struct exp *declared = trial->exp;
    *panel = (struct chart_panel){.x_title = declared->unit ? declared->unit
                                                            : declared->vary,
                                  .points = true};
    snprintf(panel->heading, sizeof panel->heading, "%s", metric->axis);
    if (!declared->vary)
        return false;
    chart_axis_clients(&panel->x, trial->at, trial->points, chart->panels);
    double wide = log(panel->x.high / panel->x.low);
    for (int i = 0; i < chart->rows.n; i++) {
        int row = chart->rows.row[i];
        double side = (i - (chart->rows.n - 1) / 2.0) / chart->rows.n;
        fprintf(out, "$P%dS%d << EOD\n", n, row);
        write_points(out, trial, metric, row, exp(side * ASIDE * wide), panel,
                     &span);
        fputs("EOD\n", out);
    }
    if (span.low > span.high)
        return false;
    if (chart->theory && n == 0)
        write_theory(out, trial, chart, panel, &span);
    if (metric->log || (chart->log && span.low > 0))
        chart_axis_log(&panel->y, span.low, span.high, metric->unit);
    else
        chart_axis_linear(&panel->y, span.high, metric->unit);
    return true;
}
