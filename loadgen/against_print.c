/* against_print.c: two runs side by side, for a terminal (against.h). */
#include <math.h>
#include <string.h>

#include "against.h"
#include "exp_metric.h"
#include "verdict.h"

static const char *text(const json_t *object, const char *name)
{
    const char *value = json_string_value(json_object_get(object, name));
    return value ? value : "";
}

static double number(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

/* "2.2 (1.9 to 2.4)", or "-". */
static char *factor(const json_t *side, char *line, size_t size)
{
    const json_t *ratio = json_object_get(side, "ratio");
    char middle[32], low[32], high[32];
    if (isnan(number(ratio, "median"))) {
        snprintf(line, size, "-");
        return line;
    }
    snprintf(line, size, "%s (%s to %s)",
             verdict_factor(number(ratio, "median"), middle, sizeof middle),
             verdict_factor(number(ratio, "low"), low, sizeof low),
             verdict_factor(number(ratio, "high"), high, sizeof high));
    return line;
}

static void print_verdict(FILE *out, const json_t *verdict)
{
    char then[100], now[100];
    const json_t *old = json_object_get(verdict, "old");
    const json_t *new = json_object_get(verdict, "new");
    fprintf(out, "  %s%s%s, %s over %s: %s, older %s: %s\n",
            text(verdict, "name"), *text(verdict, "name") ? ": " : "",
            text(verdict, "metric"), text(verdict, "row"), text(verdict, "of"),
            factor(new, now, sizeof now), factor(old, then, sizeof then),
            against_words_of(text(verdict, "agreement")));
}

static void print_value(FILE *out, const json_t *value)
{
    const struct metric *metric = metric_find(text(value, "metric"));
    double old = number(value, "old"), new = number(value, "new");
    char then[48], now[48], ratio[32] = "-";
    if (!metric)
        return;
    if (old > 0 && new > 0)
        verdict_factor(new / old, ratio, sizeof ratio);
    fprintf(out, "    %-30s %s: %s, older %s (%s times)\n",
            text(value, "label"), metric->noun,
            metric_format(metric->unit, new, now, sizeof now),
            metric_format(metric->unit, old, then, sizeof then), ratio);
}

static void print_experiment(FILE *out, const json_t *experiment)
{
    const char *in = text(experiment, "in");
    const json_t *entry;
    size_t i;
    if (strcmp(in, "both") != 0) {
        fprintf(out, "%s: only in the %s run\n", text(experiment, "name"), in);
        return;
    }
    fprintf(out, "%s\n", text(experiment, "name"));
    json_array_foreach(json_object_get(experiment, "verdicts"), i, entry) {
        print_verdict(out, entry);
    }
    json_array_foreach(json_object_get(experiment, "values"), i, entry) {
        print_value(out, entry);
    }
}

void against_print(FILE *out, const json_t *comparison)
{
    const json_t *entry;
    size_t i;
    fprintf(out, "against the run of %s:\n", text(comparison, "old"));
    json_array_foreach(json_object_get(comparison, "machine"), i, entry) {
        fprintf(out, "  %s: %s, older %s\n", text(entry, "name"),
                text(entry, "new"),
                *text(entry, "old") ? text(entry, "old") : "not known");
    }
    json_array_foreach(json_object_get(comparison, "experiments"), i, entry) {
        print_experiment(out, entry);
    }
}
