/* verdict_text.c: puts a verdict into words (verdict.h).
 *
 * A phrase names the rival with the larger value as %(more), the other as
 * %(less), so one phrase serves whichever way the measurement came out. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "exp_expand.h"
#include "verdict.h"

char *verdict_factor(double factor, char *text, size_t size)
{
    int digits = factor >= 10     ? 0
                 : factor >= 2    ? 1
                 : factor >= 1.1  ? 2
                 : factor >= 0.95 ? 3
                                  : 2;
    for (double small = factor; small > 0 && small < 0.1; small *= 10)
        digits++;
    snprintf(text, size, "%.*f", digits, factor);
    return text;
}

/* The ratio as the sentence has it: larger over smaller. */
static struct interval told(const struct verdict *verdict)
{
    struct interval ratio = verdict->ratio;
    if (verdict->finding != FINDING_LESS || verdict->tolerance > 0)
        return ratio;
    return (struct interval){1 / ratio.middle, 1 / ratio.high, 1 / ratio.low,
                             ratio.coverage, ratio.n};
}

/* "the p99 of ..." begins a sentence; "threaded ..." is a name. */
static void capitalize(char *text)
{
    static const char *const words[] = {"the ", "a ", "no ", "invalid"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strncmp(text, words[i], strlen(words[i])) == 0)
            text[0] = (char)(text[0] - 'a' + 'A');
}

/* The phrase with its names filled in. */
static void fill(const struct verdict *verdict, const struct wording *wording,
                 const char *phrase, char *text, size_t size)
{
    bool more = verdict->finding == FINDING_MORE || verdict->tolerance > 0;
    char factor[32], at[100] = "";
    if (*wording->place)
        snprintf(at, sizeof at, "With %s, ", wording->place);
    double ratio =
        verdict->tolerance > 0 ? verdict->ratio.middle : told(verdict).middle;
    const struct pair pairs[] = {
        {"at", at},
        {"place", wording->place},
        {"more", more ? wording->b : wording->a},
        {"less", more ? wording->a : wording->b},
        {"more_value", more ? wording->b_value : wording->a_value},
        {"less_value", more ? wording->a_value : wording->b_value},
        {"row", wording->b},
        {"value", wording->b_value},
        {"expected", wording->a_value},
        {"theory", wording->a},
        {"noun", wording->noun},
        {"why", wording->why},
        {"ratio", verdict_factor(ratio, factor, sizeof factor)},
        {NULL, NULL},
    };
    exp_expand(phrase, pairs, text, size);
    capitalize(text);
}

/* Few blocks cannot claim much. */
static void add_doubt(const struct verdict *verdict, char *text, size_t size)
{
    size_t used = strlen(text);
    if (verdict->ratio.n < STATS_FEW)
        snprintf(text + used, size - used, ", as far as %d block%s can tell",
                 verdict->ratio.n, verdict->ratio.n == 1 ? "" : "s");
}

/* What is said unless the file says how. */
static const char *phrase_of(const struct verdict *verdict,
                             const struct wording *wording)
{
    bool formula = verdict->tolerance > 0;
    switch (verdict->finding) {
    case FINDING_MORE:
    case FINDING_LESS:
        return formula ? "%(at)the %(noun) of %(row) is %(value), %(ratio) "
                         "times the %(expected) that %(theory) predicts"
                       : wording->phrase;
    case FINDING_AGREES:
        return wording->phrase ? wording->phrase
                               : "%(at)the %(noun) of %(row) is %(value), as "
                                 "%(theory) predicts (%(expected))";
    case FINDING_TIE:
        return formula ? "%(at)no difference shown between the %(noun) of "
                         "%(row), %(value), and the %(expected) that "
                         "%(theory) predicts"
                       : "%(at)no difference shown in %(noun) between "
                         "%(more) and %(less)";
    case FINDING_NOISE:
        return "%(at)no difference shown in %(noun) between %(more) and "
               "%(less) (within the noise of one server against itself)";
    case FINDING_NONE:
        break;
    }
    return *wording->why ? "%(at)invalid: %(why)"
           : formula     ? "%(at)no valid %(noun) of %(row)"
                         : "%(at)no valid comparison of the %(noun) of %(more) "
                           "and %(less)";
}

char *verdict_sentence(const struct verdict *verdict,
                       const struct wording *wording, char *text, size_t size)
{
    const char *phrase = phrase_of(verdict, wording);
    fill(verdict, wording, phrase, text, size);
    if (verdict->finding == FINDING_MORE || verdict->finding == FINDING_LESS ||
        verdict->finding == FINDING_AGREES)
        add_doubt(verdict, text, size);
    return text;
}

/* "1.31 to 1.52 (96.9 % interval, 6 blocks)". One block has no interval. */
static void tell_interval(const struct interval *ratio, int blocks, char *text,
                          size_t size)
{
    char low[32], high[32], left_out[48] = "";
    bool few = ratio->n < STATS_FEW;
    verdict_factor(ratio->low, low, sizeof low);
    verdict_factor(ratio->high, high, sizeof high);
    if (blocks > ratio->n)
        snprintf(left_out, sizeof left_out, " of %d", blocks);
    if (ratio->n == 1)
        snprintf(text, size, "%s in one block%s: too few for an interval", low,
                 left_out);
    else
        snprintf(text, size, "%s to %s (%.1f %% interval%s, %d%s blocks)", low,
                 high, ratio->coverage * 100, few ? " by Student's t" : "",
                 ratio->n, left_out);
}

char *verdict_basis(const struct verdict *verdict, char *text, size_t size)
{
    char floor[32], interval[160], noise[80] = "", step[80] = "";
    struct interval ratio = told(verdict);
    int blocks = ratio.n + verdict->missing;
    if (ratio.n == 0) {
        snprintf(text, size, "none of %d blocks is complete and valid", blocks);
        return text;
    }
    if (verdict->noise.n > 0)
        snprintf(noise, sizeof noise,
                 "; A against A stayed within a factor of %s",
                 verdict_factor(verdict->floor, floor, sizeof floor));
    if (verdict->step > 0)
        snprintf(step, sizeof step, "; it is told in steps of a factor of %s",
                 verdict_factor(verdict->step, floor, sizeof floor));
    tell_interval(&ratio, blocks, interval, sizeof interval);
    snprintf(text, size, "%s%s%s", interval, noise, step);
    return text;
}
