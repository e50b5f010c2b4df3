/* million_json.c: the road to a million as JSON (million.h). A number that
 * does not exist is null. */
#include <math.h>
#include <string.h>

#include "million.h"

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *interval(struct interval from)
{
    return json_pack("{s:o,s:o,s:o,s:i}", "middle", number(from.middle), "low",
                     number(from.low), "high", number(from.high), "n", from.n);
}

static json_t *looks(const struct million_side *side)
{
    json_t *list = json_array();
    for (int block = 0; block < side->blocks; block++)
        for (int i = 0; i < side->looks_n[block]; i++) {
            const struct million_look *look = &side->looks[block][i];
            json_t *entry = json_pack("{s:i,s:I}", "block", block + 1,
                                      "connections", (json_int_t)look->clients);
            for (int q = 0; q < QUANTITIES; q++)
                json_object_set_new(entry, quantity_names[q],
                                    number(look->value[q]));
            json_array_append_new(list, entry);
        }
    return list;
}

/* A quantity: what one more costs, predicted and measured, and the goal. */
static json_t *fit(const struct million_side *side, enum quantity quantity)
{
    const struct million_fit *from = &side->fits[quantity];
    const struct million_check *check = &side->check;
    struct interval expected = check->expected[quantity];
    double base[MILLION_BLOCKS], measured = check->look.value[quantity];
    for (int i = 0; i < from->n; i++)
        base[i] = from->lines[i].base;
    return json_pack(
        "{s:s,s:s,s:o,s:o,s:o,s:o,s:b,s:o,s:o}", "quantity",
        quantity_names[quantity], "words", quantity_words[quantity], "slope",
        interval(million_slope(from)), "base",
        interval(million_estimate(base, from->n, false)), "predicted",
        interval(expected), "measured", number(measured), "inside",
        measured >= expected.low && measured <= expected.high, "off",
        number(measured / expected.middle - 1), "goal",
        interval(million_predict(from, 1, MILLION_GOAL)));
}

static json_t *check_json(const struct million_check *check)
{
    const json_t *latency = json_object_get(check->probes, "latency_us");
    const json_t *measured = json_object_get(check->probes, "measured");
    return json_pack("{s:I,s:I,s:s,s:i,s:i,s:I,s:I,s:I,s:O?,s:O?}", "asked",
                     (json_int_t)check->asked, "tried",
                     (json_int_t)check->tried, "held_back", check->held_back,
                     "servers", check->servers, "sources", check->generators,
                     "held", (json_int_t)check->look.clients, "established",
                     (json_int_t)check->established, "lost",
                     (json_int_t)check->lost, "probe_latency_us", latency,
                     "probes", measured);
}

static json_t *requests_json(const struct million_requests *requests)
{
    if (!requests->known)
        return json_null();
    return json_pack("{s:I,s:o,s:o,s:o,s:o,s:o}", "clients_measured",
                     (json_int_t)requests->most, "cpu_us_measured",
                     interval(requests->cpu_now), "cpu_us_goal",
                     interval(requests->cpu_goal), "cpu_us_a_decade",
                     interval(requests->cpu_decade), "switches_measured",
                     interval(requests->switches_now), "switches_goal",
                     interval(requests->switches_goal));
}

/* Facts as they hold for a crowd: where the kernel tracked none of the large
 * crowd's flows, its table of them ends nothing. */
static void look(const struct million_side *side, struct doctor_facts *facts)
{
    doctor_look(facts);
    if (!side->check.tracked)
        facts->conntrack_room = INT64_MAX;
}

static json_t *limits_json(const struct million_side *side, bool threads,
                           const struct million_requests *requests,
                           double every_s)
{
    struct doctor_facts facts;
    struct million_limit limits[MILLION_LIMITS];
    look(side, &facts);
    const struct million_needs needs = {
        .a_thread_each = threads,
        .bytes_each = million_slope(&side->fits[QUANTITY_MEMORY]),
        .cpu_us = requests->known ? requests->cpu_goal
                                  : (struct interval){NAN, NAN, NAN, 0, 0},
        .every_s = every_s,
        .cores = threads ? facts.cores : 1,
    };
    int n = million_limits(&facts, &needs, limits);
    json_t *list = json_array();
    for (int i = 0; i < n; i++)
        json_array_append_new(
            list,
            json_pack("{s:s,s:s,s:o,s:o,s:o,s:b,s:s}", "name", limits[i].name,
                      "value", limits[i].value, "breaks_at",
                      number(limits[i].breaks_at), "low", number(limits[i].low),
                      "high", number(limits[i].high), "a_process",
                      limits[i].a_process, "move", limits[i].move));
    return list;
}

static json_t *side_json(const struct million_plan *plan,
                         const struct million_side *side, int number_of,
                         const json_t *experiments)
{
    const char *label = plan->labels[number_of];
    struct million_requests requests = million_requests(experiments, label);
    json_t *fits = json_array();
    for (int q = 0; q < QUANTITIES; q++)
        json_array_append_new(fits, fit(side, (enum quantity)q));
    return json_pack(
        "{s:s,s:b,s:o,s:o,s:o,s:o,s:o}", "server", label, "a_thread_each",
        number_of == 0, "looks", looks(side), "fits", fits, "check",
        check_json(&side->check), "requests", requests_json(&requests),
        "limits", limits_json(side, number_of == 0, &requests, plan->every_s));
}

json_t *million_json(const struct million_plan *plan,
                     const struct million_side sides[MILLION_SIDES],
                     const json_t *experiments)
{
    json_t *both = json_array(), *steps = json_array();
    for (int side = 0; side < MILLION_SIDES; side++)
        json_array_append_new(both,
                              side_json(plan, &sides[side], side, experiments));
    for (int i = 0; i < plan->steps_n; i++)
        json_array_append_new(steps, json_integer(plan->steps[i]));
    return json_pack(
        "{s:i,s:s,s:o,s:I,s:f,s:o}", "goal", MILLION_GOAL, "method",
        "A least-squares line through each block's steps, and the mean of the "
        "blocks' lines. The intervals are 95 % prediction intervals by "
        "Student's t, for one more measurement: from the spread of the lines "
        "and from how far the steps stray from them.",
        "steps", steps, "blocks", (json_int_t)plan->blocks, "asks_every_s",
        plan->every_s, "servers", both);
}
