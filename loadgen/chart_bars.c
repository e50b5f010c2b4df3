/* chart_bars.c: a metric of each row, as bars that lie (chart.h).
 *
 * A bar is the median over its runs, its whisker the exact interval. One with
 * an invalid run is hollow. A black mark is what theory expects. */
#include <math.h>
#include <string.h>

#include "chart.h"
#include "exp_formula.h"

/* What a row's `expect` speaks of: the metric of the verdict that holds the
 * row against it, or else of the headline. */
static const struct metric *subject(const struct exp *exp, int row)
{
    for (int i = 0; i < exp->verdicts_n; i++)
        if (exp->verdicts[i].a < 0 && exp->verdicts[i].b == row &&
            !exp->verdicts[i].expect)
            return exp->verdicts[i].metric;
    return exp->verdicts[0].metric;
}

/* What theory says of that row's metric at that point; NAN if nothing. */
static double expected(const struct trial *trial, const struct metric *metric,
                       int row, int point)
{
    const char *formula = trial->exp->rows[row].expect;
    double value = NAN;
    if (formula && subject(trial->exp, row) == metric)
        formula_work(formula, trial->exp->vary, (double)trial_at(trial, point),
                     &value);
    return value;
}

static void write_bar(FILE *out, const struct point_sum *sum, double y,
                      double theory)
{
    fprintf(out, "%g %.10g %.10g %.10g %d ", y, sum->value.middle,
            sum->value.low, sum->value.high, sum->hollow);
    if (isfinite(theory))
        fprintf(out, "%.10g\n", theory);
    else
        fputs("NaN\n", out);
}

/* What is written at the end of the bar. */
static void write_value(struct chart_panel *panel, int row,
                        const struct metric *metric,
                        const struct point_sum *sum)
{
    char value[48];
    metric_format(metric->unit, sum->value.middle, value, sizeof value);
    snprintf(panel->bar_text[row], sizeof panel->bar_text[row], "%s%s", value,
             sum->valid == 0 ? " (invalid)" : "");
}

bool chart_bars(FILE *out, const struct trial *trial,
                const struct exp_chart *chart, int point, int n,
                struct chart_panel *panel)
{
    const struct metric *metric = chart->metrics[0];
    double low = INFINITY, high = 0;
    char place[100];
    *panel = (struct chart_panel){.bars = chart->rows.n, .x_title = ""};
    trial_place(trial, point, place, sizeof place);
    snprintf(panel->heading, sizeof panel->heading, "%s%s%s", metric->axis,
             *place ? ", " : "", place);
    for (int i = 0; i < chart->rows.n; i++) {
        int row = chart->rows.row[i];
        struct point_sum sum = trial_sum(trial, metric, point, row);
        double theory = expected(trial, metric, row, point);
        if (!isfinite(sum.value.middle))
            continue;
        fprintf(out, "$P%dS%d << EOD\n", n, row);
        write_bar(out, &sum, chart->rows.n - i, theory);
        fputs("EOD\n", out);
        write_value(panel, row, metric, &sum);
        panel->used[row] = true;
        panel->hollow |= sum.hollow;
        panel->theory |= isfinite(theory);
        panel->end_x[row] = sum.value.high;
        /* no value stands on a mark that is near */
        if (theory > sum.value.high && theory < 2.2 * sum.value.high)
            panel->end_x[row] = theory;
        panel->end_y[row] = chart->rows.n - i;
        low = fmin(low, fmin(sum.value.low, isfinite(theory) ? theory : low));
        high =
            fmax(high, fmax(sum.value.high, isfinite(theory) ? theory : high));
    }
    if (low > high)
        return false;
    if (metric->log && low > 0)
        chart_axis_log(&panel->x, low / 2, high, metric->unit);
    else
        chart_axis_linear(&panel->x, high, metric->unit);
    panel->y = (struct chart_axis){.low = 0.4, .high = chart->rows.n + 0.6};
    return true;
}
