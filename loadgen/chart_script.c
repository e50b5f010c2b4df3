/* chart_script.c: the look of the charts, in gnuplot's words (chart.h).
 *
 * Promises type of 24 points and more on 1600 by 900, and that no line is
 * told from another by its colour alone. */
#include <math.h>
#include <string.h>

#include "chart.h"

void chart_quoted(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', out);
        if (*text == '\n')
            fputs("\\n", out);
        else
            fputc(*text, out);
    }
    fputc('"', out);
}

/* Blue and vermilion of Okabe and Ito; solid and dashed; disc and square. */
static const struct style {
    const char *colour;
    const char *dash;
    int point; /* gnuplot's point type */
} styles[EXP_SERVERS] = {
    {"#D55E00", "solid", 7},
    {"#0072B2", "(10,5)", 5},
};

/* Where a panel stands on the page, in parts of its size. */
struct place {
    double left, right, bottom, top;
};

static const double NAME_GAP = 0.07; /* least distance of two names */
static const double NEAR = 0.1;      /* of two lines' ends */

/* A tick's text, which is a format to gnuplot. */
static void write_tick(FILE *out, const char *text)
{
    char format[2 * CHART_TICK] = "";
    for (size_t used = 0; *text; text++) {
        if (*text == '%')
            format[used++] = '%';
        format[used++] = *text;
    }
    chart_quoted(out, format);
}

static void write_axis(FILE *out, char name, const struct chart_axis *axis)
{
    fprintf(out, "%sset logscale %c\n", axis->log ? "" : "un", name);
    fprintf(out, "set %crange [%.10g:%.10g]\nset %ctics nomirror (", name,
            axis->low * 0.9999, axis->high * 1.0001, name);
    for (int i = 0; i < axis->ticks; i++) {
        fputs(i > 0 ? ", " : "", out);
        write_tick(out, axis->text[i]);
        fprintf(out, " %.10g", axis->at[i]);
    }
    fputs(")\n", out);
}

/* Where a server's name begins: at its line's end, or where the longest line
 * ends if that is near, so that no line or whisker crosses it. */
static double name_x(const struct chart_panel *panel, int server)
{
    double end = panel->end_x[server], last = end;
    for (int i = 0; i < EXP_SERVERS; i++)
        if (panel->used[i])
            last = fmax(last, panel->end_x[i]);
    bool near =
        chart_height(&panel->x, last) - chart_height(&panel->x, end) < NEAR;
    return near ? last : end;
}

/* Names the lines at their ends, no two on top of each other. */
static void write_names(FILE *out, const struct trial *trial,
                        const struct chart_panel *panel)
{
    double at[EXP_SERVERS] = {0};
    for (int i = 0; i < EXP_SERVERS; i++)
        if (panel->used[i])
            at[i] = chart_height(&panel->y, panel->end_y[i]);
    double apart = at[1] - at[0];
    if (panel->used[0] && panel->used[1] && fabs(apart) < NAME_GAP) {
        double middle = (at[0] + at[1]) / 2;
        middle = fmin(fmax(middle, NAME_GAP / 2), 1 - NAME_GAP / 2);
        at[0] = middle - (apart >= 0 ? NAME_GAP : -NAME_GAP) / 2;
        at[1] = middle + (apart >= 0 ? NAME_GAP : -NAME_GAP) / 2;
    }
    for (int i = 0; i < EXP_SERVERS; i++) {
        if (!panel->used[i])
            continue;
        fprintf(out, "set label %d ", i + 1);
        chart_quoted(out, trial->exp->servers[i].label);
        fprintf(out,
                " at first %.10g, graph %.4f left offset char 1,0 "
                "textcolor rgb \"%s\" font \",26\"\n",
                name_x(panel, i), at[i], styles[i].colour);
    }
}

/* A line, and on it whiskers and points. A hollow point is a white one on a
 * coloured one. */
