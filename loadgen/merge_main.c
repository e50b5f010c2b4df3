/* merge_main.c: the command `loadgen merge`. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "hgrm.h"
#include "hlog.h"
#include "merge.h"
#include "options.h"
#include "report.h"

struct merge_options {
    const char *json, *hgrm, *hlog, *tag;
    bool quiet, help;
};

static void print_help(const struct setting *table)
{
    fputs("usage: loadgen merge [OPTION...] FILE...\n\n"
          "Adds up what several machines or runs recorded: interval logs "
          "(--hlog) or\nresults (--json). Histograms are added slot by slot, "
          "so the percentiles are\nthose of all requests together; "
          "percentiles are never averaged.\n\n",
          stdout);
    options_print(table);
    fputs("\nexamples:\n"
          "  loadgen merge --json all.json host1.json host2.json host3.json\n"
          "  loadgen merge --hgrm - --quiet monday.hlog tuesday.hlog\n"
          "\nexit status: 0 merged, 1 usage or an unreadable file, 98 a part "
          "is invalid\n",
          stdout);
}

static int complain(const char *what, const char *why)
{
    fprintf(stderr, "loadgen merge: %s: %s\n", what, why);
    return EXIT_USAGE;
}

static bool is_stdout(const char *name)
{
    return name != NULL && strcmp(name, "-") == 0;
}

static FILE *open_file(const char *name)
{
    return is_stdout(name) ? stdout : fopen(name, "we");
}

static int close_file(FILE *file, const char *name)
{
    int failed = fflush(file) | ferror(file);
    failed |= file == stdout ? 0 : fclose(file);
    return failed ? complain(name, strerror(errno)) : EXIT_GOOD;
}

/* All tracks, second by second, on the clock of the earliest. */
static void write_log(FILE *out, const struct merge *merge)
{
    int64_t first = 0;
    for (int i = 0; i < merge->tracks_n; i++)
        if (merge->tracks[i].first < first)
            first = merge->tracks[i].first;
    hlog_head(out, merge->base + (double)first);
    for (int i = 0; i < merge->tracks_n; i++) {
        const struct merge_track *track = &merge->tracks[i];
        for (int64_t s = 0; s < track->count; s++)
            if (track->seconds[s] != NULL)
                hlog_line(out, track->tag, (double)(track->first + s - first),
                          1, track->seconds[s]);
    }
}

static int write_json(const struct merge *merge, const char *name)
{
    FILE *out = open_file(name);
    if (out == NULL)
        return complain(name, strerror(errno));
    json_t *root = merge_json(merge);
    json_dumpf(root, out, JSON_INDENT(1) | JSON_REAL_PRECISION(12));
    fputc('\n', out);
    json_decref(root);
    return close_file(out, name);
}

static int write_files(const struct merge *merge,
                       const struct merge_options *options,
                       const struct merge_track *track)
{
    int status = EXIT_GOOD;
    FILE *out;
    if (options->json != NULL)
        status |= write_json(merge, options->json);
    if (options->hgrm != NULL) {
        if ((out = open_file(options->hgrm)) == NULL)
            return complain(options->hgrm, strerror(errno));
        hgrm_write(out, track->sum);
        status |= close_file(out, options->hgrm);
    }
    if (options->hlog != NULL) {
        if ((out = open_file(options->hlog)) == NULL)
            return complain(options->hlog, strerror(errno));
        write_log(out, merge);
        status |= close_file(out, options->hlog);
    }
    return status;
}

static int finish_merge(const struct merge *merge,
                        const struct merge_options *options)
{
    const struct merge_track *track = merge_find(merge, options->tag);
    if (track == NULL)
        return complain("--tag", "give one that the logs have, such as "
                                 "response");
    if (options->hlog != NULL &&
        merge->logs < (int)json_array_size(merge->parts))
        return complain("--hlog", "JSON results do not tell seconds apart: "
                                  "merge the runs' logs instead");
    bool taken = is_stdout(options->json) || is_stdout(options->hgrm) ||
                 is_stdout(options->hlog);
    if (!options->quiet && !taken) {
        printf("%zu files together\n", json_array_size(merge->parts));
        report_times(track->sum);
        printf("  %llu requests\n", (unsigned long long)track->sum->count);
    }
    int status = write_files(merge, options, track);
    if (status == EXIT_GOOD && !merge_is_valid(merge)) {
        fputs("loadgen merge: a part is invalid: see each one's reasons\n",
              stderr);
        status = EXIT_INVALID;
    }
    return status;
}

int merge_main(int argc, char **argv)
{
    struct merge_options options = {.tag = ""};
    char error[MERGE_ERROR];
    const struct setting table[] = {
        {"json", 0, SETTING_TEXT, &options.json, 0, 0, "FILE",
         "write the sum as JSON; - is standard output", NULL},
        {"hgrm", 0, SETTING_TEXT, &options.hgrm, 0, 0, "FILE",
         "write its percentiles as HdrHistogram's plotter reads them", NULL},
        {"hlog", 0, SETTING_TEXT, &options.hlog, 0, 0, "FILE",
         "write the sum of logs as a log", NULL},
        {"tag", 0, SETTING_TEXT, &options.tag, 0, 0, "NAME",
         "which of the logs' histograms to report: response if there is one",
         NULL},
        {"quiet", 'q', SETTING_FLAG, &options.quiet, 0, 0, NULL, "no report",
         NULL},
        {"help", 'h', SETTING_FLAG, &options.help, 0, 0, NULL, "this text",
         NULL},
        {NULL, 0, SETTING_FLAG, NULL, 0, 0, NULL, NULL, NULL}};
    int words = options_parse(table, argc, argv, error);
    if (words < 0)
        return complain("usage", error);
    if (options.help) {
        print_help(table);
        return EXIT_GOOD;
    }
    if (words == 0)
        return complain("no files", "name logs or results, such as a.hlog");
    struct merge merge;
    int status = EXIT_GOOD;
    merge_init(&merge);
    for (int i = 1; i <= words && status == EXIT_GOOD; i++)
        if (merge_file(&merge, argv[i], error) != 0) {
            fprintf(stderr, "loadgen merge: %s\n", error);
            status = EXIT_USAGE;
        }
    if (status == EXIT_GOOD)
        status = finish_merge(&merge, &options);
    merge_free(&merge);
    return status;
}
