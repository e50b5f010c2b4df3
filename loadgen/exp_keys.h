/* exp_keys.h: the keys of an experiment file, and how each is read. */
#ifndef LOADGEN_EXP_KEYS_H
#define LOADGEN_EXP_KEYS_H

#include <stddef.h>

#include "exp.h"

/* Reads `text` into the field; NULL, or (static) what would be right. */
typedef const char *exp_take(const char *text, void *field);

struct exp_key {
    const char *section; /* server, chart and verdict: a name may follow */
    const char *name;
    exp_take *take; /* NULL: a text, kept as it stands */
    size_t offset;  /* in struct exp, exp_row, exp_chart or exp_verdict */
    bool needed;    /* the file is wrong without it */
    const char *example;
};

extern const struct exp_key exp_keys[]; /* a NULL section ends it */

/* The index of a key, or -1. */
int exp_key_find(const char *section, const char *name);

/* Whether any key belongs to that section. */
bool exp_section_known(const char *section);

/* Whether sections of that kind have elements of their own, by name. */
bool exp_section_repeats(const char *kind);

/* Copies the next item of a list of words between commas or blanks. Returns
 * where the list goes on, or NULL when there is no further item or it does
 * not fit. */
const char *exp_list_item(const char *text, char *item, size_t size);

/* Strips "full." of "full.clients", which is meant for the full set alone, and
 * sets *special. Returns false when the key is for another set. */
bool exp_key_strip(enum exp_set set, const char **name, bool *special);

#endif
