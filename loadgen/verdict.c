/* verdict.c: decides what the blocks of an experiment show (verdict.h).
 *
 * Promises to claim a difference only where the whole interval lies on one
 * side of 1 and the difference is larger than A against A showed and than a
 * step of the metric, and never from one block. Will not
 * call anything "the same": what is not shown is not disproved. */
#include "verdict.h"

#include <math.h>

static double noise_floor(const struct interval *noise)
{
    if (noise->n == 0)
        return 1;
    return exp(fmax(fabs(log(noise->low)), fabs(log(noise->high))));
}

static enum finding decide(const struct interval *ratio, double floor)
{
    if (ratio->n == 0)
        return FINDING_NONE;
    if (ratio->n == 1 || (ratio->low <= 1 && ratio->high >= 1))
        return FINDING_TIE;
    if (fabs(log(ratio->middle)) <= log(floor))
        return FINDING_NOISE;
    return ratio->middle > 1 ? FINDING_MORE : FINDING_LESS;
}

struct verdict verdict_reach(const double *a, const double *b,
                             const double *noise_a, const double *noise_b,
                             int blocks)
{
    struct verdict verdict = {
        .ratio = stats_ratio(a, b, blocks),
        .noise = stats_ratio(noise_a, noise_b, blocks),
    };
    verdict.floor = noise_floor(&verdict.noise);
    verdict.finding = decide(&verdict.ratio, verdict.floor);
    verdict.missing = blocks - verdict.ratio.n;
    return verdict;
}

void verdict_mind_step(struct verdict *verdict, double step, double value)
{
    if (step <= 0 || !(value > 0))
        return;
    verdict->step = 1 + step / value;
    bool differs =
        verdict->finding == FINDING_MORE || verdict->finding == FINDING_LESS;
    if (differs &&
        fabs(log(verdict->ratio.middle)) < log(1 + 1.5 * step / value))
        verdict->finding = FINDING_TIE;
}

/* Claims to be above or below only where the whole interval is, and the
 * median is further off than the tolerance. */
static enum finding decide_expected(const struct interval *ratio,
                                    double tolerance)
{
    if (ratio->n == 0)
        return FINDING_NONE;
    if (ratio->low >= 1 / tolerance && ratio->high <= tolerance)
        return FINDING_AGREES;
    if (ratio->low > 1 && ratio->middle > tolerance)
        return FINDING_MORE;
    if (ratio->high < 1 && ratio->middle < 1 / tolerance)
        return FINDING_LESS;
    return FINDING_TIE;
}

struct verdict verdict_expect(const double *b, double expected,
                              double tolerance, int blocks)
{
    double a[STATS_MAX];
    for (int i = 0; i < STATS_MAX; i++)
        a[i] = expected;
    struct verdict verdict = {.ratio = stats_ratio(a, b, blocks),
                              .noise = {NAN, NAN, NAN, 0, 0},
                              .floor = 1,
                              .tolerance = tolerance};
    verdict.finding = decide_expected(&verdict.ratio, tolerance);
    verdict.missing = blocks - verdict.ratio.n;
    return verdict;
}

bool verdict_is_tie(enum finding finding)
{
    return finding == FINDING_TIE || finding == FINDING_NOISE;
}

const char *verdict_name(enum finding finding)
{
    switch (finding) {
    case FINDING_MORE:
        return "more";
    case FINDING_LESS:
        return "less";
    case FINDING_TIE:
        return "tie";
    case FINDING_NOISE:
        return "noise";
    case FINDING_AGREES:
        return "as expected";
    case FINDING_NONE:
        return "none";
    }
    return "none";
}
