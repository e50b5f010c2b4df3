/* condition.h: conditions on a result, such as p99>50ms. */
#ifndef LOADGEN_CONDITION_H
#define LOADGEN_CONDITION_H

#include <stdbool.h>
#include <stddef.h>

#include "result.h"

enum { CONDITION_TEXT = 64, CONDITION_SENTENCE = 160 };

struct condition {
    char text[CONDITION_TEXT]; /* as it was given */
    int metric;                /* which row of the table in condition.c */
    bool above, equal;         /* >, <; and = as well */
    double limit;              /* in the metric's unit */
};

/* Reads one: METRIC, one of > >= < <=, and a number with its unit. Returns
 * NULL, or what would be right. */
const char *condition_read(const char *text, struct condition *condition);

/* Whether the result can tell: CPU time needs the server's process. */
bool condition_is_known(const struct condition *condition,
                        const struct load_result *result);

/* Whether it holds for the result; false when the result cannot tell. */
bool condition_holds(const struct condition *condition,
                     const struct load_result *result);

/* The result's figure: in ns, or a plain number. */
double condition_value(const struct condition *condition,
                       const struct load_result *result);

/* "p99>50ms: p99 is 61.24ms". Returns `text`. */
char *condition_say(const struct condition *condition,
                    const struct load_result *result,
                    char text[CONDITION_SENTENCE]);

#endif
