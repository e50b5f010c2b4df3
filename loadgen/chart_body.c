/* chart_body.c: what is written below an experiment's chart (chart.h). */
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
    if (chart->draw == DRAW_TIMELINE)
        snprintf(text, size,
                 "The middle one of %d run%s each; a gap: nothing was "
                 "answered%s. Loopback.",
                 trial->blocks, plural, invalid);
    else if (chart->draw == DRAW_LINES || chart->draw == DRAW_BARS)
        snprintf(text, size,
                 "Medians of %d run%s; whiskers cover %.1f %%%s%s%s.",
                 trial->blocks, plural, coverage * 100, invalid,
                 theory ? "; black mark: " : "",
                 !theory               ? ""
                 : chart->theory_label ? chart->theory_label
                                       : "theory");
    else
        snprintf(text, size,
                 "All valid runs of %d block%s together%s. Loopback.",
                 trial->blocks, plural, invalid);
}
