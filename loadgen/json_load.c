/* json_load.c: what was asked for, as JSON (json_parts.h). */
#include <string.h>

#include "clock.h"
#include "json_parts.h"

/* "run" is a closed loop, or an open one when it has a rate. */
static const char *model_of(const struct load_plan *plan, const char *command)
{
    if (strcmp(command, "run") != 0)
        return command;
    return plan->step_count > 0 ? "open" : "closed";
}

static void set_seconds(json_t *object, const char *name, int64_t ns)
{
    json_set_real(object, name, clock_seconds(ns));
}

static void set_closed(json_t *load, const struct load_plan *plan)
{
    set_seconds(load, "think_s", plan->think);
    json_set_int(load, "pipeline", plan->pipeline);
}

/* The profile is [second, rate, whether it is the end of a ramp]. */
static void set_open(json_t *load, const struct load_plan *plan)
{
    json_t *steps = json_array();
    for (int i = 0; i < plan->step_count; i++) {
        const struct plan_step *step = &plan->steps[i];
        json_array_append_new(steps,
                              json_pack("[f,I,b]", clock_seconds(step->at),
                                        (json_int_t)step->rate, step->ramp));
    }
    json_object_set_new(load, "profile", steps);
    json_object_set_new(
        load, "arrival",
        json_string(plan->arrival == ARRIVAL_POISSON ? "poisson" : "fixed"));
    json_set_int(load, "seed", plan->seed);
    set_seconds(load, "drain_s", plan->drain);
}

/* The crowd beside which there are probes. */
static void set_crowd(json_t *load, const struct load_plan *plan,
                      const char *command)
{
    static const char *const slowness[] = {
        [SLOW_HEAD] = "head", [SLOW_BODY] = "body", [SLOW_READ] = "read"};
    json_set_int(load, "connect_rate", plan->connect_rate);
    json_set_int(load, "probe_rate", plan->probe_rate);
    json_set_int(load, "probes", plan->probes);
    json_object_set_new(load, "greet", json_boolean(plan->greet));
    if (strcmp(command, "slow") == 0) {
        json_object_set_new(load, "slowness",
                            json_string(slowness[plan->slowness]));
        set_seconds(load, "drip_interval_s",
                    plan->slowness == SLOW_HEAD ? plan->header_interval
                                                : plan->body_interval);
        json_set_int(load, "read_rate", plan->read_rate);
    } else if (strcmp(command, "feed") == 0) {
        json_set_int(load, "publish_rate", plan->publish_rate);
    }
}

json_t *json_load(const struct load_plan *plan, const char *command)
{
    const char *model = model_of(plan, command);
    bool run = strcmp(command, "run") == 0;
    json_t *load = json_object();
    json_object_set_new(load, "model", json_string(model));
    json_set_int(load, "clients", plan->clients);
    json_set_int(load, "threads", run ? plan->threads : 1);
    set_seconds(load, "duration_s", plan->duration);
    set_seconds(load, "warmup_s", plan->warmup);
    set_seconds(load, "timeout_s", plan->timeout);
    if (plan->start_at > 0)
        json_set_int(load, "start_at_us", plan->start_at / 1000);
    if (plan->stall_for > 0)
        json_object_set_new(load, "stall_s",
                            json_pack("[f,f]", clock_seconds(plan->stall_at),
                                      clock_seconds(plan->stall_for)));
    if (!run) {
        set_crowd(load, plan, command);
        return load;
    }
    json_object_set_new(load, "conn_per_request",
                        json_boolean(plan->conn_per_request));
    if (plan->step_count > 0)
        set_open(load, plan);
    else
        set_closed(load, plan);
    return load;
}
