/* live.c: rate, times and server on a whole terminal (see live.h).
 *
 * From top to bottom: how far we are, rate and errors, percentiles, how the
 * times are spread (a bar a step of 1, 2, 5), and what the server uses. What
 * does not fit on a small terminal is left out, from below. */
#include "live.h"

#include <curses.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "load.h"
#include "proc.h"
#include "units.h"

enum { STEPS = 30, LABEL = 12, BAR_ROW = 7 };

struct live {
    const struct load_plan *plan;
    SCREEN *screen;
    int64_t cpu_ns, at; /* of the server, and when that was */
    double cpu;         /* its use lately, in cores; negative: not known */
    struct proc_process server;
    bool has_server;
};

struct live *live_open(const struct load_plan *plan)
{
    struct live *live;
    if (!isatty(STDERR_FILENO) || (live = calloc(1, sizeof *live)) == NULL)
        return NULL;
    live->plan = plan;
    live->cpu = -1;
    live->screen = newterm(NULL, stderr, stdin);
    if (live->screen == NULL) {
        free(live);
        return NULL;
    }
    const struct sigaction early = {.sa_handler = load_interrupt};
    sigaction(SIGINT, &early, NULL);
    sigaction(SIGTERM, &early, NULL);
    curs_set(0);
    return live;
}

void live_close(struct live *live)
{
    if (live == NULL)
        return;
    endwin();
    delscreen(live->screen);
    free(live);
}

void live_say(struct live *live, const char *text)
{
    erase();
    mvprintw(0, 0, "loadgen  %.*s", COLS - 10, live->plan->url);
    mvprintw(2, 0, "%.*s", COLS - 1, text);
    refresh();
}

/* ---- the parts -------------------------------------------------------- */

static void draw_bar(int row, int column, int width, double share)
{
    int full = (int)lround(share * width);
    for (int i = 0; i < width && column + i < COLS - 1; i++)
        mvaddch(row, column + i, i < full ? (chtype)'#' : (chtype)'.');
}

static void draw_head(const struct live *live, const struct live_view *view)
{
    double done = clock_seconds(view->elapsed);
    double all = clock_seconds(live->plan->duration);
    mvprintw(0, 0, "loadgen  %.*s", COLS - 10, live->plan->url);
    if (view->elapsed < 0) {
        mvprintw(1, 0, "warming up");
        return;
    }
    mvprintw(1, 0, "%5.1f of %.1f s  ", done, all);
    draw_bar(1, 20, 40, done / all);
}

static void draw_rate(const struct live_view *view)
{
    static const double percents[] = {50, 90, 99, 99.9, 100};
    char text[UNITS_SIZE];
    attron(A_BOLD);
    mvprintw(3, 0, "%10s requests/s", units_count(view->rate, text));
    attroff(A_BOLD);
    mvprintw(3, 26, "errors %llu", (unsigned long long)view->errors);
    for (int i = 0; i < 5; i++) {
        mvprintw(4, i * 14, i < 4 ? "   p%g" : "   max", percents[i]);
        mvprintw(5, i * 14, "%10s",
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

/* The bars, above row `last`; the longest is that of most. */
static void draw_spread(const struct hist *h, int last)
{
    uint64_t counts[STEPS], most = 1;
    char text[UNITS_SIZE];
    int row = BAR_ROW, first = STEPS, end = 0;
    spread(h, counts);
    for (int i = 0; i < STEPS; i++) {
        most = counts[i] > most ? counts[i] : most;
        first = i < first && counts[i] > 0 ? i : first;
        end = counts[i] > 0 ? i + 1 : end;
    }
    for (int i = first; i < end && row < last; i++, row++) {
        mvprintw(row, 0, "%9s  ", units_time(step_of(i), text));
        int width = COLS - LABEL - 12;
        draw_bar(row, LABEL,
                 (int)((double)width * (double)counts[i] / (double)most), 1);
        mvprintw(row, COLS - 10, "%7.3f %%",
                 100.0 * (double)counts[i] / (double)h->count);
    }
}

static void look_at_server(struct live *live)
{
    int64_t now = clock_now();
    live->has_server = live->plan->pid != 0 &&
                       proc_process((pid_t)live->plan->pid, &live->server) == 0;
    if (!live->has_server)
        return;
    if (live->at > 0 && now > live->at)
        live->cpu = (double)(live->server.cpu_ns - live->cpu_ns) /
                    (double)(now - live->at);
    live->cpu_ns = live->server.cpu_ns;
    live->at = now;
}

static void draw_server(const struct live *live, int row)
{
    char rss[UNITS_SIZE];
    if (!live->has_server) {
        mvprintw(row, 0, "server: add --pid N to see it");
        return;
    }
    mvprintw(row, 0, "server  %5.2f cores  %s RSS  %lld threads  %lld fds",
             live->cpu < 0 ? 0 : live->cpu,
             units_bytes((double)live->server.rss_bytes, rss),
             (long long)live->server.threads, (long long)live->server.fds);
}

void live_draw(struct live *live, const struct live_view *view)
{
    look_at_server(live);
    erase();
    draw_head(live, view);
    if (view->latency->count > 0) {
        draw_rate(view);
        draw_spread(view->latency, LINES - 2);
    }
    draw_server(live, LINES - 1);
    refresh();
}
