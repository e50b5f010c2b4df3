/* million_chart.c: memory against connections, to a million, by gnuplot
 * (html.h): what was measured, the line through it, how unsure it is, and
 * what the large crowd then took. */
#include <math.h>
#include <string.h>

#include "chart.h"
#include "html.h"
#include "million.h"

static const char *const colours[MILLION_SIDES] = {"#D55E00", "#0072B2"};
static const char *const dashes[MILLION_SIDES] = {"solid", "(10,5)"};
static const int points[MILLION_SIDES] = {7, 5};

static const char *const quantity = "memory_bytes";

static const json_t *fit_of(const json_t *server)
{
    const json_t *fit;
    size_t i;
    json_array_foreach(json_object_get(server, "fits"), i, fit) {
        if (strcmp(html_text(fit, "quantity"), quantity) == 0)
            return fit;
    }
    return NULL;
}

/* In MB: what was seen, as $LOOKS<side>; and the check, as $CHECK<side>. */
static void write_looks(FILE *out, const json_t *server, int side)
{
    const json_t *look, *check = json_object_get(server, "check");
    size_t i;
    fprintf(out, "$LOOKS%d << EOD\n", side);
    json_array_foreach(json_object_get(server, "looks"), i, look) {
        if (html_number(look, "connections") >= 100)
            fprintf(out, "%.10g %.10g\n", html_number(look, "connections"),
                    html_number(look, quantity) * 1e-6);
    }
    fprintf(out, "EOD\n$CHECK%d << EOD\n%.10g %.10g\nEOD\n", side,
            html_number(check, "held"),
            html_number(fit_of(server), "measured") * 1e-6);
}

/* The line from a hundred to a million, through base and slope. */
static void write_line(FILE *out, const json_t *server, int side)
{
    enum { PLACES = 80 };
    const json_t *fit = fit_of(server);
    const json_t *goal = json_object_get(fit, "goal");
    double slope = html_number(json_object_get(fit, "slope"), "middle");
    double base = html_number(json_object_get(fit, "base"), "middle");
    double middle = html_number(goal, "middle");
    double part = (html_number(goal, "high") - middle) / middle;
    fprintf(out, "$LINE%d << EOD\n", side);
    for (int i = 0; i <= PLACES; i++) {
        double x = 100 * pow(1e4, (double)i / PLACES);
        double y = (base + slope * x) * 1e-6;
        fprintf(out, "%.10g %.10g\n", x, y);
    }
    fprintf(out, "EOD\n$GOAL%d << EOD\n1e6 %.10g %.10g %.10g\nEOD\n", side,
            middle * 1e-6, middle * (1 - part) * 1e-6,
            middle * (1 + part) * 1e-6);
}

static void write_look(FILE *out, const json_t *servers)
{
    fputs("reset\nset multiplot\nset border 3 lw 2\nset logscale xy\n"
          "set xrange [100:1e6]\nset yrange [1:1e5]\n"
          "set tics nomirror out scale 0.6\nset mxtics 1\nset mytics 1\n"
          "set xtics (\"100\" 100, \"1,000\" 1e3, \"10,000\" 1e4, "
          "\"100,000\" 1e5, \"1,000,000\" 1e6)\n"
          "set ytics (\"1 MB\" 1, \"10 MB\" 10, \"100 MB\" 100, "
          "\"1 GB\" 1e3, \"10 GB\" 1e4, \"100 GB\" 1e5)\n"
          "set grid ytics lw 2 dashtype solid lc rgb \"#dddddd\"\nunset key\n"
          "set lmargin at screen 0.11\nset rmargin at screen 0.85\n"
          "set bmargin at screen 0.215\nset tmargin at screen 0.755\n"
          "set xlabel \"connections\" offset 0,0.4\n"
          "set label 90 \"memory, the kernel's included\" at graph -0.1,1.1\n",
          out);
    for (int side = 0; side < MILLION_SIDES; side++) {
        const json_t *server = json_array_get(servers, (size_t)side);
        const json_t *goal = json_object_get(fit_of(server), "goal");
        fprintf(out, "set label %d ", side + 1);
        chart_quoted(out, html_text(server, "server"));
        fprintf(out,
                " at 1e6,%.10g left offset char 1,0 textcolor rgb \"%s\" font "
                "\",26\"\n",
                html_number(goal, "middle") * 1e-6, colours[side]);
    }
}

static void write_plot(FILE *out)
{
    fputs("plot ", out);
    for (int i = 0; i < MILLION_SIDES; i++)
        fprintf(out,
                "%s$LINE%d with lines linewidth 4 dashtype %s linecolor rgb "
                "\"%s\", $GOAL%d with yerrorbars linewidth 4 pointtype %d "
                "pointsize DOT linecolor rgb \"%s\", $LOOKS%d with points "
                "pointtype %d pointsize DOT linecolor rgb \"%s\", $CHECK%d "
                "with points pointtype %d pointsize 2.2*DOT linecolor rgb "
                "\"%s\"",
                i > 0 ? ", " : "", i, dashes[i], colours[i], i, points[i],
                colours[i], i, points[i], colours[i], i, points[i], colours[i]);
    fputs("\n", out);
}

/* The conclusion: what a million would take. */
static void write_title(const json_t *servers, char *title, size_t size)
{
    char text[MILLION_SIDES][48];
    for (int i = 0; i < MILLION_SIDES; i++)
        metric_format(
            UNIT_BYTES,
            html_number(json_object_get(
                            fit_of(json_array_get(servers, (size_t)i)), "goal"),
                        "middle"),
            text[i], sizeof text[i]);
    snprintf(title, size,
             "A million silent connections would take %s with a thread each, "
             "and %s on event loops",
             text[0], text[1]);
}

static const char note[] =
    "Small marks: measured, and the line through them. Large: the large crowd, "
    "predicted before.";

static int write_script(const struct session *session)
{
    const json_t *servers = json_object_get(session->million, "servers");
    char title[300], stem[COMPARE_PATH + 32];
    FILE *out = compare_create(session, "million.gp");
    if (!out)
        return -1;
    snprintf(stem, sizeof stem, "%s/million", session->dir);
    write_title(servers, title, sizeof title);
    int size = chart_fit_title(title);
    for (int i = 0; i < MILLION_SIDES; i++) {
        write_looks(out, json_array_get(servers, (size_t)i), i);
        write_line(out, json_array_get(servers, (size_t)i), i);
    }
    for (size_t i = 0; chart_write_terminal(out, stem, i, size); i++) {
        write_look(out, servers);
        write_plot(out);
        chart_write_texts(out, title, note);
    }
    return fclose(out);
}

int million_chart(const struct session *session)
{
    char path[COMPARE_PATH + 32];
    if (!session->million)
        return 0;
    if (write_script(session) != 0)
        return -1;
    snprintf(path, sizeof path, "%s/million.gp", session->dir);
    if (chart_gnuplot(path, session->log) == 0)
        return 0;
    fprintf(stderr, "loadgen compare: gnuplot could not draw %s; see log.txt\n",
            path);
    return -1;
}
