/* report.c: prints a result (see report.h).
 *
 * The percentile table ends where fewer than ten samples lie beyond: what is
 * further out would be the story of single requests. */
#include "report.h"

#include <stdio.h>

#include "clock.h"
#include "units.h"

enum { FEWEST_BEYOND = 10 };

static void print_latency(const struct hist *h)
{
    char mean[UNITS_SIZE], stdev[UNITS_SIZE], max[UNITS_SIZE];
    printf("  Thread Stats   Avg      Stdev     Max   +/- Stdev\n");
    printf("    Latency  %8s  %8s  %8s  %6.2f%%\n",
           units_time((int64_t)hist_mean(h), mean),
           units_time((int64_t)hist_stdev(h), stdev), units_time(h->max, max),
           hist_within_stdev(h) * 100);
}

static void print_percentiles(const struct hist *h)
{
    static const double percents[] = {50, 75, 90, 99, 99.9, 99.99, 99.999};
    char text[UNITS_SIZE];
    printf("  Latency Distribution\n");
    for (size_t i = 0; i < sizeof percents / sizeof percents[0]; i++) {
        double beyond = (1 - percents[i] / 100) * (double)h->count;
        if (beyond + 1e-6 < FEWEST_BEYOND) {
            printf("     (%llu samples say no more)\n",
                   (unsigned long long)h->count);
            return;
        }
        printf("  %9.6g%% %10s\n", percents[i],
               units_time(hist_percentile(h, percents[i]), text));
    }
}

void report_times(const struct hist *h)
{
    print_latency(h);
    print_percentiles(h);
}

static void print_errors(const struct load_result *result)
{
    if (result_errors(result) == 0)
        return;
    printf("  Errors:");
    for (int i = OUTCOME_GOOD + 1; i < OUTCOMES; i++)
        if (result->errors[i] > 0)
            printf(" %s %llu", outcome_name((enum outcome)i),
                   (unsigned long long)result->errors[i]);
    putchar('\n');
}

void report_census(const struct census *census)
{
    const struct crowd_counts *counts = &census->counts;
    printf("  Clients: asked %lld, established %lld in %.2f s",
           (long long)census->asked, (long long)counts->established,
           census->connect_s);
    if (counts->connects > counts->established)
        printf(", reconnected %lld",
               (long long)(counts->connects - counts->established));
    printf(", refused %lld, reset %lld, closed %lld\n",
           (long long)counts->refused, (long long)counts->reset,
           (long long)counts->closed);
}

static void print_served(const struct load_result *result)
{
    printf("           served %lld, starved %lld, fairness %.3f\n",
           (long long)result->census.served, (long long)result->census.starved,
           result->census.fairness);
}

static void print_use(const char *who, const char *whole,
                      const struct result_usage *use)
{
    char rss[UNITS_SIZE];
    printf("  %-10s %6.2f us CPU a request (user %.2f s, system %.2f s), "
           "%.0f%% of %s, %s RSS\n",
           who, use->cpu_us_per_request, use->user_s, use->system_s,
           use->utilization * 100, whole,
           units_bytes((double)use->rss_bytes, rss));
}

static void print_server(const struct result_usage *use)
{
    print_use("Server", "its cores", use);
    printf("             threads %lld, descriptors %lld, switches voluntary "
           "%lld, forced %lld\n",
           (long long)use->threads, (long long)use->fds,
           (long long)use->voluntary, (long long)use->involuntary);
}

static void print_system(const struct result_system *system)
{
    if (system->listen_overflows > 0)
        printf("  Machine    dropped %lld connection attempts: an accept "
               "queue was full (raise --backlog)\n",
               (long long)system->listen_overflows);
    if (system->steal_s > 0)
        printf("  Machine    lost %.2f s of CPU to its host (steal)\n",
               system->steal_s);
}

static void print_verdict(const struct load_result *result)
{
    printf("Valid: %s\n", result->reason_count == 0 ? "yes" : "NO");
    for (int i = 0; i < result->reason_count; i++)
        printf("  - %s\n", result->reasons[i]);
    for (int i = 0; i < result->note_count; i++)
        printf("  Note: %s\n", result->notes[i]);
}

void report_rates(const struct load_result *result)
{
    char bytes[UNITS_SIZE];
    double duration = result->duration_s > 0 ? result->duration_s : 1;
    printf("  %llu requests in %.2fs, %s read\n",
           (unsigned long long)result->requests, result->duration_s,
           units_bytes((double)result->bytes, bytes));
    print_errors(result);
    printf("Requests/sec: %10.2f\n", result_rate(result));
    printf("Transfer/sec: %10s\n",
           units_bytes((double)result->bytes / duration, bytes));
}

void report_ends(const struct load_result *result)
{
    print_use("Generator", "a core", &result->generator);
    if (result->has_server)
        print_server(&result->server);
    print_system(&result->system);
    print_verdict(result);
}

