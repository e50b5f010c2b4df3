/* json_hist.c: times as JSON: percentiles, and every slot (json_parts.h).
 *
 * A slot is told by its highest value. Read again, it falls into the same
 * slot: so histograms of several results can be added without loss. */
#include <math.h>

#include "hdr.h"
#include "json_parts.h"

void json_set_int(json_t *object, const char *name, int64_t value)
{
    json_object_set_new(object, name, json_integer(value));
}

void json_set_real(json_t *object, const char *name, double value)
{
    json_object_set_new(object, name, json_real(value));
}

void json_set_us(json_t *object, const char *name, int64_t ns)
{
    json_set_real(object, name, (double)ns / 1000);
}

json_t *json_latency(const struct hist *h)
{
    json_t *latency = json_object();
    json_set_int(latency, "count", (int64_t)h->count);
    json_set_us(latency, "min", h->count > 0 ? h->min : 0);
    json_set_real(latency, "mean", hist_mean(h) / 1000);
    json_set_real(latency, "stdev", hist_stdev(h) / 1000);
    json_set_us(latency, "p50", hist_percentile(h, 50));
    json_set_us(latency, "p75", hist_percentile(h, 75));
    json_set_us(latency, "p90", hist_percentile(h, 90));
    json_set_us(latency, "p99", hist_percentile(h, 99));
    json_set_us(latency, "p99_9", hist_percentile(h, 99.9));
    json_set_us(latency, "p99_99", hist_percentile(h, 99.99));
    json_set_us(latency, "max", h->max);
    return latency;
}

json_t *json_histogram(const struct hist *h)
{
    json_t *histogram = json_object(), *counts = json_array();
    json_object_set_new(histogram, "unit", json_string("us"));
    json_set_int(histogram, "significant_digits", 3);
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

void json_set_times(json_t *root, const struct load_result *result)
{
    const struct {
        const char *times, *histogram;
        const struct hist *hist;
    } parts[] = {
        {"service_us", "service_histogram", &result->service},
        {"lag_us", "lag_histogram", &result->lag},
        {"wait_us", "wait_histogram", &result->wait},
        {"connect_us", "connect_histogram", &result->connect},
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        bool any = parts[i].hist->count > 0;
        json_object_set_new(root, parts[i].times,
                            any ? json_latency(parts[i].hist) : json_null());
        json_object_set_new(root, parts[i].histogram,
                            any ? json_histogram(parts[i].hist) : json_null());
    }
}

int json_histogram_read(const json_t *histogram, struct hist *h)
{
    const json_t *counts = json_object_get(histogram, "counts"), *pair;
    size_t i;
    if (!json_is_array(counts))
        return -1;
    json_array_foreach(counts, i, pair) {
        double value = json_number_value(json_array_get(pair, 0));
        json_int_t count = json_integer_value(json_array_get(pair, 1));
        int64_t ns = (int64_t)llround(value * 1000);
        if (count <= 0 || ns < 0 || hist_slot(ns) >= HIST_SLOTS)
            return -1;
        hdr_add(h, hist_slot(ns), (uint64_t)count);
    }
    return 0;
}
