/* gather.h: adds up what the workers of a run counted, once they ended. */
#ifndef LOADGEN_GATHER_H
#define LOADGEN_GATHER_H

#include "result.h"
#include "worker.h"

/* Fills in everything but usage and verdict; duration_s must be known. */
void gather_workers(struct load_result *result, const struct load_plan *plan,
                    struct worker *workers);

/* What the workers showed last, added up: for who watches. */
struct gather_glance {
    struct hist *latency, *lag;
    uint64_t errors, scheduled, queue, aged;
    int64_t at, longest, connected; /* see worker.h: only with --samples */
};
void gather_glances(struct gather_glance *sum, struct worker *workers,
                    int64_t count);

#endif
