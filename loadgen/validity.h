/* validity.h: whether a measurement may be believed, and if not, why. */
#ifndef LOADGEN_VALIDITY_H
#define LOADGEN_VALIDITY_H

#include "result.h"

/* Adds a reason to the result for each thing that spoils it. */
void validity_judge_closed(struct load_result *result);
void validity_judge_open(struct load_result *result);
void validity_judge_probes(struct load_result *result); /* slow */
void validity_judge_feed(struct load_result *result);
void validity_judge_idle(struct load_result *result);

#endif
