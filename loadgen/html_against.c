/* html_against.c: an older run beside this one (html.h, against.h). Where
 * they disagree it says so, here and at the verdict. */
#include <math.h>
#include <string.h>

#include "against.h"
#include "html.h"

static bool disagrees(const json_t *verdict)
{
    const char *agreement = html_text(verdict, "agreement");
    return strcmp(agreement, against_name(AGAINST_APART)) == 0 ||
           strcmp(agreement, against_name(AGAINST_SIZE)) == 0;
}

static void write_factor(FILE *out, const json_t *side)
{
    const json_t *ratio = json_object_get(side, "ratio");
    char middle[32], low[32], high[32];
    if (!isfinite(html_number(ratio, "median"))) {
        fputs("<td>-</td>", out);
        return;
    }
    html_put(
        out, "<td>%s<small>%s to %s</small></td>",
        verdict_factor(html_number(ratio, "median"), middle, sizeof middle),
        verdict_factor(html_number(ratio, "low"), low, sizeof low),
        verdict_factor(html_number(ratio, "high"), high, sizeof high));
}

static double median(const json_t *verdict, const char *which)
{
    const json_t *side = json_object_get(verdict, which);
    return html_number(json_object_get(side, "ratio"), "median");
}

void html_against_line(FILE *out, const struct session *session,
                       const struct trial *trial, int verdict)
{
    const struct exp_verdict *asked = &trial->exp->verdicts[verdict];
    const json_t *found = against_verdict(session->against, trial->exp->name,
                                          asked->name ? asked->name : "");
    char factor[32];
    if (!found)
        return;
    double was = median(found, "old");
    if (asked->a >= 0 && median(found, "new") < 1)
        was = 1 / was; /* as the sentence has it: the larger over the smaller */
    html_put(out, "<p class=\"against%s\">Against the older run%s%s: %s.</p>\n",
             disagrees(found) ? " bad" : "",
             isfinite(was) ? ", whose ratio was " : "",
             isfinite(was) ? verdict_factor(was, factor, sizeof factor) : "",
             against_words_of(html_text(found, "agreement")));
}

static void write_verdicts(FILE *out, const json_t *experiment)
{
    const json_t *verdict;
    size_t i;
    json_array_foreach(json_object_get(experiment, "verdicts"), i, verdict) {
        html_put(out,
                 "<tr><th><a href=\"#%s\">%s</a><small>%s</small></th>"
                 "<td class=\"told\">%s: %s over %s</td>",
                 html_text(experiment, "name"), html_text(experiment, "name"),
                 html_text(verdict, "name"), html_text(verdict, "metric"),
                 html_text(verdict, "row"), html_text(verdict, "of"));
        write_factor(out, json_object_get(verdict, "old"));
        write_factor(out, json_object_get(verdict, "new"));
        html_put(out, "<td class=\"told%s\">%s</td></tr>\n",
                 disagrees(verdict) ? " bad" : "",
                 against_words_of(html_text(verdict, "agreement")));
    }
    if (strcmp(html_text(experiment, "in"), "both") != 0)
        html_put(out,
                 "<tr><th>%s</th><td class=\"told\" colspan=\"4\">only in the "
                 "%s run</td></tr>\n",
                 html_text(experiment, "name"), html_text(experiment, "in"));
}

static void write_values(FILE *out, const json_t *experiment)
{
    const json_t *value;
    size_t i;
    json_array_foreach(json_object_get(experiment, "values"), i, value) {
        const struct metric *metric = metric_find(html_text(value, "metric"));
        double old = html_number(value, "old"), new = html_number(value, "new");
        char then[48], now[48], ratio[32] = "-";
        if (!metric)
            continue;
        if (old > 0 && new > 0)
            verdict_factor(new / old, ratio, sizeof ratio);
        html_put(out,
                 "<tr><th>%s<small>%s</small></th><td class=\"told\">%s</td>"
                 "<td>%s</td><td>%s</td><td>%s</td></tr>\n",
                 html_text(experiment, "name"), metric->noun,
                 html_text(value, "label"),
                 metric_format(metric->unit, old, then, sizeof then),
                 metric_format(metric->unit, new, now, sizeof now), ratio);
    }
}

/* How many verdicts of both runs came out in that way. */
static int count(const json_t *experiments, enum against agreement)
{
    const json_t *experiment, *verdict;
    size_t i, j;
    int n = 0;
    json_array_foreach(experiments, i, experiment) {
        json_array_foreach(json_object_get(experiment, "verdicts"), j,
                           verdict) {
            n += strcmp(html_text(verdict, "agreement"),
                        against_name(agreement)) == 0;
        }
    }
    return n;
}

static void write_tally(FILE *out, const json_t *experiments)
{
    int total = 0;
    for (int i = AGAINST_SAME; i <= AGAINST_NOTHING; i++)
        total += count(experiments, (enum against)i);
    html_put(out, "<p>%d verdicts are in both:</p>\n<ul>\n", total);
    for (int i = AGAINST_SAME; i <= AGAINST_NOTHING; i++) {
        int n = count(experiments, (enum against)i);
        if (n > 0)
            html_put(out, "<li>%d: %s</li>\n", n,
                     against_words((enum against)i));
    }
    fputs("</ul>\n"
          "<p>An interval tells of chance inside one run. What differs from "
          "one run to the next (where memory came to lie, how a turbo clock "
          "and a neighbour behaved) it cannot know: where two runs lie apart, "
          "that is what lies between them, and it is noise.</p>\n",
          out);
}

static void write_machines(FILE *out, const json_t *against)
{
    const json_t *list = json_object_get(against, "machine"), *entry;
    size_t i;
    if (json_array_size(list) == 0) {
        fputs("<p>The machines and their settings are the same.</p>\n", out);
        return;
    }
    fputs("<table><thead><tr><th>what differs</th><th>older</th><th>this</th>"
          "</tr></thead><tbody>\n",
          out);
    json_array_foreach(list, i, entry) {
        html_put(out,
                 "<tr><th>%s</th><td class=\"told\">%s</td><td "
                 "class=\"told\">%s</td></tr>\n",
                 html_text(entry, "name"), html_text(entry, "old"),
                 html_text(entry, "new"));
    }
    fputs("</tbody></table>\n", out);
}

void html_against(FILE *out, const struct session *session)
{
    const json_t *list = json_object_get(session->against, "experiments");
    const json_t *entry;
    size_t i;
    if (!session->against)
        return;
    html_put(out,
             "<section class=\"page\" id=\"against\">\n<h2>Against the run of "
             "%s</h2>\n<p>Two runs disagree where their intervals lie apart. "
             "Each interval misses its own truth 5 times in 100, so a few of "
             "many will.</p>\n",
             html_text(session->against, "old"));
    write_tally(out, list);
    write_machines(out, session->against);
    fputs("<h3>Ratios</h3>\n<table><thead><tr><th></th><th></th><th>older"
          "</th><th>this</th><th></th></tr></thead><tbody>\n",
          out);
    json_array_foreach(list, i, entry) {
        write_verdicts(out, entry);
    }
    fputs("</tbody></table>\n<h3>Absolute values at the headline's point</h3>\n"
          "<table><thead><tr><th></th><th></th><th>older</th><th>this</th>"
          "<th>this / older</th></tr></thead><tbody>\n",
          out);
    json_array_foreach(list, i, entry) {
        write_values(out, entry);
    }
    fputs("</tbody></table>\n</section>\n", out);
}
