/* hist.c: the histogram of times (see hist.h).
 *
 * Promises percentiles within 0.1 % of the sorted values and a merge that
 * equals recording everything in one place. Knows nothing of clocks. */
#include "hist.h"

#include <err.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Index of the slots: slots 0 to 2047 hold one value each; from there on the
 * slots [1024 (d + 1), 1024 (d + 2)) hold 2^d values each. hist_slot() and
 * hist_slot_lowest() are each other's inverse. */
static int slot_doubling(size_t slot)
{
    int row = (int)(slot >> HIST_HALF_BITS);
    return row < 1 ? 0 : row - 1;
}

static int64_t hist_slot_lowest(size_t slot)
{
    int doubling = slot_doubling(slot);
    size_t within = slot - ((size_t)doubling << HIST_HALF_BITS);
    return (int64_t)within << doubling;
}

int64_t hist_slot_highest(size_t slot)
{
    return hist_slot_lowest(slot) + ((int64_t)1 << slot_doubling(slot)) - 1;
}

void hist_clear(struct hist *h)
{
    memset(h, 0, sizeof *h);
    h->min = HIST_MAX;
}

struct hist *hist_new(void)
{
    struct hist *h = calloc(1, sizeof *h);
    if (h == NULL)
        err(1, "no memory for a histogram");
    h->min = HIST_MAX;
    return h;
}

void hist_follow(struct hist *into, const struct hist *from)
{
    if (from->count == 0)
        return;
    size_t first = hist_slot(from->min), last = hist_slot(from->max);
    memcpy(into->slots + first, from->slots + first,
           (last + 1 - first) * sizeof *from->slots);
    into->count = from->count;
    into->clamped = from->clamped;
    into->sum = from->sum;
    into->min = from->min;
    into->max = from->max;
}

void hist_merge(struct hist *into, const struct hist *from)
{
    if (from->count == 0)
        return;
    into->count += from->count;
    into->clamped += from->clamped;
    into->sum += from->sum;
    if (from->min < into->min)
        into->min = from->min;
    if (from->max > into->max)
        into->max = from->max;
    for (size_t s = hist_slot(from->min); s <= hist_slot(from->max); s++)
        into->slots[s] += from->slots[s];
}

void hist_subtract(struct hist *into, const struct hist *now,
                   const struct hist *before)
{
    hist_clear(into);
    if (now->count == before->count)
        return;
    into->count = now->count - before->count;
    into->clamped = now->clamped - before->clamped;
    into->sum = now->sum - before->sum;
    for (size_t s = hist_slot(now->min); s <= hist_slot(now->max); s++) {
        into->slots[s] = now->slots[s] - before->slots[s];
        if (into->slots[s] == 0)
            continue;
        if (into->min == HIST_MAX)
            into->min = hist_slot_lowest(s);
        into->max = hist_slot_highest(s);
    }
}

size_t hist_next(const struct hist *h, size_t slot)
{
    while (slot < HIST_SLOTS && h->slots[slot] == 0)
        slot++;
    return slot;
}

int64_t hist_percentile(const struct hist *h, double percent)
{
    if (h->count == 0)
        return 0;
    /* The tiny term keeps 99.9 % of 1,000 at rank 999 despite rounding. */
    double exact = percent / 100 * (double)h->count;
    uint64_t rank = (uint64_t)ceil(exact - exact * 1e-12), seen = 0;
    if (rank < 1)
        rank = 1;
    for (size_t s = hist_next(h, 0); s < HIST_SLOTS; s = hist_next(h, s + 1)) {
        seen += h->slots[s];
        if (seen >= rank)
            return hist_slot_highest(s) < h->max ? hist_slot_highest(s)
                                                 : h->max;
    }
    return h->max;
}

double hist_mean(const struct hist *h)
{
    return h->count == 0 ? 0 : (double)h->sum / (double)h->count;
}

static double slot_middle(size_t slot)
{
    return ((double)hist_slot_lowest(slot) + (double)hist_slot_highest(slot)) /
           2;
}

double hist_stdev(const struct hist *h)
{
    double mean = hist_mean(h), squares = 0;
    if (h->count == 0)
        return 0;
    for (size_t s = hist_next(h, 0); s < HIST_SLOTS; s = hist_next(h, s + 1)) {
        double off = slot_middle(s) - mean;
        squares += off * off * (double)h->slots[s];
    }
    return sqrt(squares / (double)h->count);
}

double hist_under_way(const struct hist *h)
{
    double mean = hist_mean(h), stdev = hist_stdev(h);
    return mean > 0 ? mean + stdev * stdev / mean : 0;
}

double hist_within_stdev(const struct hist *h)
{
    double mean = hist_mean(h), stdev = hist_stdev(h);
    uint64_t within = 0;
    for (size_t s = hist_next(h, 0); s < HIST_SLOTS; s = hist_next(h, s + 1))
        if (fabs(slot_middle(s) - mean) <= stdev)
            within += h->slots[s];
    return h->count == 0 ? 0 : (double)within / (double)h->count;
}
