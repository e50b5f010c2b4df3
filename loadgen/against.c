/* against.c: compares two results.json (against.h).
 *
 * Compares what was concluded, by the intervals that each run came with; it
 * does not pool the runs, which come from different conditions. */
#include "against.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "results_file.h"

static const char schema[] = "two-counters-results/1";

const char *against_name(enum against agreement)
{
    static const char *const names[] = {
        [AGAINST_SAME] = "same",      [AGAINST_OVERLAP] = "overlap",
        [AGAINST_SIZE] = "size",      [AGAINST_APART] = "apart",
        [AGAINST_FEW] = "few",        [AGAINST_POINTS] = "points",
        [AGAINST_NOTHING] = "nothing"};
    return names[agreement];
}

const char *against_words(enum against agreement)
{
    static const char *const words[] = {
        [AGAINST_SAME] = "both agree",
        [AGAINST_OVERLAP] = "different findings, but the intervals overlap: "
                            "the runs do not contradict each other",
        [AGAINST_SIZE] = "the same direction, but not the same size: take the "
                         "size as noise",
        [AGAINST_APART] = "the runs disagree: take this verdict as noise",
        [AGAINST_FEW] = "they differ, but too few blocks tell how much of "
                        "that is chance",
        [AGAINST_POINTS] =
            "nothing to compare: they conclude at different points",
        [AGAINST_NOTHING] =
            "nothing to compare: no valid comparison in one of them"};
    return words[agreement];
}

const char *against_words_of(const char *name)
{
    for (int i = AGAINST_SAME; i < AGAINST_NOTHING; i++)
        if (strcmp(name, against_name((enum against)i)) == 0)
            return against_words((enum against)i);
    return against_words(AGAINST_NOTHING);
}

static const char *text(const json_t *object, const char *name)
{
    const char *value = json_string_value(json_object_get(object, name));
    return value ? value : "";
}

static double number(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

/* The entry of an array whose fields have these texts; NULL: none. */
static json_t *find(const json_t *list, const char *field, const char *value)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *entry = json_array_get(list, i);
        if (strcmp(text(entry, field), value) == 0)
            return entry;
    }
    return NULL;
}

json_t *against_read(const char *path)
{
    json_error_t error;
    json_t *old = results_file_read(path, &error);
    const char *why = old ? "not a results.json of this program" : error.text;
    if (old && strcmp(text(old, "schema"), schema) == 0)
        return old;
    fprintf(stderr, "loadgen compare: --against: %s: %s\n", path, why);
    json_decref(old);
    return NULL;
}

/* ---- one verdict ------------------------------------------------------- */

/* Which way a finding points: 1, -1, 0 for no difference, 2 for nothing. */
static int direction(const json_t *verdict)
{
    const char *finding = text(verdict, "finding");
    if (strcmp(finding, "more") == 0)
        return 1;
    if (strcmp(finding, "less") == 0)
        return -1;
    return strcmp(finding, "none") == 0 || !*finding ? 2 : 0;
}

/* The coverage that an interval needs, to contradict another. */
static const double enough = 0.9;

/* What writing and reading a number may change in it. */
static const double rounding = 1 + 1e-9;

static enum against judge(const json_t *old, const json_t *new)
{
    const json_t *a = json_object_get(old, "ratio");
    const json_t *b = json_object_get(new, "ratio");
    int way = direction(old), other = direction(new);
    if (way == 2 || other == 2 || isnan(number(a, "low")) ||
        isnan(number(b, "low")))
        return AGAINST_NOTHING;
    if (number(old, "at") != number(new, "at"))
        return AGAINST_POINTS;
    bool overlap = number(a, "low") <= number(b, "high") * rounding &&
                   number(b, "low") <= number(a, "high") * rounding;
    if (way == other && (overlap || way == 0))
        return AGAINST_SAME;
    if (overlap)
        return AGAINST_OVERLAP;
    if (number(a, "coverage") < enough || number(b, "coverage") < enough)
        return AGAINST_FEW;
    return way == other ? AGAINST_SIZE : AGAINST_APART;
}

static json_t *side(const json_t *verdict)
{
    return json_pack(
        "{s:O?,s:s,s:O?,s:s}", "at", json_object_get(verdict, "at"), "finding",
        text(verdict, "finding"), "ratio", json_object_get(verdict, "ratio"),
        "sentence", text(verdict, "sentence"));
}

/* Of the same name, on the same metric, of the same rows: else it asks for
 * something else, and is not compared. */
static bool same_question(const json_t *old, const json_t *new)
{
    return strcmp(text(old, "metric"), text(new, "metric")) == 0 &&
           strcmp(text(old, "row"), text(new, "row")) == 0 &&
           strcmp(text(old, "of"), text(new, "of")) == 0;
}

