/* plot_heat.c: how times are spread, second by second (see plot.h).
 *
 * Of one or two interval logs: a column a second, a row a step of a twelfth
 * of a decade; the shade is the share of the second's requests, logarithmic,
 * so that one in a thousand still shows. Axes and shades of two maps are the
 * same, or nothing could be compared. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "hlog.h"
#include "plot.h"

enum { ROWS_A_DECADE = 12, ROWS = ROWS_A_DECADE * 10, COLUMNS = 3600 };

struct map {
    const char *label;
    struct hist *sum;
    double first; /* when the log begins, s since 1970 */
    int columns;
    uint64_t (*cells)[ROWS]; /* COLUMNS of them */
};

struct heat {
    struct map maps[2];
    int n;
    int columns, low, high; /* seconds; the rows in use */
};

static int row_of(int64_t ns)
{
    int row = (int)floor(log10((double)(ns > 1 ? ns : 1)) * ROWS_A_DECADE);
    return row < ROWS ? row : ROWS - 1;
}

/* The lower edge of a row in microseconds. */
static double edge_of(int row)
{
    return pow(10, (double)row / ROWS_A_DECADE) / 1000;
}

static void add(void *context, const struct hlog_entry *entry)
{
    struct map *map = context;
    const struct hist *h = entry->hist;
    if (*entry->tag != '\0' && strcmp(entry->tag, "response") != 0)
        return;
    if (map->sum->count == 0 && map->columns == 0)
        map->first = entry->start;
    double column = round(entry->start - map->first);
    if (column < 0 || column >= COLUMNS)
        return;
    for (size_t s = hist_next(h, 0); s < HIST_SLOTS; s = hist_next(h, s + 1))
        map->cells[(int)column][row_of(hist_slot_highest(s))] += h->slots[s];
    if ((int)column >= map->columns)
        map->columns = (int)column + 1;
    hist_merge(map->sum, h);
}

static int read_map(struct map *map, const char *path, const char *label)
{
    char error[HLOG_ERROR];
    map->label = label;
    map->sum = hist_new();
    map->cells = calloc(COLUMNS, sizeof *map->cells);
    if (map->cells == NULL || hlog_read(path, add, map, error) < 0) {
        fprintf(stderr, "loadgen plot: %s\n",
                map->cells ? error : "no memory for a heat map");
        return -1;
    }
    if (map->sum->count > 0)
        return 0;
    fprintf(stderr, "loadgen plot: %s: no response times in it\n", path);
    return -1;
}

struct heat *heat_read(const struct plot *plot)
{
    struct heat *heat = calloc(1, sizeof *heat);
    if (heat == NULL)
        return NULL;
    heat->low = ROWS;
    for (int i = 0; i < plot->logs_n; i++) {
        struct map *map = &heat->maps[heat->n++];
        if (read_map(map, plot->logs[i], plot->log_labels[i]) != 0) {
            heat_free(heat);
            return NULL;
        }
        int low = row_of(map->sum->min), high = row_of(map->sum->max);
        heat->low = low < heat->low ? low : heat->low;
        heat->high = high > heat->high ? high : heat->high;
        if (map->columns > heat->columns)
            heat->columns = map->columns;
    }
    return heat;
}

void heat_free(struct heat *heat)
{
    if (heat == NULL)
        return;
    for (int i = 0; i < heat->n; i++) {
        free(heat->maps[i].sum);
        free(heat->maps[i].cells);
    }
    free(heat);
}

void heat_title(const struct heat *heat, char title[PLOT_TEXT])
{
    size_t used =
        (size_t)snprintf(title, PLOT_TEXT, "The slowest 1 %% take more than ");
    for (int i = 0; i < heat->n; i++) {
        char time[32];
        double p99 = (double)hist_percentile(heat->maps[i].sum, 99) / 1000;
        metric_format(UNIT_MICROS, p99, time, sizeof time);
        used += (size_t)snprintf(title + used, PLOT_TEXT - used, "%s%s with %s",
                                 i > 0 ? ", " : "", time, heat->maps[i].label);
    }
}

