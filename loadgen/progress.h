/* progress.h: one line on the terminal while the load runs. */
#ifndef LOADGEN_PROGRESS_H
#define LOADGEN_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "hist.h"
#include "plan.h"

enum { PROGRESS_MARKS = 16 };

/* How many answers there were when. */
struct progress_mark {
    int64_t at;
    uint64_t count;
};

struct worker;

struct live;

struct progress {
    bool on;           /* someone watches */
    bool drawn;        /* there is a line to wipe */
    bool plain;        /* --live without a terminal: a line a second instead */
    struct live *live; /* the whole screen, or NULL */
    int64_t duration;  /* of the window, ns */
    int64_t clients;
    int64_t drawn_at; /* when the line was drawn last, ns */
    struct progress_mark marks[PROGRESS_MARKS]; /* the last second's looks */
    int marks_n;
    struct hist *latency; /* of all workers, to date */
};

/* Draws only when the plan says so (plan->progress). */
void progress_begin(struct progress *progress, const struct load_plan *plan);
void progress_free(struct progress *progress);

/* Everyone is being connected, for `elapsed` ns already. */
void progress_connecting(struct progress *progress, int64_t elapsed);

/* Everyone is connected; the load begins in `left` ns. */
void progress_waiting(struct progress *progress, int64_t left);

/* The load runs; `elapsed` is the time since the window began, negative
 * during the warm-up. */
void progress_workers(struct progress *progress, struct worker *workers,
                      int64_t count, int64_t elapsed);

/* As progress_workers(), from one thread's own counts. */
void progress_show(struct progress *progress, const struct hist *latency,
                   uint64_t errors, int64_t elapsed);

/* Wipes the line, or gives the screen back. */
void progress_end(struct progress *progress);

#endif
