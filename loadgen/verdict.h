/* verdict.h: what may be said about two rivals, and how it is said. */
#ifndef LOADGEN_VERDICT_H
#define LOADGEN_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "stats.h"

enum finding {
    FINDING_MORE,   /* B's value is above A's */
    FINDING_LESS,   /* B's value is below A's */
    FINDING_TIE,    /* the interval holds 1: no difference shown */
    FINDING_NOISE,  /* A against A differed as much: no difference shown */
    FINDING_AGREES, /* against a formula: it is as expected */
    FINDING_NONE    /* not one block has a valid run of both */
};

struct verdict {
    enum finding finding;
    struct interval ratio; /* B / A over the blocks, or B / expected */
    struct interval noise; /* A / A over the blocks; n is 0 if not measured */
    double floor;          /* the largest factor that noise explains, >= 1 */
    double step;           /* the factor of the metric's smallest step; 0: it
                              has none */
    double tolerance;      /* against a formula: this much is as expected; 0:
                              against A */
    int missing;           /* blocks left out: a run invalid or not done */
};

/* Decides from one value a block of either rival, and of the two runs of A
 * against A; NAN where a run is invalid or missing. */
struct verdict verdict_reach(const double *a, const double *b,
                             const double *noise_a, const double *noise_b,
                             int blocks);

/* A metric that comes in steps shows no difference of just one, which two
 * values hardly apart may have: takes such a finding back. `step` and `value`,
 * the smaller side's, are of the metric's unit. */
void verdict_mind_step(struct verdict *verdict, double step, double value);

/* Decides from one value a block whether they are as a formula expects. */
struct verdict verdict_expect(const double *b, double expected,
                              double tolerance, int blocks);

/* The finding's name in results.json: "more", "less", "tie"... */
const char *verdict_name(enum finding finding);

/* Whether it says that no difference was shown. */
bool verdict_is_tie(enum finding finding);

/* How a verdict is put into words. */
struct wording {
    const char *phrase; /* NULL: that of its kind. In it stand %(at) ("With
        1,000 clients, "); %(more) %(less) %(ratio) %(more_value)
        %(less_value); against a formula %(row) %(value) %(expected)
        %(theory) and %(ratio) */
    const char *noun;   /* what was compared: "throughput" */
    const char *a, *b; /* the rivals' labels, or a formula's name and a label */
    const char *place; /* "1,000 clients", or "" where nothing varies */
    const char *a_value, *b_value; /* medians, or the formula's, with unit */
    const char *why;               /* why there is no valid run, or "" */
};

/* One sentence without interval or full stop, for a chart's title. */
char *verdict_sentence(const struct verdict *verdict,
                       const struct wording *wording, char *text, size_t size);

/* What the sentence rests on: "1.31 to 1.52 (96.9 % interval, 6 blocks);
 * A against A stayed within a factor of 1.03". The interval is that of the
 * ratio which the sentence names (B/A where none was shown). */
char *verdict_basis(const struct verdict *verdict, char *text, size_t size);

/* A factor as people say it: three digits, none that mean nothing. */
char *verdict_factor(double factor, char *text, size_t size);

#endif
