/* chart.c: decides what a chart shows, and has gnuplot draw it (chart.h).
 *
 * The script is kept beside the chart, so that anyone can restyle it. The
 * same body is drawn twice, as PNG and as SVG. */
#include "chart.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "spawn.h"

enum { LARGE_LETTERS = 60, SMALL_LETTERS = 74, GNUPLOT_S = 60 };

void chart_wrap(char *text, size_t width)
{
    char *line = text, *blank = NULL;
    for (char *at = text; *at; at++) {
        if ((size_t)(at - line) >= width && blank) {
            *blank = '\n';
            line = blank + 1;
            blank = NULL;
        }
        if (*at == ' ')
            blank = at;
    }
}

/* Panels side by side show the same axes where they show the same thing. */
static void share_axes(struct chart_panel *panels, int n)
{
    if (n < 2 || panels[0].points)
        return;
    double low = fmin(panels[0].y.low, panels[1].y.low);
    double high = fmax(panels[0].y.high, panels[1].y.high);
    double right = fmax(panels[0].x.high, panels[1].x.high);
    for (int i = 0; i < n; i++) {
        chart_axis_log(&panels[i].y, low * 1.06, high * 0.94, UNIT_MICROS);
        chart_axis_percentiles(&panels[i].x, right / 1.1, n);
    }
}

/* The largest point at which the chart's first two rows can be compared. */
static int largest_point(const struct trial *trial,
                         const struct exp_chart *chart)
{
    int a = chart->rows.row[0], b = chart->rows.row[chart->rows.n > 1];
    for (int point = trial->points - 1; point > 0; point--)
        if (trial_ratio(trial, chart->metrics[0], point, a, b).finding !=
            FINDING_NONE)
            return point;
    return 0;
}

/* The points that a chart of a few shows: those asked for that exist, or the
 * largest with a valid comparison. Returns how many. */
static int shown_points(const struct trial *trial,
                        const struct exp_chart *chart, int *points)
{
    int n = 0;
    for (int i = 0; i < chart->at.n; i++)
        for (int j = 0; j < trial->points && n < EXP_PANELS; j++)
            if (trial->at[j] == chart->at.value[i])
                points[n++] = j;
    if (n == 0)
        points[n++] = largest_point(trial, chart);
    return n;
}

static bool shows(const struct exp_chart *chart, int row)
{
    for (int i = 0; i < chart->rows.n; i++)
        if (chart->rows.row[i] == row)
            return true;
    return false;
}

/* The first verdict that compares two of the chart's rows by its metric. */
static const struct exp_verdict *verdict_of(const struct trial *trial,
                                            const struct exp_chart *chart)
{
    for (int i = 0; i < trial->exp->verdicts_n; i++) {
        const struct exp_verdict *verdict = &trial->exp->verdicts[i];
        if (verdict->metric == chart->metrics[0] && verdict->a >= 0 &&
            shows(chart, verdict->a) && shows(chart, verdict->b))
            return verdict;
    }
    return NULL;
}

char *chart_title(const struct trial *trial, const struct exp_chart *chart,
                  char *text, size_t size)
{
    int points[EXP_PANELS] = {0}, point = -1;
    const struct exp_verdict *verdict = verdict_of(trial, chart);
    int a = verdict ? verdict->a : chart->rows.row[0];
    int b = verdict ? verdict->b : chart->rows.row[chart->rows.n > 1];
    const char *phrase = chart->phrase ? chart->phrase
                         : verdict     ? verdict->phrase
                                       : NULL;
    if (chart->draw != DRAW_LINES) {
        int n = shown_points(trial, chart, points);
        point = points[n - 1];
    }
    return trial_sentence(trial, chart->metrics[0], a, b, point, phrase, text,
                          size);
}

typedef bool point_chart(FILE *out, const struct trial *trial,
                         const struct exp_chart *chart, int point, int n,
                         struct chart_panel *panel);

/* A panel for each of the points that are shown. */
static int point_panels(FILE *out, const struct trial *trial,
                        const struct exp_chart *chart, point_chart *draw,
                        struct chart_panel *panels)
{
    int n = 0, points[EXP_PANELS];
    int shown = shown_points(trial, chart, points);
    for (int i = 0; i < shown; i++)
        n += draw(out, trial, chart, points[i], n, &panels[n]);
    return n;
}

/* Writes the data and fills in the page. Returns how many panels it has. */
static int make_panels(FILE *out, const struct trial *trial,
                       const struct exp_chart *chart, struct chart_page *page,
                       struct chart_panel *panels)
{
    int n = 0, points[EXP_PANELS];
    switch (chart->draw) {
    case DRAW_LINES:
        for (int i = 0; i < chart->panels; i++)
            n += chart_lines(out, trial, chart, chart->metrics[i], n,
                             &panels[n]);
        break;
    case DRAW_PERCENTILES:
        n = point_panels(out, trial, chart, chart_percentiles, panels);
        share_axes(panels, n);
        break;
    case DRAW_BARS:
        n = point_panels(out, trial, chart, chart_bars, panels);
        break;
    case DRAW_CDF:
        n = point_panels(out, trial, chart, chart_cdf, panels);
        break;
    case DRAW_TIMELINE:
        shown_points(trial, chart, points);
        n = chart_timeline(out, trial, chart, points[0], page, panels);
        break;
    }
    return n;
}

