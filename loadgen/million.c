/* million.c: measures the road to a million (million.h).
 *
 * Blocks in ABBA order, then the large crowd of each server. The prediction
 * is computed before the large crowd is held, from the blocks alone. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "million.h"
#include "spawn.h"

void million_defaults(struct million_plan *plan, bool toy)
{
    static const int64_t full[] = {1000, 5000, 10000, 15000, 19000};
    static const int64_t small[] = {100, 200, 400};
    plan->steps_n = toy ? 3 : 5;
    memcpy(plan->steps, toy ? small : full,
           (size_t)plan->steps_n * sizeof full[0]);
    plan->blocks = toy ? 2 : 4;
    plan->clients = toy ? 900 : 50000;
    plan->every_s = 60;
    plan->labels[0] = "threaded";
    plan->labels[1] = "evented";
}

static void say(const struct million_plan *plan, const char *label,
                const char *what, int64_t number, const char *unit)
{
    if (!plan->quiet)
        fprintf(stderr, "million: %s: %s %lld %s\n", label, what,
                (long long)number, unit);
}

/* Steps that one process cannot carry on this machine are left out. */
static int fit_steps(struct million_plan *plan)
{
    int64_t fits = doctor_check(1).fits;
    while (plan->steps_n > 0 && plan->steps[plan->steps_n - 1] > fits - 8)
        plan->steps_n--;
    if (plan->steps_n >= 2)
        return 0;
    fputs("loadgen million: this machine allows too few connections to "
          "draw a line through; see loadgen doctor\n",
          stderr);
    return -1;
}

static void fit_lines(struct million_side *side)
{
    for (int q = 0; q < QUANTITIES; q++) {
        struct million_fit *fit = &side->fits[q];
        fit->n = 0;
        for (int block = 0; block < side->blocks; block++) {
            struct million_line line = million_line_of(
                side->looks[block], side->looks_n[block], (enum quantity)q);
            if (isfinite(line.slope))
                fit->lines[fit->n++] = line;
        }
    }
}

static int measure(const struct million_plan *plan,
                   struct million_side sides[MILLION_SIDES])
{
    int result = 0;
    for (int turn = 0; turn < 2 * plan->blocks && result == 0; turn++) {
        int side = (turn + turn / 2) % 2; /* ABBA */
        say(plan, plan->labels[side], "block", turn / 2 + 1, "");
        result = million_climb(plan, side, &sides[side]);
    }
    for (int side = 0; side < MILLION_SIDES && result == 0; side++) {
        fit_lines(&sides[side]);
        say(plan, plan->labels[side], "holding", plan->clients, "connections");
        result = million_hold(plan, side, &sides[side]);
    }
    return result;
}

json_t *million_measure(const struct million_plan *wanted,
                        const json_t *experiments)
{
    struct million_plan plan = *wanted;
    struct million_side *sides = calloc(MILLION_SIDES, sizeof *sides);
    json_t *result = NULL;
    if (sides == NULL)
        fputs("loadgen million: out of memory\n", stderr);
    else if (fit_steps(&plan) == 0 && measure(&plan, sides) == 0)
        result = million_json(&plan, sides, experiments);
    for (int side = 0; side < MILLION_SIDES && sides != NULL; side++)
        json_decref(sides[side].check.probes);
    free(sides);
    return result;
}
