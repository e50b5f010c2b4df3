/* html_tables.c: an experiment's numbers (html.h): a line a server, a column
 * a point. A value is a median over runs, with its interval below. */
#include <math.h>
#include <string.h>

#include "chart.h"
#include "html.h"

/* One server's value at a point, with its interval below. */
static void write_value(FILE *out, const struct trial *trial,
                        const struct metric *metric, int point, int row)
{
    char middle[48], low[48], high[48];
    struct point_sum sum = trial_sum(trial, metric, point, row);
    html_put(
        out, "<td>%s",
        metric_format(metric->unit, sum.value.middle, middle, sizeof middle));
    if (sum.value.n > 1)
        html_put(
            out, "<small>%s to %s</small>",
            metric_format(metric->unit, sum.value.low, low, sizeof low),
            metric_format(metric->unit, sum.value.high, high, sizeof high));
    if (sum.hollow)
        html_put(out, "<small class=\"bad\">%d of %d runs valid</small>",
                 sum.valid, sum.valid + sum.invalid);
    fputs("</td>", out);
}

static void write_metric(FILE *out, const struct trial *trial,
                         const struct metric *metric)
{
    const struct exp *exp = trial->exp;
    char place[100];
    html_put(out,
             "<h3>%s</h3>\n<div class=\"scroll\"><table><thead><tr><th></th>",
             metric->axis);
    for (int point = 0; point < trial->points; point++)
        html_put(out, "<th>%s</th>",
                 trial_place(trial, point, place, sizeof place));
    fputs("</tr></thead><tbody>\n", out);
    for (int row = 0; row < exp->rows_n; row++) {
        html_put(out, "<tr><th class=\"r%d\">%s</th>", row,
                 exp->rows[row].label);
        for (int point = 0; point < trial->points; point++)
            write_value(out, trial, metric, point, row);
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}

/* The metrics of verdicts and charts, then the rest on demand. */
void html_tables(FILE *out, const struct trial *trial)
{
    const struct exp *exp = trial->exp;
    bool shown[METRIC_COUNT] = {false};
    for (int i = 0; i < exp->verdicts_n; i++)
        shown[exp->verdicts[i].metric - metrics] = true;
    for (int i = 0; i < exp->charts_n; i++)
        for (int j = 0; j < exp->charts[i].panels; j++)
            if (trial_measured(trial, exp->charts[i].metrics[j]))
                shown[exp->charts[i].metrics[j] - metrics] = true;
    for (int m = 0; m < METRIC_COUNT; m++)
        if (shown[m])
            write_metric(out, trial, &metrics[m]);
    fputs("<details><summary>Everything else that was measured</summary>\n",
          out);
    for (int m = 0; m < METRIC_COUNT; m++)
        if (!shown[m] && trial_measured(trial, &metrics[m]))
            write_metric(out, trial, &metrics[m]);
    fputs("</details>\n", out);
}

/* What a run of each server did at that point, side by side. */
void html_numbers(FILE *out, const struct trial *trial)
{
    static const char *const names[] = {
        "rps", "p50", "p99", "cpu_us_per_request", "rss", "threads"};
    enum { N = sizeof names / sizeof names[0] };
    const struct metric *wanted = trial->exp->verdicts[0].metric;
    struct telling told;
    char place[100];
    trial_tell(trial, 0, &told);
    int point = told.point >= 0 ? told.point : trial->points - 1;
    trial_place(trial, point, place, sizeof place);
    html_put(out,
             "<h3>What the numbers say%s%s</h3>\n<div class=\"scroll\">"
             "<table><thead><tr><th></th><th>%s</th>",
             *place ? ", with " : "", place, wanted->axis);
    for (int i = 0; i < N; i++)
        if (strcmp(names[i], wanted->name) != 0)
            html_put(out, "<th>%s</th>", metric_find(names[i])->axis);
    fputs("</tr></thead><tbody>\n", out);
    for (int row = 0; row < trial->exp->rows_n; row++) {
        html_put(out, "<tr><th class=\"r%d\">%s</th>", row,
                 trial->exp->rows[row].label);
        write_value(out, trial, wanted, point, row);
        for (int i = 0; i < N; i++)
            if (strcmp(names[i], wanted->name) != 0)
                write_value(out, trial, metric_find(names[i]), point, row);
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}
