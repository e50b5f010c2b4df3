/* live.h: the load at work on a whole terminal, with ncurses. */
#ifndef LOADGEN_LIVE_H
#define LOADGEN_LIVE_H

#include "hist.h"
#include "plan.h"

struct live;

/* What is shown. */
struct live_view {
    const struct hist *latency; /* all times of the window to date */
    double rate;                /* requests a second, of the last second */
    uint64_t errors;
    int64_t elapsed; /* since the window began, ns; negative: warm-up */
};

/* Takes over the terminal that stderr is, or returns NULL where there is
 * none that ncurses knows. For signals see screen.h. */
struct live *live_open(const struct load_plan *plan);

/* Draws; live_say() draws one line only, such as "connecting". */
void live_draw(struct live *live, const struct live_view *view);
void live_say(struct live *live, const char *text);

/* Gives the terminal back as it was. NULL is allowed. */
void live_close(struct live *live);

#endif
