/* mix.h: several targets in one load, each with its share. */
#ifndef LOADGEN_MIX_H
#define LOADGEN_MIX_H

#include "plan.h"
#include "result.h"

struct worker;
struct client;

/* What became of the requests to one target: a thread's own. */
struct mix_tally {
    uint64_t requests, errors;
    struct hist *response;
};

/* A setting_take for --mix, "9x/hello,1x/burn?us=10000": of ten requests
 * nine go to the one and one to the other. `plan` is a struct load_plan. */
const char *mix_take(const char *text, void *plan);

/* A tally for each target; NULL when there is but one target. Exits without
 * memory. */
struct mix_tally *mix_new(const struct load_plan *plan);
void mix_free(struct mix_tally *tallies, const struct load_plan *plan);

/* The target of the worker's next request: at random by the shares, the same
 * for the same seed. 0 without a mix. */
int mix_pick(struct worker *worker);

/* The request on that client was answered well within the window, or
 * failed. */
void mix_note_good(struct worker *worker, const struct client *client,
                   int64_t response);
void mix_note_error(struct worker *worker, const struct client *client);

/* Adds a worker's tallies to the result. */
void mix_gather(struct load_result *result, const struct worker *worker);

#endif
