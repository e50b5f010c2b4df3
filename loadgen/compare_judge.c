/* compare_judge.c: which runs count, and what they measured (compare.h).
 *
 * Promises that a run which is not valid says why, and that nothing is waved
 * through but what the experiment itself declares to be its subject. */
#include <string.h>

#include "compare.h"
#include "exp_keys.h"

void run_invalid(struct run *run, const char *why)
{
    if (run->valid || !*run->why)
        snprintf(run->why, sizeof run->why, "%.390s", why);
    run->valid = run->costs_hold = false;
}

/* Whether memory and CPU time a request mean what they say in spite of a
 * reason: it concerns the generator's pace, or clients that waited in vain. */
static bool spares_costs(const char *reason)
{
    static const char *const parts[] = {
        "the generator, not the server, was the limit",
        "the generator itself was late",
        "connected clients were never served",
    };
    for (size_t i = 0; reason && i < sizeof parts / sizeof parts[0]; i++)
        if (strstr(reason, parts[i]))
            return true;
    return false;
}

/* What a word of `accept` stands for, in the generator's reasons. */
static const struct {
    const char *word, *part;
} acceptable[] = {
    {"starved", "were never served"},
    {"unanswered", "unanswered at the end"},
    {"failed", "requests or connections failed"},
    {"cut", "the server closed"},
    {"undelivered", "deliveries never came"},
    {"unpublished", "messages could not be published"},
    {"unconnected", "clients could not be connected"},
    {"few", "answers were measured, fewer"},
    {"little", "Little's law does not hold"},
    {"busy", "of a core"},
    {"late", "the generator itself was late"},
};

/* Whether the experiment is about just that reason. */
static bool accepts(const char *accept, const char *reason)
{
    char word[32];
    while (accept && (accept = exp_list_item(accept, word, sizeof word)))
        for (size_t i = 0; i < sizeof acceptable / sizeof acceptable[0]; i++)
            if (strcmp(word, acceptable[i].word) == 0 &&
                strstr(reason, acceptable[i].part))
                return true;
    return false;
}

/* Weighs the generator's reasons, those that are accepted left out. */
static void weigh_reasons(struct run *run, const struct exp_row *row)
{
    const json_t *reasons =
        json_object_get(json_object_get(run->report, "validity"), "reasons");
    int counted = 0;
    run->costs_hold = true;
    for (size_t i = 0; i < json_array_size(reasons); i++) {
        size_t used = strlen(run->why);
        const char *reason = json_string_value(json_array_get(reasons, i));
        if (!reason || accepts(row->accept, reason))
            continue;
        snprintf(run->why + used, sizeof run->why - used, "%s%.300s",
                 used ? "; " : "", reason);
        run->costs_hold &= spares_costs(reason);
        counted++;
    }
    run->valid = counted == 0;
}

void run_read_report(struct run *run, const struct exp_row *row,
                     const char *file)
{
    json_error_t error;
    run->report = json_load_file(file, 0, &error);
    if (!run->report) {
        run_invalid(run, "the generator wrote no result");
        return;
    }
    weigh_reasons(run, row);
}

void run_take_times(json_t *report, const char *times)
{
    json_t *latency, *histogram;
    char name[40];
    if (!times || !report)
        return;
    if (strncmp(times, "mix.", 4) == 0) {
        const json_t *target = json_array_get(json_object_get(report, "mix"),
                                              (size_t)(times[4] - '0'));
        latency = json_object_get(target, "latency_us");
        histogram = json_object_get(target, "histogram");
    } else {
        snprintf(name, sizeof name, "%s_us", times);
        latency = json_object_get(report, name);
        snprintf(name, sizeof name, "%s_histogram", times);
        histogram = json_object_get(report, name);
    }
    json_object_set(report, "latency_us", latency);
    json_object_set(report, "histogram", histogram);
}
