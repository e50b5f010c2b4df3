/* arrivals.c: the schedule of an open loop (see arrivals.h).
 *
 * On a scale on which the requests are due at a rate of one, the fixed
 * schedule has them at 0, 1, 2... and the Poisson one at distances that are
 * exponential with mean 1; the profile turns that scale into time. Of n
 * threads with a fixed schedule each has every n-th request; with a Poisson
 * one each has a stream of its own at an n-th of the rate: the sum of such
 * streams is one again. */
#include "arrivals.h"

#include <math.h>

void arrivals_begin(struct arrivals *arrivals, const struct load_plan *plan,
                    int64_t thread)
{
    *arrivals = (struct arrivals){.thread = thread};
    profile_begin(&arrivals->walk, plan);
}

/* splitmix64 of Steele, Lea and Flood: any number of a stream at once. */
static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint64_t arrivals_random(int64_t seed, int64_t stream, int64_t number)
{
    const uint64_t odd = 0x9e3779b97f4a7c15u;
    uint64_t start = mix(mix((uint64_t)seed + odd) + (uint64_t)stream * odd);
    return mix(start + ((uint64_t)number + 1) * odd);
}

/* A distance: exponential with mean 1. The half keeps it finite. */
static double exponential(uint64_t random)
{
    return -log(((double)(random >> 11) + 0.5) * 0x1p-53);
}

int64_t arrivals_next(struct arrivals *arrivals)
{
    const struct load_plan *plan = arrivals->walk.plan;
    int64_t number = arrivals->number++;
    if (plan->arrival == ARRIVAL_FIXED)
        arrivals->position =
            (double)(number * plan->threads + arrivals->thread);
    else
        arrivals->position +=
            (double)plan->threads *
            exponential(arrivals_random(plan->seed, arrivals->thread, number));
    return profile_time(&arrivals->walk, arrivals->position);
}
