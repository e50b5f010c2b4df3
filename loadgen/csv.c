/* csv.c: the headline figures on one line (see csv.h).
 *
 * For spreadsheets and shell scripts: what is not here is in the JSON. */
#include "csv.h"

#include <inttypes.h>
#include <string.h>

#include "plan.h"
#include "result.h"

static const double percents[] = {50, 75, 90, 99, 99.9, 99.99};

void csv_head(FILE *out)
{
    fputs("started,command,url,clients,threads,duration_s,valid,requests,rps,"
          "bytes,errors,mean_us,p50_us,p75_us,p90_us,p99_us,p99_9_us,"
          "p99_99_us,max_us,established,starved,fairness,"
          "generator_cpu_us_per_request,server_cpu_us_per_request,"
          "server_rss_bytes,server_threads\n",
          out);
}

/* In quotes, when it must be. */
static void write_text(FILE *out, const char *text)
{
    if (strpbrk(text, ",\"\n") == NULL) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void write_times(FILE *out, const struct hist *h)
{
    fprintf(out, "%.3f,", hist_mean(h) / 1000);
    for (size_t i = 0; i < sizeof percents / sizeof percents[0]; i++)
        fprintf(out, "%.3f,", (double)hist_percentile(h, percents[i]) / 1000);
    fprintf(out, "%.3f,", (double)h->max / 1000);
}

static void write_costs(FILE *out, const struct load_result *result)
{
    fprintf(out, "%.3f,", result->generator.cpu_us_per_request);
    if (result->has_server)
        fprintf(out, "%.3f,%" PRId64 ",%" PRId64,
                result->server.cpu_us_per_request, result->server.rss_bytes,
                result->server.threads);
    else
        fputs(",,", out);
    fputc('\n', out);
}

void csv_line(FILE *out, const struct load_plan *plan,
              const struct load_result *result)
{
    char started[32];
    struct tm utc;
    gmtime_r(&result->started, &utc);
    strftime(started, sizeof started, "%Y-%m-%dT%H:%M:%SZ", &utc);
    fprintf(out, "%s,%s,", started, result->command);
    write_text(out, plan->url);
    fprintf(out,
            ",%" PRId64 ",%" PRId64 ",%.3f,%s,%" PRIu64 ",%.2f,%" PRIu64
            ",%" PRIu64 ",",
            plan->clients, plan->threads, result->duration_s,
            result->reason_count == 0 ? "yes" : "no", result->requests,
            result_rate(result), result->bytes, result_errors(result));
    write_times(out, result->latency);
    fprintf(out, "%" PRId64 ",%" PRId64 ",%.4f,",
            result->census.counts.established, result->census.starved,
            result->census.fairness);
    write_costs(out, result);
}
