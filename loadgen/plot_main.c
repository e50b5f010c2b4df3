/* plot_main.c: the command `loadgen plot`. */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "options.h"
#include "plot.h"
#include "spawn.h"

static void print_help(const struct setting *table)
{
    fputs("usage: loadgen plot [OPTION...] [LABEL=]FILE...\n\n"
          "Draws every chart that the results have data for, as PNG and SVG: "
          "throughput\nand memory against clients (of a sweep, of compare, or "
          "of several runs with one\nlabel), percentiles, p99 against the "
          "rate with its knee, the timeline of a run,\nand heat maps of one "
          "or two interval logs (.hlog).\n\n",
          stdout);
    options_print(table);
    fputs("\nexamples:\n"
          "  loadgen plot -o spike spike.json\n"
          "  loadgen plot -o both threaded=a.json evented=b.json\n"
          "  loadgen plot -o heat threaded=a.hlog evented=b.hlog\n"
          "  loadgen plot -o orders --experiment small-orders results.json\n"
          "\nexit status: 0 drawn, 1 usage, an unreadable file, or nothing to "
          "draw\n",
          stdout);
}

static int complain(const char *what, const char *why)
{
    fprintf(stderr, "loadgen plot: %s%s%s\n", what, *why ? ": " : "", why);
    return EXIT_USAGE;
}

static int draw(struct plot *plot, int words, char **argv, const char *name,
                const char *chart)
{
    for (int i = 1; i <= words; i++)
        if (plot_add_file(plot, argv[i]) != 0)
            return EXIT_USAGE;
    int drawn = plot_all(plot, name, chart);
    if (drawn < 0)
        return EXIT_USAGE;
    if (drawn == 0)
        return complain("nothing to draw", "a line needs runs at two loads or "
                                           "more, a timeline samples");
    return EXIT_GOOD;
}

static bool is_chart(const char *name)
{
    static const char *const names[] = {"throughput", "percentiles", "memory",
                                        "knee",       "timeline",    "heat"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

int plot_main(int argc, char **argv)
{
    struct plot plot = {.n = 0};
    const char *name = "chart", *chart = NULL;
    bool help = false;
    char error[OPTIONS_ERROR_SIZE];
    const struct setting table[] = {
        {"output", 'o', SETTING_TEXT, &name, 0, 0, "NAME",
         "files are NAME-throughput.png and so on", NULL},
        {"chart", 0, SETTING_TEXT, &chart, 0, 0, "KIND",
         "only this: throughput, percentiles, memory, knee, timeline or heat",
         NULL},
        {"experiment", 0, SETTING_TEXT, &plot.experiment, 0, 0, "NAME",
         "of compare's results; the first if none is named", NULL},
        {"help", 'h', SETTING_FLAG, &help, 0, 0, NULL, "this text", NULL},
        {NULL, 0, SETTING_FLAG, NULL, 0, 0, NULL, NULL, NULL}};
    int words = options_parse(table, argc, argv, error);
    if (words < 0)
        return complain(error, "");
    if (help) {
        print_help(table);
        return EXIT_GOOD;
    }
    if (words == 0)
        return complain("no files", "name results such as sweep.json");
    if (chart != NULL && !is_chart(chart))
        return complain(chart, "no such chart; loadgen plot --help lists them");
    spawn_prepare();
    int status = draw(&plot, words, argv, name, chart);
    plot_free(&plot);
    return status;
}
