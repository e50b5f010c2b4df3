/* sweep_out.c: what a sweep found, as a table and as JSON (see sweep.h).
 *
 * Percentiles are never averaged: a level's p99 is the median of its runs'
 * own, with the least and the most beside it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "exp_metric.h"
#include "json_parts.h"
#include "stats.h"
#include "sweep.h"
#include "units.h"

static int64_t level_of(const struct sweep *sweep, const json_t *run)
{
    const json_t *load = json_object_get(run, "load");
    if (!sweep->by_rate)
        return json_integer_value(json_object_get(load, "clients"));
    const json_t *first = json_array_get(json_object_get(load, "profile"), 0);
    return json_integer_value(json_array_get(first, 1));
}

static bool is_valid(const json_t *run)
{
    return json_is_true(
        json_object_get(json_object_get(run, "validity"), "valid"));
}

static int rising(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int sweep_measured(const struct sweep *sweep, int64_t levels[SWEEP_LEVELS])
{
    int n = 0;
    const json_t *run;
    size_t i;
    json_array_foreach(sweep->runs, i, run) {
        int64_t level = level_of(sweep, run);
        bool known = false;
        for (int j = 0; j < n; j++)
            known |= levels[j] == level;
        if (!known && n < SWEEP_LEVELS)
            levels[n++] = level;
    }
    qsort(levels, (size_t)n, sizeof *levels, rising);
    return n;
}

/* A field of the level's runs, of the valid ones or of the others. */
static struct interval field(const struct sweep *sweep, int64_t level,
                             bool valid, const char *part, const char *name)
{
    double values[STATS_MAX];
    int n = 0;
    const json_t *run;
    size_t i;
    json_array_foreach(sweep->runs, i, run) {
        const json_t *value = json_object_get(json_object_get(run, part), name);
        if (level_of(sweep, run) == level && is_valid(run) == valid &&
            n < STATS_MAX)
            values[n++] =
                json_is_number(value) ? json_number_value(value) : NAN;
    }
    return stats_interval(values, n);
}

struct sweep_sum sweep_sum(const struct sweep *sweep, int64_t level)
{
    struct sweep_sum sum = {.valid = 0};
    sum.valid = field(sweep, level, true, "measured", "rps").n;
    sum.invalid = field(sweep, level, false, "measured", "rps").n;
    bool valid = sum.valid > 0;
    struct interval rps = field(sweep, level, valid, "measured", "rps");
    struct interval p99 = field(sweep, level, valid, "latency_us", "p99");
    sum.rps = rps.middle;
    sum.rps_low = rps.low;
    sum.rps_high = rps.high;
    sum.p99_us = p99.middle;
    sum.p99_low = p99.low;
    sum.p99_high = p99.high;
    sum.p50_us = field(sweep, level, valid, "latency_us", "p50").middle;
    sum.cpu_us =
        field(sweep, level, valid, "server", "cpu_us_per_request").middle;
    return sum;
}

/* ---- the table -------------------------------------------------------- */

static char *time_text(double us, char text[UNITS_SIZE])
{
    if (isnan(us))
        return strcpy(text, "-");
    return units_time((int64_t)(us * 1000), text);
}

static void print_level(FILE *out, const struct sweep *sweep, int64_t level)
{
    char number[32], rate[UNITS_SIZE], low[UNITS_SIZE], high[UNITS_SIZE];
    char p50[UNITS_SIZE], p99[UNITS_SIZE], worst[UNITS_SIZE], cpu[UNITS_SIZE];
    struct sweep_sum sum = sweep_sum(sweep, level);
    fprintf(out, "  %10s  %9s  %9s to %-9s  %9s  %9s  %9s  %9s  %d of %d\n",
            metric_commas((double)level, number, sizeof number),
            units_count(sum.rps, rate), units_count(sum.rps_low, low),
            units_count(sum.rps_high, high), time_text(sum.p50_us, p50),
            time_text(sum.p99_us, p99), time_text(sum.p99_high, worst),
            time_text(sum.cpu_us, cpu), sum.valid, sum.valid + sum.invalid);
}

void sweep_print(FILE *out, const struct sweep *sweep)
{
    int64_t levels[SWEEP_LEVELS] = {0};
    int n = sweep_measured(sweep, levels);
    fprintf(out, "Sweep @ %s\n", sweep->plan->url);
    fprintf(out, "  %10s  %9s  %22s  %9s  %9s  %9s  %9s  %s\n",
            sweep->by_rate ? "rate" : "clients", "requests/s", "least to most",
            "p50", "p99", "worst p99", "CPU each", "valid");
    for (int i = 0; i < n; i++)
        print_level(out, sweep, levels[i]);
    if (sweep->search != NULL)
        fprintf(out, "%s\n", sweep->finding);
}

/* ---- JSON ------------------------------------------------------------- */

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *points(const struct sweep *sweep)
{
    int64_t levels[SWEEP_LEVELS] = {0};
    int n = sweep_measured(sweep, levels);
    json_t *list = json_array();
    for (int i = 0; i < n; i++) {
        struct sweep_sum sum = sweep_sum(sweep, levels[i]);
        json_array_append_new(
            list,
            json_pack("{s:I,s:i,s:i,s:o,s:o,s:o,s:o,s:o,s:o}", "level",
                      (json_int_t)levels[i], "valid_runs", sum.valid,
                      "invalid_runs", sum.invalid, "rps", number(sum.rps),
                      "p50_us", number(sum.p50_us), "p99_us",
                      number(sum.p99_us), "p99_us_low", number(sum.p99_low),
                      "p99_us_high", number(sum.p99_high),
                      "server_cpu_us_per_request", number(sum.cpu_us)));
    }
    return list;
}

static json_t *level_or_null(int64_t level)
{
    return level > 0 ? json_integer(level) : json_null();
}

static json_t *finding(const struct sweep *sweep)
{
    if (sweep->search == NULL)
        return json_null();
    return json_pack("{s:s,s:o,s:o,s:s}", "condition", sweep->search, "holds",
                     level_or_null(sweep->held), "fails",
                     level_or_null(sweep->failed), "sentence", sweep->finding);
}

json_t *sweep_json(const struct sweep *sweep)
{
    json_t *arguments = json_array();
    for (int i = 0; i < sweep->argc; i++)
        json_array_append_new(arguments, json_string(sweep->argv[i]));
    return json_pack("{s:s,s:s,s:s,s:o,s:s,s:I,s:o,s:o,s:O}", "schema",
                     "loadgen-sweep/1", "command", "sweep", "url",
                     sweep->plan->url, "arguments", arguments, "by",
                     sweep->by_rate ? "rate" : "clients", "repeats",
                     (json_int_t)sweep->repeats, "points", points(sweep),
                     "search", finding(sweep), "runs", sweep->runs);
}
