/* plot_timeline.c: what happened when: offered, goodput, queue, p99 (plot.h).
 *
 * One run, from its samples, ten a second. A sample without an answer has no
 * p99: the line has a gap there, which is what a stall looks like. */
#include <math.h>
#include <string.h>

#include "plot.h"

struct row {
    const char *field, *heading;
    int panel;
};

/* The queue is last: a closed loop has none. */
static const struct row rows[] = {
    {"rate", "requests a second", 0},
    {"p99_us", "latency, 99 %", 1},
    {"queue", "requests that wait for a connection", 2},
};

enum { ROWS = sizeof rows / sizeof rows[0], PANELS = 3 };

struct extent {
    double low, high;
};

static double number(const json_t *sample, const char *field)
{
    const json_t *value = json_object_get(sample, field);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static void write_row(FILE *out, const json_t *samples, const struct row *row,
                      int series, struct chart_panel *panel,
                      struct extent *extent)
{
    const json_t *sample;
    size_t i;
    fprintf(out, "$P%dS%d << EOD\n", row->panel, series);
    json_array_foreach(samples, i, sample) {
        double x = number(sample, "t_s"), y = number(sample, row->field);
        if (isnan(y) || (row->panel == 1 && y <= 0)) {
            fputc('\n', out); /* a gap */
            continue;
        }
        fprintf(out, "%.10g %.10g\n", x, y);
        extent->low = fmin(extent->low, y);
        extent->high = fmax(extent->high, y);
        panel->used[series] = true;
        panel->end_x[series] = x;
        panel->end_y[series] = y;
    }
    fputs("EOD\n", out);
}

static void time_axis(struct chart_axis *axis, double last)
{
    static const double steps[] = {0.5, 1, 2, 5, 10, 20, 60, 120, 300, 600};
    size_t s = 0;
    while (s + 1 < sizeof steps / sizeof steps[0] && last / steps[s] > 9)
        s++;
    *axis = (struct chart_axis){.low = 0, .high = last};
    for (double at = 0; at <= last && axis->ticks < CHART_TICKS;
         at += steps[s]) {
        axis->at[axis->ticks] = at;
        snprintf(axis->text[axis->ticks++], CHART_TICK, "%g s", at);
    }
}

/* A line is one run: of several, which would it be? */
static const json_t *samples_of(const struct plot *plot, int series)
{
    const json_t *runs = plot->series[series].runs;
    if (json_array_size(runs) != 1)
        return NULL;
    return json_object_get(json_array_get(runs, 0), "samples");
}

/* When p99 and queue are at their worst. */
static void title(const json_t *samples, const char *label, char *text)
{
    double worst = 0, at = 0, queue = 0;
    char time[32], waiting[32];
    const json_t *sample;
    size_t i;
    json_array_foreach(samples, i, sample) {
        queue = fmax(queue, number(sample, "queue"));
        if (number(sample, "p99_us") > worst) {
            worst = number(sample, "p99_us");
            at = number(sample, "t_s");
        }
    }
    metric_format(UNIT_MICROS, worst, time, sizeof time);
    if (queue > 0)
        snprintf(text, PLOT_TEXT,
                 "%s: the p99 is at its worst, %s, after %.1f s, and up to %s "
                 "requests wait for a connection",
                 label, time, at,
                 metric_commas(queue, waiting, sizeof waiting));
    else
        snprintf(text, PLOT_TEXT,
                 "%s: the p99 is at its worst, %s, after %.1f s", label, time,
                 at);
}

static double last_time(const json_t *samples)
{
    size_t n = json_array_size(samples);
    return n > 0 ? number(json_array_get(samples, n - 1), "t_s") : 0;
}

/* The first line that there is, or -1. */
static int first_series(const struct plot *plot)
{
    for (int i = 0; i < plot->n; i++)
        if (json_array_size(samples_of(plot, i)) >= 5)
            return i;
    return -1;
}

static void set_panels(struct plot_page *page, double last)
{
    for (int i = 0; i < PANELS; i++) {
        page->panels[i] = (struct chart_panel){
            .x_title = "time since the window began", .unnamed = i > 0};
        time_axis(&page->panels[i].x, last);
        snprintf(page->panels[i].heading, sizeof page->panels[i].heading, "%s",
                 rows[i].heading);
    }
}

/* What was offered is the same for all, and drawn once. */
static void write_all(FILE *out, const struct plot *plot, int first,
                      struct plot_page *page, struct extent *extents)
{
    static const struct row offered = {"offered", NULL, 0};
    write_row(out, samples_of(plot, first), &offered, CHART_THEORY,
              &page->panels[0], &extents[0]);
    for (int s = first; s < plot->n; s++)
        for (int i = 0; i < ROWS && samples_of(plot, s); i++)
            write_row(out, samples_of(plot, s), &rows[i], s,
                      &page->panels[rows[i].panel], &extents[rows[i].panel]);
}

bool plot_timeline(FILE *out, const struct plot *plot, struct plot_page *page)
{
    struct extent extents[PANELS];
    int first = first_series(plot);
    if (first < 0)
        return false;
    double end = 0;
    for (int i = 0; i < PANELS; i++)
        extents[i] = (struct extent){INFINITY, -INFINITY};
    for (int i = first; i < plot->n; i++)
        end = fmax(end, last_time(samples_of(plot, i)));
    set_panels(page, end);
    write_all(out, plot, first, page, extents);
    if (extents[1].low > extents[1].high)
        return false;
    chart_axis_few(&page->panels[0].y, 0, extents[0].high, UNIT_COUNT);
    chart_axis_few(&page->panels[1].y, extents[1].low, extents[1].high,
                   UNIT_MICROS);
    chart_axis_few(&page->panels[2].y, 0, fmax(extents[2].high, 10),
                   UNIT_COUNT);
    title(samples_of(plot, first), plot->series[first].label, page->title);
    snprintf(page->note, PLOT_TEXT,
             "A tenth of a second each; a gap in p99: nothing was answered.");
    bool queued = page->panels[0].used[CHART_THEORY] &&
                  (extents[2].high > 0 || plot->n == 1);
    page->n = queued ? PANELS : PANELS - 1;
    page->stacked = true;
    return true;
}
