/* chart_timeline.c: one run of each row, second by second (chart.h).
 *
 * The run is the row's middle one: that whose value of the chart's metric is
 * nearest to the median. What plot_timeline() draws of results, it draws of
 * these. */
#include <math.h>
#include <string.h>

#include "chart.h"
#include "plot.h"

static const struct run *middle_run(const struct trial *trial,
                                    const struct metric *metric, int point,
                                    int row)
{
    double median = trial_sum(trial, metric, point, row).value.middle;
    double nearest = INFINITY;
    const struct run *found = NULL;
    for (int i = 0; i < trial->steps_n; i++) {
        const struct run *run = &trial->runs[i];
        if (!run->done || !run->report || run->step.point != point ||
            run->step.rival != row)
            continue;
        double off = fabs(metric_read(metric, run->report) - median);
        if (!found || off < nearest) {
            found = run;
            nearest = isnan(off) ? INFINITY : off;
        }
    }
    return found;
}

int chart_timeline(FILE *out, const struct trial *trial,
                   const struct exp_chart *chart, int point,
                   struct chart_page *page, struct chart_panel *panels)
{
    struct plot plot = {.n = CHART_THEORY};
    struct plot_page drawn = {.n = 0};
    for (int i = 0; i < chart->rows.n; i++) {
        int row = chart->rows.row[i];
        if (row >= CHART_THEORY)
            continue;
        const struct run *run =
            middle_run(trial, chart->metrics[0], point, row);
        if (!run)
            continue;
        plot.series[row].runs = json_pack("[O]", run->report);
        snprintf(plot.series[row].label, PLOT_LABEL, "%s",
                 trial->exp->rows[row].label);
        drawn.hollow |= !run->valid;
    }
    bool any = plot_timeline(out, &plot, &drawn);
    plot_free(&plot);
    if (!any)
        return 0;
    memcpy(panels, drawn.panels, (size_t)drawn.n * sizeof *panels);
    panels[0].hollow = drawn.hollow;
    page->names[CHART_THEORY] = "offered";
    page->stacked = true;
    return drawn.n;
}
