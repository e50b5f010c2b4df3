/* ticker.h: a load under way tells its numbers, ten lines of JSON a second.
 *
 * For who watches while it runs, such as `loadgen console` (--samples). Each
 * line is an object; times in it are of about the last second. */
#ifndef LOADGEN_TICKER_H
#define LOADGEN_TICKER_H

#include <stdbool.h>
#include <stdio.h>

#include "hist.h"

enum { TICKER_MS = 100, TICKER_MARKS = 10 };

/* What a load knows of itself at one moment. */
struct ticker_look {
    int64_t at;                 /* when it was so, ns */
    const struct hist *latency; /* all times so far */
    const struct hist *lag;     /* how late we noticed, so far; NULL where
                                   nothing is due on a clock */
    uint64_t answered, errors;  /* so far */
    int64_t longest;            /* the longest wait under way, ns */
    int64_t connected;          /* clients that have a connection now */
};

/* A look of earlier. */
struct ticker_mark {
    int64_t at;      /* of the look; 0: there was none */
    int64_t told_at; /* when its line was written, ns */
    int64_t cpu_ns;  /* the generator's CPU clock then */
    uint64_t answered;
    struct hist *latency, *lag;
};

struct ticker {
    FILE *out;     /* NULL: nobody asked, or they have gone */
    int64_t began; /* ns */
    int64_t next;  /* when the next line is due, ns */
    int64_t lines; /* of looks, so far */
    struct hist *between;
    struct ticker_mark marks[TICKER_MARKS]; /* line n is kept at n % MARKS */
};

/* Opens the file; "-" is standard output, NULL is nothing to do. Returns 0,
 * or -1 with errno. */
int ticker_begin(struct ticker *ticker, const char *name);

/* Whether it is time for a line. */
bool ticker_due(const struct ticker *ticker, int64_t now);

/* Nobody is asked anything yet: `connected` clients have a connection. */
void ticker_starting(struct ticker *ticker, int64_t now, int64_t connected);

/* The load runs. Costs some 0.1 ms. Once nobody reads what is written, the
 * load is ended (load_interrupt). */
void ticker_running(struct ticker *ticker, int64_t now,
                    const struct ticker_look *look);

void ticker_end(struct ticker *ticker);

#endif
