/* ticker.c: a line of JSON ten times a second (see ticker.h).
 *
 * A look is compared with the one of a second ago, of which a copy is kept:
 * ten copies of a histogram, of which only the used part is ever touched. A
 * rate is that of the last half second, by the times of the looks themselves:
 * a look that comes late does no harm. Whoever reads must read on: a pipe
 * that is full holds the load up. */
#include "ticker.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "load.h"

enum { RATE_MARKS = 5 };

int ticker_begin(struct ticker *ticker, const char *name)
{
    *ticker = (struct ticker){.began = clock_now()};
    if (name == NULL)
        return 0;
    ticker->out = strcmp(name, "-") == 0 ? stdout : fopen(name, "we");
    if (ticker->out == NULL)
        return -1;
    ticker->next = ticker->began;
    ticker->between = hist_new();
    for (int i = 0; i < TICKER_MARKS; i++) {
        ticker->marks[i].latency = hist_new();
        ticker->marks[i].lag = hist_new();
    }
    return 0;
}

bool ticker_due(const struct ticker *ticker, int64_t now)
{
    return ticker->out != NULL && now >= ticker->next;
}

static int64_t cpu_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * CLOCK_S + t.tv_nsec;
}

/* Ends a line, and the load where nobody reads it. */
static void end_line(struct ticker *ticker, int64_t now)
{
    while (ticker->next <= now)
        ticker->next += (int64_t)TICKER_MS * CLOCK_MS;
    fputs("}\n", ticker->out);
    if (fflush(ticker->out) == 0)
        return;
    load_interrupt(0);
    ticker->out = NULL;
}

void ticker_starting(struct ticker *ticker, int64_t now, int64_t connected)
{
    if (!ticker_due(ticker, now))
        return;
    fprintf(ticker->out,
            "{\"t_s\":%.3f,\"state\":\"starting\",\"connected\":%" PRId64,
            clock_seconds(now - ticker->began), connected);
    end_line(ticker, now);
}

/* The look of the last line, or of `ago` lines before it; the first one where
 * there were not so many. */
static struct ticker_mark *mark(struct ticker *ticker, int64_t ago)
{
    int64_t line = ticker->lines > ago ? ticker->lines - ago : 0;
    return &ticker->marks[line % TICKER_MARKS];
}

static void print_us(FILE *out, const char *name, bool known, int64_t ns)
{
    if (known)
        fprintf(out, ",\"%s\":%.1f", name, (double)ns / 1000);
    else
        fprintf(out, ",\"%s\":null", name);
}

/* Percentiles of what came since the mark. */
static void print_times(struct ticker *ticker, const struct ticker_look *look,
                        const struct ticker_mark *before)
{
    struct hist *between = ticker->between;
    hist_subtract(between, look->latency, before->latency);
    bool any = between->count > 0;
    print_us(ticker->out, "p50_us", any, hist_percentile(between, 50));
    print_us(ticker->out, "p99_us", any, hist_percentile(between, 99));
    int64_t longest =
        any && between->max > look->longest ? between->max : look->longest;
    print_us(ticker->out, "longest_us", true, longest);
    if (look->lag != NULL)
        hist_subtract(between, look->lag, before->lag);
    bool late = look->lag != NULL && between->count > 0;
    print_us(ticker->out, "lag_us", late, hist_percentile(between, 99));
}

static void keep(struct ticker_mark *mark, int64_t now, int64_t cpu_ns,
                 const struct ticker_look *look)
{
    mark->at = look->at;
    mark->told_at = now;
    mark->cpu_ns = cpu_ns;
    mark->answered = look->answered;
    hist_follow(mark->latency, look->latency);
    if (look->lag != NULL)
        hist_follow(mark->lag, look->lag);
}

static double per_second(double much, int64_t ns)
{
    return ns > 0 ? much / clock_seconds(ns) : 0;
}

void ticker_running(struct ticker *ticker, int64_t now,
                    const struct ticker_look *look)
{
    if (!ticker_due(ticker, now))
        return;
    int64_t cpu_ns = cpu_now();
    if (ticker->lines == 0) /* what the first one is compared with */
        keep(&ticker->marks[0], now, cpu_ns, look);
    const struct ticker_mark *second = mark(ticker, TICKER_MARKS - 1);
    const struct ticker_mark *half = mark(ticker, RATE_MARKS - 1);
    fprintf(ticker->out,
            "{\"t_s\":%.3f,\"state\":\"running\",\"connected\":%" PRId64
            ",\"answered\":%" PRIu64 ",\"errors\":%" PRIu64
            ",\"rate\":%.1f,\"cpu\":%.4f",
            clock_seconds(now - ticker->began), look->connected, look->answered,
            look->errors,
            per_second((double)(look->answered - half->answered),
                       look->at - half->at),
            per_second(clock_seconds(cpu_ns - second->cpu_ns),
                       now - second->told_at));
    print_times(ticker, look, second);
    ticker->lines++;
    keep(mark(ticker, 0), now, cpu_ns, look);
    end_line(ticker, now);
}

void ticker_end(struct ticker *ticker)
{
    if (ticker->out != NULL && ticker->out != stdout)
        fclose(ticker->out);
    ticker->out = NULL;
    free(ticker->between);
    ticker->between = NULL;
    for (int i = 0; i < TICKER_MARKS; i++) {
        free(ticker->marks[i].latency);
        free(ticker->marks[i].lag);
    }
}
