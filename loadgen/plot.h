/* plot.h: charts of any result: of run, idle, sweep, merge and compare. */
#ifndef LOADGEN_PLOT_H
#define LOADGEN_PLOT_H

#include <jansson.h>
#include <stdio.h>

#include "chart.h"

enum { PLOT_LABEL = 64, PLOT_TEXT = 400, PLOT_POINTS = 64, PLOT_SERIES = 8 };

/* What is one line of a chart: results that differ in load alone. */
struct plot_series {
    char label[PLOT_LABEL];
    json_t *runs; /* of schema loadgen/1 */
};

struct plot {
    struct plot_series series[CHART_SERIES];
    int n;
    const char *experiment; /* of compare's results, NULL: the first */
    char logs[2][256];      /* interval logs, for the heat maps */
    char log_labels[2][PLOT_LABEL];
    int logs_n;
};

/* plot_data.c: adds a file: FILE or LABEL=FILE. 0, or -1 having said why. */
int plot_add_file(struct plot *plot, const char *word);

/* Adds a result of any schema, read from `name`. 0, or -1 having said why. */
int plot_add(struct plot *plot, const json_t *result, const char *label,
             const char *name);
void plot_free(struct plot *plot);

/* One point of a line: what the runs with the same x amount to. */
struct plot_point {
    double x;
    struct interval y; /* over the valid runs; else over the invalid */
    bool hollow;       /* some run is invalid */
};

/* What is on the x axis of a run: clients, or the rate that was asked for.
 * NAN where it has none. */
typedef double plot_x(const json_t *run);
double plot_clients(const json_t *run);
double plot_rate(const json_t *run);

/* The points of a series, rising in x. Returns how many. */
int plot_points(const struct plot_series *series, plot_x *x,
                const struct metric *metric,
                struct plot_point points[PLOT_POINTS]);

/* A chart: fills the page and writes its data; the texts are of PLOT_TEXT.
 * False when the results have nothing for it. */
struct plot_page {
    struct chart_panel panels[3];
    int n;
    bool stacked, hollow;
    char title[PLOT_TEXT], note[PLOT_TEXT];
};
typedef bool plot_chart(FILE *out, const struct plot *plot,
                        struct plot_page *page);
plot_chart plot_throughput, plot_memory, plot_knee; /* plot_lines.c */
plot_chart plot_percentiles;                        /* plot_percentiles.c */
plot_chart plot_timeline;                           /* plot_timeline.c */

/* plot_heat.c: writes the whole script's body for two heat maps, its title
 * to `title`; false without logs. */
struct heat;
struct heat *heat_read(const struct plot *plot);
void heat_title(const struct heat *heat, char title[PLOT_TEXT]);
void heat_write_data(FILE *out, const struct heat *heat);
void heat_write(FILE *out, const struct heat *heat, const char *title);
void heat_free(struct heat *heat);

/* plot_draw.c: draws every chart that there is data for, or only `which`,
 * to NAME-....png, .svg and .gp; prints their names. Returns how many, or -1
 * having said why. */
int plot_all(const struct plot *plot, const char *name, const char *which);

/* All charts of one result. 0, or -1 having said why. */
int plot_draw(const json_t *result, const char *name);

#endif
