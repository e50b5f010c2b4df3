/* chart_body.c: what is written below an experiment's chart (chart.h). */
#include <math.h>
#include <string.h>

#include "chart.h"

static const char *hollow_text(enum exp_draw draw)
{
    switch (draw) {
    case DRAW_LINES:
    case DRAW_BARS:
        return "; hollow: with invalid runs";
    case DRAW_PERCENTILES:
    case DRAW_CDF:
        return "; some runs were invalid";
    case DRAW_TIMELINE:
        break;
    }
    return "; not every run was valid";
}

/* How far away the customers of the chart's rows were: in a sentence, or "".
 */
static const char *distance(const struct exp *exp,
                            const struct exp_chart *chart, bool loopback,
                            char *text, size_t size)
{
    const struct exp_row *farthest = &exp->rows[chart->rows.row[0]];
    for (int i = 1; i < chart->rows.n; i++)
        if (exp->rows[chart->rows.row[i]].rtt > farthest->rtt)
            farthest = &exp->rows[chart->rows.row[i]];
    snprintf(text, size, loopback ? " Loopback." : "");
    if (farthest->rtt >= 0)
        snprintf(text, size, " Far: %g ms, %.3g %% lost.",
                 (double)farthest->rtt / 1e6, 100 * fmax(farthest->loss, 0));
    return text;
}

void chart_note(const struct trial *trial, const struct exp_chart *chart,
                const struct chart_panel *panels, int n, char *text,
                size_t size)
{
    double coverage =
        stats_coverage(trial->blocks, stats_rank(trial->blocks, STATS_WANTED));
    bool hollow = false, theory = false;
    const char *plural = trial->blocks == 1 ? "" : "s";
    for (int i = 0; i < n; i++) {
        hollow |= panels[i].hollow;
        theory |= panels[i].theory;
    }
    const char *invalid = hollow ? hollow_text(chart->draw) : "";
    bool law = chart->draw == DRAW_LINES || chart->draw == DRAW_BARS;
    char far[100];
    distance(trial->exp, chart, !law, far, sizeof far);
    if (chart->draw == DRAW_TIMELINE)
        snprintf(text, size,
                 "The middle one of %d run%s each; a gap: nothing was "
                 "answered%s.%s",
                 trial->blocks, plural, invalid, far);
    else if (law)
        snprintf(text, size,
                 "Medians of %d run%s; whiskers cover %.1f %%%s%s%s.%s",
                 trial->blocks, plural, coverage * 100, invalid,
                 theory ? "; black mark: " : "",
                 !theory               ? ""
                 : chart->theory_label ? chart->theory_label
                                       : "theory",
                 far);
    else
        snprintf(text, size, "All valid runs of %d block%s together%s.%s",
                 trial->blocks, plural, invalid, far);
}
