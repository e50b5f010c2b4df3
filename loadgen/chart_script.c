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

/* The colours of Okabe and Ito, which the colour-blind can tell apart; each
 * has its own dashes and its own points. */
static const struct style {
    const char *colour;
    const char *dash;
    int point; /* gnuplot's point type */
} styles[CHART_SERIES] = {
    {"#D55E00", "solid", 7},         {"#0072B2", "(10,5)", 5},
    {"#000000", "(3,4)", 9},         {"#009E73", "(14,4,3,4)", 13},
    {"#CC79A7", "(20,6)", 11},       {"#A66A00", "(2,6)", 15},
    {"#56B4E9", "(8,3,2,3,2,3)", 4}, {"#D55E00", "(12,3,2,3)", 6},
    {"#0072B2", "(3,2)", 8},         {"#000000", "(16,8)", 12},
    {"#009E73", "(6,6)", 10},        {"#CC79A7", "(1,4)", 14},
    {"#A66A00", "(9,3)", 7},         {"#56B4E9", "(4,4)", 5},
    {"#D55E00", "(2,3)", 9},         {"#0072B2", "(18,4)", 13},
    {"#666666", "(4,6)", 1},
};

static const struct style *style_of(const struct chart_page *page, int series)
{
    return &styles[page->looks ? page->looks[series] : series];
}

static const double NAME_GAP =
    0.04;                       /* least distance of two names, of the page */
static const double NEAR = 0.1; /* of two lines' ends */

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
    if (axis->ticks == 0) /* gnuplot would make some itself */
        fputs("\"\" -1e9", out);
    for (int i = 0; i < axis->ticks; i++) {
        fputs(i > 0 ? ", " : "", out);
        write_tick(out, axis->text[i]);
        fprintf(out, " %.10g", axis->at[i]);
    }
    fputs(")\n", out);
}

/* Where a server's name begins: at its line's end, or where the longest line
 * ends if that is near or wanted, so that no line or whisker crosses it. */
static double name_x(const struct chart_panel *panel, int server)
{
    double end = panel->end_x[server], last = end;
    for (int i = 0; i < CHART_SERIES; i++)
        if (panel->used[i])
            last = fmax(last, panel->end_x[i]);
    bool near =
        chart_height(&panel->x, last) - chart_height(&panel->x, end) < NEAR;
    return near || panel->aside ? last : end;
}

/* Pushes heights apart until no two are closer than `gap`; keeps their
 * order. */
static void push_apart(double at[CHART_SERIES], const bool used[CHART_SERIES],
                       double gap)
{
    for (int round = 0; round < 50; round++)
        for (int i = 0; i < CHART_SERIES; i++)
            for (int j = 0; j < CHART_SERIES; j++) {
                double apart = at[j] - at[i];
                bool above = apart > 0 || (apart == 0 && j > i);
                if (i == j || !used[i] || !used[j] || !above || apart >= gap)
                    continue;
                at[i] -= (gap - apart) / 2 + 1e-6;
                at[j] += (gap - apart) / 2;
            }
    double lowest = gap / 2; /* no name stands on the axis, or below it */
    for (int i = 0; i < CHART_SERIES; i++)
        if (used[i])
            lowest = fmin(lowest, at[i]);
    for (int i = 0; i < CHART_SERIES; i++)
        at[i] += gap / 2 - lowest;
}

/* Names the lines at their ends, no two on top of each other. */
static void write_names(FILE *out, const struct chart_page *page,
                        const struct chart_panel *panel, double gap)
{
    double at[CHART_SERIES] = {0};
    for (int i = 0; i < CHART_SERIES; i++)
        if (panel->used[i])
            at[i] = chart_height(&panel->y, panel->end_y[i]);
    push_apart(at, panel->used, gap);
    for (int i = 0; i < CHART_SERIES; i++) {
        if (!panel->used[i] || panel->unnamed)
            continue;
        fprintf(out, "set label %d ", 40 + i);
        chart_quoted(out, page->names[i]);
        fprintf(out,
                " at first %.10g, graph %.4f left offset char 1,0 "
                "textcolor rgb \"%s\" font \",26\"\n",
                name_x(panel, i), at[i], style_of(page, i)->colour);
    }
}

/* Names the bars to their left, and their values at their ends. */
static void write_bar_names(FILE *out, const struct chart_page *page,
                            const struct chart_panel *panel)
{
    for (int i = 0; i < CHART_SERIES; i++) {
        if (!panel->used[i])
            continue;
        fprintf(out, "set label %d ", 40 + i);
        chart_quoted(out, panel->unnamed ? "" : page->names[i]);
        fprintf(out,
                " at graph 0, first %.10g right offset char -0.7,0 textcolor "
                "rgb \"%s\" font \",26\"\nset label %d ",
                panel->end_y[i], style_of(page, i)->colour, 60 + i);
        chart_quoted(out, panel->bar_text[i]);
        fprintf(out,
                " at first %.10g, first %.10g left offset char 0.7,0 font "
                "\",24\"\n",
                panel->end_x[i], panel->end_y[i]);
    }
}

/* A bar with its whisker; hollow where a run is invalid; and a mark where
 * theory expects its end. */
