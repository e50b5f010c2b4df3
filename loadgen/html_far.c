/* html_far.c: how far away an experiment's customers were (html.h): what was
 * asked for, and what TCP found. */
#include <math.h>
#include <string.h>

#include "html.h"

/* What the runs over one kind of network amount to. */
struct distance {
    int runs;
    double least, most; /* round trip, microseconds */
    double sent, repeated;
    const char *link;
};

static struct distance find(const struct trial *trial, const struct exp_row *as)
{
    struct distance d = {.least = NAN, .most = NAN, .link = ""};
    for (int i = 0; i < trial->steps_n; i++) {
        const struct run *run = &trial->runs[i];
        const struct exp_row *row = run_row(trial, run);
        const json_t *network = json_object_get(run->report, "network");
        double rtt = html_number(network, "rtt_us");
        if (row->rtt != as->rtt || row->loss != as->loss || !isfinite(rtt))
            continue;
        d.runs++;
        d.least = fmin(d.least, rtt); /* of a number and NAN: the number */
        d.most = fmax(d.most, rtt);
        d.sent += html_number(network, "sent");
        d.repeated += html_number(network, "repeated");
        d.link = html_text(network, "link");
    }
    return d;
}

/* Whether an earlier row has the same network. */
static bool is_told(const struct exp *exp, int row)
{
    for (int i = 0; i < row; i++)
        if (exp->rows[i].rtt == exp->rows[row].rtt &&
            exp->rows[i].loss == exp->rows[row].loss)
            return true;
    return false;
}

static const char *link_words(const char *link)
{
    if (strcmp(link, "netem") == 0)
        return "netem at both ends of a pair of veth devices";
    if (strcmp(link, "tunnel") == 0)
        return "a tunnel of loadgen's own, as this kernel has no netem";
    return "a pair of veth devices, and nothing else";
}

/* "near: ..." */
static void write_labels(FILE *out, const struct exp *exp, int first)
{
    const char *glue = "";
    for (int i = first; i < exp->rows_n; i++) {
        if (exp->rows[i].rtt != exp->rows[first].rtt ||
            exp->rows[i].loss != exp->rows[first].loss)
            continue;
        html_put(out, "%s%s", glue, exp->rows[i].label);
        glue = "; ";
    }
}

static void write_network(FILE *out, const struct trial *trial, int first)
{
    const struct exp_row *row = &trial->exp->rows[first];
    struct distance d = find(trial, row);
    char asked[48], least[48], most[48], share[100];
    metric_format(UNIT_MICROS, (double)row->rtt / 1e3, asked, sizeof asked);
    metric_format(UNIT_MICROS, d.least, least, sizeof least);
    metric_format(UNIT_MICROS, d.most, most, sizeof most);
    fputs("<li>", out);
    write_labels(out, trial->exp, first);
    snprintf(share, sizeof share, "%.3g %%", 100 * fmax(row->loss, 0));
    if (row->rtt > 0 || row->loss > 0)
        html_put(out,
                 ": %s there and back, and %s of the packets lost, each way",
                 asked, share);
    else
        fputs(": as near as can be", out);
    if (d.runs > 0) {
        snprintf(share, sizeof share, "%.3g %%", 100 * d.repeated / d.sent);
        html_put(out,
                 ". It was %s; TCP measured round trips of %s to %s, and the "
                 "servers sent %s of their packets again",
                 link_words(d.link), least, most, share);
    }
    fputs(".</li>\n", out);
}

void html_far(FILE *out, const struct trial *trial)
{
    const struct exp *exp = trial->exp;
    bool any = false;
    for (int i = 0; i < exp->rows_n; i++)
        any |= exp->rows[i].rtt >= 0;
    if (!any)
        return;
    fputs("<dt>Network</dt><dd>For each run, server and generator are in two "
          "fresh network namespaces that a link joins.<ul>\n",
          out);
    for (int i = 0; i < exp->rows_n; i++)
        if (exp->rows[i].rtt >= 0 && !is_told(exp, i))
            write_network(out, trial, i);
    fputs("</ul></dd>\n", out);
}
