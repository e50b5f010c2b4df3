/* chart_body.c: the page of an experiment's chart (chart.h). */
#include "chart.h"

/* What a reader must know to read the chart right. */
static void note_of(const struct trial *trial, const struct chart_panel *panels,
                    int n, char *text, size_t size)
{
    double coverage =
        stats_coverage(trial->blocks, stats_rank(trial->blocks, STATS_WANTED));
    bool hollow = false;
    for (int i = 0; i < n; i++)
        hollow |= panels[i].hollow;
    if (panels[0].points)
        snprintf(text, size,
                 "Medians of %d run%s; whiskers cover %.1f %%%s. Loopback.",
                 trial->blocks, trial->blocks == 1 ? "" : "s", coverage * 100,
                 hollow ? "; hollow: with invalid runs" : "");
    else
        snprintf(text, size,
                 "All valid runs of %d block%s together%s. Loopback.",
                 trial->blocks, trial->blocks == 1 ? "" : "s",
                 hollow ? "; some runs were invalid" : "");
}

void chart_write_body(FILE *out, const struct trial *trial, const char *title,
                      const struct chart_panel *panels, int n)
{
    char note[300];
    struct chart_page page = {
        .title = title, .note = note, .panels = panels, .n = n};
    note_of(trial, panels, n, note, sizeof note);
    for (int i = 0; i < trial->exp->rows_n && i < CHART_SERIES; i++)
        page.names[i] = trial->exp->rows[i].label;
    chart_write_page(out, &page);
}
