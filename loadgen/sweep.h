/* sweep.h: the same load at several strengths, and the search for a limit. */
#ifndef LOADGEN_SWEEP_H
#define LOADGEN_SWEEP_H

#include <jansson.h>
#include <stdio.h>

#include "condition.h"
#include "load.h"
#include "plan.h"

enum { SWEEP_LEVELS = 64, SWEEP_TEXT = 400 };

struct sweep {
    const struct load_plan *plan; /* all but the level */
    bool by_rate;                 /* levels are requests a second */
    int64_t levels[SWEEP_LEVELS]; /* to measure; a search adds its own */
    int levels_n;
    int64_t repeats; /* runs at each level */
    /* the search */
    const char *search; /* its condition, NULL: none */
    struct condition condition;
    int64_t from, most;       /* levels to begin with and to end at */
    int64_t held, failed;     /* the limit is between; 0: none held, failed */
    char finding[SWEEP_TEXT]; /* what was found, in a sentence */
    json_t *runs;             /* every result, in order */
    int argc;
    char **argv; /* the command line, for the record */
    char error[LOAD_ERROR_SIZE];
};

/* One run at that level, its result appended to sweep->runs. Returns as
 * load_run() does; `holds` may be NULL, else it is told whether the run is
 * valid and the condition holds. */
enum exit_status sweep_once(struct sweep *sweep, int64_t level, bool *holds);

/* Every level `repeats` times, in rounds: so that what changes with time
 * does not fall on one level. */
enum exit_status sweep_levels(struct sweep *sweep);

/* Doubles until the condition fails, then halves the gap until it is under
 * a twentieth; the two ends are measured twice as often as the rest. */
enum exit_status sweep_search(struct sweep *sweep);

/* "1,500 clients". Returns `text`. */
char *sweep_level_text(const struct sweep *sweep, int64_t level, char *text,
                       size_t size);

/* What a level's runs amount to, invalid ones only where no other is. */
struct sweep_sum {
    int valid, invalid;
    double rps, rps_low, rps_high; /* the median; least and most */
    double p50_us, p99_us, p99_low, p99_high;
    double cpu_us; /* of the server for a request; NAN */
};
struct sweep_sum sweep_sum(const struct sweep *sweep, int64_t level);

/* The levels that were measured, rising. Returns how many. */
int sweep_measured(const struct sweep *sweep, int64_t levels[SWEEP_LEVELS]);

/* Everything as JSON, "loadgen-sweep/1": the caller's to json_decref(). */
json_t *sweep_json(const struct sweep *sweep);

/* A table on `out`, and the finding. */
void sweep_print(FILE *out, const struct sweep *sweep);

#endif
