/* exp_formula.h: what theory says, as a formula in an experiment file. */
#ifndef LOADGEN_EXP_FORMULA_H
#define LOADGEN_EXP_FORMULA_H

#include <stdbool.h>

/* Works out "min(clients, 64) / 0.1": numbers, + - * / ( ), min, max, sqrt,
 * and `name` (may be NULL), which stands for `value`. Returns whether the
 * text is a formula; *result may be infinite or NAN, as after 1 / 0. */
bool formula_work(const char *text, const char *name, double value,
                  double *result);

#endif
