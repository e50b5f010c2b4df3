/* intervals.c: a histogram's gains, second by second (see intervals.h).
 *
 * A gain holds only the slots that changed, some hundreds of bytes to some
 * kilobytes: an hour's load fits in memory many times over. */
#include "intervals.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

const char *interval_track_name(enum interval_track track)
{
    static const char *const names[TRACKS] = {"response", "service", "lag",
                                              "wait"};
    return names[track];
}

static void *grow(void *memory, size_t count, size_t size)
{
    memory = reallocarray(memory, count, size);
    if (memory == NULL)
        err(1, "no memory for the seconds of a histogram");
    return memory;
}

static struct gain *append(struct intervals *intervals)
{
    if (intervals->count == intervals->room) {
        intervals->room = intervals->room * 2 + 16;
        intervals->items =
            grow(intervals->items, intervals->room, sizeof *intervals->items);
    }
    return &intervals->items[intervals->count++];
}

/* How many slots gained something. */
static size_t count_gains(const struct hist *h, const struct hist *seen)
{
    size_t n = 0;
    for (size_t s = hist_next(h, 0); s < HIST_SLOTS; s = hist_next(h, s + 1))
        n += h->slots[s] != seen->slots[s];
    return n;
}

static void note_gains(struct gain *gain, const struct hist *h,
                       struct hist *seen)
{
    for (size_t s = hist_next(h, 0); s < HIST_SLOTS; s = hist_next(h, s + 1)) {
        if (h->slots[s] == seen->slots[s])
            continue;
        gain->counts[gain->used++] =
            (struct gain_count){(uint32_t)s, h->slots[s] - seen->slots[s]};
        seen->slots[s] = h->slots[s];
        gain->max =
            hist_slot_highest(s) < h->max ? hist_slot_highest(s) : h->max;
    }
}

void intervals_cut(struct intervals *intervals, const struct hist *h,
                   int64_t index)
{
    if (intervals->seen == NULL)
        intervals->seen = hist_new();
    struct hist *seen = intervals->seen;
    if (h->count == seen->count)
        return;
    size_t gains = count_gains(h, seen);
    struct gain *gain = append(intervals);
    *gain = (struct gain){.index = index,
                          .sum = h->sum - seen->sum,
                          .counts = grow(NULL, gains, sizeof *gain->counts)};
    note_gains(gain, h, seen);
    seen->count = h->count;
    seen->sum = h->sum;
}

void intervals_join(struct intervals *into, struct intervals *from)
{
    for (size_t i = 0; i < from->count; i++)
        *append(into) = from->items[i];
    from->count = 0;
}

static void add_gain(const struct gain *gain, struct hist *sum)
{
    for (size_t i = 0; i < gain->used; i++) {
        size_t slot = gain->counts[i].slot;
        int64_t lowest = slot == 0 ? 0 : hist_slot_highest(slot - 1) + 1;
        sum->slots[slot] += gain->counts[i].count;
        sum->count += gain->counts[i].count;
        if (lowest < sum->min)
            sum->min = lowest;
    }
    sum->sum += gain->sum;
    if (gain->max > sum->max)
        sum->max = gain->max;
}

void intervals_add(const struct intervals *intervals, int64_t index,
                   struct hist *sum)
{
    for (size_t i = 0; i < intervals->count; i++)
        if (intervals->items[i].index == index)
            add_gain(&intervals->items[i], sum);
}

int64_t intervals_seconds(const struct intervals *intervals)
{
    int64_t seconds = 0;
    for (size_t i = 0; i < intervals->count; i++)
        if (intervals->items[i].index >= seconds)
            seconds = intervals->items[i].index + 1;
    return seconds;
}

void intervals_free(struct intervals *intervals)
{
    for (size_t i = 0; i < intervals->count; i++)
        free(intervals->items[i].counts);
    free(intervals->items);
    free(intervals->seen);
    *intervals = (struct intervals){.seen = NULL};
}
