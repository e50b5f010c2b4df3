/* model.h: what came out of the checks, before anybody prints it. */
#ifndef GRADE_MODEL_H
#define GRADE_MODEL_H

#include <stdio.h>

#include "grade.h"

enum verdict {
    WAITING, /* not run yet */
    RUNNING,
    PASSED,
    FAILED,
    SKIPPED,  /* its parent did not pass */
    UNWANTED, /* not asked for */
};

/* What is known about one check. The texts are malloc'd, or NULL. */
struct result {
    const struct check *check;
    enum verdict verdict;
    char *expected, *got, *evidence; /* of a failure */
    double seconds;
};

struct grade {
    const struct lab *lab;
    struct result *results; /* in the order of the lab's checks */
    int count;
    double seconds;
    const char *again; /* the command that runs one check, "%s" its name */
    char *edited;      /* files that should not have been, or NULL */
};

/* Points that were had, and that could be had. What was not asked for counts
 * as neither. */
int grade_score(const struct grade *grade);
int grade_most(const struct grade *grade);

/* The words for a verdict. */
const char *verdict_word(enum verdict verdict);

/* Replaces all that a terminal might obey, or JSON and XML would not have, by
 * question marks: the student's output may be anything. */
void make_plain(char *text);

/* A result as a paragraph: what was expected, got, why it matters, the
 * command that runs it again, the evidence. Plain. Malloc'd. */
char *result_text(const struct grade *grade, const struct result *result);

/* Emitters: each writes one format to `out`. Return 0, or -1. */
int emit_line(const struct grade *grade, const struct result *result,
              FILE *out);
int emit_total(const struct grade *grade, FILE *out);
int emit_junit(const struct grade *grade, FILE *out);
int emit_gradescope(const struct grade *grade, FILE *out);
int emit_autolab(const struct grade *grade, FILE *out);
int emit_table(const struct grade *grade, FILE *out);

#endif
