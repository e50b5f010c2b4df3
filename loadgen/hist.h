/* hist.h: a histogram of times, exact to three digits, in fixed memory.
 *
 * The layout is HdrHistogram's: values of 0 to 2047 ns have a slot each;
 * every doubling beyond that has 1,024 slots, so that a slot is never wider
 * than a thousandth of its value. Values run from 0 to one hour; what lies
 * outside is recorded at the nearest end and counted as clamped.
 *
 * One thread records into a histogram; merge them to add threads up. */
#ifndef LOADGEN_HIST_H
#define LOADGEN_HIST_H

#include <stddef.h>
#include <stdint.h>

enum {
    HIST_HALF_BITS = 10, /* 1,024 slots for each doubling */
    HIST_DOUBLINGS = 33, /* one hour in ns is less than 2^42 */
    HIST_SLOTS = HIST_DOUBLINGS << HIST_HALF_BITS
};

static const int64_t HIST_MAX = 3600LL * 1000000000; /* ns */

struct hist {
    uint64_t count;   /* values recorded, clamped ones included */
    uint64_t clamped; /* values that lay outside 0 to HIST_MAX */
    uint64_t sum;     /* of the values as recorded, ns */
    int64_t min, max; /* exact, ns; min is HIST_MAX while empty */
    uint64_t slots[HIST_SLOTS];
};

/* An empty histogram (some 270 KB, zeroed lazily by the kernel), the
 * caller's to free(). Exits when there is no memory. */
struct hist *hist_new(void);

/* Makes it empty, whatever it held. */
void hist_clear(struct hist *h);

/* The slot that holds `value`, and the highest value that a slot holds. */
static inline size_t hist_slot(int64_t value)
{
    uint64_t v = (uint64_t)value;
    int doubling = 64 - __builtin_clzll(v | ((2u << HIST_HALF_BITS) - 1)) -
                   (HIST_HALF_BITS + 1);
    return ((size_t)doubling << HIST_HALF_BITS) + (size_t)(v >> doubling);
}
int64_t hist_slot_highest(size_t slot);

/* Records one time of `ns` nanoseconds. */
static inline void hist_record(struct hist *h, int64_t ns)
{
    if (__builtin_expect(ns < 0 || ns > HIST_MAX, 0)) {
        h->clamped++;
        ns = ns < 0 ? 0 : HIST_MAX;
    }
    h->slots[hist_slot(ns)]++;
    h->count++;
    h->sum += (uint64_t)ns;
    if (ns < h->min)
        h->min = ns;
    if (ns > h->max)
        h->max = ns;
}

/* Makes `into`, an empty histogram or an earlier copy of `from`, a copy of
 * it. Costs only as much as the values spread. */
void hist_follow(struct hist *into, const struct hist *from);

/* Makes `into` what `now` has more than its earlier copy `before`; min and max
 * are then those of the slots. */
void hist_subtract(struct hist *into, const struct hist *now,
                   const struct hist *before);

/* Adds everything that `from` recorded to `into`. */
void hist_merge(struct hist *into, const struct hist *from);

/* The value, in ns, that `percent` (0 to 100) of the recorded values do not
 * exceed: highest of its slot, but never above max. 0 when empty. */
int64_t hist_percentile(const struct hist *h, double percent);

/* ns; 0 when empty. The mean is exact, the deviation is from slot middles. */
double hist_mean(const struct hist *h);
double hist_stdev(const struct hist *h);

/* How long the request takes, on average, that is under way at some moment:
 * a moment falls into a long one more often than into a short one. ns. */
double hist_under_way(const struct hist *h);

/* Share (0 to 1) of the values within one deviation of the mean, as wrk
 * prints it. */
double hist_within_stdev(const struct hist *h);

/* The first slot from `slot` on that holds something, or HIST_SLOTS:
 *   for (s = hist_next(h, 0); s < HIST_SLOTS; s = hist_next(h, s + 1)) */
size_t hist_next(const struct hist *h, size_t slot);

#endif
