/* plot_timeline.c: what happened when: offered, goodput, queue, p99 (plot.h).
 *
 * One run, from its samples, ten a second. A sample without an answer has no
 * p99: the line has a gap there, which is what a stall looks like. */
#include <math.h>
#include <string.h>

#include "plot.h"

struct row {
    const char *field, *heading;
    int panel, series;
};

/* The names of the first panel's lines are the page's. The queue is last: a
 * closed loop has none. */
static const struct row rows[] = {
    {"offered", "requests a second", 0, 0},
    {"rate", NULL, 0, 1},
    {"p99_us", "latency, 99 %", 1, 0},
    {"queue", "requests that wait for a connection", 2, 0},
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
                      struct chart_panel *panel, struct extent *extent)
{
    const json_t *sample;
    size_t i;
    fprintf(out, "$P%dS%d << EOD\n", row->panel, row->series);
    json_array_foreach(samples, i, sample) {
        double x = number(sample, "t_s"), y = number(sample, row->field);
        if (isnan(y) || (row->panel == 1 && y <= 0)) {
            fputc('\n', out); /* a gap */
            continue;
        }
        fprintf(out, "%.10g %.10g\n", x, y);
        extent->low = fmin(extent->low, y);
        extent->high = fmax(extent->high, y);
        panel->used[row->series] = true;
        panel->end_x[row->series] = x;
        panel->end_y[row->series] = y;
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

/* Of the only run there is: of several, which would it be? */
static const json_t *samples_of(const struct plot *plot)
{
    const json_t *runs = plot->series[0].runs;
    if (plot->n != 1 || json_array_size(runs) != 1)
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

bool plot_timeline(FILE *out, const struct plot *plot, struct plot_page *page)
{
    const json_t *samples = samples_of(plot);
    struct extent extents[PANELS];
    size_t n = json_array_size(samples);
    if (n < 5)
        return false;
    double last = number(json_array_get(samples, n - 1), "t_s");
    for (int i = 0; i < PANELS; i++) {
        extents[i] = (struct extent){INFINITY, -INFINITY};
        page->panels[i] = (struct chart_panel){
            .x_title = "time since the window began", .unnamed = i > 0};
        time_axis(&page->panels[i].x, last);
    }
    for (int i = 0; i < ROWS; i++) {
        struct chart_panel *panel = &page->panels[rows[i].panel];
        write_row(out, samples, &rows[i], panel, &extents[rows[i].panel]);
        if (rows[i].heading != NULL)
            snprintf(panel->heading, sizeof panel->heading, "%s",
                     rows[i].heading);
    }
    if (extents[1].low > extents[1].high)
        return false;
    chart_axis_few(&page->panels[0].y, 0, extents[0].high, UNIT_COUNT);
    chart_axis_few(&page->panels[1].y, extents[1].low, extents[1].high,
                   UNIT_MICROS);
    chart_axis_few(&page->panels[2].y, 0, fmax(extents[2].high, 10),
                   UNIT_COUNT);
    title(samples, plot->series[0].label, page->title);
    snprintf(page->note, PLOT_TEXT,
             "A tenth of a second each; a gap in p99: nothing was answered.");
    page->n = page->panels[0].used[0] ? PANELS : PANELS - 1;
    page->stacked = true;
    return true;
}