/* Boxes: second, its end, lower and upper edge, share in percent. */
static void write_map(FILE *out, const struct map *map, int n)
{
    fprintf(out, "$M%d << EOD\n", n);
    for (int c = 0; c < map->columns; c++) {
        uint64_t total = 0;
        for (int r = 0; r < ROWS; r++)
            total += map->cells[c][r];
        for (int r = 0; r < ROWS; r++)
            if (map->cells[c][r] > 0)
                fprintf(out, "%d %d %.6g %.6g %.6g\n", c, c + 1, edge_of(r),
                        edge_of(r + 1),
                        100.0 * (double)map->cells[c][r] / (double)total);
    }
    fputs("EOD\n", out);
}

void heat_write_data(FILE *out, const struct heat *heat)
{
    for (int i = 0; i < heat->n; i++)
        write_map(out, &heat->maps[i], i);
}

static void write_axes(FILE *out, const struct heat *heat)
{
    struct chart_axis y;
    double low = edge_of(heat->low), high = edge_of(heat->high + 1);
    chart_axis_log(&y, low, high, UNIT_MICROS);
    fprintf(out, "set logscale y\nset yrange [%.6g:%.6g]\nset ytics nomirror (",
            low, high);
    for (int i = 0; i < y.ticks; i++) {
        fputs(i > 0 ? ", " : "", out);
        chart_quoted(out, y.text[i]);
        fprintf(out, " %.6g", y.at[i]);
    }
    int step = 1;
    while (heat->columns / step > 6)
        step = step == 1 ? 2 : step == 2 ? 5 : step * 2;
    fprintf(out,
            ")\nset xrange [0:%d]\nset xtics nomirror %d format \"%%g s\"\n"
            "set logscale cb\nset cbrange [0.01:100]\n",
            heat->columns, step);
}

/* From a light yellow to a dark blue: the darker, the more; it reads in grey
 * and to the colour-blind. */
static const char palette[] =
    "set palette defined (0 '#fff7d6', 1 '#fdc86b', 2 '#e07b39', "
    "3 '#94346e', 4 '#1d1147')\n"
    "set cbtics ('0.01 %%' 0.01, '0.1 %%' 0.1, '1 %%' 1, '10 %%' 10, "
    "'100 %%' 100)\n";

void heat_write(FILE *out, const struct heat *heat, const char *title)
{
    fputs("set multiplot\nset border 3 lw 2\nset tics out scale 0.6\n"
          "set mytics 1\nunset key\n",
          out);
    fputs(palette, out);
    write_axes(out, heat);
    for (int i = 0; i < heat->n; i++) {
        double left = heat->n == 1 ? 0.1 : i == 0 ? 0.1 : 0.54;
        double right = heat->n == 1 ? 0.86 : left + 0.33;
        fprintf(out,
                "set lmargin at screen %.3f\nset rmargin at screen %.3f\n"
                "set bmargin at screen 0.215\nset tmargin at screen 0.755\n"
                "set xlabel \"time since the log began\" offset 0,0.5\n",
                left, right);
        fputs(i == heat->n - 1 ? "set colorbox user origin 0.89,0.215 size "
                                 "0.02,0.54\n"
                               : "unset colorbox\n",
              out);
        fputs("unset label\nset label 1 ", out);
        chart_quoted(out, heat->maps[i].label);
        fprintf(out, " at screen %.3f, screen 0.8 left font \",26\"\n", left);
        fprintf(out,
                "plot $M%d using (($1+$2)/2):(sqrt($3*$4)):1:2:3:4:5 with "
                "boxxyerror fillstyle solid noborder fillcolor palette "
                "notitle\n",
                i);
    }
    chart_write_texts(out, title,
                      "Shade: the share of a second's requests that took so "
                      "long; the same scale throughout.");
}
