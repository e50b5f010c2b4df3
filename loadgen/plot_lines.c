/* plot_lines.c: a figure against clients or rate (see plot.h).
 *
 * The title of each chart is worked out from its points: it says what the
 * last point, or the knee, shows. */
#include <math.h>
#include <string.h>

#include "plot.h"
#include "verdict.h"

struct span {
    double low, high;
};

static void write_points(FILE *out, const struct plot_point *points, int n,
                         bool log, int series, struct chart_panel *panel,
                         struct span *span)
{
    for (int i = 0; i < n; i++) {
        const struct interval *y = &points[i].y;
        if (log && !(y->low > 0))
            continue;
        fprintf(out, "%.10g %.10g %.10g %.10g %d\n", points[i].x, y->middle,
                y->low, y->high, points[i].hollow);
        span->low = fmin(span->low, y->low);
        span->high = fmax(span->high, y->high);
        panel->used[series] = true;
        panel->hollow |= points[i].hollow;
        panel->end_x[series] = points[i].x;
        panel->end_y[series] = y->middle;
    }
}

/* The values on the x axis of all series, rising. */
static int all_x(const struct plot *plot, plot_x *x,
                 const struct metric *metric, int64_t at[PLOT_POINTS])
{
    struct plot_point points[PLOT_POINTS];
    int n = 0;
    for (int s = 0; s < plot->n; s++) {
        int m = plot_points(&plot->series[s], x, metric, points);
        for (int i = 0; i < m && n < PLOT_POINTS; i++) {
            int j = 0;
            while (j < n && at[j] < (int64_t)points[i].x)
                j++;
            if (j < n && at[j] == (int64_t)points[i].x)
                continue;
            memmove(at + j + 1, at + j, (size_t)(n - j) * sizeof *at);
            at[j] = (int64_t)points[i].x;
            n++;
        }
    }
    return n;
}

/* One panel; false when no series has two points. */
static bool lines(FILE *out, const struct plot *plot, plot_x *x,
                  const char *x_title, const char *name, struct plot_page *page)
{
    const struct metric *metric = metric_find(name);
    struct chart_panel *panel = &page->panels[page->n];
    struct plot_point points[PLOT_POINTS];
    struct span span = {INFINITY, -INFINITY};
    int64_t at[PLOT_POINTS + 1];
    int n = all_x(plot, x, metric, at);
    if (n < 2)
        return false;
    *panel = (struct chart_panel){.x_title = x_title, .points = true};
    snprintf(panel->heading, sizeof panel->heading, "%s", metric->axis);
    chart_axis_clients(&panel->x, at, n, 1);
    for (int s = 0; s < plot->n; s++) {
        int m = plot_points(&plot->series[s], x, metric, points);
        fprintf(out, "$P%dS%d << EOD\n", page->n, s);
        write_points(out, points, m, metric->log, s, panel, &span);
        fputs("EOD\n", out);
    }
    if (span.low > span.high)
        return false;
    if (metric->log)
        chart_axis_log(&panel->y, span.low, span.high, metric->unit);
    else
        chart_axis_linear(&panel->y, span.high, metric->unit);
    page->n++;
    return true;
}

static void note(struct plot_page *page)
{
    bool hollow = false;
    for (int i = 0; i < page->n; i++)
        hollow |= page->panels[i].hollow;
    snprintf(page->note, sizeof page->note,
             "Medians of the runs at each point; whiskers from least to "
             "most%s.",
             hollow ? "; hollow: with invalid runs" : "");
}

/* The last point of a series, with x 0 if there is none. */
static struct plot_point last_point(const struct plot *plot, int series,
                                    plot_x *x, const char *name)
{
    struct plot_point points[PLOT_POINTS];
    int n = plot_points(&plot->series[series], x, metric_find(name), points);
    return n > 0 ? points[n - 1] : (struct plot_point){.x = 0};
}

/* "With 1,000 clients, evented has 1.5 times the MORE of threaded". False
 * when there are no two series with the same last point. */
