/* exp_metric.c: the metrics, one row each, and how they are read.
 *
 * To add a metric, add a row: files, charts, tables and verdicts know it
 * from here. Averages nothing: a row is one run's own number. */
#include "exp_metric.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sampler.h"

#define WITH       "%(at)%(more) "
#define COSTS      "%(at)a connection costs %(more) %(ratio) times the "
#define P_OF(p)    "%(at)the " p " of %(more) is %(ratio) times that of %(less)"
#define RSS_GROWTH "server.rss_bytes - server.rss_before_bytes"
#define STACK_GROWTH                                                           \
    "system.kernel_stack_bytes - system.kernel_stack_before_bytes"
#define SWITCHES "server.voluntary_switches + server.involuntary_switches"

const struct metric metrics[METRIC_COUNT] = {
    {"rps", "throughput", "requests a second", "measured.rps",
     WITH "answers %(ratio) times as many requests a second as %(less)",
     UNIT_COUNT, false, false},
    {"p50", "median latency", "median latency", "latency_us.p50",
     P_OF("median latency"), UNIT_MICROS, true, false},
    {"p90", "90 % latency", "latency, 90 %", "latency_us.p90",
     P_OF("90 % latency"), UNIT_MICROS, true, false},
    {"p99", "99 % latency", "latency, 99 %", "latency_us.p99",
     P_OF("99 % latency"), UNIT_MICROS, true, false},
    {"p99_9", "99.9 % latency", "latency, 99.9 %", "latency_us.p99_9",
     P_OF("99.9 % latency"), UNIT_MICROS, true, false},
    {"max", "worst latency", "worst latency", "latency_us.max",
     P_OF("worst latency"), UNIT_MICROS, true, false},
    {"cpu_us_per_request", "CPU time a request", "server CPU a request",
     "server.cpu_us_per_request",
     WITH "spends %(ratio) times the CPU of %(less) on a request", UNIT_MICROS,
     false, true},
    {"generator_cpu_us_per_request", "the generator's CPU time a request",
     "generator CPU a request", "generator.cpu_us_per_request",
     WITH "costs the generator %(ratio) times the CPU that %(less) does",
     UNIT_MICROS, false, true},
    {"switches_per_request", "context switches a request",
     "context switches a request", SWITCHES " / measured.requests",
     WITH "switches context %(ratio) times as often a request as %(less)",
     UNIT_COUNT, true, true},
    {"rss", "memory", "resident memory", "server.rss_bytes",
     WITH "holds %(ratio) times the memory of %(less)", UNIT_BYTES, true, true},
    {"rss_per_client", "memory a connection", "memory a connection",
     RSS_GROWTH " / census.established", COSTS "memory that it costs %(less)",
     UNIT_BYTES, true, true},
    {"kernel_stack", "kernel stacks", "kernel stacks of the machine",
     "system.kernel_stack_bytes",
     WITH "has %(ratio) times the kernel stack of %(less)", UNIT_BYTES, true,
     true},
    {"kernel_stack_per_client", "kernel stack a connection",
     "kernel stack a connection", STACK_GROWTH " / census.established",
     COSTS "kernel stack that it costs %(less)", UNIT_BYTES, true, true},
    {"memory_per_client", "memory and kernel stack a connection",
     "memory and kernel stack a connection",
     RSS_GROWTH " + " STACK_GROWTH " / census.established",
     COSTS "memory that it costs %(less)", UNIT_BYTES, true, true},
    {"threads", "threads", "threads", "server.threads",
     WITH "runs %(ratio) times as many threads as %(less)", UNIT_COUNT, true,
     true},
    {"fairness", "fairness", "fairness (1: all served alike)",
     "census.fairness", WITH "is %(ratio) times as fair as %(less)", UNIT_COUNT,
     false, false},
    {"starved", "starved clients", "clients never served", "census.starved",
     WITH "starves %(ratio) times as many clients as %(less)", UNIT_COUNT,
     false, false},
    {"generator_utilization", "use of the generator's core",
     "use of the generator's core", "generator.utilization",
     WITH "keeps the generator %(ratio) times as busy as %(less)", UNIT_COUNT,
     false, true},
    {"mean", "mean latency", "mean latency", "latency_us.mean",
     P_OF("mean latency"), UNIT_MICROS, true, false},
    {"p99_99", "99.99 % latency", "latency, 99.99 %", "latency_us.p99_99",
     P_OF("99.99 % latency"), UNIT_MICROS, true, false},
    {"first_p50", "median latency of the first target",
     "median latency, first target", "mix.0.latency_us.p50",
     P_OF("median latency of the first target"), UNIT_MICROS, true, false},
    {"first_mean", "mean latency of the first target",
     "mean latency, first target", "mix.0.latency_us.mean",
     P_OF("mean latency of the first target"), UNIT_MICROS, true, false},
    {"first_p99", "99 % latency of the first target",
     "latency, 99 %, first target", "mix.0.latency_us.p99",
     P_OF("99 % latency of the first target"), UNIT_MICROS, true, false},
    {"second_p50", "median latency of the second target",
     "median latency, second target", "mix.1.latency_us.p50",
     P_OF("median latency of the second target"), UNIT_MICROS, true, false},
    {"second_p99", "99 % latency of the second target",
     "latency, 99 %, second target", "mix.1.latency_us.p99",
     P_OF("99 % latency of the second target"), UNIT_MICROS, true, false},
    {"service_p99", "99 % time from the first byte sent",
     "time from first byte sent, 99 %", "service_us.p99",
     P_OF("99 % time from the first byte sent"), UNIT_MICROS, true, false},
    {"delivery_first", "time to the first copy", "first copy, median",
     "feed.first_us.p50", P_OF("time to the first copy"), UNIT_MICROS, true,
     false},
    {"delivery_median", "time to the middle copy", "middle copy, median",
     "feed.median_us.p50", P_OF("time to the middle copy"), UNIT_MICROS, true,
     false},
    {"delivery_last", "time to the last copy", "last copy, median",
     "feed.last_us.p50", P_OF("time to the last copy"), UNIT_MICROS, true,
     false},
    {"recovery", "recovery time", "recovery after the spike", "recovery",
     "%(at)%(more) takes %(ratio) times as long to recover as %(less)",
     UNIT_MICROS, false, false},
    {"timeouts", "timed-out requests", "requests that timed out",
     "measured.errors.timeout",
     WITH "lets %(ratio) times as many requests time out as %(less)",
     UNIT_COUNT, false, false},
    {"answered", "share answered", "share of the requests answered",
     "measured.requests / measured.scheduled",
     WITH "answers %(ratio) times the share of requests that %(less) does",
     UNIT_COUNT, false, false},
    {"served", "clients served", "clients served", "census.served",
     WITH "serves %(ratio) times as many clients as %(less)", UNIT_COUNT, true,
     false},
    {"cut", "clients cut off", "clients cut off", "slow.cut",
     WITH "cuts %(ratio) times as many clients off as %(less)", UNIT_COUNT,
     false, false},
    {"server_cores", "cores in use", "cores that the server uses",
     "server.user_s + server.system_s / measured.duration_s",
     WITH "uses %(ratio) times the cores of %(less)", UNIT_COUNT, false, true},
    {"throughput_bytes", "bytes a second", "bytes a second",
     "measured.bytes / measured.duration_s",
     WITH "sends %(ratio) times the bytes a second of %(less)", UNIT_BYTES,
     false, false},
    {"connect_p50", "median time to connect", "time to connect, median",
     "connect_us.p50", P_OF("median time to connect"), UNIT_MICROS, true,
     false},
    {"connect_p99", "99 % time to connect", "time to connect, 99 %",
     "connect_us.p99", P_OF("99 % time to connect"), UNIT_MICROS, true, false},
    {"listen_overflows", "dropped connections",
     "connections dropped at a full backlog", "system.listen_overflows",
     WITH "drops %(ratio) times as many connections as %(less)", UNIT_COUNT,
     false, false},
    {"rtt", "round trip", "round trip of the network", "network.rtt_us",
     WITH "is %(ratio) times as far away as %(less)", UNIT_MICROS, true, false},
    {"repeated", "packets sent again", "share of packets sent again",
     "network.repeated / network.sent",
     WITH "sends %(ratio) times as many packets again as %(less)", UNIT_COUNT,
     false, false},
};

