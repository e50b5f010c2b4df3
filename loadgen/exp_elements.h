/* exp_elements.h: the parts of an experiment that have names. */
#ifndef LOADGEN_EXP_ELEMENTS_H
#define LOADGEN_EXP_ELEMENTS_H

#include "exp.h"

#define EXP_SMALL "abcdefghijklmnopqrstuvwxyz"

/* Whether a name has letters, and none but these. */
bool exp_name_good(const char *name, const char *letters);

/* The index of the row, chart or verdict of that name, which is made if there
 * is none; -1 when there is no room or the name will not do. The verdict
 * without a name is the first. */
int exp_row_make(struct exp *exp, const char *name);
int exp_chart_make(struct exp *exp, const char *name);
int exp_verdict_make(struct exp *exp, const char *name);

/* Free what belongs to one element. */
void exp_row_free(struct exp_row *row);
void exp_chart_free(struct exp_chart *chart);
void exp_verdict_free(struct exp_verdict *verdict);

/* What an experiment is before its file is read. */
void exp_begin(struct exp *exp, enum exp_set set);

#endif
