/* chart_percentiles.c: a latency distribution up to its far end (chart.h).
 *
 * x is 1 / (1 - p), so that each further nine gets the same room. Histograms
 * of a point's valid runs are added up, which is exact; percentiles of runs
 * are not averaged, which would not be. Cut where under ten samples remain.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart.h"

static const double FIRST_X = 1.25; /* the fastest fifth is not drawn */

enum { REMAINING = 10 }; /* samples that a drawn percentile needs above it */

struct bucket {
    double value, count;
};

struct buckets {
    struct bucket *items;
    size_t n;
    double total;
};

static int by_value(const void *left, const void *right)
{
    const struct bucket *a = left, *b = right;
    return (a->value > b->value) - (a->value < b->value);
}

static void add_report(struct buckets *all, const json_t *report)
{
    const json_t *counts =
        json_object_get(json_object_get(report, "histogram"), "counts");
    size_t more = json_array_size(counts);
    struct bucket *items =
        realloc(all->items, (all->n + more + 1) * sizeof *items);
    if (!items)
        return;
    all->items = items;
    for (size_t i = 0; i < more; i++) {
        const json_t *pair = json_array_get(counts, i);
        double count = json_number_value(json_array_get(pair, 1));
        all->items[all->n++] =
            (struct bucket){json_number_value(json_array_get(pair, 0)), count};
        all->total += count;
    }
}

/* Adds up the runs of a point: the valid ones, or all if there are none. */
static void collect(const struct trial *trial, int point, int server,
                    bool any_valid, struct buckets *all)
{
    for (int i = 0; i < trial->steps_n; i++) {
        const struct run *run = &trial->runs[i];
        if (run->done && run->step.point == point &&
            run->step.rival == server && run->valid == any_valid)
            add_report(all, run->report);
    }
    if (all->n > 0)
        qsort(all->items, all->n, sizeof *all->items, by_value);
}

static void write_curve(FILE *out, const struct buckets *all, int server,
                        struct chart_panel *panel, double *low, double *high)
{
    double seen = 0;
    for (size_t i = 0; i < all->n; i++) {
        double x = all->total / (all->total - seen);
        double y = all->items[i].value;
        seen += all->items[i].count;
        if (all->total - seen < REMAINING || y <= 0)
            break;
        if (x < FIRST_X)
            continue;
        fprintf(out, "%.10g %.10g\n", x, y);
        *low = fmin(*low, y);
        *high = fmax(*high, y);
        panel->used[server] = true;
        panel->end_x[server] = x;
        panel->end_y[server] = y;
    }
}

bool chart_percentiles(FILE *out, const struct trial *trial,
                       const struct exp_chart *chart, int point, int n,
                       struct chart_panel *panel)
{
    double low = INFINITY, high = -INFINITY, right = 1;
    char place[100];
    *panel = (struct chart_panel){.x_title = "percent of the requests",
                                  .aside = true};
    trial_place(trial, point, place, sizeof place);
    snprintf(panel->heading, sizeof panel->heading, "latency%s%s",
             *place ? ", " : "", place);
    for (int i = 0; i < chart->rows.n; i++) {
        int server = chart->rows.row[i];
        struct buckets all = {NULL, 0, 0};
        struct point_sum sum =
            trial_sum(trial, metric_find("p99"), point, server);
        panel->hollow |= sum.hollow;
        collect(trial, point, server, sum.valid > 0, &all);
        fprintf(out, "$P%dS%d << EOD\n", n, server);
        write_curve(out, &all, server, panel, &low, &high);
        fputs("EOD\n", out);
        right = fmax(right, panel->end_x[server]);
        free(all.items);
    }
    if (low > high)
        return false;
    chart_axis_percentiles(&panel->x, right, 1);
    chart_axis_log(&panel->y, low, high, UNIT_MICROS);
    return true;
}

/* ---- the same, the other way round ------------------------------------ */

static void write_shares(FILE *out, const struct buckets *all, int row,
                         struct chart_panel *panel, double *low, double *high)
{
    double seen = 0;
    for (size_t i = 0; i < all->n; i++) {
        double value = all->items[i].value;
        if (value <= 0)
            continue;
        if (seen == 0 && !panel->used[row])
            fprintf(out, "%.10g 0\n", value);
        seen += all->items[i].count;
        fprintf(out, "%.10g %.10g\n", value, 100 * seen / all->total);
        *low = fmin(*low, value);
        *high = fmax(*high, value);
        panel->used[row] = true;
        panel->end_x[row] = value;
        panel->end_y[row] = 100;
    }
}

bool chart_cdf(FILE *out, const struct trial *trial,
               const struct exp_chart *chart, int point, int n,
               struct chart_panel *panel)
{
    double low = INFINITY, high = -INFINITY;
    char place[100];
    const char *times = trial->exp->rows[chart->rows.row[0]].times;
    bool connecting = times && strcmp(times, "connect") == 0;
    *panel = (struct chart_panel){.x_title = connecting
                                                 ? "time to connect"
                                                 : "time, from when it was due",
                                  .aside = true};
    trial_place(trial, point, place, sizeof place);
    snprintf(panel->heading, sizeof panel->heading, "share done by then%s%s",
             *place ? ", " : "", place);
    for (int i = 0; i < chart->rows.n; i++) {
        int row = chart->rows.row[i];
        struct buckets all = {NULL, 0, 0};
        struct point_sum sum = trial_sum(trial, metric_find("p99"), point, row);
        panel->hollow |= sum.hollow;
        collect(trial, point, row, sum.valid > 0, &all);
        fprintf(out, "$P%dS%d << EOD\n", n, row);
        write_shares(out, &all, row, panel, &low, &high);
        fputs("EOD\n", out);
        free(all.items);
    }
    if (low > high)
        return false;
    chart_axis_log(&panel->x, low, high, UNIT_MICROS);
    chart_axis_share(&panel->y);
    return true;
}
