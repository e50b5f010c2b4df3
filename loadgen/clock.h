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

/* A time of clock_now() as seconds since 1970, for people and for logs. */
static inline double clock_epoch(int64_t at)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    int64_t now = (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
    return (double)(now - (clock_now() - at)) / 1e9;
}

#endif
