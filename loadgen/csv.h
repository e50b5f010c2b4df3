/* csv.h: a result as one line of comma-separated values. */
#ifndef LOADGEN_CSV_H
#define LOADGEN_CSV_H

#include <stdio.h>

struct load_plan;
struct load_result;

/* The names of the columns; then a line for each result. Times are in
 * microseconds, sizes in bytes; a column without a value is empty. */
void csv_head(FILE *out);
void csv_line(FILE *out, const struct load_plan *plan,
              const struct load_result *result);

#endif