static void write_bar(FILE *out, const struct chart_page *page, int n, int row)
{
    const struct chart_panel *panel = &page->panels[n];
    const char *colour = style_of(page, row)->colour;
    double foot = panel->x.log ? panel->x.low : 0;
    for (int hollow = 0; hollow < 2; hollow++)
        fprintf(out,
                "%s$P%dS%d using ($5==%d?%.10g:NaN):1:(%.10g):2:($1-0.33):"
                "($1+0.33) with boxxyerror fs %s border lc rgb \"%s\" lw 4 "
                "lc rgb \"%s\" notitle",
                hollow ? ", " : "", n, row, hollow, foot, foot,
                hollow ? "empty" : "solid 0.55", colour, colour);
    fprintf(out,
            ", $P%dS%d using 2:1:3:4 with xerrorbars dt 1 lw 4 ps 0 lc rgb "
            "\"black\" notitle, $P%dS%d using 6:($1-0.42):(0):(0.84) with "
            "vectors nohead dt 1 lw 7 lc rgb \"black\" notitle",
            n, row, n, row);
}

/* A vertical line with its text at the top. */
static void write_mark(FILE *out, const struct chart_panel *panel)
{
    fputs("unset arrow\n", out);
    if (panel->mark <= 0)
        return;
    bool left = chart_height(&panel->x, panel->mark) > 0.6;
    fprintf(out,
            "set arrow 1 from first %.10g, graph 0 to first %.10g, graph 1 "
            "nohead lw 3 dashtype (4,6) lc rgb \"#666666\"\nset label 9 ",
            panel->mark, panel->mark);
    chart_quoted(out, panel->mark_text);
    fprintf(out,
            " at first %.10g, graph 0.95 %s offset char %d,0 textcolor rgb "
            "\"#666666\" font \",24\"\n",
            panel->mark, left ? "right" : "left", left ? -1 : 1);
}

/* A line, and on it whiskers and points. A hollow point is a white one on a
 * coloured one. */
static void write_series(FILE *out, const struct chart_page *page, int n,
                         int server, bool points)
{
    const struct style *style = style_of(page, server);
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

static void write_margins(FILE *out, const struct chart_place *place)
{
    fprintf(out,
            "set lmargin at screen %.4f\nset rmargin at screen %.4f\n"
            "set bmargin at screen %.4f\nset tmargin at screen %.4f\n",
            place->left, place->right, place->bottom, place->top);
}

static void write_panel(FILE *out, const struct chart_page *page, int n,
                        const struct chart_place *place)
{
    const struct chart_panel *panel = &page->panels[n];
    bool last = !page->stacked || n == page->n - 1;
    fputs("unset label\n", out);
    write_margins(out, place);
    write_axis(out, 'x', &panel->x);
    write_axis(out, 'y', &panel->y);
    if (panel->bars)
        write_bar_names(out, page, panel);
    else
        write_names(out, page, panel, NAME_GAP / (place->top - place->bottom));
    write_mark(out, panel);
    fputs("set label 10 ", out);
    chart_quoted(out, panel->heading);
    fprintf(out, " at screen %.4f, screen %.4f left font \",24\"\n",
            place->left + (page->stacked ? 0.008
                           : panel->bars ? 0
                                         : -0.085),
            place->top + (page->stacked ? 0.02 : 0.045));
    fputs(last ? "set xlabel " : "unset xlabel # ", out);
    chart_quoted(out, panel->x_title);
    fputs(" offset 0,0.5\n", out);
    if (!last)
        fputs("set xtics format \"\"\nset xtics (\"\" 0)\n", out);
    fputs("plot ", out);
    bool any = false;
    for (int i = 0; i < CHART_SERIES; i++) {
        if (!panel->used[i])
            continue;
        fputs(any ? ", " : "", out);
        if (panel->bars)
            write_bar(out, page, n, i);
        else
            write_series(out, page, n, i, panel->points && i != CHART_THEORY);
        any = true;
    }
    fputc('\n', out);
}

void chart_write_page(FILE *out, const struct chart_page *page)
{
    fputs("set multiplot\nset style data lines\nset border 3 lw 2\n"
          "set tics nomirror out scale 0.6\nset mxtics 1\nset mytics 1\n"
          "set grid ytics lw 2 dashtype solid lc rgb \"#dddddd\"\n"
          "set pointintervalbox 0.001\nunset key\n",
          out);
    for (int i = 0; i < page->n; i++) {
        const struct chart_place place = chart_place_of(page, i);
        write_panel(out, page, i, &place);
    }
    chart_write_texts(out, page->title, page->note);
}

void chart_write_texts(FILE *out, const char *title, const char *note)
{
    int length = (int)strlen(note), fits = 98; /* longer ones are smaller */
    fputs("reset\nset lmargin at screen 0\nset rmargin at screen 1\n"
          "set bmargin at screen 0\nset tmargin at screen 1\n"
          "unset border\nunset tics\nunset key\nset xrange [0:1]\n"
          "set yrange [0:1]\nset label 21 ",
          out);
    chart_quoted(out, title);
    fputs(" at screen 0.015, screen 0.94 left font TITLE\nset label 20 ", out);
    chart_quoted(out, note);
    fprintf(out,
            " at screen 0.012, screen 0.032 left font \",%d\" textcolor rgb "
            "\"#666666\"\nplot NaN notitle\nunset multiplot\nset output\n",
            length > fits ? 24 * fits / length : 24);
}