static void write_series(FILE *out, int n, int server, bool points)
{
    const struct style *style = &styles[server];
    fprintf(out,
            "$P%dS%d using 1:2 with lines lw 4 dashtype %s lc rgb \"%s\" "
            "notitle",
            n, server, style->dash, style->colour);
    if (!points)
        return;
    fprintf(out,
            ", $P%dS%d using 1:2:3:4 with yerrorbars dt 1 lw 3 ps 0 lc rgb "
            "\"%s\" notitle",
            n, server, style->colour);
    fprintf(out,
            ", $P%dS%d using 1:2 with points dt 1 pt %d ps DOT lc rgb "
            "\"%s\" notitle",
            n, server, style->point, style->colour);
    fprintf(out,
            ", $P%dS%d using 1:($5==1?$2:NaN) with points dt 1 pt %d ps "
            "0.55*DOT lc rgb \"white\" notitle",
            n, server, style->point);
}

static void write_panel(FILE *out, const struct trial *trial, int n,
                        const struct chart_panel *panel,
                        const struct place *place)
{
    fputs("unset label\n", out);
    fprintf(out,
            "set lmargin at screen %.4f\nset rmargin at screen %.4f\n"
            "set bmargin at screen %.4f\nset tmargin at screen %.4f\n",
            place->left, place->right, place->bottom, place->top);
    write_axis(out, 'x', &panel->x);
    write_axis(out, 'y', &panel->y);
    write_names(out, trial, panel);
    fputs("set label 10 ", out);
    chart_quoted(out, panel->heading);
    fprintf(out, " at screen %.4f, screen %.4f left font \",24\"\n",
            place->left - 0.085, place->top + 0.045);
    fputs("set xlabel ", out);
    chart_quoted(out, panel->x_title);
    fputs(" offset 0,0.5\nplot ", out);
    bool any = false;
    for (int i = 0; i < EXP_SERVERS; i++) {
        if (!panel->used[i])
            continue;
        fputs(any ? ", " : "", out);
        write_series(out, n, i, panel->points);
        any = true;
    }
    fputc('\n', out);
}

/* What a reader must know to read the chart right. */
static void write_note(FILE *out, const struct trial *trial,
                       const struct chart_panel *panels, int n)
{
    char text[300];
    double coverage =
        stats_coverage(trial->blocks, stats_rank(trial->blocks, STATS_WANTED));
    bool hollow = false;
    for (int i = 0; i < n; i++)
        hollow |= panels[i].hollow;
    if (panels[0].points)
        snprintf(text, sizeof text,
                 "Medians of %d run%s; whiskers cover %.1f %%%s. Loopback.",
                 trial->blocks, trial->blocks == 1 ? "" : "s", coverage * 100,
                 hollow ? "; hollow: with invalid runs" : "");
    else
        snprintf(text, sizeof text,
                 "All valid runs of %d block%s together%s. Loopback.",
                 trial->blocks, trial->blocks == 1 ? "" : "s",
                 hollow ? "; some runs were invalid" : "");
    fputs("set label 20 ", out);
    chart_quoted(out, text);
    fputs(" at screen 0.012, screen 0.032 left font \",24\" textcolor rgb "
          "\"#666666\"\n",
          out);
}

void chart_write_body(FILE *out, const struct trial *trial, const char *title,
                      const struct chart_panel *panels, int n)
{
    fputs("set multiplot\nset style data lines\nset border 3 lw 2\n"
          "set tics nomirror out scale 0.6\nset mxtics 1\nset mytics 1\n"
          "set grid ytics lw 2 dashtype solid lc rgb \"#dddddd\"\n"
          "set pointintervalbox 0.001\nunset key\n",
          out);
    for (int i = 0; i < n; i++) {
        double wide = 1.0 / n;
        const struct place place = {i * wide + 0.1,
                                    (i + 1) * wide - (n > 1 ? 0.125 : 0.14),
                                    0.215, 0.755};
        write_panel(out, trial, i, &panels[i], &place);
    }
    fputs("reset\nset lmargin at screen 0\nset rmargin at screen 1\n"
          "set bmargin at screen 0\nset tmargin at screen 1\n"
          "unset border\nunset tics\nunset key\nset xrange [0:1]\n"
          "set yrange [0:1]\nset label 21 ",
          out);
    chart_quoted(out, title);
    fputs(" at screen 0.015, screen 0.94 left font TITLE\n", out);
    write_note(out, trial, panels, n);
    fputs("plot NaN notitle\nunset multiplot\nset output\n", out);
}
