/* merge.h: several results as one: histograms add, percentiles do not. */
#ifndef LOADGEN_MERGE_H
#define LOADGEN_MERGE_H

#include <jansson.h>
#include <stdbool.h>

#include "hist.h"

enum { MERGE_TAGS = 8, MERGE_TAG = 32, MERGE_ERROR = 256 };

/* What all files have recorded under one tag, such as "response". */
struct merge_track {
    char tag[MERGE_TAG];
    struct hist *sum;
    struct hist **seconds; /* of logs: what came in each second, or NULL */
    int64_t first, count;  /* the first second (since 1970), how many */
};

struct merge {
    struct merge_track tracks[MERGE_TAGS];
    int tracks_n;
    double base;   /* where the first interval began, s since 1970; 0: none */
    json_t *parts; /* an object for each file */
    json_t *runs;  /* the results among them, whole */
    int logs;      /* how many files are logs */
};

void merge_init(struct merge *merge);
void merge_free(struct merge *merge);

/* Adds a file: an interval log, or a result in JSON. 0, or -1 with one line
 * in `error`; nothing should be told of the sum then. */
int merge_file(struct merge *merge, const char *path, char error[MERGE_ERROR]);

/* The track of that name, or NULL. With "" the one named "response", or the
 * only one there is. */
const struct merge_track *merge_find(const struct merge *merge,
                                     const char *tag);

/* Everything as JSON, "loadgen-merge/1": the caller's to json_decref(). */
json_t *merge_json(const struct merge *merge);

/* Whether every part that says so says it is valid. */
bool merge_is_valid(const struct merge *merge);

#endif
