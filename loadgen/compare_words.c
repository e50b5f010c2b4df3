/* compare_words.c: a trial's findings in sentences (compare.h). */
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "compare.h"

__attribute__((format(printf, 3, 4))) static void add(char *text, size_t size,
                                                      const char *format, ...)
{
    size_t used = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + used, size - used, format, arguments);
    va_end(arguments);
}

char *trial_place(const struct trial *trial, int point, char *text, size_t size)
{
    const struct exp *exp = trial->exp;
    char number[32];
    text[0] = '\0';
    if (exp->vary && point >= 0)
        snprintf(text, size, "%s %s",
                 metric_commas((double)trial_at(trial, point), number,
                               sizeof number),
                 exp->unit ? exp->unit : exp->vary);
    /* "1 clients" */
    size_t length = strlen(text);
    if (strncmp(text, "1 ", 2) == 0 && length > 0 && text[length - 1] == 's')
        text[length - 1] = '\0';
    return text;
}

/* How many runs there are invalid for the same reason as run i. */
static int same_reason(const struct trial *trial, int i)
{
    int n = 0;
    for (int j = 0; j < trial->steps_n; j++)
        n += trial->runs[j].done &&
             strcmp(trial->runs[j].why, trial->runs[i].why) == 0;
    return n;
}

char *trial_why(const struct trial *trial, int point, int row, char *text,
                size_t size)
{
    int most = 0;
    text[0] = '\0';
    for (int i = 0; i < trial->steps_n; i++) {
        const struct run *run = &trial->runs[i];
        if (!run->done || run->valid || run->step.rival != row ||
            (point >= 0 && run->step.point != point) ||
            run->step.point == trial->points || same_reason(trial, i) <= most)
            continue;
        most = same_reason(trial, i);
        /* the first reason, without how to mend it */
        snprintf(text, size, "%.*s", (int)strcspn(run->why, ";"), run->why);
    }
    return text;
}

/* ---- the sentence ----------------------------------------------------- */

static const char *value_text(const struct trial *trial,
                              const struct metric *metric, int point, int row,
                              char *text, size_t size)
{
    struct point_sum sum = trial_sum(trial, metric, point, row);
    return metric_format(metric->unit, sum.value.middle, text, size);
}

/* Where two rows can best be compared, in a chart's title. */
static int telling_point(const struct trial *trial, const struct metric *metric,
                         int a, int b)
{
    int blocks[EXP_POINTS];
    for (int point = 0; point < trial->points; point++)
        blocks[point] = trial_ratio(trial, metric, point, a, b).ratio.n;
    int point = trial_telling_point(trial, blocks);
    return point < 0 ? 0 : point;
}

char *trial_sentence(const struct trial *trial, const struct metric *metric,
                     int a, int b, int point, const char *phrase, char *text,
                     size_t size)
{
    char place[100], a_value[48], b_value[48], why[300];
    if (point < 0)
        point = telling_point(trial, metric, a, b);
    trial_why(trial, point, a, why, sizeof why);
    if (!*why)
        trial_why(trial, point, b, why, sizeof why);
    struct verdict verdict = trial_ratio(trial, metric, point, a, b);
    const struct wording wording = {
        .phrase = phrase ? phrase : metric->phrase,
        .noun = metric->noun,
        .a = trial->exp->rows[a].label,
        .b = trial->exp->rows[b].label,
        .place = trial_place(trial, point, place, sizeof place),
        .a_value = value_text(trial, metric, point, a, a_value, sizeof a_value),
        .b_value = value_text(trial, metric, point, b, b_value, sizeof b_value),
        .why = why,
    };
    return verdict_sentence(&verdict, &wording, text, size);
}

/* Row b against a formula. */
static void expected_sentence(const struct trial *trial, int i, int point,
                              char *text, size_t size)
{
    const struct exp_verdict *asked = &trial->exp->verdicts[i];
    char place[100], value[48], expected[48], why[300];
    struct verdict verdict = trial_verdict(trial, i, point);
    const struct wording wording = {
        .phrase = asked->phrase,
        .noun = asked->metric->noun,
        .a = asked->theory ? asked->theory : "theory",
        .b = trial->exp->rows[asked->b].label,
        .place = trial_place(trial, point, place, sizeof place),
        .a_value =
            metric_format(asked->metric->unit, trial_expected(trial, i, point),
                          expected, sizeof expected),
        .b_value = value_text(trial, asked->metric, point, asked->b, value,
                              sizeof value),
        .why = trial_why(trial, point, asked->b, why, sizeof why),
    };
    verdict_sentence(&verdict, &wording, text, size);
}

