/* compare_slim.c: what results.json keeps of a run's report (compare.h).
 *
 * All numbers stay, and of the histograms and samples those that a chart of
 * the experiment draws: so it can be redrawn, and is a tenth as large. The
 * whole reports are in runs/. */
#include <string.h>

#include "compare.h"

static bool has(const int64_t *values, int n, int64_t value)
{
    for (int i = 0; i < n; i++)
        if (values[i] == value)
            return true;
    return false;
}

/* Whether a chart shows the point. One that names no point which was run
 * shows whichever turns out the best. */
static bool shows(const struct exp_chart *chart, const struct trial *trial,
                  int64_t at)
{
    bool names_any = false;
    for (int i = 0; i < chart->at.n; i++)
        names_any |= has(trial->at, trial->points, chart->at.value[i]);
    return !names_any || has(chart->at.value, chart->at.n, at);
}

/* Whether a chart of one of two kinds shows the point. */
static bool drawn(const struct trial *trial, int64_t at, enum exp_draw one,
                  enum exp_draw other)
{
    for (int i = 0; i < trial->exp->charts_n; i++) {
        const struct exp_chart *chart = &trial->exp->charts[i];
        if ((chart->draw == one || chart->draw == other) &&
            shows(chart, trial, at))
            return true;
    }
    return false;
}

/* A run whose times are not the response's has them in "histogram" by now. */
static void drop_sources(json_t *report)
{
    static const char *const sources[] = {"service_histogram", "lag_histogram",
                                          "wait_histogram", "connect_histogram",
                                          "arguments"};
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
        json_object_del(report, sources[i]);
    json_t *mix = json_deep_copy(json_object_get(report, "mix"));
    for (size_t i = 0; i < json_array_size(mix); i++)
        json_object_del(json_array_get(mix, i), "histogram");
    if (mix)
        json_object_set_new(report, "mix", mix);
}

json_t *compare_slim(const struct trial *trial, const struct run *run)
{
    int64_t at = trial_at(trial, run->step.point);
    bool noise = run->step.point == trial->points;
    json_t *report = json_copy(run->report);
    drop_sources(report);
    if (noise || !drawn(trial, at, DRAW_PERCENTILES, DRAW_CDF))
        json_object_del(report, "histogram");
    if (noise || !drawn(trial, at, DRAW_TIMELINE, DRAW_TIMELINE))
        json_object_del(report, "samples");
    return report;
}
