/* report_crowd.c: prints what `slow` and `feed` found (see report.h). */
#include <stdio.h>

#include "report.h"
#include "units.h"

static void print_probes(const struct load_plan *plan,
                         const struct load_result *result)
{
    printf("  Probes: %lld a second over %lld connections, timed from when "
           "each was due\n",
           (long long)plan->probe_rate, (long long)plan->probes);
    report_times(result->latency);
    report_rates(result);
}

static const char *slow_word(enum slowness slowness)
{
    switch (slowness) {
    case SLOW_HEAD:
        return "clients that dribble a request's head";
    case SLOW_BODY:
        return "clients that dribble a request's body";
    case SLOW_READ:
        return "clients that read an answer slowly";
    }
    return "";
}

void report_slow(const struct load_plan *plan, const struct load_result *result)
{
    const struct result_slow *slow = &result->slow;
    char duration[32], p50[UNITS_SIZE], max[UNITS_SIZE], bytes[UNITS_SIZE];
    printf("Holding %lld %s for %s @ %s\n", (long long)plan->clients,
           slow_word(plan->slowness),
           options_format(SETTING_TIME, plan->duration, duration), plan->url);
    report_census(&result->census);
    printf("  The server cut off %llu of them, %llu with an answer; %s were "
           "%s in the window\n",
           (unsigned long long)slow->cut, (unsigned long long)slow->answered,
           units_bytes((double)slow->bytes, bytes),
           plan->slowness == SLOW_READ ? "read" : "sent");
    if (slow->cut > 0)
        printf("  It bore with those for %s (median), %s at most\n",
               units_time(hist_percentile(slow->held, 50), p50),
               units_time(slow->held->max, max));
    print_probes(plan, result);
    report_ends(result);
}

static void print_delivery(const char *name, const struct hist *h)
{
    char p50[UNITS_SIZE], p99[UNITS_SIZE], max[UNITS_SIZE];
    if (h->count == 0)
        return;
    printf("    %-7s %10s %10s %10s   (%llu)\n", name,
           units_time(hist_percentile(h, 50), p50),
           units_time(hist_percentile(h, 99), p99), units_time(h->max, max),
           (unsigned long long)h->count);
}

void report_feed(const struct load_plan *plan, const struct load_result *result)
{
    const struct result_feed *feed = &result->feed;
    char duration[32];
    printf("Publishing %lld a second to %lld subscribers for %s @ %s\n",
           (long long)plan->publish_rate, (long long)plan->clients,
           options_format(SETTING_TIME, plan->duration, duration), plan->url);
    report_census(&result->census);
    printf("  %llu messages published, %llu copies delivered, %llu missing\n",
           (unsigned long long)feed->published,
           (unsigned long long)feed->delivered,
           (unsigned long long)feed->missing);
    printf("  Delivery, from when a message was due\n");
    printf("    %-7s %10s %10s %10s\n", "", "50%", "99%", "max");
    print_delivery("first", feed->first);
    print_delivery("median", feed->median);
    print_delivery("last", feed->last);
    print_delivery("all", feed->all);
    print_probes(plan, result);
    report_ends(result);
}
