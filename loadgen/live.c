/* live.c: rate, times and server on a whole terminal (see live.h).
 *
 * From top to bottom: how far we are, rate and errors, percentiles, how the
 * times are spread (a bar a step of 1, 2, 5), and what the server uses. What
 * does not fit on a small terminal is left out. */
#include "live.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "proc.h"
#include "screen.h"
#include "units.h"

enum {
    STEPS = 30,
    LABEL = 12, /* columns left of the bars */
    SHARE = 11, /* and right of them */
    LEAST_BAR = 8,
    BAR_ROW = 7, /* the first */
    PROGRESS_COLUMN = 20,
    PROGRESS_BAR = 40,
    CELL = 10, /* of a percentile, at least */
    WIDEST_CELL = 14,
    ALL = 5, /* percentiles, and where they do not fit */
    FEW = 3
};

struct live {
    const struct load_plan *plan;
    int64_t cpu_ns, at; /* of the server, and when that was */
    double cpu;         /* its use lately, in cores; negative: not known */
    struct proc_process server;
    bool has_server;
};

struct live *live_open(const struct load_plan *plan)
{
    struct live *live = calloc(1, sizeof *live);
    if (live == NULL || !screen_open()) {
        free(live);
        return NULL;
    }
    live->plan = plan;
    live->cpu = -1;
    return live;
}

void live_close(struct live *live)
{
    if (live == NULL)
        return;
    screen_close();
    free(live);
}

void live_say(struct live *live, const char *text)
{
    screen_begin();
    screen_put(0, 0, "loadgen  %s", live->plan->url);
    screen_put(2, 0, "%s", text);
    screen_end();
}

/* ---- the parts -------------------------------------------------------- */

static void draw_bar(int row, int column, int width, double share)
{
    char bar[256];
    int full = (int)lround((share < 1 ? share : 1) * width), i;
    for (i = 0; i < width && i < (int)sizeof bar - 1; i++)
        bar[i] = i < full ? '#' : '.';
    bar[i] = '\0';
    screen_put(row, column, "%s", bar);
}

/* The second row: how far we are. */
static void draw_progress(const struct live *live, int64_t elapsed)
{
    double done = clock_seconds(elapsed);
    double all = clock_seconds(live->plan->duration);
    if (screen_was_asked_to_end())
        screen_put(1, 0, "ending: Ctrl-C again ends at once");
    else if (elapsed < 0)
        screen_put(1, 0, "warming up");
    else if (done >= all)
        screen_put(1, 0, "waiting for the last answers");
    else {
        screen_put(1, 0, "%5.1f of %.1f s  ", done, all);
        draw_bar(1, PROGRESS_COLUMN, PROGRESS_BAR, done / all);
    }
}

static void draw_rate(const struct live_view *view)
{
    static const double all[] = {50, 90, 99, 99.9, 100}, few[] = {50, 99, 100};
    char text[UNITS_SIZE];
    int columns = screen_columns();
    bool wide = columns >= ALL * CELL;
    int count = wide ? ALL : FEW, cell = columns / count;
    const double *percents = wide ? all : few;
    cell = cell > WIDEST_CELL ? WIDEST_CELL : cell < CELL ? CELL : cell;
    screen_put(3, 0, "%10s requests/s", units_count(view->rate, text));
    screen_put(3, 26, "errors %llu", (unsigned long long)view->errors);
    for (int i = 0; i < count && (i + 1) * cell <= columns; i++) {
        if (percents[i] < 100)
            screen_put(4, i * cell, "  p%g", percents[i]);
        else
            screen_put(4, i * cell, "  max");
        screen_put(
            5, i * cell, "  %s",
            units_time(hist_percentile(view->latency, percents[i]), text));
    }
}

/* The nth of 1, 2, 5, 10... microseconds, in ns. */
static int64_t step_of(int n)
{
    static const int64_t steps[] = {1, 2, 5};
    int64_t value = steps[n % 3] * 1000;
    for (int i = 0; i < n / 3; i++)
        value *= 10;
    return value;
}

/* How many times lie up to each step, but above the one before. */
static void spread(const struct hist *h, uint64_t counts[STEPS])
{
    int n = 0;
    memset(counts, 0, STEPS * sizeof *counts);
    for (size_t s = hist_next(h, 0); s < HIST_SLOTS; s = hist_next(h, s + 1)) {
        while (n < STEPS - 1 && hist_slot_highest(s) > step_of(n))
            n++;
        counts[n] += h->slots[s];
    }
}

/* One bar; its label is the longest time in it. */
static void draw_step(const struct hist *h, int row, int n, uint64_t count,
                      uint64_t most)
{
    char text[UNITS_SIZE];
    int width = screen_columns() - LABEL - SHARE;
    double share = (double)count / (double)most;
    screen_put(row, 0, "%9s", units_time(step_of(n), text));
    if (width < LEAST_BAR) { /* no room for figures too */
        draw_bar(row, LABEL, (int)lround((width + SHARE - 1) * share), 1);
        return;
    }
    draw_bar(row, LABEL, (int)lround(width * share), 1);
    screen_put(row, screen_columns() - SHARE + 1, "%7.3f %%",
               100.0 * (double)count / (double)h->count);
}

/* The bars, above row `last`; the longest is that of most. Where not all fit,
 * the first counts what is quicker than it, too: its label stays true. */
static void draw_spread(const struct hist *h, int last)
{
    uint64_t counts[STEPS], most = 1;
    int first = STEPS, end = 0, room = last - BAR_ROW;
    spread(h, counts);
    for (int i = 0; i < STEPS; i++) {
        first = i < first && counts[i] > 0 ? i : first;
        end = counts[i] > 0 ? i + 1 : end;
    }
    for (; room > 0 && end - first > room; first++)
        counts[first + 1] += counts[first];
    for (int i = first; i < end; i++)
        most = counts[i] > most ? counts[i] : most;
    for (int i = first; i < end && i - first < room; i++)
        draw_step(h, BAR_ROW + i - first, i, counts[i], most);
}

static void look_at_server(struct live *live)
{
    int64_t now = clock_now();
    pid_t pid = (pid_t)live->plan->pid;
    live->has_server = pid != 0 && proc_process_brief(pid, &live->server) == 0;
    if (!live->has_server)
        return;
    live->server.fds = proc_process_fds(pid);
    if (live->at > 0 && now > live->at)
        live->cpu = (double)(live->server.cpu_ns - live->cpu_ns) /
                    (double)(now - live->at);
    live->cpu_ns = live->server.cpu_ns;
    live->at = now;
}

static void draw_server(const struct live *live, int row)
{
    char rss[UNITS_SIZE];
    if (live->plan->pid == 0)
        screen_put(row, 0, "server: add --pid N to see it");
    else if (!live->has_server)
        screen_put(row, 0, "server: there is no process %lld",
                   (long long)live->plan->pid);
    else
        screen_put(row, 0, "server %.2f cores  %s RSS  %lld threads  %lld fds",
                   live->cpu < 0 ? 0 : live->cpu,
                   units_bytes((double)live->server.rss_bytes, rss),
                   (long long)live->server.threads,
                   (long long)live->server.fds);
}

void live_draw(struct live *live, const struct live_view *view)
{
    look_at_server(live);
    screen_begin();
    screen_put(0, 0, "loadgen  %s", live->plan->url);
    draw_progress(live, view->elapsed);
    if (view->latency->count > 0) {
        draw_rate(view);
        draw_spread(view->latency, screen_rows() - 2);
    }
    if (screen_rows() > BAR_ROW)
        draw_server(live, screen_rows() - 1);
    screen_end();
}