/* ---- the other points ------------------------------------------------- */

/* "1, 10 (2.4 times) and 100" for the points marked in `in`; with the factor
 * if asked. Returns how many there are. */
static int list(const struct trial *trial, int which, const bool *in,
                bool factors, char *text, size_t size)
{
    char number[32], factor[32];
    int total = 0, before = 0;
    for (int i = 0; i < trial->points; i++)
        total += in[i];
    text[0] = '\0';
    for (int i = 0; i < trial->points; i++) {
        if (!in[i])
            continue;
        const char *glue = before == 0           ? ""
                           : before == total - 1 ? " and "
                                                 : ", ";
        add(text, size, "%s%s", glue,
            metric_commas((double)trial->at[i], number, sizeof number));
        double ratio = trial_verdict(trial, which, i).ratio.middle;
        if (factors)
            add(text, size, " (%s times)",
                verdict_factor(ratio < 1 ? 1 / ratio : ratio, factor,
                               sizeof factor));
        before++;
    }
    return total;
}

/* Marks the points, but the headline, that came out in one of two ways. */
static void mark(const struct trial *trial, int which, enum finding one,
                 enum finding other, bool in[EXP_POINTS])
{
    int headline = trial_headline(trial, which);
    for (int i = 0; i < trial->points; i++) {
        enum finding finding = trial_verdict(trial, which, i).finding;
        in[i] = i != headline && (finding == one || finding == other);
    }
}

static void tell_elsewhere(const struct trial *trial, int which, char *text,
                           size_t size)
{
    const struct exp_verdict *asked = &trial->exp->verdicts[which];
    const char *noun = asked->metric->noun;
    const char *b = trial->exp->rows[asked->b].label;
    const char *a = asked->a >= 0 ? trial->exp->rows[asked->a].label : b;
    bool formula = asked->a < 0, in[EXP_POINTS];
    const struct {
        enum finding one, other;
        const char *before, *whose, *after;
        bool factors;
    } kinds[] = {
        {FINDING_LESS, FINDING_LESS, formula ? "Less " : "More ", a, "", true},
        {FINDING_MORE, FINDING_MORE, "More ", b, "", true},
        {FINDING_AGREES, FINDING_AGREES, NULL, NULL, "As expected with ",
         false},
        {FINDING_TIE, FINDING_NOISE, NULL, NULL, "No difference shown with ",
         false},
        {FINDING_NONE, FINDING_NONE, NULL, NULL, "Nothing valid with ", false},
    };
    char points[300];
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        mark(trial, which, kinds[i].one, kinds[i].other, in);
        if (list(trial, which, in, kinds[i].factors, points, sizeof points) ==
            0)
            continue;
        if (kinds[i].before)
            add(text, size, "%s%s in %s%s with %s. ", kinds[i].before, noun,
                kinds[i].whose, formula ? " than expected" : "", points);
        else
            add(text, size, "%s%s. ", kinds[i].after, points);
    }
}

void trial_tell(const struct trial *trial, int i, struct telling *telling)
{
    const struct exp_verdict *asked = &trial->exp->verdicts[i];
    int point = trial_headline(trial, i), at = point < 0 ? 0 : point;
    *telling = (struct telling){.point = point};
    telling->verdict = trial_verdict(trial, i, at);
    telling->b = trial_sum(trial, asked->metric, at, asked->b).value.middle;
    if (asked->a >= 0)
        telling->a = trial_sum(trial, asked->metric, at, asked->a).value.middle;
    else
        telling->a = trial_expected(trial, i, at);
    if (trial->skipped)
        snprintf(telling->sentence, COMPARE_TEXT, "Skipped: needs %s",
                 trial->skipped);
    else if (trial->unusable)
        snprintf(telling->sentence, COMPARE_TEXT, "Invalid: %s",
                 trial->unusable);
    else if (asked->a >= 0)
        trial_sentence(trial, asked->metric, asked->a, asked->b,
                       point < 0 ? trial->points - 1 : point, asked->phrase,
                       telling->sentence, COMPARE_TEXT);
    else
        expected_sentence(trial, i, point < 0 ? trial->points - 1 : point,
                          telling->sentence, COMPARE_TEXT);
    if (telling->verdict.finding != FINDING_NONE)
        verdict_basis(&telling->verdict, telling->basis, COMPARE_TEXT);
    if (trial->exp->vary)
        tell_elsewhere(trial, i, telling->elsewhere, COMPARE_TEXT);
}
