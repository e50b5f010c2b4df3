/* compare_json.c: results.json, everything that was measured and concluded.
 *
 * "two-counters-results/1": machine, experiments with points, ratios and
 * verdict, and every run with the generator's whole result inside. A number
 * that does not exist is null. */
#include <errno.h>
#include <math.h>

#include "against.h"
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
        for (int row = 0; row < trial->exp->rows_n; row++) {
            json_t *values = json_object();
            for (int m = 0; m < METRIC_COUNT; m++) {
                struct point_sum sum =
                    trial_sum(trial, &metrics[m], point, row);
                if (!isfinite(sum.value.middle))
                    continue;
                json_t *entry = interval(&sum.value);
                json_object_set_new(entry, "valid_runs",
                                    json_integer(sum.valid));
                json_object_set_new(entry, "invalid_runs",
                                    json_integer(sum.invalid));
                json_object_set_new(values, metrics[m].name, entry);
            }
            json_array_append_new(
                list,
                json_pack("{s:I,s:s,s:s,s:o}", "at",
                          (json_int_t)trial->at[point], "server",
                          trial->exp->rows[row].name, "label",
                          trial->exp->rows[row].label, "metrics", values));
        }
    return list;
}

/* Makes a command line plain, where it is. */
static void make_plain(json_t *run, const char *name)
{
    char line[COMPARE_TEXT];
    const char *was = json_string_value(json_object_get(run, name));
    snprintf(line, sizeof line, "%s", was ? was : "");
    json_object_set_new(run, name, json_string(compare_plain(line)));
}

static json_t *runs(const struct trial *trial)
{
    json_t *list = json_array();
    for (int i = 0; i < trial->steps_n; i++) {
        const struct run *run = &trial->runs[i];
        if (!run->done)
            continue;
        json_t *entry = keep_pack(trial, run);
        make_plain(entry, "server_command");
        make_plain(entry, "generator_command");
        if (run->report)
            json_object_set_new(entry, "report", compare_slim(trial, run));
        json_array_append_new(list, entry);
    }
    return list;
}

static json_t *counts(const int64_t *values, int n)
{
    json_t *list = json_array();
    for (int i = 0; i < n; i++)
        json_array_append_new(list, json_integer(values[i]));
    return list;
}

static json_t *verdict(const struct trial *trial, int i)
{
    struct telling told;
    const struct exp_verdict *asked = &trial->exp->verdicts[i];
    trial_tell(trial, i, &told);
    return json_pack(
        "{s:s,s:s,s:s?,s:s,s:I,s:s,s:o,s:o,s:i,s:s,s:s,s:s}", "name",
        asked->name ? asked->name : "", "metric", asked->metric->name, "of",
        asked->a >= 0 ? trial->exp->rows[asked->a].label : asked->expect, "row",
        trial->exp->rows[asked->b].label, "at",
        (json_int_t)(told.point >= 0 ? trial->at[told.point] : 0), "finding",
        verdict_name(told.verdict.finding), "ratio",
        interval(&told.verdict.ratio), "noise", interval(&told.verdict.noise),
        "blocks_left_out", told.verdict.missing, "sentence", told.sentence,
        "basis", told.basis, "elsewhere", told.elsewhere);
}

static json_t *verdicts(const struct trial *trial)
{
    json_t *list = json_array();
    for (int i = 0; i < trial->exp->verdicts_n; i++)
        json_array_append_new(list, verdict(trial, i));
    return list;
}

static json_t *server(const struct exp_row *row)
{
    json_t *entry = json_pack("{s:s,s:s,s:s}", "name", row->name, "label",
                              row->label, "command", row->command);
    if (row->rtt >= 0) {
        json_object_set_new(entry, "rtt_us", json_real((double)row->rtt / 1e3));
        json_object_set_new(entry, "loss",
                            json_real(row->loss > 0 ? row->loss : 0));
    }
    return entry;
}

static json_t *experiment(const struct trial *trial)
{
    const struct exp *exp = trial->exp;
    json_t *servers = json_array();
    for (int i = 0; i < exp->rows_n; i++)
        json_array_append_new(servers, server(&exp->rows[i]));
    return json_pack(
        "{s:s,s:s,s:s,s:s,s:o,s:s?,s:s?,s:I,s:I,s:i,s:b,s:o,s:o,s:s,"
        "s:s?,s:s?,s:I,s:o,s:o,s:o}",
        "name", exp->name, "file", exp->file, "claim", exp->claim, "prediction",
        exp->prediction, "servers", servers, "vary", exp->vary, "unit",
        exp->unit, "window_ns", (json_int_t)exp->seconds, "warmup_ns",
        (json_int_t)exp->warmup, "blocks", trial->blocks, "complete",
        trial->done == trial->steps_n, "values",
        counts(trial->at, trial->points), "left_out",
        counts(trial->dropped, trial->dropped_n), "left_out_because",
        trial->dropped_why, "skipped", trial->skipped, "measured",
        *trial->apart ? trial->apart : NULL, "noise_at",
        (json_int_t)trial->noise_at, "verdicts", verdicts(trial), "points",
        points(trial), "runs", runs(trial));
}

json_t *compare_experiments(const struct session *session)
{
    json_t *list = json_array();
    for (int i = 0; i < session->trials_n; i++)
        json_array_append_new(list, experiment(&session->trials[i]));
    return list;
}

/* The largest crowd of the session: what the limits are judged for. */
static int64_t most_clients(const struct session *session)
{
    int64_t most = 1;
    for (int i = 0; i < session->trials_n; i++) {
        const struct trial *trial = &session->trials[i];
        int64_t last = trial->exp->vary ? trial->at[trial->points - 1] : 0;
        int64_t needs = trial->exp->needs > 0 ? trial->exp->needs : last;
        for (int j = 0; j < trial->dropped_n && trial->exp->needs == 0; j++)
            needs = trial->dropped[j] > needs ? trial->dropped[j] : needs;
        most = needs > most ? needs : most;
    }
    return most;
}

/* How the run compares with an older one: with that of --against, or, drawn
 * again, with the one that it was compared with then. */
static void set_against(struct session *session, json_t *all)
{
    json_t *kept = json_object_get(session->earlier, "against");
    if (session->old)
        session->against = against_compare(session->old, all);
    else if (json_is_object(kept))
        session->against = json_incref(kept);
    json_object_set_new(all, "against",
                        session->against ? json_incref(session->against)
                                         : json_null());
}

static json_t *pack(struct session *session)
{
    json_t *all = keep_session_pack(session);
    json_t *limits = json_object_get(session->earlier, "limits");
    session->limits = session->options.replay && limits
                          ? json_incref(limits)
                          : machine_limits(most_clients(session));
    make_plain(all, "command");
    json_object_set_new(all, "schema", json_string("two-counters-results/1"));
    json_object_set_new(all, "pinning", json_string(session->pinning));
    json_object_set_new(all, "interrupted", json_boolean(session->interrupted));
    json_object_set(all, "limits", session->limits);
    json_object_set_new(all, "experiments", compare_experiments(session));
    json_object_set_new(all, "million",
                        session->million ? json_incref(session->million)
                                         : json_null());
    set_against(session, all);
    return all;
}

int compare_write_json(struct session *session)
{
    json_t *all = pack(session);
    FILE *out = all ? compare_create(session, "results.json") : NULL;
    int result = -1;
    if (out) {
        result = json_dumpf(all, out, JSON_COMPACT | JSON_REAL_PRECISION(12));
        result |= fclose(out);
    }
    json_decref(all);
    return result;
}
