/* exp_metric.c: the metrics, one row each, and how they are read.
 *
 * To add a metric, add a row: files, charts, tables and verdicts know it
 * from here. Averages nothing: a row is one run's own number. */
#include "exp_metric.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define WITH "With %(clients) clients, %(more) "
#define COSTS                                                                  \
    "With %(clients) clients, a connection costs %(more) %(ratio) times the "
#define P_OF(p)                                                                \
    "With %(clients) clients, the " p " of %(more) is %(ratio) times that of " \
    "%(less)"
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
};

const struct metric *metric_find(const char *name)
{
    for (int i = 0; i < METRIC_COUNT; i++)
        if (strcmp(metrics[i].name, name) == 0)
            return &metrics[i];
    return NULL;
}

/* Reads "part.field" of length `length` at `path`. */
static double field_read(const json_t *report, const char *path, size_t length)
{
    char part[64];
    snprintf(part, sizeof part, "%.*s", (int)length, path);
    char *field = strchr(part, '.');
    if (!field)
        return NAN;
    *field++ = '\0';
    const json_t *object = json_object_get(report, part);
    const json_t *value = json_object_get(object, field);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

double metric_read(const struct metric *metric, const json_t *report)
{
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
