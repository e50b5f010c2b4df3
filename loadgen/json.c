/* json.c: writes a result as JSON (see json.h).
 *
 * Times are in microseconds with their fraction, sizes in bytes, shares from
 * 0 to 1. What was not asked for is null. Only adds fields: a reader of
 * loadgen/1 may rely on those that it knows. */
#include "json.h"

#include <string.h>
#include <time.h>

#include "clock.h"
#include "json_parts.h"

enum { TEXT_FLAGS = JSON_INDENT(1) | JSON_REAL_PRECISION(12) };

static json_t *json_arguments(int argc, char **argv)
{
    json_t *array = json_array();
    for (int i = 0; i < argc; i++) {
        json_t *word = json_string(argv[i]);
        json_array_append_new(array, word ? word : json_string("(not UTF-8)"));
    }
    return array;
}

/* What an open loop adds: requests that became due, and what became of
 * them. null in a closed one. */
static void json_set_open(json_t *measured, const struct load_plan *plan,
                          const struct load_result *result)
{
    static const char *const names[] = {"offered", "achieved", "scheduled",
                                        "sent",    "queued",   "censored"};
    const double values[] = {
        result->offered,      result->achieved,      (double)result->scheduled,
        (double)result->sent, (double)result->queue, (double)result->censored};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        json_object_set_new(measured, names[i],
                            plan->step_count == 0 ? json_null()
                            : i < 2               ? json_real(values[i])
                                    : json_integer((json_int_t)values[i]));
    json_object_set_new(measured, "drained_s",
                        result->drained_ns > 0
                            ? json_real(clock_seconds(result->drained_ns))
                            : json_null());
}

static json_t *json_measured(const struct load_plan *plan,
                             const struct load_result *result)
{
    json_t *measured = json_object(), *errors = json_object();
    json_set_real(measured, "duration_s", result->duration_s);
    json_set_int(measured, "requests", (int64_t)result->requests);
    json_set_int(measured, "bytes", (int64_t)result->bytes);
    json_set_real(measured, "rps", result_rate(result));
    for (int i = OUTCOME_GOOD + 1; i < OUTCOMES; i++)
        json_set_int(errors, outcome_name((enum outcome)i),
                     (int64_t)result->errors[i]);
    json_object_set_new(measured, "errors", errors);
    json_set_real(measured, "in_flight", result->in_flight);
    json_set_int(measured, "unanswered", (int64_t)result->unanswered);
    json_set_open(measured, plan, result);
    json_set_us(measured, "lag_p90_us", result->lag_ns);
    json_set_us(measured, "oldest_unanswered_us", result->unanswered_ns);
    return measured;
}

static json_t *json_census(const struct census *census)
{
    const struct crowd_counts *counts = &census->counts;
    json_t *object = json_object();
    json_set_int(object, "asked", census->asked);
    json_set_int(object, "established", counts->established);
    json_set_int(object, "served", census->served);
    json_set_int(object, "starved", census->starved);
    json_set_int(object, "refused", counts->refused);
    json_set_int(object, "reset", counts->reset);
    json_set_int(object, "closed", counts->closed);
    json_set_int(object, "connects", counts->connects);
    json_set_real(object, "fairness", census->fairness);
    json_set_real(object, "connect_s", census->connect_s);
    return object;
}

static json_t *json_usage(const struct result_usage *use)
{
    json_t *object = json_object();
    json_set_real(object, "user_s", use->user_s);
    json_set_real(object, "system_s", use->system_s);
    json_set_real(object, "cpu_us_per_request", use->cpu_us_per_request);
    json_set_real(object, "utilization", use->utilization);
    json_set_int(object, "voluntary_switches", use->voluntary);
    json_set_int(object, "involuntary_switches", use->involuntary);
    json_set_int(object, "rss_bytes", use->rss_bytes);
    json_set_int(object, "vmsize_bytes", use->vmsize_bytes);
    json_set_int(object, "threads", use->threads);
    json_set_int(object, "fds", use->fds);
    return object;
}

static json_t *json_server(const struct load_plan *plan,
                           const struct load_result *result)
{
    if (!result->has_server)
        return json_null();
    json_t *server = json_usage(&result->server);
    json_set_int(server, "pid", plan->pid);
    json_set_int(server, "rss_before_bytes", result->server.rss_before_bytes);
    return server;
}

static json_t *json_system(const struct result_system *system)
{
    json_t *object = json_object();
    json_set_int(object, "cores", system->cores);
    json_set_int(object, "listen_overflows", system->listen_overflows);
    json_set_int(object, "kernel_stack_bytes", system->kernel_stack_bytes);
    json_set_int(object, "kernel_stack_before_bytes",
                 system->kernel_stack_before_bytes);
    json_set_int(object, "slab_bytes", system->slab_bytes);
    json_set_int(object, "slab_before_bytes", system->slab_before_bytes);
    json_set_real(object, "steal_s", system->steal_s);
    return object;
}

static json_t *json_validity(const struct load_result *result)
{
    json_t *object = json_object();
    json_t *reasons = json_array(), *notes = json_array();
    for (int i = 0; i < result->reason_count; i++)
        json_array_append_new(reasons, json_string(result->reasons[i]));
    for (int i = 0; i < result->note_count; i++)
        json_array_append_new(notes, json_string(result->notes[i]));
    json_object_set_new(object, "valid",
                        json_boolean(result->reason_count == 0));
    json_object_set_new(object, "reasons", reasons);
    json_object_set_new(object, "notes", notes);
    return object;
}

json_t *json_result(const struct load_plan *plan,
                    const struct load_result *result, int argc, char **argv)
{
    char started[32];
    struct tm utc;
    gmtime_r(&result->started, &utc);
    strftime(started, sizeof started, "%Y-%m-%dT%H:%M:%SZ", &utc);
    json_t *root = json_object();
    json_object_set_new(root, "schema", json_string("loadgen/1"));
    json_object_set_new(root, "command", json_string(result->command));
    json_object_set_new(root, "url", json_string(plan->url));
    json_object_set_new(root, "started", json_string(started));
    json_set_int(root, "began_us", (int64_t)(result->begun * 1e6));
    json_object_set_new(root, "arguments", json_arguments(argc, argv));
    json_object_set_new(root, "load", json_load(plan, result->command));
    json_object_set_new(root, "measured", json_measured(plan, result));
    json_object_set_new(root, "latency_us", json_latency(result->latency));
    json_object_set_new(root, "histogram", json_histogram(result->latency));
    json_set_times(root, result);
    json_object_set_new(root, "census", json_census(&result->census));
    json_t *generator = json_usage(&result->generator);
    json_set_real(generator, "waited_for_core", result->generator.waited);
    json_object_set_new(root, "generator", generator);
    json_object_set_new(root, "server", json_server(plan, result));
    json_object_set_new(root, "system", json_system(&result->system));
    json_object_set_new(root, "validity", json_validity(result));
    json_object_set_new(root, "samples", json_samples(result));
    json_object_set_new(root, "mix", json_mix(result));
    json_object_set_new(root, "slow", json_slow(result));
    json_object_set_new(root, "feed", json_feed(result));
    return root;
}

void json_write(FILE *out, const struct load_plan *plan,
                const struct load_result *result, int argc, char **argv)
{
    json_t *root = json_result(plan, result, argc, argv);
    json_dumpf(root, out, TEXT_FLAGS);
    json_decref(root);
    fputc('\n', out);
}