static json_t *verdicts(const json_t *old, const json_t *new)
{
    json_t *list = json_array();
    const json_t *olds = json_object_get(old, "verdicts");
    const json_t *news = json_object_get(new, "verdicts");
    for (size_t i = 0; i < json_array_size(news); i++) {
        const json_t *now = json_array_get(news, i);
        const json_t *then = find(olds, "name", text(now, "name"));
        if (!then || !same_question(then, now))
            continue;
        json_array_append_new(
            list, json_pack("{s:s,s:s,s:s,s:s,s:s,s:o,s:o}", "name",
                            text(now, "name"), "metric", text(now, "metric"),
                            "row", text(now, "row"), "of", text(now, "of"),
                            "agreement", against_name(judge(then, now)), "old",
                            side(then), "new", side(now)));
    }
    return list;
}

/* ---- absolute values --------------------------------------------------- */

static const json_t *find_point(const json_t *experiment, const json_t *like)
{
    const json_t *points = json_object_get(experiment, "points");
    for (size_t i = 0; i < json_array_size(points); i++) {
        const json_t *point = json_array_get(points, i);
        if (number(point, "at") == number(like, "at") &&
            strcmp(text(point, "label"), text(like, "label")) == 0)
            return point;
    }
    return NULL;
}

/* The headline's metric, at the headline's point, of every row in both. */
static json_t *values(const json_t *old, const json_t *new)
{
    json_t *list = json_array();
    const json_t *headline =
        json_array_get(json_object_get(new, "verdicts"), 0);
    const json_t *points = json_object_get(new, "points");
    const char *metric = text(headline, "metric");
    for (size_t i = 0; i < json_array_size(points); i++) {
        const json_t *point = json_array_get(points, i);
        const json_t *then = find_point(old, point);
        json_t *before = json_object_get(
            json_object_get(json_object_get(then, "metrics"), metric),
            "median");
        json_t *now = json_object_get(
            json_object_get(json_object_get(point, "metrics"), metric),
            "median");
        if (number(point, "at") == number(headline, "at") && before && now)
            json_array_append_new(list, json_pack("{s:s,s:s,s:O,s:O,s:O}",
                                                  "label", text(point, "label"),
                                                  "metric", metric, "at",
                                                  json_object_get(point, "at"),
                                                  "old", before, "new", now));
    }
    return list;
}

/* ---- all --------------------------------------------------------------- */

/* What differs, by name; "" where one does not know it. */
static json_t *machines(const json_t *old, const json_t *new)
{
    json_t *list = json_array();
    const json_t *before = json_object_get(old, "machine");
    const json_t *now = json_object_get(new, "machine");
    for (size_t i = 0; i < json_array_size(now); i++) {
        const json_t *entry = json_array_get(now, i);
        const char *name = text(entry, "name");
        const char *then = text(find(before, "name", name), "value");
        if (strcmp(then, text(entry, "value")) != 0)
            json_array_append_new(list, json_pack("{s:s,s:s,s:s}", "name", name,
                                                  "old", then, "new",
                                                  text(entry, "value")));
    }
    return list;
}

static json_t *experiment(const char *name, const json_t *old,
                          const json_t *new)
{
    if (!old || !new)
        return json_pack("{s:s,s:s,s:[],s:[]}", "name", name, "in",
                         old ? "old" : "new", "verdicts", "values");
    return json_pack("{s:s,s:s,s:o,s:o}", "name", name, "in", "both",
                     "verdicts", verdicts(old, new), "values",
                     values(old, new));
}

json_t *against_compare(const json_t *old, const json_t *new)
{
    json_t *list = json_array();
    const json_t *olds = json_object_get(old, "experiments");
    const json_t *news = json_object_get(new, "experiments");
    for (size_t i = 0; i < json_array_size(news); i++) {
        const json_t *now = json_array_get(news, i);
        const char *name = text(now, "name");
        json_array_append_new(list,
                              experiment(name, find(olds, "name", name), now));
    }
    for (size_t i = 0; i < json_array_size(olds); i++) {
        const json_t *then = json_array_get(olds, i);
        if (!find(news, "name", text(then, "name")))
            json_array_append_new(list,
                                  experiment(text(then, "name"), then, NULL));
    }
    return json_pack("{s:s,s:s,s:o,s:o}", "old", text(old, "created"), "new",
                     text(new, "created"), "machine", machines(old, new),
                     "experiments", list);
}

const json_t *against_verdict(const json_t *comparison, const char *name,
                              const char *verdict)
{
    const json_t *found =
        find(json_object_get(comparison, "experiments"), "name", name);
    return find(json_object_get(found, "verdicts"), "name", verdict);
}
