/* start.h: --start-at: several machines begin their loads at one moment.
 *
 * The moment is one of the wall clock, since that is what machines share. It
 * is looked up once, when everyone is connected; from there on the load's own
 * clock counts, so a wall clock that is set meanwhile does no harm. */
#ifndef LOADGEN_START_H
#define LOADGEN_START_H

#include "plan.h"
#include "result.h"

/* A setting_take for --start-at: Unix seconds, or "+5s" from now. */
const char *start_take(const char *text, void *plan);

/* Whether there is time left at `now`, by clock_wall(). 0, or -1 as
 * plan_finish(), which calls it. */
int start_check(const struct load_plan *plan, int64_t now,
                char error[OPTIONS_ERROR_SIZE]);

/* When the load is to begin, by clock_now(): at once where nothing was asked
 * for. At once, too, where that has passed: a note in the result says so. */
int64_t start_due(const struct load_plan *plan, struct load_result *result);

#endif
