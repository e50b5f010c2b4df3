/* report.h: a result as text on stdout, in the shape that wrk made common. */
#ifndef LOADGEN_REPORT_H
#define LOADGEN_REPORT_H

#include "plan.h"
#include "result.h"

void report_run(const struct load_plan *plan, const struct load_result *result);
void report_idle(const struct load_plan *plan,
                 const struct load_result *result);

void report_slow(const struct load_plan *plan,
                 const struct load_result *result);
void report_feed(const struct load_plan *plan,
                 const struct load_result *result);

/* Parts of a report: who was connected; how many answers; costs and verdict. */
void report_census(const struct census *census);
void report_rates(const struct load_result *result);
void report_ends(const struct load_result *result);

/* Only the times: average, deviation, and a table of percentiles. */
void report_times(const struct hist *h);

#endif
