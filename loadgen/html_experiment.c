/* html_experiment.c: one experiment in the report (html.h): what was claimed,
 * what came out, the charts, the numbers, and every run that is not valid. */
#include <math.h>
#include <string.h>

#include "chart.h"
#include "html.h"
#include "options.h"

static void write_declaration(FILE *out, const struct trial *trial)
{
    const struct exp *exp = trial->exp;
    char seconds[32], warmup[32];
    fputs("<dl>\n", out);
    html_put(out, "<dt>Claim on trial</dt><dd>%s</dd>\n", exp->claim);
    html_put(out, "<dt>Prediction</dt><dd>%s</dd>\n", exp->prediction);
    for (int i = 0; i < exp->rows_n; i++)
        html_put(out, "<dt>%s</dt><dd><code>%s</code></dd>\n",
                 exp->rows[i].label, exp->rows[i].command);
    html_put(out, "<dt>Load</dt><dd><code>loadgen %s %s %s</code></dd>\n",
             exp->load, exp->options, exp->path);
    html_put(out, "<dt>Runs</dt><dd>%d of %d in %d blocks, %s each",
             trial->done, trial->steps_n, trial->blocks,
             options_format(SETTING_TIME, exp->seconds, seconds));
    if (exp->warmup > 0)
        html_put(out, " after a warm-up of %s",
                 options_format(SETTING_TIME, exp->warmup, warmup));
    fputs("</dd>\n", out);
    fputs("</dl>\n", out);
}

static void write_verdict(FILE *out, const struct trial *trial)
{
    struct telling told;
    for (int i = 0; i < trial->exp->verdicts_n; i++) {
        trial_tell(trial, i, &told);
        html_put(out, "<div class=\"verdict\"><strong>%s.</strong>\n",
                 told.sentence);
        if (*told.basis)
            html_put(out, "<p>%s.</p>\n", told.basis);
        if (*told.elsewhere)
            html_put(out, "<p>%s</p>\n", told.elsewhere);
        fputs("</div>\n", out);
    }
}

static void write_charts(FILE *out, const struct session *session,
                         const struct trial *trial)
{
    for (int i = 0; i < trial->exp->charts_n; i++) {
        char name[200], path[COMPARE_PATH + 210], title[COMPARE_TEXT];
        snprintf(path, sizeof path, "%s/%s", session->dir,
                 chart_file(trial, i, "svg", name, sizeof name));
        chart_title(trial, &trial->exp->charts[i], title, sizeof title);
        fputs("<figure>\n", out);
        if (html_svg(out, path, title) != 0)
            html_put(out,
                     "<p class=\"bad\">There is no chart %s: nothing "
                     "to draw, or gnuplot failed (log.txt).</p>\n",
                     name);
        fputs("</figure>\n", out);
    }
}

/* One server's value at a point, with its interval below. */
static void write_value(FILE *out, const struct trial *trial,
                        const struct metric *metric, int point, int server)
{
    char middle[48], low[48], high[48];
    struct point_sum sum = trial_sum(trial, metric, point, server);
    html_put(
        out, "<td class=\"%s\">%s", server == 0 ? "a" : "b",
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
    char number[32];
    html_put(out,
             "<h3>%s</h3>\n<div class=\"scroll\"><table><thead><tr>"
             "<th>%s</th>",
             metric->axis, exp->vary ? exp->vary : "");
    for (int row = 0; row < exp->rows_n; row++)
        html_put(out, "<th>%s</th>", exp->rows[row].label);
    fputs("</tr></thead><tbody>\n", out);
    for (int point = 0; point < trial->points; point++) {
        html_put(
            out, "<tr><th>%s</th>",
            metric_commas((double)trial->at[point], number, sizeof number));
        for (int row = 0; row < exp->rows_n; row++)
            write_value(out, trial, metric, point, row);
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}

/* The verdict's metric and those of the charts, then the rest on demand. */
static void write_tables(FILE *out, const struct trial *trial)
{
    const struct exp *exp = trial->exp;
    bool shown[METRIC_COUNT] = {false};
    shown[exp->verdicts[0].metric - metrics] = true;
    write_metric(out, trial, exp->verdicts[0].metric);
    for (int i = 0; i < exp->charts_n; i++)
        for (int j = 0; j < exp->charts[i].panels; j++) {
            const struct metric *metric = exp->charts[i].metrics[j];
            if (!shown[metric - metrics] && trial_measured(trial, metric))
                write_metric(out, trial, metric);
            shown[metric - metrics] = true;
        }
    fputs("<details><summary>Everything else that was measured</summary>\n",
          out);
    for (int m = 0; m < METRIC_COUNT; m++)
        if (!shown[m] && trial_measured(trial, &metrics[m]))
            write_metric(out, trial, &metrics[m]);
    fputs("</details>\n", out);
}

static void write_left_out(FILE *out, const struct trial *trial)
{
    char number[32];
    for (int i = 0; i < trial->dropped_n; i++)
        html_put(
            out, "<p class=\"bad\">Not run with %s: %s.</p>\n",
            metric_commas((double)trial->dropped[i], number, sizeof number),
            trial->dropped_why);
}

static void write_invalid(FILE *out, const struct trial *trial)
{
    int invalid = 0;
    char place[100];
    for (int i = 0; i < trial->steps_n; i++)
        invalid += trial->runs[i].done && !trial->runs[i].valid;
    if (invalid == 0) {
        html_put(out, "<p class=\"soft\">All %d runs are valid.</p>\n",
                 trial->done);
        return;
    }
    html_put(out, "<h3>Invalid runs: %d of %d</h3>\n<ul>\n", invalid,
             trial->done);
    for (int i = 0; i < trial->steps_n; i++) {
        const struct run *run = &trial->runs[i];
        bool noise = run->step.point == trial->points;
        if (run->done && !run->valid)
            html_put(out, "<li>Block %d, %s%s, %s: %s.</li>\n",
                     run->step.block + 1,
                     trial->exp->rows[trial_row(trial, &run->step)].label,
                     noise ? " against itself" : "",
                     trial_place(trial, run->step.point, place, sizeof place),
                     run->why);
    }
    fputs("</ul>\n", out);
}

void html_experiment(FILE *out, const struct session *session,
                     const struct trial *trial)
{
    html_put(out, "<section class=\"experiment\" id=\"%s\">\n<h2>%s</h2>\n",
             trial->exp->name, trial->exp->name);
    write_declaration(out, trial);
    write_verdict(out, trial);
    write_left_out(out, trial);
    write_charts(out, session, trial);
    write_tables(out, trial);
    write_invalid(out, trial);
    fputs("</section>\n", out);
}
