/* merge_json.c: the sum of several results as JSON (see merge.h).
 *
 * Rates are of machines that loaded at the same time: they add. Costs,
 * memory and censuses stay with their parts, which are named. */
#include "json_parts.h"
#include "merge.h"

static const char *const counted[] = {"requests",  "bytes", "unanswered",
                                      "scheduled", "sent",  "queued",
                                      "censored"};
static const char *const rates[] = {"rps", "in_flight", "offered", "achieved"};

/* The sum of a field over all runs; null if no run has it. */
static json_t *sum_of(const struct merge *merge, const char *part,
                      const char *name, bool whole)
{
    double sum = 0;
    bool any = false;
    const json_t *run;
    size_t i;
    json_array_foreach(merge->runs, i, run) {
        const json_t *value = json_object_get(json_object_get(run, part), name);
        any |= json_is_number(value);
        sum += json_number_value(value);
    }
    if (!any)
        return json_null();
    return whole ? json_integer((json_int_t)sum) : json_real(sum);
}

static double longest(const struct merge *merge)
{
    double most = 0;
    const json_t *run;
    size_t i;
    json_array_foreach(merge->runs, i, run) {
        double value = json_number_value(
            json_object_get(json_object_get(run, "measured"), "duration_s"));
        most = value > most ? value : most;
    }
    return most;
}

static json_t *errors(const struct merge *merge)
{
    json_t *sum = json_object();
    const json_t *run;
    size_t i;
    json_array_foreach(merge->runs, i, run) {
        const char *name;
        json_t *value;
        json_t *part =
            json_object_get(json_object_get(run, "measured"), "errors");
        json_object_foreach(part, name, value) {
            json_int_t before = json_integer_value(json_object_get(sum, name));
            json_set_int(sum, name, before + json_integer_value(value));
        }
    }
    return sum;
}

/* null when there are logs: they do not say what a rate is made of. */
static json_t *measured(const struct merge *merge)
{
    if (merge->logs > 0)
        return json_null();
    json_t *object = json_object();
    json_set_real(object, "duration_s", longest(merge));
    for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++)
        json_object_set_new(object, counted[i],
                            sum_of(merge, "measured", counted[i], true));
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++)
        json_object_set_new(object, rates[i],
                            sum_of(merge, "measured", rates[i], false));
    json_object_set_new(object, "errors", errors(merge));
    return object;
}

bool merge_is_valid(const struct merge *merge)
{
    const json_t *run;
    size_t i;
    json_array_foreach(merge->runs, i, run)
        if (!json_is_true(
                json_object_get(json_object_get(run, "validity"), "valid")))
            return false;
    return true;
}

/* Each reason, with the file that it comes from. */
static json_t *validity(const struct merge *merge)
{
    json_t *reasons = json_array();
    for (size_t i = 0; i < json_array_size(merge->parts); i++) {
        const json_t *part = json_array_get(merge->parts, i);
        const char *file = json_string_value(json_object_get(part, "file"));
        const json_t *list =
            json_object_get(json_object_get(part, "validity"), "reasons");
        for (size_t j = 0; j < json_array_size(list); j++)
            json_array_append_new(
                reasons,
                json_sprintf("%s: %s", file,
                             json_string_value(json_array_get(list, j))));
    }
    return json_pack("{s:b,s:o}", "valid", merge_is_valid(merge), "reasons",
                     reasons);
}

static void set_track(json_t *root, const struct merge *merge, const char *tag,
                      const char *times, const char *histogram)
{
    const struct merge_track *track = merge_find(merge, tag);
    json_object_set_new(root, times,
                        track ? json_latency(track->sum) : json_null());
    json_object_set_new(root, histogram,
                        track ? json_histogram(track->sum) : json_null());
}

json_t *merge_json(const struct merge *merge)
{
    json_t *root =
        json_pack("{s:s,s:s,s:O,s:o,s:o}", "schema", "loadgen-merge/1",
                  "command", "merge", "parts", merge->parts, "measured",
                  measured(merge), "validity", validity(merge));
    set_track(root, merge, "", "latency_us", "histogram");
    set_track(root, merge, "service", "service_us", "service_histogram");
    set_track(root, merge, "lag", "lag_us", "lag_histogram");
    set_track(root, merge, "wait", "wait_us", "wait_histogram");
    return root;
}
