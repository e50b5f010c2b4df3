/* output.h: the files that a result goes to, and what it must not be. */
#ifndef LOADGEN_OUTPUT_H
#define LOADGEN_OUTPUT_H

#include <stdbool.h>

#include "options.h"

struct condition;
struct load_plan;
struct load_result;

enum { OUTPUT_CONDITIONS = 16 };

/* NULL: no such file. "-" is standard output. */
struct output {
    const char *json, *csv, *hgrm, *hlog;
    const char *samples; /* a line ten times a second, while it runs */
    const char *fail_if[OUTPUT_CONDITIONS]; /* each was read once: is right */
    int fail_if_count;
    bool intervals; /* seconds are told apart: the log wants them */
    bool live;      /* a full screen instead of a line of progress */
};

/* Appends the settings for all that at `table`; returns the place after. */
struct setting *output_settings(struct output *output, struct setting *table);

/* Whether some file goes to standard output: no report can, then. */
bool output_takes_stdout(const struct output *output);

/* Writes every file that was asked for. Returns 0, or -1 having said which
 * could not be written and why. argc and argv are the command line. */
int output_write(const struct load_plan *plan, const struct load_result *result,
                 int argc, char **argv);

/* Says which conditions of --fail-if hold, one line each on stderr. Returns
 * how many. One that the result cannot tell counts, too. */
int output_failures(const struct output *output,
                    const struct load_result *result);

#endif
