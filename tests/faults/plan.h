/* plan.h: decides which call meets which fault (see faults.c).
 *
 * Private to the shim. Every chance is drawn from a generator of the calling
 * thread's own, so threads never wait for each other here. */
#ifndef FAULTS_PLAN_H
#define FAULTS_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "faults.h"

#pragma GCC visibility push(hidden) /* none of this is the program's */

/* A call of that group on `fd` begins (-1: on none). Sleeps if it is to be
 * delayed. Returns 0, or the errno that it is to fail with at once. The same
 * descriptor and group never fail twice in a row, so that even at 100 % the
 * second try gets through. */
int plan_begin(enum fault_call call, int fd, bool may_block);

/* How many of `n` bytes (or events) the call is to ask for: n, or fewer. */
size_t plan_size(enum fault_call call, size_t n);

/* Tells how many the call made of what plan_size said: only now is it known
 * whether that cut it short. */
void plan_made(enum fault_call call, size_t n, size_t allowed, long made);

/* Whether this kind is wanted at all, for that group. */
bool plan_wants(enum fault_call call, enum fault_kind kind);

#pragma GCC visibility pop

#endif
