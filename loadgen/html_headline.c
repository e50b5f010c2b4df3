/* html_headline.c: every claim and its verdict in one table (html.h). */
#include <math.h>

#include "chart.h"
#include "html.h"

/* The chart of the headline: the first that was drawn, as a small copy of
 * the one on its page. */
static void write_thumbnail(FILE *out, const struct session *session,
                            const struct trial *trial)
{
    char name[200], path[COMPARE_PATH + 210];
    for (int i = 0; i < trial->exp->charts_n; i++) {
        snprintf(path, sizeof path, "%s/%s", session->dir,
                 chart_file(trial, i, "svg", name, sizeof name));
        FILE *there = fopen(path, "re");
        if (!there)
            continue;
        fclose(there);
        html_put(out,
                 "<a href=\"#%s\" aria-label=\"the page of %s\"><svg "
                 "class=\"thumbnail\" viewBox=\"0 0 1200 675\"><use "
                 "href=\"#chart-%s-%d\"/></svg></a>",
                 trial->exp->name, trial->exp->name, trial->exp->name, i);
        return;
    }
    fputs("<span class=\"soft\">no chart</span>", out);
}

/* What the ratio's formula or row is called. */
static const char *other(const struct exp *exp)
{
    const struct exp_verdict *asked = &exp->verdicts[0];
    if (asked->a >= 0)
        return exp->rows[asked->a].label;
    return asked->theory ? asked->theory : "expected";
}

/* The larger over the smaller where they differ, and else just as measured:
 * so does the sentence's own interval. */
static void write_factor(FILE *out, const struct trial *trial,
                         const struct telling *told)
{
    struct interval ratio = told->verdict.ratio;
    const char *of = trial->exp->rows[trial->exp->verdicts[0].b].label;
    const char *over = other(trial->exp);
    char middle[32], low[32], high[32];
    if (told->verdict.finding == FINDING_NONE || !isfinite(ratio.middle)) {
        html_put(out, "<td>-<small class=\"bad\">%s</small></td>",
                 trial->skipped ? "skipped" : "invalid");
        return;
    }
    if (told->verdict.finding == FINDING_LESS &&
        trial->exp->verdicts[0].a >= 0) {
        ratio = (struct interval){.middle = 1 / ratio.middle,
                                  .low = 1 / ratio.high,
                                  .high = 1 / ratio.low};
        over = of;
        of = other(trial->exp);
    }
    html_put(out, "<td>%s<small>%s to %s</small><small>%s / %s</small></td>",
             verdict_factor(ratio.middle, middle, sizeof middle),
             verdict_factor(ratio.low, low, sizeof low),
             verdict_factor(ratio.high, high, sizeof high), of, over);
}

static void write_line(FILE *out, const struct session *session,
                       const struct trial *trial)
{
    struct telling told;
    if (!html_is_told(session, trial))
        return;
    trial_tell(trial, 0, &told);
    html_put(out, "<tr><th><a href=\"#%s\">%s</a><small>%s</small></th>",
             trial->exp->name, trial->exp->name, trial->exp->claim);
    html_put(out, "<td class=\"told\">%s.", told.sentence);
    if (*told.basis)
        html_put(out, "<small>%s</small>", told.basis);
    html_against_line(out, session, trial, 0);
    fputs("</td>", out);
    write_factor(out, trial, &told);
    fputs("<td>", out);
    write_thumbnail(out, session, trial);
    fputs("</td></tr>\n", out);
}

void html_headline(FILE *out, const struct session *session)
{
    fputs("<section class=\"page\" id=\"headline\">\n<h2>Claims and verdicts"
          "</h2>\n<p>A ratio is the median over blocks, each of which measured "
          "both sides in turn; below it stand its interval and what was "
          "divided. Where the interval holds 1, or noise or the metric's own "
          "step is as large, no difference was shown.</p>\n"
          "<table class=\"headline\"><thead><tr><th>claim on trial</th>"
          "<th>verdict</th><th>ratio</th><th>chart</th></tr></thead>"
          "<tbody>\n",
          out);
    for (int i = 0; i < session->trials_n; i++)
        write_line(out, session, html_nth(session, i));
    fputs("</tbody></table>\n<p class=\"soft\">Further pages: ", out);
    if (session->million)
        fputs("<a href=\"#million\">the road to a million</a>, ", out);
    if (session->against)
        fputs("<a href=\"#against\">against an older run</a>, ", out);
    fputs("<a href=\"#traps\">traps</a>, <a href=\"#machine\">the machine and "
          "its limits</a>, <a href=\"#repeat\">how to repeat it</a>.</p>\n"
          "</section>\n",
          out);
}
