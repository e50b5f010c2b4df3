/* exp_metric.h: what can be read out of one run, compared and drawn. */
#ifndef LOADGEN_EXP_METRIC_H
#define LOADGEN_EXP_METRIC_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum unit {
    UNIT_COUNT,  /* a number */
    UNIT_MICROS, /* microseconds */
    UNIT_BYTES   /* bytes; 1 MB is 1,000,000 of them */
};

struct metric {
    const char *name;    /* in experiment files, CSV and JSON */
    const char *noun;    /* in sentences: "throughput" */
    const char *axis;    /* on charts and in tables: "requests a second" */
    const char *formula; /* fields of loadgen/1, blanks, + - / left to right;
                            a single word: worked out from the samples */
    const char *phrase;  /* how a difference is told, see verdict.h */
    enum unit unit;
    bool log;  /* drawn on a log axis */
    bool cost; /* of a request or a connection: see run.costs_hold */
};

enum { METRIC_COUNT = 41 };
extern const struct metric metrics[METRIC_COUNT];

/* The metric of that name, or NULL. */
const struct metric *metric_find(const char *name);

/* Its value in one result of `loadgen run` or `idle`; NAN where a field is
 * absent or null, or something would be divided by 0. */
double metric_read(const struct metric *metric, const json_t *report);

/* The multiples in which it comes, in its unit; 0: it may have any value. */
double metric_step(const struct metric *metric);

/* "118,000", "83 us" (with a Greek mu), "12.3 MB": three digits, a unit.
 * Returns `text`; "-" for NAN. */
char *metric_format(enum unit unit, double value, char *text, size_t size);

/* A whole number with commas: "10,000". Returns `text`. */
char *metric_commas(double value, char *text, size_t size);

#endif
