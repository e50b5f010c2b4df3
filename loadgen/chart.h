/* chart.h: the charts of an experiment, by gnuplot, as PNG and SVG.
 *
 * Made for a projector: large type, thick lines, two colours that the
 * colour-blind can tell apart and two line styles besides, names at the ends
 * of the lines, and the conclusion as the title. */
#ifndef LOADGEN_CHART_H
#define LOADGEN_CHART_H

#include "compare.h"

enum {
    CHART_TICKS = 16,
    CHART_TICK = 24,
    CHART_SERIES = EXP_ROWS + 1,     /* lines or bars; a row has its own */
    CHART_THEORY = CHART_SERIES - 1, /* that of theory, or what was offered */
    CHART_PANELS = 3
};

struct chart_axis {
    double low, high;
    bool log;
    int ticks;
    double at[CHART_TICKS];
    char text[CHART_TICKS][CHART_TICK];
};

/* One of the panels that stand side by side. */
struct chart_panel {
    struct chart_axis x, y;
    char heading[200];       /* above the y axis: what it shows */
    const char *x_title;     /* below the x axis */
    bool used[CHART_SERIES]; /* the series has any point */
    double end_x[CHART_SERIES], end_y[CHART_SERIES]; /* where it ends */
    bool points;  /* markers and whiskers, not the line alone */
    bool hollow;  /* some run at some point is invalid */
    bool unnamed; /* its lines are named in another panel */
    bool aside;   /* all names stand right of the longest line: others would
                     run through a name at the end of a shorter one */
    double mark;  /* a vertical line here, 0: none */
    char mark_text[64];
    int bars;    /* they lie below one another, so many; 0: lines */
    bool theory; /* some bar has a mark where theory expects it */
    char bar_text[CHART_SERIES][64]; /* at the end of a bar */
};

/* A whole chart: its panels stand side by side, or one above the other. */
struct chart_page {
    const char *title; /* wrapped, see chart_fit_title() */
    const char *note;  /* below: what a reader must know */
    const char *names[CHART_SERIES];
    const int *looks; /* which look a series has; NULL: that of its number */
    const struct chart_panel *panels;
    int n;
    bool stacked; /* one above the other, over the same x */
};

/* Where a panel stands on the page, in parts of its size. */
struct chart_place {
    double left, right, bottom, top;
};

/* Leaves room for the names of what is drawn. */
struct chart_place chart_place_of(const struct chart_page *page, int i);

/* Writes everything from margins to notes. */
void chart_write_page(FILE *out, const struct chart_page *page);

/* The title and the note alone, which end the page. */
void chart_write_texts(FILE *out, const char *title, const char *note);

/* Breaks a title into two large lines, or three smaller ones. Returns its
 * size in points. */
int chart_fit_title(char *title);

/* Writes how the i-th kind of file is made, to be STEM and an ending. False
 * when there is no such kind. */
bool chart_write_terminal(FILE *out, const char *stem, size_t i, int title);

/* Has gnuplot draw a script; what it complains goes to `log`. 0 or -1. */
int chart_gnuplot(char *script, int log);

/* Draws every chart of a trial into the session's folder. 0, or -1 having
 * said why. A chart without a single value is left out. */
int chart_draw_all(const struct session *session, const struct trial *trial);

/* "small-orders-throughput.svg": a chart's file in the session's folder. */
char *chart_file(const struct trial *trial, int chart, const char *ending,
                 char *text, size_t size);

/* The conclusion: what the title says. */
char *chart_title(const struct trial *trial, const struct exp_chart *chart,
                  char *text, size_t size);

/* Axes that hold [low, high], with round ticks. */
void chart_axis_log(struct chart_axis *axis, double low, double high,
                    enum unit unit);
void chart_axis_linear(struct chart_axis *axis, double high, enum unit unit);

/* As those, but with three or four ticks, for low panels: linear from 0 when
 * low is 0, else logarithmic. */
void chart_axis_few(struct chart_axis *axis, double low, double high,
                    enum unit unit);

/* Counts at which was measured; a text for each that has room, on one of so
 * many panels side by side. */
void chart_axis_clients(struct chart_axis *axis, const int64_t *clients, int n,
                        int panels);
void chart_axis_percentiles(struct chart_axis *axis, double high, int panels);
void chart_axis_share(struct chart_axis *axis); /* 0 to 100 % */

/* How high a value is drawn: 0 at the foot of the axis, 1 at its top. */
double chart_height(const struct chart_axis *axis, double value);

/* Below the chart: what a reader must know to read it right. */
void chart_note(const struct trial *trial, const struct exp_chart *chart,
                const struct chart_panel *panels, int n, char *text,
                size_t size);

/* Writes a text in gnuplot's quotes. */
void chart_quoted(FILE *out, const char *text);

/* Breaks a text at blanks into lines of at most `width` letters: in place. */
void chart_wrap(char *text, size_t width);

/* Write a panel's data as gnuplot data blocks named $P<panel>S<row>, and fill
 * in the panel. Return whether there is any. */
bool chart_lines(FILE *out, const struct trial *trial,
                 const struct exp_chart *chart, const struct metric *metric,
                 int n, struct chart_panel *panel);
bool chart_percentiles(FILE *out, const struct trial *trial,
                       const struct exp_chart *chart, int point, int n,
                       struct chart_panel *panel);

bool chart_cdf(FILE *out, const struct trial *trial,
               const struct exp_chart *chart, int point, int n,
               struct chart_panel *panel);
bool chart_bars(FILE *out, const struct trial *trial,
                const struct exp_chart *chart, int point, int n,
                struct chart_panel *panel);

/* Writes up to three panels over one time, and how the page stacks them.
 * Returns how many. */
int chart_timeline(FILE *out, const struct trial *trial,
                   const struct exp_chart *chart, int point,
                   struct chart_page *page, struct chart_panel *panels);

#endif
