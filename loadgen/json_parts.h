/* json_parts.h: the parts of a result's JSON that are files of their own. */
#ifndef LOADGEN_JSON_PARTS_H
#define LOADGEN_JSON_PARTS_H

#include <jansson.h>

#include "plan.h"
#include "result.h"

/* Sets a field of an object; a time is given in ns, set in microseconds. */
void json_set_int(json_t *object, const char *name, int64_t value);
void json_set_real(json_t *object, const char *name, double value);
void json_set_us(json_t *object, const char *name, int64_t ns);

/* json_hist.c: "latency_us" and its like, "histogram" and its like. */
json_t *json_latency(const struct hist *h);
json_t *json_histogram(const struct hist *h);

/* Sets "service_us" and "service_histogram", and so for lag, wait and
 * connect; null where nothing was recorded. */
void json_set_times(json_t *root, const struct load_result *result);

/* The slots of a histogram as it was written go into `h`, a struct hist.
 * Returns 0, or -1 when it is none; then part of it may be in `h`. */
int json_histogram_read(const json_t *histogram, struct hist *h);

/* json_load.c: what was asked for. */
json_t *json_load(const struct load_plan *plan, const char *command);

/* json_more.c: each is null where there is nothing to tell. */
json_t *json_samples(const struct load_result *result);
json_t *json_mix(const struct load_result *result);
json_t *json_slow(const struct load_result *result);
json_t *json_feed(const struct load_result *result);

#endif
