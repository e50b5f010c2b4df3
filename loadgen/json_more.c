/* json_more.c: what only some loads have to tell, as JSON (json_parts.h). */
#include <math.h>
#include <string.h>

#include "json_parts.h"

/* A number, or null where it could not be known: it is negative then. */
static json_t *known(double value)
{
    return isnan(value) || value < 0 ? json_null() : json_real(value);
}

static json_t *known_int(int64_t value)
{
    return value < 0 ? json_null() : json_integer(value);
}

static json_t *known_us(int64_t ns)
{
    return ns < 0 ? json_null() : json_real((double)ns / 1000);
}

static json_t *json_sample(const struct result_sample *s)
{
    return json_pack(
        "{s:f,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,"
        "s:o}",
        "t_s", s->t_s, "offered", known(s->offered), "rate", known(s->rate),
        "errors", known(s->errors), "p50_us", known_us(s->p50_ns), "p99_us",
        known_us(s->p99_ns), "queue", known_int(s->queue), "server_cpu",
        known(s->cpu), "rss_bytes", known_int(s->rss_bytes), "vmsize_bytes",
        known_int(s->vmsize_bytes), "threads", known_int(s->threads), "fds",
        known_int(s->fds), "voluntary_switches", known_int(s->voluntary),
        "involuntary_switches", known_int(s->involuntary), "listen_overflows",
        known_int(s->listen_overflows), "kernel_stack_bytes",
        known_int(s->kernel_stack_bytes), "steal", known(s->steal));
}

json_t *json_samples(const struct load_result *result)
{
    if (result->sample_count == 0)
        return json_null();
    json_t *samples = json_array();
    for (int i = 0; i < result->sample_count; i++)
        json_array_append_new(samples, json_sample(&result->samples[i]));
    return samples;
}

json_t *json_mix(const struct load_result *result)
{
    if (result->target_count == 0)
        return json_null();
    json_t *mix = json_array();
    for (int i = 0; i < result->target_count; i++) {
        const struct result_target *target = &result->targets[i];
        json_array_append_new(
            mix, json_pack("{s:s,s:f,s:I,s:I,s:o,s:o}", "path", target->path,
                           "share", target->share, "requests",
                           (json_int_t)target->requests, "errors",
                           (json_int_t)target->errors, "latency_us",
                           json_latency(target->response), "histogram",
                           json_histogram(target->response)));
    }
    return mix;
}

json_t *json_slow(const struct load_result *result)
{
    const struct result_slow *slow = &result->slow;
    if (strcmp(result->command, "slow") != 0)
        return json_null();
    return json_pack("{s:I,s:I,s:I,s:o}", "cut", (json_int_t)slow->cut,
                     "answered", (json_int_t)slow->answered, "bytes",
                     (json_int_t)slow->bytes, "held_us",
                     json_latency(slow->held));
}

json_t *json_feed(const struct load_result *result)
{
    const struct result_feed *feed = &result->feed;
    if (strcmp(result->command, "feed") != 0)
        return json_null();
    return json_pack(
        "{s:I,s:I,s:I,s:I,s:o,s:o,s:o}", "published",
        (json_int_t)feed->published, "failed", (json_int_t)feed->failed,
        "delivered", (json_int_t)feed->delivered, "missing",
        (json_int_t)feed->missing, "first_us", json_latency(feed->first),
        "median_us", json_latency(feed->median), "last_us",
        json_latency(feed->last));
}
