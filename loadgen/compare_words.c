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

/* "1, 10 (2.4 times) and 100" for the points marked in `in`; with the factor
 * if asked. Returns how many there are. */
static int list(const struct trial *trial, const struct metric *metric,
                const bool *in, bool factors, char *text, size_t size)
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
            metric_commas((double)trial->clients[i], number, sizeof number));
        double ratio = trial_verdict(trial, metric, i).ratio.middle;
        if (factors)
            add(text, size, " (%s times)",
                verdict_factor(ratio < 1 ? 1 / ratio : ratio, factor,
                               sizeof factor));
        before++;
    }
    return total;
}

/* Marks the points, but the headline, that came out in one of two ways. */
static void mark(const struct trial *trial, const struct metric *metric,
                 enum finding one, enum finding other, bool in[EXP_CLIENTS])
{
    int headline = trial_headline(trial, metric);
    for (int i = 0; i < trial->points; i++) {
        enum finding finding = trial_verdict(trial, metric, i).finding;
        in[i] = i != headline && (finding == one || finding == other);
    }
}

char *trial_elsewhere(const struct trial *trial, const struct metric *metric,
                      char *text, size_t size)
{
    const struct exp_server *servers = trial->exp->servers;
    bool in[EXP_CLIENTS];
    char points[300];
    text[0] = '\0';
    for (int b = 0; b < 2; b++) {
        enum finding more = b ? FINDING_MORE : FINDING_LESS;
        mark(trial, metric, more, more, in);
        if (list(trial, metric, in, true, points, sizeof points) > 0)
            add(text, size, "More %s in %s with %s. ", metric->noun,
                servers[b].label, points);
    }
    mark(trial, metric, FINDING_TIE, FINDING_NOISE, in);
    if (list(trial, metric, in, false, points, sizeof points) > 0)
        add(text, size, "No difference shown with %s. ", points);
    mark(trial, metric, FINDING_NONE, FINDING_NONE, in);
    if (list(trial, metric, in, false, points, sizeof points) > 0)
        add(text, size, "No valid comparison with %s. ", points);
    return text;
}
