/* hgrm.c: percentiles in steps that get finer towards 100 % (see hgrm.h).
 *
 * The steps are not free to choose: the plotter and people's eyes compare
 * such files line by line, so the order of rounding is HdrHistogram's. */
#include "hgrm.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>

enum { STEPS = 5, SUB_SLOTS = 2 << HIST_HALF_BITS };

static const double ns_a_ms = 1e6;

/* The level after `level` (percent). */
static double next_level(double level)
{
    double halvings = floor(log(100 / (100 - level)) / log(2)) + 1;
    return level + 100 / (STEPS * pow(2, halvings));
}

static void write_line(FILE *out, size_t slot, double level, uint64_t seen)
{
    double value = (double)hist_slot_highest(slot) / ns_a_ms;
    fprintf(out, "%12.3f %2.12f %10" PRIu64 " %14.2f\n", value, level / 100,
            seen, 1 / (1 - level / 100));
}

static void write_end(FILE *out, const struct hist *h)
{
    double max = (double)hist_slot_highest(hist_slot(h->max)) / ns_a_ms;
    fprintf(out, "%12.3f %2.12f %10" PRIu64 "\n", max, 1.0, h->count);
}

void hgrm_write(FILE *out, const struct hist *h)
{
    double level = 0;
    uint64_t seen = 0;
    fprintf(out, "%12s %14s %10s %14s\n\n", "Value", "Percentile", "TotalCount",
            "1/(1-Percentile)");
    for (size_t s = hist_next(h, 0); s < HIST_SLOTS; s = hist_next(h, s + 1)) {
        seen += h->slots[s];
        bool last = seen == h->count; /* one line, and then the end */
        while (100.0 * (double)seen / (double)h->count >= level) {
            write_line(out, s, level, seen);
            level = next_level(level);
            if (last)
                break;
        }
    }
    if (h->count > 0)
        write_end(out, h);
    fprintf(out, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n",
            hist_mean(h) / ns_a_ms, hist_stdev(h) / ns_a_ms);
    fprintf(out, "#[Max     = %12.3f, Total count    = %12" PRIu64 "]\n",
            (double)h->max / ns_a_ms, h->count);
    fprintf(out, "#[Buckets = %12d, SubBuckets     = %12d]\n",
            HIST_DOUBLINGS - 1, SUB_SLOTS);
}
