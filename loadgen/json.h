/* json.h: a result as JSON, schema loadgen/1. */
#ifndef LOADGEN_JSON_H
#define LOADGEN_JSON_H

#include "plan.h"
#include "result.h"

/* Writes the result to the file plan->json names (- is standard output).
 * argv are the words of the command line after the command, for the record.
 * Returns 0, or -1 with errno. */
int json_write(const struct load_plan *plan, const struct load_result *result,
               int argc, char **argv);

#endif
