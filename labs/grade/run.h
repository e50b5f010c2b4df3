/* run.h: runs a lab's checks, each in a process of its own. */
#ifndef GRADE_RUN_H
#define GRADE_RUN_H

#include "model.h"

/* Runs every result that is WAITING, up to `jobs` at the same time, children
 * after parents; calls shown(grade, result) for each, in the lab's order, as
 * soon as all before it are there. */
void run_checks(struct grade *grade, int jobs,
                void (*shown)(const struct grade *grade,
                              const struct result *result));

#endif
