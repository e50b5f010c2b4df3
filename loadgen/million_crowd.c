/* million_crowd.c: a crowd that grows, and a large one (million.h).
 *
 * Promises no process left behind, and never to try what the machine's own
 * limits forbid: the large crowd shrinks to what they allow, and says so. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "million_kit.h"

/* The kernel deals connections out by chance: no process gets just its share.
 */
static const double evenly = 0.9;

int million_climb(const struct million_plan *plan, int side,
                  struct million_side *into)
{
    struct million_kit kit;
    int block = into->blocks, n = 0;
    int result = million_kit_open(&kit, plan, side, 1);
    int64_t before = 0;
    if (result == 0)
        million_kit_look(&kit, true, &into->looks[block][n++]);
    for (int i = 0; i < plan->steps_n && result == 0; i++) {
        result = million_kit_grow(&kit, plan->steps[i] - before);
        before = plan->steps[i];
        if (result == 0)
            result = million_kit_settle(&kit, plan->steps[i]);
        if (result == 0)
            million_kit_look(&kit, i == plan->steps_n - 1,
                             &into->looks[block][n++]);
    }
    million_kit_close(&kit);
    if (result != 0)
        return result;
    into->looks_n[block] = n;
    into->blocks++;
    return 0;
}

/* How far the machine lets us go, and with how many processes. */
static void fit(const struct million_plan *plan, int side,
                const struct million_side *from, struct million_check *check)
{
    struct doctor_facts facts;
    struct million_limit limits[MILLION_LIMITS];
    const struct interval nothing = {NAN, NAN, NAN, 0, 0};
    struct million_needs needs = {
        .a_thread_each = side == 0,
        .bytes_each = million_slope(&from->fits[QUANTITY_MEMORY]),
        .cpu_us = nothing,
    };
    double tried = (double)plan->clients, a_process = INFINITY;
    doctor_look(&facts);
    int n = million_limits(&facts, &needs, limits);
    for (int i = n - 1; i >= 0; i--) {
        const struct million_limit *limit = &limits[i];
        double usable = limit->breaks_at * limit->usable;
        if (limit->a_process && limit->breaks_at < a_process)
            a_process = limit->breaks_at;
        if (limit->a_process || usable >= tried)
            continue;
        tried = floor(usable / 100) * 100;
        snprintf(check->held_back, sizeof check->held_back, "%s is %s (%s)",
                 limit->name, limit->value, limit->move);
    }
    check->asked = plan->clients;
    check->tried = (int64_t)tried;
    check->servers = (int)ceil(tried / (a_process * evenly));
    if (check->servers < 2)
        check->servers = 2; /* it is about a shared port */
    if (check->servers > MILLION_PROCESSES)
        check->servers = MILLION_PROCESSES;
    check->generators = check->servers;
}

static int hold(struct million_kit *kit, struct million_check *check)
{
    enum { LOOKS = 100, LOOK_MS = 100 };
    int result = 0;
    int64_t left = check->tried;
    for (int i = check->generators; i > 0 && result == 0; i--) {
        int64_t share = left / i;
        result = million_kit_grow(kit, share);
        left -= share;
        if (result == 0)
            result = million_kit_settle(kit, check->tried - left);
    }
    if (result != 0)
        return result;
    million_kit_look(kit, false, &check->look);
    check->tracked = million_flows_tracked(check->tried);
    check->probes = million_kit_probe(kit);
    struct million_look counted;
    for (int i = 0; i < LOOKS; i++) { /* until the probes' have closed */
        million_kit_look(kit, true, &counted);
        if (counted.clients <= check->look.clients)
            break;
        million_rest(LOOK_MS);
    }
    check->look.value[QUANTITY_FDS] = counted.value[QUANTITY_FDS];
    return 0;
}

int million_hold(const struct million_plan *plan, int side,
                 struct million_side *into)
{
    struct million_kit kit;
    struct million_check *check = &into->check;
    fit(plan, side, into, check);
    for (int q = 0; q < QUANTITIES; q++)
        check->expected[q] = million_predict(&into->fits[q], check->servers,
                                             check->tried + check->generators);
    int result = million_kit_open(&kit, plan, side, check->servers);
    if (result == 0)
        result = hold(&kit, check);
    check->established = million_kit_close(&kit);
    check->lost = check->established + check->generators - check->look.clients;
    return result;
}
