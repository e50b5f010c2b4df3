/* compare_far.c: see compare_far.h.
 *
 * Promises that a run says what its network was: what was asked for, and what
 * TCP found. A run whose link was not as it should be is not valid. */
#include "compare_far.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "proc.h"

static const double rtt_tolerance = 0.1, most_late = 0.05, most_dropped = 0.001;
static const double busy = 0.9;          /* of a core */
static const int64_t rtt_slack = 500000; /* 0.5 ms, whatever was asked for */

static bool is_far(const struct exp_row *row)
{
    return row->rtt >= 0;
}

static int make(struct far *far, const struct session *session,
                const struct exp_row *row, int block, uint64_t cores, char *why,
                size_t size)
{
    const struct network_plan plan = {.rtt = row->rtt,
                                      .loss = row->loss > 0 ? row->loss : 0,
                                      .seed = (uint64_t)block + 1,
                                      .cores = cores,
                                      .log = session->log};
    return network_make(&far->network, &plan, why, size);
}

/* Whether an earlier row has the same network. */
static bool is_known(const struct exp *exp, int row)
{
    for (int i = 0; i < row; i++)
        if (exp->rows[i].rtt == exp->rows[row].rtt &&
            exp->rows[i].loss == exp->rows[row].loss)
            return true;
    return false;
}

void far_check(const struct session *session, struct trial *trial)
{
    char why[300];
    for (int i = 0; i < trial->exp->rows_n && !trial->skipped; i++) {
        const struct exp_row *row = &trial->exp->rows[i];
        struct far far = {.rtt = -1};
        if (!is_far(row) || is_known(trial->exp, i))
            continue;
        if (make(&far, session, row, 0, 0, why, sizeof why) == 0)
            network_end(&far.network);
        else
            trial->skipped = strdup(why);
    }
    if (!trial->skipped)
        return;
    compare_progress_end(session);
    fprintf(stderr, "%s: skipped: needs %s\n", trial->exp->name,
            trial->skipped);
}

int far_make(struct far *far, const struct session *session,
             const struct trial *trial, struct run *run)
{
    const struct exp_row *row = run_row(trial, run);
    char needs[300], why[400];
    *far = (struct far){.rtt = -1};
    if (!is_far(row) ||
        make(far, session, row, run->step.block, trial->exp->generator_cores,
             needs, sizeof needs) == 0)
        return 0;
    snprintf(why, sizeof why, "its network could not be made: it needs %s",
             needs);
    run_invalid(run, why);
    return -1;
}

void far_end(struct far *far)
{
    if (far->network.server > 0)
        network_end(&far->network);
}

/* ---- what it was ------------------------------------------------------ */

