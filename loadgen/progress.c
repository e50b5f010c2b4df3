/* progress.c: the line that shows a load at work (see progress.h).
 *
 * A few times a second, on stderr, overwritten in place, or the whole screen
 * with --live. Without a terminal nothing is ever written, so that logs stay
 * clean; but with --live a plain line a second. */
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "live.h"
#include "units.h"
#include "worker.h"

enum { PERIOD_MS = 250, PLAIN_MS = 1000, PATIENCE_MS = 500 };

void progress_begin(struct progress *progress, const struct load_plan *plan)
{
    memset(progress, 0, sizeof *progress);
    progress->on = plan->progress;
    progress->duration = plan->duration;
    progress->clients = plan->clients;
    if (!progress->on)
        return;
    progress->latency = hist_new();
    if (plan->output.live)
        progress->live = live_open(plan);
    progress->plain = plan->output.live && progress->live == NULL;
}

void progress_free(struct progress *progress)
{
    free(progress->latency);
    progress->latency = NULL;
}

/* Whether it is time to draw again. */
static bool due(const struct progress *progress)
{
    int64_t period = progress->plain ? PLAIN_MS : PERIOD_MS;
    return progress->on &&
           clock_now() - progress->drawn_at >= period * CLOCK_MS;
}

static void draw(struct progress *progress, const char *line)
{
    progress->drawn_at = clock_now();
    if (progress->live != NULL) {
        live_say(progress->live, line);
        return;
    }
    fprintf(stderr, progress->plain ? "%s\n" : "\r\033[K%s", line);
    fflush(stderr);
    progress->drawn = !progress->plain;
}

void progress_connecting(struct progress *progress, int64_t elapsed)
{
    char line[80];
    if (!due(progress) || elapsed < (int64_t)PATIENCE_MS * CLOCK_MS)
        return;
    snprintf(line, sizeof line, "  connecting %lld clients, %.1f s",
             (long long)progress->clients, clock_seconds(elapsed));
    draw(progress, line);
}

void progress_waiting(struct progress *progress, int64_t left)
{
    char line[80];
    if (!due(progress))
        return;
    snprintf(line, sizeof line,
             "  %lld clients are connected; starts in %.0f s",
             (long long)progress->clients, clock_seconds(left));
    draw(progress, line);
}

/* Answers a second, of the last second or what there was of it: the oldest
 * mark is the youngest that is a second old. */
static double lately(struct progress *progress, uint64_t count, int64_t elapsed)
{
    struct progress_mark *marks = progress->marks;
    int64_t now = clock_now();
    if (elapsed <= 0)
        return 0;
    if (progress->marks_n == 0)
        marks[progress->marks_n++] = (struct progress_mark){now - elapsed, 0};
    while (progress->marks_n == PROGRESS_MARKS ||
           (progress->marks_n > 1 && marks[1].at <= now - CLOCK_S))
        memmove(marks, marks + 1, (size_t)--progress->marks_n * sizeof *marks);
    double span = clock_seconds(now - marks[0].at);
    double rate = (double)(count - marks[0].count) / span;
    marks[progress->marks_n++] = (struct progress_mark){now, count};
    return rate;
}

void progress_show(struct progress *progress, const struct hist *latency,
                   uint64_t errors, int64_t elapsed)
{
    char line[160], rate[16], p50[16], p99[16];
    if (!due(progress))
        return;
    if (elapsed < 0 && progress->live == NULL) {
        draw(progress, "  warming up");
        return;
    }
    double per_second = lately(progress, latency->count, elapsed);
    double left = clock_seconds(progress->duration - elapsed);
    if (progress->live != NULL) {
        const struct live_view view = {latency, per_second, errors, elapsed};
        live_draw(progress->live, &view);
        progress->drawn_at = clock_now();
        return;
    }
    snprintf(line, sizeof line,
             "  %s requests/s  p50 %s  p99 %s  errors %llu  %.0f s left",
             units_count(per_second, rate),
             units_time(hist_percentile(latency, 50), p50),
             units_time(hist_percentile(latency, 99), p99),
             (unsigned long long)errors, left > 0 ? left : 0);
    draw(progress, line);
}

void progress_workers(struct progress *progress, struct worker *workers,
                      int64_t count, int64_t elapsed)
{
    uint64_t errors = 0;
    if (!due(progress))
        return;
    memset(progress->latency, 0, sizeof *progress->latency);
    progress->latency->min = HIST_MAX;
    for (int64_t i = 0; i < count; i++) {
        struct worker_glance *glance = &workers[i].glance;
        pthread_mutex_lock(&glance->lock);
        hist_merge(progress->latency, glance->latency);
        errors += glance->errors;
        pthread_mutex_unlock(&glance->lock);
    }
    progress_show(progress, progress->latency, errors, elapsed);
}

void progress_end(struct progress *progress)
{
    live_close(progress->live);
    progress->live = NULL;
    if (progress->drawn)
        fputs("\r\033[K", stderr);
    progress->drawn = false;
}
