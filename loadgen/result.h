/* result.h: what was measured, before anyone prints or judges it. */
#ifndef LOADGEN_RESULT_H
#define LOADGEN_RESULT_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "census.h"
#include "client.h"
#include "hist.h"
#include "plan.h"

enum { RESULT_REASONS = 16, RESULT_REASON_SIZE = 240 };

/* The generator's or the server's use of the machine in the window. */
struct result_usage {
    double user_s, system_s; /* they add up to the exact CPU time */
    double cpu_us_per_request;
    double utilization; /* 0 to 1: generator: of the busiest thread's core;
                           server: of the cores it can use */
    double waited;      /* generator: share of the window that its threads
                           were ready but had no core, 0 to 1 */
    int64_t rss_before_bytes, rss_bytes, vmsize_bytes;
    int64_t threads, fds;
    int64_t voluntary, involuntary; /* context switches in the window */
};

struct result_system {
    int64_t cores, listen_overflows;
    int64_t kernel_stack_before_bytes, kernel_stack_bytes;
    int64_t slab_before_bytes, slab_bytes;
    double steal_s;
};

struct load_result {
    const char *command; /* "run" or "idle" */
    time_t started;
    double duration_s;         /* of the window */
    uint64_t requests, bytes;  /* good answers in the window */
    uint64_t errors[OUTCOMES]; /* by outcome, warm-up included; GOOD is 0 */
    uint64_t unanswered;       /* requests in flight or due at the end */
    int64_t unanswered_ns;     /* age of the oldest of them */
    double in_flight;          /* mean number of requests in flight */
    int64_t lag_ns;            /* idle: how late we ourselves were, p90 */
    struct hist *latency;      /* of the good answers in the window, ns */
    struct census census;
    struct result_usage generator, server;
    bool has_server; /* --pid was given and could be read */
    struct result_system system;
    char reasons[RESULT_REASONS][RESULT_REASON_SIZE]; /* why it is invalid */
    int reason_count;
};

/* An empty result of `command`. Exits without memory. */
void result_init(struct load_result *result, const char *command);
void result_free(struct load_result *result);

/* Good answers a second of the window. */
double result_rate(const struct load_result *result);

/* All errors together. */
uint64_t result_errors(const struct load_result *result);

/* Adds a reason for which the measurement is invalid; printf-like. */
void result_reason(struct load_result *result, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "connect", "read", ...: the name in the JSON of an outcome. */
const char *outcome_name(enum outcome outcome);

#endif
