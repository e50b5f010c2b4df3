/* profile.c: a rate that changes over time, and its inverse (see profile.h).
 *
 * A piece lies between two steps; the rate in it is a straight line, so the
 * requests that have become due are a parabola over time. To say when a
 * given one is due, that is solved for the time: exactly, however long the
 * profile is, so nothing drifts. */
#include "profile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "options.h"

static const int64_t most_rate = 10000000;

/* ---- reading ---------------------------------------------------------- */

/* Reads "TIME:RATE" or "TIME:~RATE", which ends at `length`. */
static int read_step(const char *text, size_t length, struct plan_step *step)
{
    char time[64];
    if (length >= sizeof time)
        return -1;
    memcpy(time, text, length);
    time[length] = '\0';
    char *rate = strchr(time, ':');
    if (rate == NULL)
        return -1;
    *rate++ = '\0';
    step->ramp = *rate == '~';
    return options_number(SETTING_TIME, time, &step->at) == 0 &&
                   options_number(SETTING_COUNT, rate + step->ramp,
                                  &step->rate) == 0 &&
                   step->rate >= 0 && step->rate <= most_rate
               ? 0
               : -1;
}

const char *profile_take(const char *text, void *value)
{
    static const char mend[] =
        "TIME:RATE steps in order, the first at 0, such as 0:1k,10s:5k or "
        "0:1k,10s:~5k";
    struct load_plan *plan = value;
    int count = 0;
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ",");
        struct plan_step step;
        if (count == PLAN_STEPS)
            return "no more than 64 steps";
        if (read_step(at, length, &step) != 0 ||
            (count == 0 ? step.at != 0 || step.ramp
                        : step.at <= plan->steps[count - 1].at))
            return mend;
        plan->steps[count++] = step;
        at += length;
        if (*at == '\0')
            break;
    }
    plan->step_count = count;
    return NULL;
}

void profile_constant(struct load_plan *plan, int64_t rate)
{
    plan->steps[0] = (struct plan_step){.rate = rate};
    plan->step_count = 1;
}

/* ---- walking ---------------------------------------------------------- */

/* The piece from step `piece` to the next one; -1 is the warm-up. */
static void enter_piece(struct profile_walk *walk, int piece)
{
    const struct load_plan *plan = walk->plan;
    const struct plan_step *step = &plan->steps[piece < 0 ? 0 : piece];
    const struct plan_step *next =
        piece + 1 < plan->step_count ? step + (piece >= 0) : NULL;
    walk->piece = piece;
    walk->from =
        piece < 0 ? -clock_seconds(plan->warmup) : clock_seconds(step->at);
    walk->to = next == NULL ? INFINITY : clock_seconds(next->at);
    walk->rate = (double)step->rate;
    double end_rate =
        next != NULL && next->ramp ? (double)next->rate : walk->rate;
    double length = walk->to - walk->from;
    walk->slope = length > 0 && end_rate != walk->rate
                      ? (end_rate - walk->rate) / length
                      : 0;
    walk->within =
        walk->rate + end_rate > 0 ? (walk->rate + end_rate) / 2 * length : 0;
}

void profile_begin(struct profile_walk *walk, const struct load_plan *plan)
{
    *walk = (struct profile_walk){.plan = plan};
    enter_piece(walk, -1);
}

static bool next_piece(struct profile_walk *walk)
{
    if (walk->piece + 1 >= walk->plan->step_count)
        return false;
    walk->before += walk->within;
    enter_piece(walk, walk->piece + 1);
    return true;
}

int64_t profile_time(struct profile_walk *walk, double requests)
{
    while (requests >= walk->before + walk->within)
        if (!next_piece(walk))
            return INT64_MAX;
    double more = requests - walk->before;
    double rate = walk->rate;
    double end = sqrt(fmax(rate * rate + 2 * walk->slope * more, 0));
    double t = walk->from + (more > 0 ? 2 * more / (rate + end) : 0);
    return t < 9e9 ? llround(t * 1e9) : INT64_MAX;
}

double profile_requests(const struct load_plan *plan, int64_t ns)
{
    struct profile_walk walk = {.plan = plan};
    double end = clock_seconds(ns), sum = 0;
    for (int i = 0; i < plan->step_count; i++) {
        enter_piece(&walk, i);
        double t = fmin(walk.to, end) - walk.from;
        if (t > 0)
            sum += walk.rate * t + walk.slope * t * t / 2;
    }
    return sum;
}