const struct metric *metric_find(const char *name)
{
    for (int i = 0; i < METRIC_COUNT; i++)
        if (strcmp(metrics[i].name, name) == 0)
            return &metrics[i];
    return NULL;
}

/* Reads "part.field" or "mix.0.latency_us.p99": `length` letters at `path`. */
static double field_read(const json_t *report, const char *path, size_t length)
{
    char parts[96], *rest = NULL;
    const json_t *at = report;
    snprintf(parts, sizeof parts, "%.*s", (int)length, path);
    for (const char *part = strtok_r(parts, ".", &rest); part;
         part = strtok_r(NULL, ".", &rest))
        at = json_is_array(at)
                 ? json_array_get(at, (size_t)strtoul(part, NULL, 10))
                 : json_object_get(at, part);
    return json_is_number(at) ? json_number_value(at) : NAN;
}

/* ---- worked out from the samples -------------------------------------- */

static double sample_field(const json_t *sample, const char *name)
{
    const json_t *value = json_object_get(sample, name);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

/* When the profile's last step began; NAN where the rate stays the same. */
static double last_step(const json_t *report)
{
    const json_t *profile =
        json_object_get(json_object_get(report, "load"), "profile");
    size_t n = json_array_size(profile);
    const json_t *step = n > 1 ? json_array_get(profile, n - 1) : NULL;
    return step ? json_number_value(json_array_get(step, 0)) : NAN;
}

/* How long after the last step of the rate answers still took long: over ten
 * times the slowest median before the first step, and over 100 ms. Seconds,
 * to the end of the window if it never recovered. */
static double recovery_read(const json_t *report)
{
    double step = last_step(report), usual = 100e3, last = step;
    const json_t *samples = json_object_get(report, "samples"), *sample;
    const json_t *profile =
        json_object_get(json_object_get(report, "load"), "profile");
    double first =
        json_number_value(json_array_get(json_array_get(profile, 1), 0));
    size_t i;
    if (isnan(step) || json_array_size(samples) == 0)
        return NAN;
    json_array_foreach(samples, i, sample) {
        double at = sample_field(sample, "t_s");
        double p50 = sample_field(sample, "p50_us");
        bool silent = isnan(p50) && sample_field(sample, "queue") > 0;
        if (at < first && 10 * p50 > usual)
            usual = 10 * p50;
        if (at > step && (p50 > usual || silent))
            last = at;
    }
    return (last - step) * 1e6;
}

static bool is_recovery(const struct metric *metric)
{
    return strcmp(metric->formula, "recovery") == 0;
}

double metric_step(const struct metric *metric)
{
    return is_recovery(metric) ? SAMPLER_MS * 1e3 : 0;
}

double metric_read(const struct metric *metric, const json_t *report)
{
    if (is_recovery(metric))
        return recovery_read(report);
    double total = 0;
    char operation = '+';
    for (const char *at = metric->formula; *at;) {
        size_t length = strcspn(at, " ");
        if (length == 1) {
            operation = *at;
        } else {
            double value = field_read(report, at, length);
            if (operation == '/')
                total = value > 0 ? total / value : NAN;
            else
                total += operation == '-' ? -value : value;
        }
        at += length + (at[length] == ' ');
    }
    return total;
}
