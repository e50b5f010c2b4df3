/* against.h: two results.json side by side: a laptop and a lab machine, or
 * before and after a change. */
#ifndef LOADGEN_AGAINST_H
#define LOADGEN_AGAINST_H

#include <jansson.h>
#include <stdio.h>

enum against {
    AGAINST_SAME,    /* same finding, and the intervals overlap */
    AGAINST_OVERLAP, /* different findings, yet the intervals overlap */
    AGAINST_SIZE,    /* same direction, but the intervals lie apart */
    AGAINST_APART,   /* different findings, and the intervals lie apart */
    AGAINST_FEW,     /* the intervals lie apart, but come from few blocks */
    AGAINST_POINTS,  /* one's last valid point is not the other's */
    AGAINST_NOTHING  /* one has no valid comparison at all */
};

/* Its name in results.json, and a sentence's end: "both agree". */
const char *against_name(enum against agreement);
const char *against_words(enum against agreement);

/* The same sentence's end, found by the name in results.json. */
const char *against_words_of(const char *name);

/* Reads an old results.json. NULL, having said why. */
json_t *against_read(const char *path);

/* Compares; both stay the caller's. Returns an object, the caller's:
 * {old: created, machine: [{name, old, new}], experiments: [{name, in:
 * "both" | "old" | "new", verdicts: [{name, metric, row, of, agreement, old:
 * {at, finding, ratio, sentence}, new: likewise}], values: [{label, metric,
 * at, old, new}]}]}. Machine: only what differs. NULL: out of memory. */
json_t *against_compare(const json_t *old, const json_t *new);

/* Prints it for a terminal. */
void against_print(FILE *out, const json_t *comparison);

/* What it says of an experiment's verdict of that name; NULL: nothing. */
const json_t *against_verdict(const json_t *comparison, const char *experiment,
                              const char *verdict);

#endif
