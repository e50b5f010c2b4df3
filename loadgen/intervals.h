/* intervals.h: what a histogram gained in each second of the window.
 *
 * A thread cuts its own histogram at every second; afterwards the cuts of
 * all threads are joined, and added up second by second. Their sum is the
 * histogram itself, exactly. */
#ifndef LOADGEN_INTERVALS_H
#define LOADGEN_INTERVALS_H

#include "hist.h"

/* A result's histograms, each with seconds of its own. */
enum interval_track {
    TRACK_RESPONSE,
    TRACK_SERVICE,
    TRACK_LAG,
    TRACK_WAIT,
    TRACKS
};

/* "response", "service", "lag", "wait". */
const char *interval_track_name(enum interval_track track);

struct gain_count {
    uint32_t slot;
    uint64_t count;
};

/* What one thread's histogram gained in one second: only slots that did. */
struct gain {
    int64_t index; /* which second of the window, from 0 */
    uint64_t sum;  /* of the values, ns */
    int64_t max;   /* ns: that of its highest slot, or exact */
    size_t used;
    struct gain_count *counts;
};

struct intervals {
    struct hist *seen; /* what the histogram held at the last cut, or NULL */
    struct gain *items;
    size_t count, room;
};

/* Cuts: what `h` gained since the last cut belongs to second `index`. Takes
 * some 30 us. Exits when there is no memory. */
void intervals_cut(struct intervals *intervals, const struct hist *h,
                   int64_t index);

/* Moves all cuts of `from` to `into`. */
void intervals_join(struct intervals *into, struct intervals *from);

/* Adds to `sum` all that was gained in second `index`. */
void intervals_add(const struct intervals *intervals, int64_t index,
                   struct hist *sum);

/* How many seconds there are: one more than the last index. */
int64_t intervals_seconds(const struct intervals *intervals);

void intervals_free(struct intervals *intervals);

#endif
