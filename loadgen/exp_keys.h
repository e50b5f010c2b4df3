/* exp_keys.h: the keys of an experiment file, and how each is read. */
#ifndef LOADGEN_EXP_KEYS_H
#define LOADGEN_EXP_KEYS_H

#include "exp.h"

/* Reads `text` into the field; NULL, or (static) what would be right. */
typedef const char *exp_take(const char *text, void *field);

struct exp_key {
    const char *section; /* "server" and "chart" are followed by a name */
    const char *name;
    exp_take *take; /* NULL: a text, kept as it stands */
    size_t offset;  /* in struct exp, exp_server or exp_chart */
    bool needed;    /* the file is wrong without it */
    const char *example;
};

extern const struct exp_key exp_keys[]; /* a NULL section ends it */

/* The index of a key, or -1. */
int exp_key_find(const char *section, const char *name);

/* Whether any key belongs to that section. */
bool exp_section_known(const char *section);

#endif
