/* clock.h: the one clock that every stamp in the load generator comes from. */
#ifndef LOADGEN_CLOCK_H
#define LOADGEN_CLOCK_H

#include <stdint.h>
#include <time.h>

enum { CLOCK_MS = 1000000 };               /* nanoseconds in one */
static const int64_t CLOCK_S = 1000000000; /* nanoseconds in one */

/* Nanoseconds of CLOCK_MONOTONIC: no system call on usual machines. */
static inline int64_t clock_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline double clock_seconds(int64_t ns)
{
    return (double)ns / 1e9;
}

/* Nanoseconds since 1970: what people and other machines go by. */
static inline int64_t clock_wall(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* How far clock_wall() is ahead of clock_now(). They are read one after the
 * other: of five times that one counts in which least came between. */
static inline int64_t clock_wall_ahead(void)
{
    int64_t ahead = 0, least = INT64_MAX;
    for (int i = 0; i < 5; i++) {
        int64_t before = clock_now(), wall = clock_wall();
        int64_t gap = clock_now() - before;
        if (gap < least)
            ahead = wall - before - gap / 2;
        least = gap < least ? gap : least;
    }
    return ahead;
}

/* A time of clock_now() as seconds since 1970, for people and for logs. */
static inline double clock_epoch(int64_t at)
{
    return (double)(clock_wall_ahead() + at) / 1e9;
}

#endif
