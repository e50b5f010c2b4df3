/* html_traps.c: what makes such numbers lie, and what this run shows of each
 * (html.h). Says what was counted in the runs; where nothing can be counted,
 * what was done. */
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "html.h"

/* What the runs amount to. */
struct facts {
    int runs, valid, open, busy, late, starved, delayed, overflowing, cut;
    int far; /* whose customers are not on loopback, nor beside it */
    double rtt, repeated, sent; /* of those: the longest round trip, packets */
    double generator, steal_s, time_s, overflows, errors, good, floor;
    double connects, established;
    int left_out;
};

static double field(const json_t *report, const char *part, const char *name)
{
    double value = html_number(json_object_get(report, part), name);
    return isfinite(value) ? value : 0;
}

static void add_errors(struct facts *facts, const json_t *report)
{
    static const char *const kinds[] = {
        "connect", "read", "write", "timeout", "status", "protocol", "body"};
    const json_t *errors =
        json_object_get(json_object_get(report, "measured"), "errors");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        facts->errors += json_number_value(json_object_get(errors, kinds[i]));
    facts->good += field(report, "measured", "requests");
}

/* An answer that waits for a delayed acknowledgement takes 40 ms and little
 * more, beside the way to far customers and back. */
static bool looks_delayed(const struct trial *trial, const struct run *run)
{
    double p50 = field(run->report, "latency_us", "p50") -
                 field(run->report, "network", "rtt_us");
    const char *path = trial->exp->rows[trial_row(trial, &run->step)].path;
    return strcmp(path, "/hello") == 0 && p50 > 39000 && p50 < 45000;
}

static void add_network(struct facts *facts, const json_t *report)
{
    if (field(report, "network", "asked_rtt_us") <= 0)
        return;
    facts->far++;
    facts->rtt = fmax(facts->rtt, field(report, "network", "rtt_us"));
    facts->sent += field(report, "network", "sent");
    facts->repeated += field(report, "network", "repeated");
}

static void add_run(struct facts *facts, const struct trial *trial,
                    const struct run *run)
{
    const json_t *report = run->report;
    const char *model = html_text(json_object_get(report, "load"), "model");
    double overflows = field(report, "system", "listen_overflows");
    facts->runs++;
    facts->valid += run->valid;
    facts->open += *model && strcmp(model, "closed") != 0;
    facts->busy += strstr(run->why, "not the server, was the limit") != NULL;
    facts->late += strstr(run->why, "the generator itself was late") != NULL;
    facts->starved += strstr(run->why, "never served") != NULL;
    facts->delayed += looks_delayed(trial, run);
    facts->overflowing += overflows > 0;
    facts->overflows += overflows;
    facts->steal_s += field(report, "system", "steal_s");
    facts->time_s += field(report, "measured", "duration_s");
    if (!json_is_true(json_object_get(json_object_get(report, "load"),
                                      "conn_per_request"))) {
        facts->connects += field(report, "census", "connects");
        facts->established += field(report, "census", "established");
    }
    if (run->valid)
        facts->generator =
            fmax(facts->generator, field(report, "generator", "utilization"));
    add_errors(facts, report);
    add_network(facts, report);
}

static struct facts find_facts(const struct session *session)
{
    struct facts facts = {.floor = 1};
    for (int i = 0; i < session->trials_n; i++) {
        const struct trial *trial = &session->trials[i];
        struct telling told;
        facts.left_out += trial->dropped_n;
        for (int j = 0; j < trial->steps_n; j++)
            if (trial->runs[j].done && trial->runs[j].report)
                add_run(&facts, trial, &trial->runs[j]);
        trial_tell(trial, 0, &told);
        if (told.verdict.noise.n > 0 && isfinite(told.verdict.floor))
            facts.floor = fmax(facts.floor, told.verdict.floor);
    }
    return facts;
}

__attribute__((format(printf, 3, 4))) static void
trap(FILE *out, const char *name, const char *format, ...)
{
    char text[700];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    text[0] = (char)toupper((unsigned char)text[0]);
    html_put(out, "<dt>%s</dt><dd>%s</dd>\n", name, text);
}

