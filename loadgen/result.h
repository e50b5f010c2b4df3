/* result.h: what was measured, before anyone prints or judges it. */
#ifndef LOADGEN_RESULT_H
#define LOADGEN_RESULT_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "census.h"
#include "client.h"
#include "hist.h"
#include "intervals.h"
#include "plan.h"

enum { RESULT_REASONS = 16, RESULT_NOTES = 4, RESULT_REASON_SIZE = 320 };

/* One look at load and server, ten times a second. What counts is what
 * happened since the look before; -1 where it was not or cannot be known. */
struct result_sample {
    double t_s;             /* since the window began */
    double offered;         /* requests a second that became due (closed: -1) */
    double rate;            /* good answers a second */
    double errors;          /* errors a second */
    int64_t p50_ns, p99_ns; /* of those good answers; -1 if there are none */
    int64_t queue;          /* requests due that wait for a connection */
    double cpu;             /* the server's use, in cores */
    int64_t rss_bytes, vmsize_bytes, threads, fds; /* the server's, now */
    int64_t voluntary, involuntary;                /* its context switches */
    int64_t listen_overflows;                      /* of the machine */
    int64_t kernel_stack_bytes;                    /* of the machine, now */
    double steal; /* of the machine, in cores */
};

/* What became of the requests to one target of a mix. */
struct result_target {
    const char *path; /* the plan's */
    double share;     /* 0 to 1, as asked for */
    uint64_t requests, errors;
    struct hist *response; /* of its good answers in the window, ns */
};

/* `slow` and `feed`: what became of their crowd. */
struct result_slow {
    uint64_t cut;      /* clients whom the server closed */
    uint64_t answered; /* of those: with an answer first, such as 408 */
    uint64_t bytes;    /* sent in drips, or read in sips */
    struct hist *held; /* how long those cut were served, ns */
};
struct result_feed {
    uint64_t published, failed;         /* messages; publishing that failed */
    uint64_t delivered, missing;        /* message and subscriber: pairs */
    struct hist *all;                   /* every delivery, ns */
    struct hist *first, *median, *last; /* one of each message, ns */
};

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
    const char *command; /* "run", "idle", "slow" or "feed" */
    time_t started;
    int64_t began_ns;          /* when the window began, by clock_now() */
    double duration_s;         /* of the window */
    uint64_t requests, bytes;  /* good answers in the window */
    uint64_t errors[OUTCOMES]; /* by outcome, warm-up included; GOOD is 0 */
    uint64_t unanswered;       /* requests in flight or due at the end */
    int64_t unanswered_ns;     /* age of the oldest of them */
    double in_flight;          /* mean number of requests in flight */
    int64_t lag_ns;            /* idle: how late we ourselves were, p90 */
    struct hist *latency;      /* of the good answers in the window, ns: this is
                             &response */
    /* Of requests due in the window. Open loop: from due to done, with
     * time-outs and the censored at their age; from first write to done; from
     * due to noticed, our own lateness; from noticed to written, the wait for
     * a connection. Closed loop: service is response, the others are empty. */
    struct hist response, service, lag, wait;
    struct hist connect;      /* `run`: connections made in the window, from
                                 connect() to established, ns each */
    uint64_t censored;        /* unanswered at the end: open loop */
    uint64_t scheduled, sent; /* due in the window; of those sent in it */
    uint64_t queue;           /* due but not sent when the window ended */
    int64_t drained_ns;       /* from then until all were sent; 0: at once, or
                                 never */
    double offered, achieved; /* requests a second asked for, and sent; 0 in
                                  a closed loop */
    struct result_sample *samples; /* NULL when none was taken */
    int sample_count;
    struct result_target *targets; /* NULL without --mix */
    int target_count;
    struct result_slow slow; /* `slow` only; its histogram is else empty */
    struct result_feed feed; /* `feed` only; its histograms are else empty */
    struct intervals intervals[TRACKS]; /* where asked for */
    double begun; /* when the window began: seconds since 1970 */
    struct census census;
    struct result_usage generator, server;
    bool has_server; /* --pid was given and could be read */
    struct result_system system;
    char reasons[RESULT_REASONS][RESULT_REASON_SIZE]; /* why it is invalid */
    int reason_count;
    char notes[RESULT_NOTES][RESULT_REASON_SIZE]; /* what a reader of valid
                                                     figures must know too */
    int note_count;
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

/* Adds something to be told beside the verdict; printf-like. */
void result_note(struct load_result *result, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "connect", "read", ...: the name in the JSON of an outcome. */
const char *outcome_name(enum outcome outcome);

#endif