/* One of several kinds of times; too few samples for a percentile: "-". */
static void print_time(const char *name, const struct hist *h)
{
    static const double percents[] = {50, 90, 99, 99.9};
    char text[UNITS_SIZE];
    printf("    %-9s", name);
    for (size_t i = 0; i < sizeof percents / sizeof percents[0]; i++) {
        double beyond = (1 - percents[i] / 100) * (double)h->count;
        bool enough = beyond + 1e-6 >= FEWEST_BEYOND;
        printf(" %10s", enough
                            ? units_time(hist_percentile(h, percents[i]), text)
                            : "-");
    }
    printf(" %10s\n", units_time(h->max, text));
}

/* Where the time of a request goes: response = lag + wait + service. */
static void print_open(const struct load_plan *plan,
                       const struct load_result *result)
{
    if (plan->step_count == 0)
        return;
    printf("  Open loop: %.2f requests/sec asked for, %.2f sent, %s "
           "arrivals\n",
           result->offered, result->achieved,
           plan->arrival == ARRIVAL_FIXED ? "fixed" : "Poisson");
    printf("    %-9s %10s %10s %10s %10s %10s\n", "", "50%", "90%", "99%",
           "99.9%", "max");
    print_time("Response", &result->response);
    print_time("Service", &result->service);
    print_time("Wait", &result->wait);
    print_time("Lag", &result->lag);
    if (result->queue > 0 || result->censored > 0)
        printf("    %llu waited for a connection when the window ended; %llu "
               "were never answered\n",
               (unsigned long long)result->queue,
               (unsigned long long)result->censored);
}

/* Connections made while it was measured: of --conn-per-request, or because
 * the server closes. */
static void print_connects(const struct hist *h)
{
    if (h->count == 0)
        return;
    printf("  %llu connections were made\n", (unsigned long long)h->count);
    printf("    %-9s %10s %10s %10s %10s %10s\n", "", "50%", "90%", "99%",
           "99.9%", "max");
    print_time("Connect", h);
}

static void print_targets(const struct load_result *result)
{
    char p50[UNITS_SIZE], p99[UNITS_SIZE];
    for (int i = 0; i < result->target_count; i++) {
        const struct result_target *target = &result->targets[i];
        printf("  Target %-24s %10llu requests, %llu errors, 50%% %s, 99%% "
               "%s\n",
               target->path, (unsigned long long)target->requests,
               (unsigned long long)target->errors,
               units_time(hist_percentile(target->response, 50), p50),
               units_time(hist_percentile(target->response, 99), p99));
    }
}

void report_run(const struct load_plan *plan, const struct load_result *result)
{
    char duration[32];
    printf("Running %s test @ %s\n",
           options_format(SETTING_TIME, plan->duration, duration), plan->url);
    printf("  %lld threads and %lld connections\n", (long long)plan->threads,
           (long long)plan->clients);
    report_times(result->latency);
    print_open(plan, result);
    print_connects(&result->connect);
    print_targets(result);
    report_rates(result);
    report_census(&result->census);
    print_served(result);
    report_ends(result);
}

/* What one silent client costs the server: the point of `idle`. */
static void print_cost_of_silence(const struct load_result *result)
{
    const struct result_usage *use = &result->server;
    const struct result_system *system = &result->system;
    double clients = (double)result->census.counts.established;
    char each[UNITS_SIZE], all[UNITS_SIZE];
    if (clients <= 0)
        return;
    if (result->has_server) {
        double grown = (double)(use->rss_bytes - use->rss_before_bytes);
        grown = grown > 0 ? grown : 0;
        printf("  A silent client costs the server %s RSS (%s now, %lld "
               "threads, %lld descriptors)\n",
               units_bytes(grown / clients, each),
               units_bytes((double)use->rss_bytes, all),
               (long long)use->threads, (long long)use->fds);
    } else {
        printf("  (add --pid N to see what the server pays)\n");
    }
    double stack = (double)(system->kernel_stack_bytes -
                            system->kernel_stack_before_bytes);
    double slab = (double)(system->slab_bytes - system->slab_before_bytes);
    printf("  and the kernel %s of stack",
           units_bytes(stack > 0 ? stack / clients : 0, each));
    printf(" and %s of slab (both ends)\n",
           units_bytes(slab > 0 ? slab / clients : 0, each));
}

void report_idle(const struct load_plan *plan, const struct load_result *result)
{
    char duration[32], lag[UNITS_SIZE];
    printf("Holding %lld silent clients for %s @ %s\n",
           (long long)plan->clients,
           options_format(SETTING_TIME, plan->duration, duration), plan->url);
    report_census(&result->census);
    if (plan->greet)
        print_served(result);
    print_cost_of_silence(result);
    printf("  Probes: %lld a second over %lld connections, timed from when "
           "each was due\n",
           (long long)plan->probe_rate, (long long)plan->probes);
    report_times(result->latency);
    report_rates(result);
    printf("  The generator itself was late by at most %s for 90%% of them\n",
           units_time(result->lag_ns, lag));
    report_ends(result);
}
