/* plot_percentiles.c: the distribution of each series' times (see plot.h).
 *
 * Of each series the strongest load is shown: its valid runs' histograms
 * added up. x is 1 / (1 - p), cut where under ten samples remain. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json_parts.h"
#include "plot.h"
#include "units.h"

static const double FIRST_X = 1.25; /* the fastest fifth is not drawn */

enum { REMAINING = 10 };

static double load_of(const json_t *run)
{
    double rate = plot_rate(run), clients = plot_clients(run);
    return isnan(rate) ? isnan(clients) ? 0 : clients : rate;
}

static bool is_valid(const json_t *run)
{
    return json_is_true(
        json_object_get(json_object_get(run, "validity"), "valid"));
}

/* Adds up the runs at the strongest load, the valid ones if any is. */
static struct hist *strongest(const struct plot_series *series)
{
    const json_t *run;
    size_t i;
    double most = 0;
    bool any = false;
    json_array_foreach(series->runs, i, run)
        most = fmax(most, load_of(run));
    json_array_foreach(series->runs, i, run)
        any |= load_of(run) == most && is_valid(run);
    struct hist *h = hist_new();
    json_array_foreach(series->runs, i, run)
        if (load_of(run) == most && is_valid(run) == any)
            json_histogram_read(json_object_get(run, "histogram"), h);
    return h;
}

static void write_curve(FILE *out, const struct hist *h, int series,
                        struct chart_panel *panel, double *low, double *high)
{
    uint64_t seen = 0;
    for (size_t s = hist_next(h, 0); s < HIST_SLOTS; s = hist_next(h, s + 1)) {
        double x = (double)h->count / (double)(h->count - seen);
        double y = (double)hist_slot_highest(s) / 1000;
        seen += h->slots[s];
        if (h->count - seen < REMAINING || y <= 0)
            break;
        if (x < FIRST_X)
            continue;
        fprintf(out, "%.10g %.10g\n", x, y);
        *low = fmin(*low, y);
        *high = fmax(*high, y);
        panel->used[series] = true;
        panel->end_x[series] = x;
        panel->end_y[series] = y;
    }
}

/* "99 of 100 requests are answered within 0.6 ms by a, 1.2 ms by b". */
static void title(const struct plot *plot, struct hist *const *hists,
                  char *text)
{
    size_t used = (size_t)snprintf(text, PLOT_TEXT,
                                   "99 of 100 requests are answered within ");
    for (int s = 0; s < plot->n; s++) {
        char time[32];
        double p99 = (double)hist_percentile(hists[s], 99) / 1000;
        metric_format(UNIT_MICROS, p99, time, sizeof time);
        used +=
            (size_t)snprintf(text + used, PLOT_TEXT - used, "%s%s by %s",
                             s > 0 ? ", " : "", time, plot->series[s].label);
    }
}

bool plot_percentiles(FILE *out, const struct plot *plot,
                      struct plot_page *page)
{
    double low = INFINITY, high = -INFINITY, right = 1;
    struct hist *hists[CHART_SERIES] = {NULL};
    struct chart_panel *panel = &page->panels[0];
    *panel = (struct chart_panel){.x_title = "percent of the requests"};
    snprintf(panel->heading, sizeof panel->heading, "time to the answer");
    for (int s = 0; s < plot->n; s++) {
        hists[s] = strongest(&plot->series[s]);
        fprintf(out, "$P0S%d << EOD\n", s);
        write_curve(out, hists[s], s, panel, &low, &high);
        fputs("EOD\n", out);
        right = fmax(right, panel->end_x[s]);
    }
    title(plot, hists, page->title);
    for (int s = 0; s < plot->n; s++)
        free(hists[s]);
    if (low > high)
        return false;
    snprintf(page->note, PLOT_TEXT,
             "The strongest load of each; cut where under ten samples "
             "remain.");
    chart_axis_percentiles(&panel->x, right, 1);
    chart_axis_log(&panel->y, low, high, UNIT_MICROS);
    page->n = 1;
    return true;
}