/* The CPU time that the link has had, where it is a process of ours. */
static int64_t cpu_of(const struct network *network)
{
    clockid_t clock;
    struct timespec t;
    if (network->carrier.pid <= 0 ||
        clock_getcpuclockid(network->carrier.pid, &clock) != 0 ||
        clock_gettime(clock, &t) != 0)
        return 0;
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void far_begin(struct far *far, const struct exp_row *row, const char *url)
{
    if (!is_far(row))
        return;
    far->rtt = network_rtt(&far->network, url);
    far->began = clock_now();
    far->spent = cpu_of(&far->network);
}

/* Packets that the server sent, and sent again, since it began: its namespace
 * is as old as the run. */
static void add_segments(json_t *network, pid_t server)
{
    char path[64], text[8192];
    snprintf(path, sizeof path, "/proc/%d/net/snmp", (int)server);
    if (proc_text(path, text, sizeof text) <= 0)
        return;
    json_object_set_new(network, "sent",
                        json_integer(proc_netstat(text, "Tcp", "OutSegs")));
    json_object_set_new(network, "repeated",
                        json_integer(proc_netstat(text, "Tcp", "RetransSegs")));
}

static void add_tunnel(json_t *network, const struct far *far)
{
    const struct tunnel_counts *counts = far->network.counts;
    double share = (double)(cpu_of(&far->network) - far->spent) /
                   (double)(clock_now() - far->began);
    json_object_set_new(network, "tunnel",
                        json_pack("{s:f,s:I,s:I,s:I,s:I}", "utilization", share,
                                  "carried", (json_int_t)counts->carried,
                                  "lost", (json_int_t)counts->lost, "dropped",
                                  (json_int_t)counts->full, "late",
                                  (json_int_t)counts->late));
}

/* Those of the server's side; the generator has seen only its own. */
static void set_overflows(json_t *report, pid_t server)
{
    char path[64], text[16384];
    snprintf(path, sizeof path, "/proc/%d/net/netstat", (int)server);
    if (proc_text(path, text, sizeof text) > 0)
        json_object_set_new(
            json_object_get(report, "system"), "listen_overflows",
            json_integer(proc_netstat(text, "TcpExt", "ListenOverflows")));
}

static json_t *describe(const struct far *far, const struct exp_row *row,
                        pid_t server)
{
    json_t *network =
        json_pack("{s:s,s:f,s:f}", "link", network_link_name(far->network.link),
                  "asked_rtt_us", (double)row->rtt / 1e3, "loss",
                  row->loss > 0 ? row->loss : 0.0);
    if (far->rtt >= 0)
        json_object_set_new(network, "rtt_us",
                            json_real((double)far->rtt / 1e3));
    add_segments(network, server);
    if (far->network.counts)
        add_tunnel(network, far);
    return network;
}

/* ---- whether that will do --------------------------------------------- */

static void judge_rtt(const struct far *far, const struct exp_row *row,
                      struct run *run)
{
    char why[300];
    double off = fabs((double)(far->rtt - row->rtt));
    if (far->rtt < 0)
        run_invalid(run, "no connection came about to measure the round trip");
    else if (off > rtt_tolerance * (double)row->rtt + (double)rtt_slack) {
        snprintf(why, sizeof why,
                 "the round trip was %.1f ms, not %.1f ms: let nothing else "
                 "run meanwhile",
                 (double)far->rtt / 1e6, (double)row->rtt / 1e6);
        run_invalid(run, why);
    }
}

/* The tunnel carries packets on the generator's core: both together must have
 * had time to spare, or else the server. */
static void judge_tunnel(const json_t *report, struct run *run)
{
    const json_t *tunnel =
        json_object_get(json_object_get(report, "network"), "tunnel");
    const json_t *generator = json_object_get(report, "generator");
    const json_t *server = json_object_get(report, "server");
    char why[300];
    double carried = json_number_value(json_object_get(tunnel, "carried"));
    double late = json_number_value(json_object_get(tunnel, "late"));
    double dropped = json_number_value(json_object_get(tunnel, "dropped"));
    double used = json_number_value(json_object_get(tunnel, "utilization")) +
                  json_number_value(json_object_get(generator, "utilization"));
    if (dropped > most_dropped * carried || late > most_late * carried) {
        snprintf(why, sizeof why,
                 "the link was not up to it: of %.0f packets %.0f came late "
                 "by 1 ms or more and %.0f were dropped; ask for less",
                 carried, late, dropped);
        run_invalid(run, why);
    }
    if (used > busy &&
        used > json_number_value(json_object_get(server, "utilization"))) {
        snprintf(why, sizeof why,
                 "the generator and the link, not the server, were the limit: "
                 "together they used %.0f %% of a core; ask for less",
                 used * 100);
        run_invalid(run, why);
    }
}

void far_judge(struct far *far, const struct exp_row *row, struct run *run,
               pid_t server)
{
    if (!is_far(row) || !run->report)
        return;
    json_object_set_new(run->report, "network", describe(far, row, server));
    set_overflows(run->report, server);
    judge_rtt(far, row, run);
    if (far->network.counts)
        judge_tunnel(run->report, run);
}
