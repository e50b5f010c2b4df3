/* exp_expand.h: %(name) in the texts of an experiment file. */
#ifndef LOADGEN_EXP_EXPAND_H
#define LOADGEN_EXP_EXPAND_H

#include <stddef.h>

struct pair {
    const char *name, *value; /* a NULL name ends an array of pairs */
};

/* Copies `from` to `to` with every %(name) replaced by its value. Returns
 * NULL, or where in `from` the first %(...) starts that has no value. Text
 * that does not fit is cut. */
const char *exp_expand(const char *from, const struct pair *pairs, char *to,
                       size_t size);

/* Splits a line at blanks, in place, into at most `most` words and a NULL.
 * Returns how many. There is no quoting: no word can hold a blank. */
int exp_words(char *line, char **words, int most);

#endif
