/* counters.c: counters of the program, and waiting for them (grade.h). */
#include <stdio.h>

#include "inside.h"

static const char *const names[] = {
    [THREADS] = "threads",
    [DESCRIPTORS] = "open descriptors",
    [MAPPINGS] = "lines in /proc/PID/maps",
    [MEMORY] = "KB of memory",
    [TICKS] = "hundredths of a second of CPU",
    [SWITCHES] = "context switches",
};

long counter(enum counter what)
{
    return proc_counter(server_pid(), what);
}

/* Waits until it is at least `low` and at most `high`. */
static void expect_between(enum counter what, long low, long high,
                           const char *when)
{
    char expected[256], got[256];
    struct patience patience;
    const char *ended = NULL;
    long value;
    patience_begin(&patience);
    while (value = counter(what), value < low || value > high) {
        ended =
            server_ended() ? "the program is gone" : patience_ended(&patience);
        if (ended != NULL)
            break;
        server_watch(-1, 0, 5);
    }
    transcript_add("%ld %s %s", value, names[what], when);
    if (ended == NULL)
        return;
    snprintf(expected, sizeof expected, "%s%ld %s %s",
             low < high ? "at most " : "", high, names[what], when);
    snprintf(got, sizeof got, "%ld; %s", value, ended);
    session_fail(expected, got);
}

void expect_counter(enum counter what, long value, const char *when)
{
    expect_between(what, value, value, when);
}

void expect_at_most(enum counter what, long value, const char *when)
{
    expect_between(what, 0, value, when);
}

/* A tenth of the time is allowed: who polls now and then is no busy waiter.
 * On a crowded machine who spins gets little of the CPU, but is never asleep;
 * who waits is asleep at many looks, or uses next to nothing for as long as
 * our patience lasts. So the looks go on until one of these tells. */
void expect_idle(const char *when)
{
    enum { TENTH = 10, FOURTH = 4 };
    char expected[160];
    long before = counter(TICKS), used = 0;
    int looks = 0, asleep = 0;
    struct patience patience;
    patience_begin(&patience);
    patience.timers = true;
    double end = seconds_now() + 1;
    bool enough = false;
    while (used <= TENTH && !enough) {
        server_watch(-1, 0, 20);
        looks++;
        asleep += proc_asleep(server_pid());
        used = counter(TICKS) - before;
        enough = seconds_now() >= end &&
                 (asleep * FOURTH >= looks || server_ended() ||
                  patience_ended(&patience) != NULL);
    }
    transcript_add("%ld ticks of CPU, asleep at %d of %d looks %s", used,
                   asleep, looks, when);
    snprintf(expected, sizeof expected,
             "next to no use of the CPU in about a second %s", when);
    require(used <= TENTH, expected, "%ld hundredths of a second", used);
}

/* Whether nothing moves for a moment that is long for a CPU. */
static bool is_still(void)
{
    long before = counter(SWITCHES), ticks = counter(TICKS);
    for (int look = 0; look < 3; look++) {
        if (!proc_asleep(server_pid()))
            return false;
        server_watch(-1, 0, 20);
    }
    return proc_asleep(server_pid()) && counter(SWITCHES) == before &&
           counter(TICKS) == ticks;
}

void expect_asleep(const char *when)
{
    char expected[160];
    const char *why = NULL;
    struct patience patience;
    patience_begin(&patience);
    patience.timers = true;
    snprintf(expected, sizeof expected, "the program to be asleep %s", when);
    while (!is_still()) {
        server_watch(-1, 0, 5);
        why = server_ended() ? "it is gone" : patience_ended(&patience);
        if (why != NULL)
            session_fail(expected, why);
    }
}
