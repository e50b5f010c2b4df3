/* hgrm.h: a distribution as the text that HdrHistogram's plotter reads. */
#ifndef LOADGEN_HGRM_H
#define LOADGEN_HGRM_H

#include <stdio.h>

#include "hist.h"

/* Writes the percentiles of `h`, in milliseconds, line by line the same as
 * HdrHistogram's own writer at five steps to each halving of the distance
 * from 100 %. Whoever calls looks at ferror(). */
void hgrm_write(FILE *out, const struct hist *h);

#endif
