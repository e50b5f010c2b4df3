/* compare_json.c: results.json, everything that was measured and concluded.
 *
 * "two-counters-results/1": machine, experiments with points, ratios and
 * verdict, and every run with the generator's whole result inside. A number
 * that does not exist is null. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "compare.h"

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *interval(const struct interval *from)
{
    return json_pack("{s:o,s:o,s:o,s:o,s:i}", "median", number(from->middle),
                     "low", number(from->low), "high", number(from->high),
                     "coverage", number(from->coverage), "n", from->n);
}

static json_t *points(const struct trial *trial)
{
    json_t *list = json_array();
    for (int point = 0; point < trial->points; point++)
        for (int rival = 0; rival < EXP_SERVERS; rival++) {
            json_t *values = json_object();
            for (int m = 0; m < METRIC_COUNT; m++) {
                struct point_sum sum =
                    trial_sum(trial, &metrics[m], point, rival);
                json_t *entry = interval(&sum.value);
                json_object_set_new(entry, "valid_runs",
                                    json_integer(sum.valid));
                json_object_set_new(entry, "invalid_runs",
                                    json_integer(sum.invalid));
                json_object_set_new(values, metrics[m].name, entry);
            }
            json_array_append_new(
                list,
                json_pack("{s:I,s:s,s:o}", "clients",
                          (json_int_t)trial->clients[point], "server",
                          trial->exp->servers[rival].label, "metrics", values));
        }
    return list;
}

static json_t *ratio(const struct trial *trial, int point,
                     const struct metric *metric)
{
    struct verdict verdict = trial_verdict(trial, metric, point);
    return json_pack(
        "{s:I,s:s,s:s,s:s,s:s,s:o,s:o,s:i}", "clients",
        (json_int_t)trial->clients[point], "metric", metric->name, "of",
        trial->exp->servers[1].label, "over", trial->exp->servers[0].label,
        "finding", verdict_name(verdict.finding), "ratio",
        interval(&verdict.ratio), "noise", interval(&verdict.noise),
        "blocks_left_out", verdict.missing);
}

static json_t *ratios(const struct trial *trial)
{
    json_t *list = json_array();
    for (int point = 0; point < trial->points; point++)
        for (int m = 0; m < METRIC_COUNT; m++)
            json_array_append_new(list, ratio(trial, point, &metrics[m]));
    return list;
}

static json_t *runs(const struct trial *trial)
{
    json_t *list = json_array();
    for (int i = 0; i < trial->done; i++) {
        const struct run *run = &trial->runs[i];
        bool noise = run->step.point == trial->points;
        int server = noise ? 0 : run->step.rival;
        json_array_append_new(
            list,
            json_pack("{s:i,s:s,s:s,s:I,s:b,s:s,s:s,s:s,s:O?}", "block",
                      run->step.block + 1, "kind", noise ? "noise" : "compare",
                      "server", trial->exp->servers[server].label, "clients",
                      (json_int_t)(noise ? trial->noise_clients
                                         : trial->clients[run->step.point]),
                      "valid", run->valid, "why", run->why, "server_command",
                      run->server ? run->server : "", "generator_command",
                      run->generator ? run->generator : "", "report",
                      run->report));
    }
    return list;
}

static json_t *counts(const int64_t *clients, int n)
{
    json_t *list = json_array();
    for (int i = 0; i < n; i++)
        json_array_append_new(list, json_integer(clients[i]));
    return list;
}

static json_t *verdict(const struct trial *trial)
{
    char sentence[COMPARE_TEXT], elsewhere[COMPARE_TEXT], basis[300] = "";
    const struct metric *metric = trial->exp->metric;
    int point = trial_headline(trial, metric);
    if (point >= 0) {
        struct verdict found = trial_verdict(trial, metric, point);
        verdict_basis(&found, basis, sizeof basis);
    }
    return json_pack(
        "{s:s,s:s,s:s,s:s}", "metric", metric->name, "sentence",
        trial_sentence(trial, metric, -1, trial->exp->phrase, sentence,
                       sizeof sentence),
        "basis", basis, "elsewhere",
        trial_elsewhere(trial, metric, elsewhere, sizeof elsewhere));
}

static json_t *experiment(const struct trial *trial)
{
    const struct exp *exp = trial->exp;
    json_t *servers = json_array();
    for (int i = 0; i < EXP_SERVERS; i++)
        json_array_append_new(
            servers, json_pack("{s:s,s:s}", "label", exp->servers[i].label,
                               "command", exp->servers[i].command));
    return json_pack(
        "{s:s,s:s,s:s,s:s,s:o,s:{s:s,s:s,s:s},s:I,s:I,s:i,s:b,s:o,s:o,s:s,"
        "s:I,s:o,s:o,s:o,s:o}",
        "name", exp->name, "file", exp->file, "claim", exp->claim, "prediction",
        exp->prediction, "servers", servers, "load", "command", exp->load,
        "options", exp->options, "path", exp->path, "window_ns",
        (json_int_t)exp->seconds, "warmup_ns", (json_int_t)exp->warmup,
        "blocks", trial->blocks, "complete", trial->done == trial->steps_n,
        "clients", counts(trial->clients, trial->points), "clients_left_out",
        counts(trial->dropped, trial->dropped_n), "left_out_because",
        trial->dropped_why, "noise_clients", (json_int_t)trial->noise_clients,
        "verdict", verdict(trial), "points", points(trial), "ratios",
        ratios(trial), "runs", runs(trial));
}

int compare_write_json(const struct session *session)
{
    json_t *experiments = json_array();
    for (int i = 0; i < session->trials_n; i++)
        json_array_append_new(experiments, experiment(&session->trials[i]));
    json_t *all = json_pack(
        "{s:s,s:s,s:s,s:I,s:s,s:b,s:O,s:o}", "schema", "two-counters-results/1",
        "created", session->stamp, "command", session->command, "seed",
        (json_int_t)session->seed, "pinning", session->pinning, "interrupted",
        session->interrupted, "machine", session->machine, "experiments",
        experiments);
    FILE *out = all ? compare_create(session, "results.json") : NULL;
    int result = -1;
    if (out) {
        result = json_dumpf(all, out, JSON_COMPACT | JSON_REAL_PRECISION(10));
        result |= fclose(out);
    }
    json_decref(all);
    return result;
}
