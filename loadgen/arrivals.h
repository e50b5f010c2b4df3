/* arrivals.h: when each request of an open loop is due.
 *
 * The times come from the plan and the request's number alone: neither the
 * clock nor the server has any say, and the same seed gives the same times. */
#ifndef LOADGEN_ARRIVALS_H
#define LOADGEN_ARRIVALS_H

#include "profile.h"

struct arrivals {
    struct profile_walk walk;
    int64_t number;  /* of this thread's next request, from 0 */
    int64_t thread;  /* we are this one */
    double position; /* Poisson: where all threads' requests would be */
};

/* The schedule of one of plan->threads threads; together they make up the
 * plan's rate. */
void arrivals_begin(struct arrivals *arrivals, const struct load_plan *plan,
                    int64_t thread);

/* When the thread's next request is due, ns since the window began (below 0
 * in the warm-up); never less than the one before. INT64_MAX: never. */
int64_t arrivals_next(struct arrivals *arrivals);

/* A number of the stream `stream` of the seed, even over [0, 2^64). */
uint64_t arrivals_random(int64_t seed, int64_t stream, int64_t number);

#endif
