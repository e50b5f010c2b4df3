/* plot_draw.c: draws what there is (see plot.h). */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "plot.h"
#include "spawn.h"

static const struct kind {
    const char *name;
    plot_chart *make;
} kinds[] = {{"throughput", plot_throughput},
             {"percentiles", plot_percentiles},
             {"memory", plot_memory},
             {"knee", plot_knee},
             {"timeline", plot_timeline}};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

struct drawing {
    char stem[COMPARE_PATH], script[COMPARE_PATH + 4];
    FILE *out;
};

static int begin(struct drawing *drawing, const char *name, const char *kind)
{
    snprintf(drawing->stem, sizeof drawing->stem, "%.900s-%s", name, kind);
    snprintf(drawing->script, sizeof drawing->script, "%s.gp", drawing->stem);
    drawing->out = fopen(drawing->script, "we");
    if (drawing->out != NULL)
        return 0;
    fprintf(stderr, "loadgen plot: %s: %s; name another with -o\n",
            drawing->script, strerror(errno));
    return -1;
}

/* Has the script drawn, or removes it when there is nothing on it. */
static int end(struct drawing *drawing, bool any)
{
    int failed = fclose(drawing->out);
    if (!any) {
        unlink(drawing->script);
        return 0;
    }
    if (failed != 0 || chart_gnuplot(drawing->script, STDERR_FILENO) != 0) {
        fprintf(stderr,
                "loadgen plot: gnuplot could not draw %s; install gnuplot\n",
                drawing->script);
        return -1;
    }
    printf("%s.png\n", drawing->stem);
    return 1;
}

static int draw_kind(const struct plot *plot, const char *name,
                     const struct kind *kind)
{
    struct drawing drawing;
    struct plot_page page = {.n = 0};
    if (plot->n == 0)
        return 0;
    if (begin(&drawing, name, kind->name) != 0)
        return -1;
    bool any = kind->make(drawing.out, plot, &page);
    struct chart_page chart = {.title = page.title,
                               .note = page.note,
                               .panels = page.panels,
                               .n = page.n,
                               .stacked = page.stacked};
    for (int i = 0; i < plot->n; i++)
        chart.names[i] = plot->series[i].label;
    if (kind->make == plot_timeline) {
        chart.names[CHART_THEORY] = "offered";
        if (plot->n == 1)
            chart.names[0] = "answered";
    }
    int size = chart_fit_title(page.title);
    for (size_t i = 0;
         any && chart_write_terminal(drawing.out, drawing.stem, i, size); i++)
        chart_write_page(drawing.out, &chart);
    return end(&drawing, any);
}

static int draw_heat(const struct plot *plot, const char *name)
{
    struct drawing drawing;
    char title[PLOT_TEXT];
    if (plot->logs_n == 0)
        return 0;
    struct heat *heat = heat_read(plot);
    if (heat == NULL || begin(&drawing, name, "heat") != 0) {
        heat_free(heat);
        return -1;
    }
    heat_title(heat, title);
    int size = chart_fit_title(title);
    heat_write_data(drawing.out, heat);
    for (size_t i = 0; chart_write_terminal(drawing.out, drawing.stem, i, size);
         i++)
        heat_write(drawing.out, heat, title);
    heat_free(heat);
    return end(&drawing, true);
}

int plot_all(const struct plot *plot, const char *name, const char *which)
{
    int drawn = 0, one;
    for (int i = 0; i <= KINDS; i++) {
        const char *kind = i < KINDS ? kinds[i].name : "heat";
        if (which != NULL && strcmp(which, kind) != 0)
            continue;
        one = i < KINDS ? draw_kind(plot, name, &kinds[i])
                        : draw_heat(plot, name);
        if (one < 0)
            return -1;
        drawn += one;
    }
    return drawn;
}

int plot_draw(const json_t *result, const char *name)
{
    struct plot plot = {.n = 0};
    const char *slash = strrchr(name, '/');
    int drawn = plot_add(&plot, result, slash ? slash + 1 : name, name);
    if (drawn == 0)
        drawn = plot_all(&plot, name, NULL);
    plot_free(&plot);
    return drawn < 0 ? -1 : 0;
}
