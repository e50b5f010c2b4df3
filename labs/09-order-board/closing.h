/* closing.h: the end of the day. */
#ifndef LAB_CLOSING_H
#define LAB_CLOSING_H

#include "serve.h"

/* On SIGTERM and SIGINT, of which the first loop hears, all `count` loops
 * end. Returns 0, or -1. */
int closing_watch(struct loop *loops, int count);

/* Ends this loop if that was asked for. Called on it when it was poked. */
void closing_check(struct loop *loop);

#endif
