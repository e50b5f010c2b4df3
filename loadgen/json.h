/* json.h: a result as JSON, "schema": "loadgen/1" (see schema.json). */
#ifndef LOADGEN_JSON_H
#define LOADGEN_JSON_H

#include <jansson.h>
#include <stdio.h>

#include "plan.h"
#include "result.h"

/* The result with the command line that led to it (argv without the
 * program), the caller's to json_decref(). */
json_t *json_result(const struct load_plan *plan,
                    const struct load_result *result, int argc, char **argv);

/* Writes that, indented. Whoever calls looks at ferror(). */
void json_write(FILE *out, const struct load_plan *plan,
                const struct load_result *result, int argc, char **argv);

#endif
