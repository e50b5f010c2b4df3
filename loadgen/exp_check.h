/* exp_check.h: whether an experiment makes sense as a whole. */
#ifndef LOADGEN_EXP_CHECK_H
#define LOADGEN_EXP_CHECK_H

#include "exp.h"

/* Fills in what the file leaves open, drops the rows of peers that are not
 * asked for with the verdicts about them, and resolves names to rows. 0, or
 * -1 with what is wrong and its mend. */
int exp_check(struct exp *exp, const char *peers, char *error, size_t size);

#endif
