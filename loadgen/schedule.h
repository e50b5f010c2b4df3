/* schedule.h: in which order the runs of an experiment happen.
 *
 * A machine drifts: it warms up, a neighbour wakes, memory fills. So every
 * block visits every point once, in random order, and at each point runs all
 * rivals one right after the other. The next block visits the rivals of that
 * point the other way round: A B, then B A. Any drift that is even over the
 * two blocks cancels. Who begins is a coin toss at each pair of blocks. */
#ifndef LOADGEN_SCHEDULE_H
#define LOADGEN_SCHEDULE_H

#include <stdint.h>

enum { SCHEDULE_RIVALS = 16 }; /* rivals at one point, at most */

struct step {
    int block; /* from 0 */
    int point; /* from 0 */
    int rival; /* from 0 */
};

/* Makes the steps of `blocks` blocks over `points` points, of which point p
 * has rivals[p] rivals. The same seed gives the same order everywhere.
 * Returns an array to free() and its length in *count; NULL without memory.
 */
struct step *schedule_make(int blocks, int points, const int *rivals,
                           uint64_t seed, int *count);

#endif