static bool compare_two(const struct plot *plot, const char *name,
                        const char *verb, const char *of, char *title)
{
    if (plot->n < 2)
        return false;
    struct plot_point a = last_point(plot, 0, plot_clients, name);
    struct plot_point b = last_point(plot, 1, plot_clients, name);
    char clients[32], factor[32];
    if (a.x != b.x || !(a.y.middle > 0) || !(b.y.middle > 0))
        return false;
    bool first = a.y.middle > b.y.middle;
    double ratio = first ? a.y.middle / b.y.middle : b.y.middle / a.y.middle;
    metric_commas(a.x, clients, sizeof clients);
    if (a.y.low <= b.y.high && b.y.low <= a.y.high) {
        snprintf(title, PLOT_TEXT,
                 "With %s clients, no difference in %s is shown between %s "
                 "and %s",
                 clients, metric_find(name)->noun, plot->series[0].label,
                 plot->series[1].label);
        return true;
    }
    snprintf(title, PLOT_TEXT, "With %s clients, %s %s %s times %s %s", clients,
             plot->series[first ? 0 : 1].label, verb,
             verdict_factor(ratio, factor, sizeof factor), of,
             plot->series[first ? 1 : 0].label);
    return true;
}

/* The point of the highest y. */
static struct plot_point peak(const struct plot_series *series,
                              const char *name)
{
    struct plot_point points[PLOT_POINTS];
    int n = plot_points(series, plot_clients, metric_find(name), points);
    int best = 0;
    for (int i = 1; i < n; i++)
        if (points[i].y.middle > points[best].y.middle)
            best = i;
    return n > 0 ? points[best] : (struct plot_point){.x = 0};
}

bool plot_throughput(FILE *out, const struct plot *plot, struct plot_page *page)
{
    char clients[32], rate[32];
    if (!lines(out, plot, plot_clients, "clients", "rps", page))
        return false;
    note(page);
    if (compare_two(plot, "rps", "answers", "as many requests a second as",
                    page->title))
        return true;
    struct plot_point best = peak(&plot->series[0], "rps");
    snprintf(page->title, PLOT_TEXT,
             "%s answers most with %s clients: %s requests a second",
             plot->series[0].label,
             metric_commas(best.x, clients, sizeof clients),
             metric_format(UNIT_COUNT, best.y.middle, rate, sizeof rate));
    return true;
}

bool plot_memory(FILE *out, const struct plot *plot, struct plot_page *page)
{
    char clients[32], rss[32], threads[32];
    if (!lines(out, plot, plot_clients, "clients", "rss", page) ||
        !lines(out, plot, plot_clients, "clients", "threads", page))
        return false;
    note(page);
    if (compare_two(plot, "rss", "holds", "the memory of", page->title))
        return true;
    struct plot_point end = last_point(plot, 0, plot_clients, "rss");
    struct plot_point count = last_point(plot, 0, plot_clients, "threads");
    snprintf(page->title, PLOT_TEXT,
             "With %s clients, %s holds %s of memory and runs %s thread%s",
             metric_commas(end.x, clients, sizeof clients),
             plot->series[0].label,
             metric_format(UNIT_BYTES, end.y.middle, rss, sizeof rss),
             metric_commas(count.y.middle, threads, sizeof threads),
             count.y.middle == 1 ? "" : "s");
    return true;
}

/* The knee is where the most load is carried for the time it takes: where
 * rate / p99 is greatest (Kleinrock's power). Returns its index. */
static int knee_of(const struct plot_point *points, int n)
{
    int best = 0;
    for (int i = 1; i < n; i++)
        if (points[i].x / points[i].y.middle >
            points[best].x / points[best].y.middle)
            best = i;
    return best;
}

bool plot_knee(FILE *out, const struct plot *plot, struct plot_page *page)
{
    struct plot_point points[PLOT_POINTS];
    char at[32], last[32], low[32], high[32];
    if (!lines(out, plot, plot_rate, "requests a second, asked for", "p99",
               page))
        return false;
    note(page);
    int n =
        plot_points(&plot->series[0], plot_rate, metric_find("p99"), points);
    const struct plot_point *knee = &points[knee_of(points, n)],
                            *end = &points[n - 1];
    metric_commas(knee->x, at, sizeof at);
    metric_commas(end->x, last, sizeof last);
    metric_format(UNIT_MICROS, knee->y.middle, low, sizeof low);
    metric_format(UNIT_MICROS, end->y.middle, high, sizeof high);
    if (knee == end) {
        snprintf(page->title, PLOT_TEXT,
                 "%s has no knee up to %s requests a second: its p99 is %s "
                 "there",
                 plot->series[0].label, last, high);
        return true;
    }
    page->panels[0].mark = knee->x;
    snprintf(page->panels[0].mark_text, sizeof page->panels[0].mark_text,
             "knee: %s/s", at);
    snprintf(page->title, PLOT_TEXT,
             "Up to %s requests a second %s answers 99 of 100 within %s; at "
             "%s a second it takes %s",
             at, plot->series[0].label, low, last, high);
    return true;
}