char *chart_file(const struct trial *trial, int chart, const char *ending,
                 char *text, size_t size)
{
    snprintf(text, size, "%s-%s.%s", trial->exp->name,
             trial->exp->charts[chart].name, ending);
    return text;
}

/* How a kind of file is made. The SVG is drawn smaller, because its points
 * are a pixel, not more: so its type has the same share of the page. */
static const struct terminal {
    const char *ending, *setting, *sizes;
} terminals[] = {
    {"png", "pngcairo font 'Sans,24' size 1600,900",
     "DOT = 2.5; TITLE = 'Sans:Bold,%d'\n"},
    {"svg", "svg font 'sans-serif,24' size 1200,675",
     "DOT = 0.8; TITLE = 'sans-serif,%d'\n"},
};

bool chart_write_terminal(FILE *out, const char *stem, size_t i, int title)
{
    char path[COMPARE_PATH + 210];
    if (i >= sizeof terminals / sizeof terminals[0])
        return false;
    snprintf(path, sizeof path, "%s.%s", stem, terminals[i].ending);
    fprintf(out, "set terminal %s noenhanced\nset output ",
            terminals[i].setting);
    chart_quoted(out, path);
    fputc('\n', out);
    fprintf(out, terminals[i].sizes, title);
    return true;
}

int chart_fit_title(char *title)
{
    bool large = strlen(title) <= 2 * (LARGE_LETTERS - 8);
    chart_wrap(title, large ? LARGE_LETTERS : SMALL_LETTERS);
    return large ? 30 : 25;
}

/* A model has its colours in all charts: threaded warm ones, evented blue and
 * green, others the rest. Returns false where all rows are of one model. */
static bool choose_looks(const struct exp *exp, int looks[CHART_SERIES])
{
    enum { MODELS = 3, LOOKS = 7 };
    static const int own[MODELS][LOOKS] = {{0, 5, 7, 12, 14, 11, 10},
                                           {1, 6, 3, 8, 13, 15, 10},
                                           {2, 4, 9, 11, 10, 14, 12}};
    int used[MODELS] = {0};
    for (int i = 0; i < exp->rows_n; i++) {
        const char *command = exp->rows[i].command;
        int model = strncmp(command, "threaded", 8) == 0  ? 0
                    : strncmp(command, "evented", 7) == 0 ? 1
                                                          : 2;
        looks[i] = own[model][used[model]++ % LOOKS];
    }
    looks[CHART_THEORY] = CHART_THEORY;
    return used[0] < exp->rows_n && used[1] < exp->rows_n;
}

/* Writes the script. Returns 1, 0 when there is nothing to draw, or -1. */
static int write_script(const struct session *session,
                        const struct trial *trial, int index, const char *name)
{
    const struct exp_chart *chart = &trial->exp->charts[index];
    static struct chart_panel panels[CHART_PANELS]; /* large */
    char title[COMPARE_TEXT], stem[COMPARE_PATH + 200], note[400];
    int looks[CHART_SERIES];
    struct chart_page page = {.title = title, .note = note, .panels = panels};
    FILE *out = compare_create(session, name);
    if (!out)
        return -1;
    page.looks = choose_looks(trial->exp, looks) ? looks : NULL;
    for (int i = 0; i < trial->exp->rows_n; i++)
        page.names[i] = trial->exp->rows[i].label;
    page.names[CHART_THEORY] =
        chart->theory_label ? chart->theory_label : "theory";
    page.n = make_panels(out, trial, chart, &page, panels);
    chart_note(trial, chart, panels, page.n, note, sizeof note);
    chart_title(trial, chart, title, sizeof title);
    int size = chart_fit_title(title);
    snprintf(stem, sizeof stem, "%s/%s-%s", session->dir, trial->exp->name,
             chart->name);
    for (size_t i = 0; page.n > 0 && chart_write_terminal(out, stem, i, size);
         i++)
        chart_write_page(out, &page);
    return fclose(out) == 0 ? page.n > 0 : -1;
}

int chart_gnuplot(char *script, int log)
{
    char *const argv[] = {"gnuplot", script, NULL};
    const struct spawn_plan plan = {argv, 0, log, false};
    struct child gnuplot;
    bool drawn = spawn_start(&gnuplot, &plan) == 0 &&
                 spawn_finish(&gnuplot, GNUPLOT_S) && gnuplot.status == 0;
    return drawn ? 0 : -1;
}

static int draw(const struct session *session, const struct trial *trial,
                int index)
{
    char name[200], path[COMPARE_PATH + 210];
    chart_file(trial, index, "gp", name, sizeof name);
    int drawable = write_script(session, trial, index, name);
    snprintf(path, sizeof path, "%s/%s", session->dir, name);
    if (drawable == 0)
        unlink(path);
    if (drawable <= 0)
        return drawable;
    if (chart_gnuplot(path, session->log) == 0)
        return 0;
    fprintf(stderr,
            "loadgen compare: gnuplot could not draw %s; install gnuplot, "
            "see %s/log.txt\n",
            path, session->dir);
    return -1;
}

int chart_draw_all(const struct session *session, const struct trial *trial)
{
    for (int i = 0; i < trial->exp->charts_n; i++)
        if (draw(session, trial, i) != 0)
            return -1;
    return 0;
}
