/* flow.h: how many requests are in the system, on average over time.
 *
 * Counted as they come and go, apart from how long each takes: Little's law
 * then checks the one against the other. One thread uses it. */
#ifndef LOADGEN_FLOW_H
#define LOADGEN_FLOW_H

#include <stdint.h>

struct flow {
    int64_t inside;  /* requests in the system now */
    int64_t changed; /* when that began, ns */
    double total;    /* request times time so far, ns */
};

/* From `now` on there are `change` more. Only the time from `begin` to `end`
 * counts. */
static inline void flow_change(struct flow *flow, int64_t now, int64_t change,
                               int64_t begin, int64_t end)
{
    int64_t from = flow->changed > begin ? flow->changed : begin;
    int64_t to = now < end ? now : end;
    if (to > from)
        flow->total += (double)(to - from) * (double)flow->inside;
    flow->changed = now;
    flow->inside += change;
}

#endif
