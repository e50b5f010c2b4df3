/* chart_clients.c: a metric against the number of clients (chart.h).
 *
 * A point is the median over its runs, its whiskers the exact interval. A
 * point with an invalid run is hollow; one with no other shows those. */
#include <math.h>
#include <string.h>

#include "chart.h"

/* How far the servers' points stand to the left and right of their number of
 * clients, as a share of the axis, so as not to hide one another. */
static const double ASIDE = 0.009;

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

/* One server's points: x, median, low, high, and whether it is hollow. */
static void write_points(FILE *out, const struct trial *trial,
                         const struct metric *metric, int server,
                         struct chart_panel *panel, struct span *span)
{
    double wide = log(panel->x.high / panel->x.low);
    double aside = exp((server == 0 ? -ASIDE : ASIDE) * wide);
    for (int point = 0; point < trial->points; point++) {
        struct point_sum sum = trial_sum(trial, metric, point, server);
        double x = (double)trial->clients[point], y = sum.value.middle;
        if (!drawable(metric, y) || !drawable(metric, sum.value.low))
            continue;
        x *= aside;
        fprintf(out, "%.10g %.10g %.10g %.10g %d\n", x, y, sum.value.low,
                sum.value.high, sum.hollow);
        widen(span, sum.value.low);
        widen(span, sum.value.high);
        panel->used[server] = true;
        panel->hollow |= sum.hollow;
        panel->end_x[server] = x;
        panel->end_y[server] = y;
    }
}

bool chart_clients(FILE *out, const struct trial *trial,
                   const struct metric *metric, int n,
                   struct chart_panel *panel)
{
    struct span span = {INFINITY, -INFINITY};
    *panel = (struct chart_panel){.x_title = "clients", .points = true};
    snprintf(panel->heading, sizeof panel->heading, "%s", metric->axis);
    chart_axis_clients(&panel->x, trial->clients, trial->points);
    for (int server = 0; server < EXP_SERVERS; server++) {
        fprintf(out, "$P%dS%d << EOD\n", n, server);
        write_points(out, trial, metric, server, panel, &span);
        fputs("EOD\n", out);
    }
    if (span.low > span.high)
        return false;
    if (metric->log)
        chart_axis_log(&panel->y, span.low, span.high, metric->unit);
    else
        chart_axis_linear(&panel->y, span.high, metric->unit);
    return true;
}
