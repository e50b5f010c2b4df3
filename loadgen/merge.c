/* merge.c: reads logs and results, and adds them up (see merge.h).
 *
 * Logs of several machines begin at slightly different times: an interval
 * goes to the second, counted from the earliest, that it is nearest to. */
#include "merge.h"

#include <err.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hlog.h"
#include "json_parts.h"

static const int64_t LONGEST_S = 7 * 24 * 3600; /* between first and last */

void merge_init(struct merge *merge)
{
    *merge = (struct merge){.parts = json_array(), .runs = json_array()};
}

void merge_free(struct merge *merge)
{
    for (int i = 0; i < merge->tracks_n; i++) {
        struct merge_track *track = &merge->tracks[i];
        for (int64_t s = 0; s < track->count; s++)
            free(track->seconds[s]);
        free(track->seconds);
        free(track->sum);
    }
    json_decref(merge->parts);
    json_decref(merge->runs);
}

static struct merge_track *track_of(struct merge *merge, const char *tag)
{
    for (int i = 0; i < merge->tracks_n; i++)
        if (strcmp(merge->tracks[i].tag, tag) == 0)
            return &merge->tracks[i];
    if (merge->tracks_n == MERGE_TAGS)
        return NULL;
    struct merge_track *track = &merge->tracks[merge->tracks_n++];
    snprintf(track->tag, sizeof track->tag, "%s", tag);
    track->sum = hist_new();
    return track;
}

const struct merge_track *merge_find(const struct merge *merge, const char *tag)
{
    const char *wanted = *tag ? tag : "response";
    for (int i = 0; i < merge->tracks_n; i++)
        if (strcmp(merge->tracks[i].tag, wanted) == 0)
            return &merge->tracks[i];
    return *tag == '\0' && merge->tracks_n == 1 ? merge->tracks : NULL;
}

/* ---- logs ------------------------------------------------------------- */

struct reading {
    struct merge *merge;
    struct hist *seen; /* all of this file's */
    const char *wrong;
};

/* The histogram of a second; makes room before or behind those known. */
static struct hist *second_of(struct merge_track *track, int64_t second)
{
    int64_t first = track->count == 0 ? second : track->first;
    int64_t last = track->count == 0 ? second : first + track->count - 1;
    first = second < first ? second : first;
    last = second > last ? second : last;
    int64_t count = last - first + 1;
    if (count > LONGEST_S)
        return NULL;
    if (count > track->count) {
        struct hist **seconds = calloc((size_t)count, sizeof(struct hist *));
        if (seconds == NULL)
            err(1, "no memory for %lld seconds", (long long)count);
        if (track->count > 0)
            memcpy(seconds + (track->first - first), track->seconds,
                   (size_t)track->count * sizeof(struct hist *));
        free(track->seconds);
        track->seconds = seconds;
        track->first = first;
        track->count = count;
    }
    if (track->seconds[second - first] == NULL)
        track->seconds[second - first] = hist_new();
    return track->seconds[second - first];
}

static void add_interval(void *context, const struct hlog_entry *entry)
{
    struct reading *reading = context;
    struct merge *merge = reading->merge;
    struct merge_track *track = track_of(merge, entry->tag);
    if (track == NULL) {
        reading->wrong = "there are more than 8 different tags";
        return;
    }
    if (merge->base == 0)
        merge->base = entry->start;
    struct hist *second =
        second_of(track, (int64_t)llround(entry->start - merge->base));
    if (second == NULL) {
        reading->wrong = "it is from another time than the others: more than "
                         "a week away";
        return;
    }
    hist_merge(second, entry->hist);
    hist_merge(track->sum, entry->hist);
    if (strcmp(entry->tag, "response") == 0 || *entry->tag == '\0')
        hist_merge(reading->seen, entry->hist);
}

static int add_log(struct merge *merge, const char *path,
                   char error[MERGE_ERROR])
{
    struct reading reading = {merge, hist_new(), NULL};
    long found = hlog_read(path, add_interval, &reading, error);
    json_array_append_new(
        merge->parts, json_pack("{s:s,s:s,s:I,s:I}", "file", path, "kind",
                                "log", "intervals", (json_int_t)found,
                                "requests", (json_int_t)reading.seen->count));
    free(reading.seen);
    merge->logs++;
    if (found == 0)
        reading.wrong = "no histogram in it";
    if (found >= 0 && reading.wrong != NULL)
        snprintf(error, MERGE_ERROR, "%.150s: %s", path, reading.wrong);
    return found < 0 || reading.wrong != NULL ? -1 : 0;
}

/* ---- results ---------------------------------------------------------- */

/* Adds one histogram of a result; its minimum and maximum are exact. */
static int add_histogram(struct merge *merge, const json_t *run,
                         const char *tag, const char *histogram,
                         const char *times)
{
    const json_t *counts = json_object_get(run, histogram);
    if (counts == NULL || json_is_null(counts))
        return 0;
    struct hist *h = hist_new();
    int failed = json_histogram_read(counts, h);
    const json_t *summary = json_object_get(run, times);
    double min = json_number_value(json_object_get(summary, "min"));
    double max = json_number_value(json_object_get(summary, "max"));
    double mean = json_number_value(json_object_get(summary, "mean"));
    h->min = (int64_t)llround(min * 1000);
    h->max = (int64_t)llround(max * 1000);
    h->sum = (uint64_t)llround(mean * 1000 * (double)h->count);
    if (failed == 0)
        hist_merge(track_of(merge, tag)->sum, h);
    free(h);
    return failed;
}

static int add_histograms(struct merge *merge, const json_t *run)
{
    return add_histogram(merge, run, "response", "histogram", "latency_us") |
           add_histogram(merge, run, "service", "service_histogram",
                         "service_us") |
           add_histogram(merge, run, "lag", "lag_histogram", "lag_us") |
           add_histogram(merge, run, "wait", "wait_histogram", "wait_us");
}

static int add_result(struct merge *merge, const char *path,
                      char error[MERGE_ERROR])
{
    json_error_t why;
    json_t *run = json_load_file(path, 0, &why);
    if (run == NULL) {
        snprintf(error, MERGE_ERROR, "%.150s:%d: %.80s", path, why.line,
                 why.text);
        return -1;
    }
    const char *schema = json_string_value(json_object_get(run, "schema"));
    if (schema == NULL || strncmp(schema, "loadgen", 7) != 0 ||
        json_object_get(run, "histogram") == NULL ||
        add_histograms(merge, run) != 0) {
        snprintf(error, MERGE_ERROR,
                 "%.150s: no result of loadgen run, idle, slow or feed", path);
        json_decref(run);
        return -1;
    }
    json_array_append_new(
        merge->parts,
        json_pack("{s:s,s:s,s:O?,s:O?,s:O?,s:O?}", "file", path, "kind",
                  "result", "started", json_object_get(run, "started"), "url",
                  json_object_get(run, "url"), "measured",
                  json_object_get(run, "measured"), "validity",
                  json_object_get(run, "validity")));
    json_array_append_new(merge->runs, run);
    return 0;
}

/* Results begin with a brace, logs do not. */
int merge_file(struct merge *merge, const char *path, char error[MERGE_ERROR])
{
    int first = EOF;
    FILE *in = fopen(path, "re");
    if (in != NULL) {
        do
            first = fgetc(in);
        while (first == ' ' || first == '\n');
        fclose(in);
    }
    return first == '{' ? add_result(merge, path, error)
                        : add_log(merge, path, error);
}
