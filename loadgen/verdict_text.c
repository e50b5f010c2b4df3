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
    if (verdict->finding != FINDING_LESS)
        return ratio;
    return (struct interval){1 / ratio.middle, 1 / ratio.high, 1 / ratio.low,
                             ratio.coverage, ratio.n};
}

static void difference(const struct verdict *verdict,
                       const struct wording *wording, char *text, size_t size)
{
    bool more = verdict->finding == FINDING_MORE;
    char factor[32];
    verdict_factor(told(verdict).middle, factor, sizeof factor);
    const struct pair pairs[] = {
        {"more", more ? wording->b : wording->a},
        {"less", more ? wording->a : wording->b},
        {"ratio", factor},
        {"clients", wording->clients},
        {NULL, NULL},
    };
    exp_expand(wording->phrase, pairs, text, size);
    size_t used = strlen(text);
    if (verdict->ratio.coverage < STATS_WANTED)
        snprintf(text + used, size - used, ", as far as %d block%s can tell",
                 verdict->ratio.n, verdict->ratio.n == 1 ? "" : "s");
}

char *verdict_sentence(const struct verdict *verdict,
                       const struct wording *wording, char *text, size_t size)
{
    const char *noun = wording->noun, *clients = wording->clients;
    switch (verdict->finding) {
    case FINDING_MORE:
    case FINDING_LESS:
        difference(verdict, wording, text, size);
        break;
    case FINDING_TIE:
        snprintf(text, size, "With %s clients, no difference shown in %s",
                 clients, noun);
        break;
    case FINDING_NOISE:
        snprintf(text, size,
                 "With %s clients, no difference shown in %s "
                 "(within the noise of %s against itself)",
                 clients, noun, wording->a);
        break;
    case FINDING_NONE:
        snprintf(text, size, "With %s clients, no valid comparison of %s",
                 clients, noun);
        break;
    }
    return text;
}

char *verdict_basis(const struct verdict *verdict, char *text, size_t size)
{
    char low[32], high[32], floor[32], noise[80] = "";
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
    char left_out[48] = "";
    if (verdict->missing > 0)
        snprintf(left_out, sizeof left_out, " of %d", blocks);
    snprintf(text, size, "%s to %s (%.1f %% interval, %d%s block%s)%s",
             verdict_factor(ratio.low, low, sizeof low),
             verdict_factor(ratio.high, high, sizeof high),
             ratio.coverage * 100, ratio.n, left_out, blocks == 1 ? "" : "s",
             noise);
    return text;
}
