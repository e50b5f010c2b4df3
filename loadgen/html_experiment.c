/* html_experiment.c: one experiment's page (html.h): what was claimed, what
 * came out, the charts, the numbers, every run that is not valid, and the
 * commands. */
#include <string.h>

#include "chart.h"
#include "html.h"
#include "options.h"

static void write_rows(FILE *out, const struct exp *exp)
{
    for (int i = 0; i < exp->rows_n; i++) {
        const struct exp_row *row = &exp->rows[i];
        char command[COMPARE_TEXT];
        snprintf(command, sizeof command, "%s", row->command);
        html_put(out, "<dt class=\"r%d\">%s</dt><dd><code>%s</code>", i,
                 row->label, compare_plain(command));
        if (row->scene)
            html_put(out, " <small>scene %s</small>", row->scene);
        fputs("</dd>\n", out);
    }
}

static void write_declaration(FILE *out, const struct trial *trial)
{
    const struct exp *exp = trial->exp;
    char seconds[32], warmup[32];
    fputs("<dl>\n", out);
    html_put(out, "<dt>Claim on trial</dt><dd>%s</dd>\n", exp->claim);
    html_put(out, "<dt>Prediction</dt><dd>%s</dd>\n", exp->prediction);
    write_rows(out, exp);
    html_put(out, "<dt>Load</dt><dd><code>loadgen %s %s %s</code></dd>\n",
             exp->load, exp->options, exp->path);
    html_far(out, trial);
    html_put(out, "<dt>Runs</dt><dd>%d of %d in %d blocks, %s each",
             trial->done, trial->steps_n, trial->blocks,
             options_format(SETTING_TIME, exp->seconds, seconds));
    if (exp->warmup > 0)
        html_put(out, " after a warm-up of %s",
                 options_format(SETTING_TIME, exp->warmup, warmup));
    if (*trial->apart)
        html_put(out, "; in a session of their own, %s", trial->apart);
    fputs("</dd>\n</dl>\n", out);
}

static void write_verdicts(FILE *out, const struct session *session,
                           const struct trial *trial)
{
    struct telling told;
    for (int i = 0; i < trial->exp->verdicts_n; i++) {
        trial_tell(trial, i, &told);
        html_put(out, "<div class=\"verdict%s\"><strong>%s.</strong>\n",
                 told.verdict.finding == FINDING_NONE   ? " warning"
                 : verdict_is_tie(told.verdict.finding) ? " tie"
                                                        : "",
                 told.sentence);
        if (*told.basis)
            html_put(out, "<p>%s.</p>\n", told.basis);
        if (*told.elsewhere)
            html_put(out, "<p>%s</p>\n", told.elsewhere);
        html_against_line(out, session, trial, i);
        fputs("</div>\n", out);
    }
}

static void write_charts(FILE *out, const struct session *session,
                         const struct trial *trial)
{
    for (int i = 0; i < trial->exp->charts_n; i++) {
        char name[200], path[COMPARE_PATH + 210], title[COMPARE_TEXT], id[160];
        snprintf(path, sizeof path, "%s/%s", session->dir,
                 chart_file(trial, i, "svg", name, sizeof name));
        snprintf(id, sizeof id, "chart-%.120s-%d", trial->exp->name, i);
        chart_title(trial, &trial->exp->charts[i], title, sizeof title);
        fputs("<figure>\n", out);
        if (html_svg(out, path, id, title) != 0)
            html_put(out,
                     "<p class=\"bad\">There is no chart %s: nothing "
                     "to draw, or gnuplot failed (log.txt).</p>\n",
                     name);
        fputs("</figure>\n", out);
    }
}

static void write_left_out(FILE *out, const struct trial *trial)
{
    char number[32];
    if (trial->skipped)
        html_put(out, "<p class=\"bad\">Skipped: needs %s.</p>\n",
                 trial->skipped);
    if (trial->unusable)
        html_put(out, "<p class=\"bad\">Nothing was run: %s.</p>\n",
                 trial->unusable);
    for (int i = 0; i < trial->dropped_n; i++)
        html_put(
            out, "<p class=\"bad\">Not run with %s %s: %s.</p>\n",
            metric_commas((double)trial->dropped[i], number, sizeof number),
            trial->exp->unit ? trial->exp->unit : "", trial->dropped_why);
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
        if (!run->done || run->valid)
            continue;
        trial_place(trial, run->step.point, place, sizeof place);
        html_put(
            out, "<li>Block %d, %s%s%s%s: %s%s.</li>\n", run->step.block + 1,
            trial->exp->rows[trial_row(trial, &run->step)].label,
            noise ? " against itself" : "", *place ? ", " : "", place, run->why,
            run->costs_hold ? " (what a request costs still counts)" : "");
    }
    fputs("</ul>\n", out);
}

/* A run of each server at the headline's point, as it was started. */
static void write_commands(FILE *out, const struct trial *trial)
{
    struct telling told;
    char server[COMPARE_TEXT], generator[COMPARE_TEXT];
    trial_tell(trial, 0, &told);
    int point = told.point >= 0 ? told.point : trial->points - 1;
    html_put(out,
             "<h3>To repeat it</h3>\n<pre>make bench EXP=%s\n\n"
             "# or one run of each by hand; programs are named without their "
             "folder\n",
             trial->exp->name);
    if (trial->exp->rows[0].rtt >= 0)
        fputs("# in two network namespaces, joined as scripts/README.md "
              "says\n",
              out);
    for (int row = 0; row < trial->exp->rows_n; row++)
        for (int i = 0; i < trial->steps_n; i++) {
            const struct run *run = &trial->runs[i];
            if (run->step.point != point || run->step.rival != row ||
                run->step.block != 0 || !run->server || !run->generator)
                continue;
            snprintf(server, sizeof server, "%s", run->server);
            snprintf(generator, sizeof generator, "%s", run->generator);
            html_put(out, "%s\n%s\n", compare_plain(server),
                     compare_plain(generator));
        }
    fputs("</pre>\n", out);
}

void html_experiment(FILE *out, const struct session *session,
                     const struct trial *trial)
{
    if (!html_is_told(session, trial))
        return;
    html_put(out,
             "<section class=\"page experiment\" id=\"%s\">\n<h2>%s</h2>\n",
             trial->exp->name, trial->exp->name);
    write_declaration(out, trial);
    write_verdicts(out, session, trial);
    write_left_out(out, trial);
    write_charts(out, session, trial);
    if (trial->done > 0) {
        html_numbers(out, trial);
        html_tables(out, trial);
        write_invalid(out, trial);
        write_commands(out, trial);
    }
    fputs("</section>\n", out);
}
