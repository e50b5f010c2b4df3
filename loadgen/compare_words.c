/* compare_words.c: a trial's findings in sentences (compare.h). */
#include <stdarg.h>
#include <string.h>

#include "compare.h"

char *trial_sentence(const struct trial *trial, const struct metric *metric,
                     int point, const char *phrase, char *text, size_t size)
{
    if (point < 0)
        point = trial_headline(trial, metric);
    if (point < 0) {
        snprintf(text, size, "No valid comparison of %s", metric->noun);
        return text;
    }
    char clients[32];
    const struct wording wording = {
        .phrase = phrase ? phrase : metric->phrase,
        .noun = metric->noun,
        .a = trial->exp->servers[0].label,
        .b = trial->exp->servers[1].label,
        .clients = metric_commas((double)trial->clients[point], clients,
                                 sizeof clients),
    };
    struct verdict verdict = trial_verdict(trial, metric, point);
    return verdict_sentence(&verdict, &wording, text, size);
}

__attribute__((format(printf, 3, 4))) static void add(char *text, size_t size,
                                                      const char *format, ...)
{
    size_t used = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + used, size - used, format, arguments);
    va_end(arguments);
}

/* "1, 10 and 100" for the points marked in `in`. */
static void list(const struct trial *trial, const bool *in, char *text,
                 size_t size)
{
    char number[32];
    int left = 0, total = 0;
    for (int i = 0; i < trial->points; i++)
        left += in[i];
    text[0] = '\0';
    for (int i = 0; i < trial->points; i++) {
        if (!in[i])
            continue;
        add(text, size, "%s%s",
            total == 0  ? ""
            : left == 1 ? " and "
                        : ", ",
            metric_commas((double)trial->clients[i], number, sizeof number));
        total++;
        left--;
    }
}

static void add_differences(const struct trial *trial,
                            const struct metric *metric, int headline,
                            char *text, size_t size)
{
    for (int point = 0; point < trial->points; point++) {
        struct verdict verdict = trial_verdict(trial, metric, point);
        char clients[32], factor[32];
        if (point == headline || (verdict.finding != FINDING_MORE &&
                                  verdict.finding != FINDING_LESS))
            continue;
        bool more = verdict.finding == FINDING_MORE;
        double ratio = verdict.ratio.middle;
        add(text, size, "With %s, %s has %s times the %s. ",
            metric_commas((double)trial->clients[point], clients,
                          sizeof clients),
            trial->exp->servers[more].label,
            verdict_factor(more ? ratio : 1 / ratio, factor, sizeof factor),
            metric->noun);
    }
}

char *trial_elsewhere(const struct trial *trial, const struct metric *metric,
                      char *text, size_t size)
{
    int headline = trial_headline(trial, metric);
    bool same[EXP_CLIENTS] = {false}, none[EXP_CLIENTS] = {false};
    int same_n = 0, none_n = 0;
    char points[200];
    text[0] = '\0';
    for (int i = 0; i < trial->points; i++) {
        enum finding finding = trial_verdict(trial, metric, i).finding;
        same[i] = i != headline &&
                  (finding == FINDING_TIE || finding == FINDING_NOISE);
        none[i] = finding == FINDING_NONE && headline >= 0;
        same_n += same[i];
        none_n += none[i];
    }
    add_differences(trial, metric, headline, text, size);
    list(trial, same, points, sizeof points);
    if (same_n > 0)
        add(text, size, "With %s, no difference shown. ", points);
    list(trial, none, points, sizeof points);
    if (none_n > 0)
        add(text, size, "With %s, no valid comparison. ", points);
    return text;
}