static void write_load(FILE *out, const struct facts *f)
{
    trap(out, "Coordinated omission",
         "a client that waits for its answer asks nothing meanwhile, and so "
         "hides a stall. %d of %d runs send on a clock and count from the "
         "moment a request was due; the others compare servers, and do not "
         "predict what people feel. lying-stopwatch shows the difference.",
         f->open, f->runs);
    trap(out, "The client is the bottleneck",
         "the busiest generator thread of a valid run used %.0f %% of a core. "
         "%d runs are invalid because the generator was the limit, %d because "
         "it was late by itself.",
         f->generator * 100, f->busy, f->late);
    char good[32], errors[32];
    trap(out, "Errors that look fast",
         "only good answers count. %s requests failed beside %s good "
         "answers, in all runs together; %d runs are invalid because some "
         "clients were never served.",
         metric_commas(f->errors, errors, sizeof errors),
         metric_commas(f->good, good, sizeof good), f->starved);
    trap(out, "Warm-up",
         "each run has a server process of its own, and what its warm-up "
         "measures is not counted.");
}

static void write_loopback(FILE *out, const struct session *session,
                           const struct facts *f)
{
    char far[300] = "far-customers does the comparison at a distance; it was "
                    "not run";
    if (f->far > 0)
        snprintf(far, sizeof far,
                 "far-customers shows what distance changes: the customers of "
                 "%d runs were up to %.1f ms away and back, and the servers "
                 "sent %.2g %% of their packets again",
                 f->far, f->rtt / 1e3, 100 * f->repeated / f->sent);
    trap(out, "Loopback",
         "nothing travels, nothing is lost, and both ends share caches and "
         "memory: carry the ratios away, not the figures. %s. %s",
         far, session->pinning);
}

static void write_network(FILE *out, const struct session *session,
                          const struct facts *f)
{
    write_loopback(out, session, f);
    char overflows[32];
    trap(out, "The listen queue",
         "one explicit backlog for both servers; somaxconn is %s. %s "
         "connections found it full, in %d of %d runs.",
         machine_value(session->machine, "somaxconn"),
         metric_commas(f->overflows, overflows, sizeof overflows),
         f->overflowing, f->runs);
    trap(out, "TIME_WAIT and ports",
         "connections are kept and made before the measuring starts, unless "
         "connecting is on trial. tcp_tw_reuse is %s here; 2 makes loopback "
         "kinder than a network.",
         machine_value(session->machine, "tcp_tw_reuse"));
    trap(out, "Nagle and delayed acknowledgements",
         "both servers set TCP_NODELAY and send a reply with one call. %d of "
         "%d runs have the median near 40 ms that would give it away.",
         f->delayed, f->runs);
    trap(out, "Connections kept by one server only",
         "the same HTTP rules for both, from one parser. Where connections "
         "are kept, clients connected %.2f times for each that they held.",
         f->established > 0 ? f->connects / f->established : 0);
}

static void write_machine(FILE *out, const struct session *session,
                          const struct facts *f)
{
    const char *arenas = getenv("MALLOC_ARENA_MAX");
    trap(out, "A noisy machine",
         "blocks in ABBA order, and a server against itself. The largest "
         "factor by which a headline's server differed from itself is %.3g; a "
         "difference within that is not called one. The hypervisor took "
         "%.1f s of %.0f s measured.",
         f->floor, f->steal_s, f->time_s);
    trap(out, "malloc's arenas",
         "each thread may get one, so memory comes in jumps. MALLOC_ARENA_MAX "
         "is %s.",
         arenas ? arenas : "not set");
    trap(out, "Stacks and huge pages",
         "a thread's stack is reserved, not used: VmSize stands beside RSS in "
         "samples.csv and the tables. Transparent huge pages: %s.",
         machine_value(session->machine, "Transparent huge pages"));
    trap(out, "Limits",
         "checked before the first run, as loadgen doctor does. %d points "
         "were left out for them.",
         f->left_out);
    trap(out, "Many intervals",
         "each misses its own truth 5 times in 100: in a table of twenty, "
         "expect one that does.");
}

void html_traps(FILE *out, const struct session *session)
{
    struct facts facts = find_facts(session);
    html_put(out,
             "<section class=\"page\" id=\"traps\">\n<h2>Traps, and what this "
             "run shows of them</h2>\n<p>%d runs, %d of them valid. Each "
             "invalid one is named on its experiment's page and drawn "
             "hollow.</p>\n<dl class=\"traps\">\n",
             facts.runs, facts.valid);
    write_load(out, &facts);
    write_network(out, session, &facts);
    write_machine(out, session, &facts);
    fputs("</dl>\n</section>\n", out);
}
