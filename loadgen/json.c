/* json.c: writes a result as JSON (see json.h).
 *
 * Times are in microseconds with their fraction, sizes in bytes, shares from
 * 0 to 1. What was not asked for is null. Only adds fields: a reader of
 * loadgen/1 may rely on those that it knows. */
#include "json.h"

#include <string.h>
#include <time.h>

#include "clock.h"

enum { TEXT_FLAGS = JSON_INDENT(1) | JSON_REAL_PRECISION(12) };

static void set_int(json_t *object, const char *name, int64_t value)
{
    json_object_set_new(object, name, json_integer(value));
}

static void set_real(json_t *object, const char *name, double value)
{
    json_object_set_new(object, name, json_real(value));
}

static void set_us(json_t *object, const char *name, int64_t ns)
{
    set_real(object, name, (double)ns / 1000);
}

static json_t *json_arguments(int argc, char **argv)
{
    json_t *array = json_array();
    for (int i = 0; i < argc; i++) {
        json_t *word = json_string(argv[i]);
        json_array_append_new(array, word ? word : json_string("(not UTF-8)"));
    }
    return array;
}

static json_t *json_load(const struct load_plan *plan, const char *command)
{
    bool idle = strcmp(command, "idle") == 0;
    json_t *load = json_object();
    json_object_set_new(load, "model", json_string(idle ? "idle" : "closed"));
    set_int(load, "clients", plan->clients);
    set_int(load, "threads", idle ? 1 : plan->threads);
    set_real(load, "duration_s", clock_seconds(plan->duration));
    set_real(load, "warmup_s", idle ? 0 : clock_seconds(plan->warmup));
    set_real(load, "timeout_s", clock_seconds(plan->timeout));
    if (!idle)
        return load;
    set_int(load, "connect_rate", plan->connect_rate);
    set_int(load, "probe_rate", plan->probe_rate);
    set_int(load, "probes", plan->probes);
    json_object_set_new(load, "greet", json_boolean(plan->greet));
    return load;
}

static json_t *json_measured(const struct load_result *result)
{
    json_t *measured = json_object(), *errors = json_object();
    set_real(measured, "duration_s", result->duration_s);
    set_int(measured, "requests", (int64_t)result->requests);
    set_int(measured, "bytes", (int64_t)result->bytes);
    set_real(measured, "rps", result_rate(result));
    for (int i = OUTCOME_GOOD + 1; i < OUTCOMES; i++)
        set_int(errors, outcome_name((enum outcome)i),
                (int64_t)result->errors[i]);
    json_object_set_new(measured, "errors", errors);
    set_real(measured, "in_flight", result->in_flight);
    set_int(measured, "unanswered", (int64_t)result->unanswered);
    set_us(measured, "lag_p90_us", result->lag_ns);
    set_us(measured, "oldest_unanswered_us", result->unanswered_ns);
    return measured;
}

static json_t *json_latency(const struct hist *h)
{
    json_t *latency = json_object();
    set_int(latency, "count", (int64_t)h->count);
    set_us(latency, "min", h->count > 0 ? h->min : 0);
    set_real(latency, "mean", hist_mean(h) / 1000);
    set_real(latency, "stdev", hist_stdev(h) / 1000);
    set_us(latency, "p50", hist_percentile(h, 50));
    set_us(latency, "p75", hist_percentile(h, 75));
    set_us(latency, "p90", hist_percentile(h, 90));
    set_us(latency, "p99", hist_percentile(h, 99));
    set_us(latency, "p99_9", hist_percentile(h, 99.9));
    set_us(latency, "p99_99", hist_percentile(h, 99.99));
    set_us(latency, "max", h->max);
    return latency;
}

static json_t *json_histogram(const struct hist *h)
{
    json_t *histogram = json_object(), *counts = json_array();
    json_object_set_new(histogram, "unit", json_string("us"));
    set_int(histogram, "significant_digits", 3);
    for (size_t s = hist_next(h, 0); s < HIST_SLOTS; s = hist_next(h, s + 1)) {
        json_t *pair = json_array();
        json_array_append_new(pair,
                              json_real((double)hist_slot_highest(s) / 1000));
        json_array_append_new(pair, json_integer((json_int_t)h->slots[s]));
        json_array_append_new(counts, pair);
    }
    json_object_set_new(histogram, "counts", counts);
    return histogram;
}

static json_t *json_census(const struct census *census)
{
    const struct crowd_counts *counts = &census->counts;
    json_t *object = json_object();
    set_int(object, "asked", census->asked);
    set_int(object, "established", counts->established);
    set_int(object, "served", census->served);
    set_int(object, "starved", census->starved);
    set_int(object, "refused", counts->refused);
    set_int(object, "reset", counts->reset);
    set_int(object, "closed", counts->closed);
    set_int(object, "connects", counts->connects);
    set_real(object, "fairness", census->fairness);
    set_real(object, "connect_s", census->connect_s);
    return object;
}

static json_t *json_usage(const struct result_usage *use)
{
    json_t *object = json_object();
    set_real(object, "user_s", use->user_s);
    set_real(object, "system_s", use->system_s);
    set_real(object, "cpu_us_per_request", use->cpu_us_per_request);
    set_real(object, "utilization", use->utilization);
    set_int(object, "voluntary_switches", use->voluntary);
    set_int(object, "involuntary_switches", use->involuntary);
    set_int(object, "rss_bytes", use->rss_bytes);
    set_int(object, "vmsize_bytes", use->vmsize_bytes);
    set_int(object, "threads", use->threads);
    set_int(object, "fds", use->fds);
    return object;
}

static json_t *json_server(const struct load_plan *plan,
                           const struct load_result *result)
{
    if (!result->has_server)
        return json_null();
    json_t *server = json_usage(&result->server);
    set_int(server, "pid", plan->pid);
    set_int(server, "rss_before_bytes", result->server.rss_before_bytes);
    return server;
}

static json_t *json_system(const struct result_system *system)
{
    json_t *object = json_object();
    set_int(object, "cores", system->cores);
    set_int(object, "listen_overflows", system->listen_overflows);
    set_int(object, "kernel_stack_bytes", system->kernel_stack_bytes);
    set_int(object, "kernel_stack_before_bytes",
            system->kernel_stack_before_bytes);
    set_int(object, "slab_bytes", system->slab_bytes);
    set_int(object, "slab_before_bytes", system->slab_before_bytes);
    set_real(object, "steal_s", system->steal_s);
    return object;
}

static json_t *json_validity(const struct load_result *result)
{
    json_t *object = json_object(), *reasons = json_array();
    for (int i = 0; i < result->reason_count; i++)
        json_array_append_new(reasons, json_string(result->reasons[i]));
    json_object_set_new(object, "valid",
                        json_boolean(result->reason_count == 0));
    json_object_set_new(object, "reasons", reasons);
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
    json_object_set_new(root, "arguments", json_arguments(argc, argv));
    json_object_set_new(root, "load", json_load(plan, result->command));
    json_object_set_new(root, "measured", json_measured(result));
    json_object_set_new(root, "latency_us", json_latency(result->latency));
    json_object_set_new(root, "histogram", json_histogram(result->latency));
    json_object_set_new(root, "census", json_census(&result->census));
    json_t *generator = json_usage(&result->generator);
    set_real(generator, "waited_for_core", result->generator.waited);
    json_object_set_new(root, "generator", generator);
    json_object_set_new(root, "server", json_server(plan, result));
    json_object_set_new(root, "system", json_system(&result->system));
    json_object_set_new(root, "validity", json_validity(result));
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
