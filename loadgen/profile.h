/* profile.h: how the rate of an open loop changes over time.
 *
 * A profile is a list of steps. "0:1k,10s:5k,12s:1k" is 1,000 requests a
 * second from the beginning of the window, 5,000 from 10 s on, 1,000 from
 * 12 s on: a spike. "0:1k,10s:~5k" climbs evenly from 1,000 at 0 to 5,000 at
 * 10 s and stays there: ~ makes a ramp of the time since the step before.
 * The last rate holds to the end; the warm-up has the first. */
#ifndef LOADGEN_PROFILE_H
#define LOADGEN_PROFILE_H

#include <stdint.h>

#include "plan.h"

/* A setting_take for --profile; `plan` is a struct load_plan. */
const char *profile_take(const char *text, void *plan);

/* The profile that keeps one rate. */
void profile_constant(struct load_plan *plan, int64_t rate);

/* One walk along the profile, forwards. */
struct profile_walk {
    const struct load_plan *plan;
    int piece;             /* -1 is the warm-up */
    double from, to;       /* the piece's ends, s since the window began */
    double rate, slope;    /* at its beginning; a second more, per second */
    double before, within; /* requests before the piece; in it */
};

/* Begins at the beginning of the warm-up. */
void profile_begin(struct profile_walk *walk, const struct load_plan *plan);

/* When `requests` have been due since the walk began, in ns since the window
 * began; must not fall from call to call. INT64_MAX: never. */
int64_t profile_time(struct profile_walk *walk, double requests);

/* How many become due in the first `ns` of the window. */
double profile_requests(const struct load_plan *plan, int64_t ns);

#endif
