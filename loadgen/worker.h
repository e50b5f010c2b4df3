/* worker.h: one thread of the load: its loop, its clients, its counts. */
#ifndef LOADGEN_WORKER_H
#define LOADGEN_WORKER_H

#include <pthread.h>
#include <stdatomic.h>

#include "crowd.h"
#include "hist.h"
#include "intervals.h"
#include "plan.h"

/* How many requests when: the policy. The closed loop is one. */
struct worker;
struct worker_policy {
    struct client_owner owner;
    void (*start)(struct worker *worker); /* everyone is connected: load */
    void (*end)(struct worker *worker);   /* the window is over */
};

/* What load_run() and its workers tell each other. Times are those of
 * clock_now(), 0 is "not yet". */
struct worker_shared {
    atomic_llong warmup;      /* the load starts */
    atomic_llong begin;       /* answers count from here */
    atomic_llong end;         /* to here */
    atomic_llong connecting;  /* workers whose clients are not all settled */
    atomic_llong established; /* clients of the workers that are settled */
    atomic_int last_error;    /* errno of a failed attempt, or 0 */
};

/* What another thread may look at while the load runs. */
struct worker_glance {
    pthread_mutex_t lock; /* protects the two below */
    struct hist *latency;
    uint64_t errors;
};

struct worker {
    const struct load_plan *plan;
    const struct worker_policy *policy;
    struct worker_shared *shared;
    struct event_base *base;
    struct event *tick;
    struct crowd crowd;
    char buffer[CLIENT_BUFFER];
    bool running, settled;     /* the load runs; we are connected */
    int64_t begin, end;        /* the window as last read */
    struct hist *latency;      /* good answers in the window */
    uint64_t bytes;            /* of those */
    uint64_t errors[OUTCOMES]; /* from the first connect on */
    int64_t gap_ns;            /* client time in the window with nothing in
                                   flight, over all clients */
    bool glances;              /* someone looks */
    int64_t glance_at;         /* when to show something next */
    struct worker_glance glance;
    struct intervals intervals; /* of latency, if the plan wants them */
    int64_t cut;                /* the second that is cut off next */
    pthread_t thread;
};

/* Prepares a worker with `clients` clients. 0, or -1 with errno. */
int worker_init(struct worker *worker, const struct load_plan *plan,
                int64_t clients, const struct wire *wire,
                const struct worker_policy *policy,
                struct worker_shared *shared);
void worker_free(struct worker *worker);

/* The thread's function: connects, waits for the window, loads until its
 * end. Connections stay open until worker_free(). */
void *worker_main(void *worker);

/* Cuts the worker's histogram if a second of the window is over since the
 * last cut. The tick calls it: a cut comes 10 ms late at most. */
void worker_cut(struct worker *worker, int64_t now);

/* The worker whose client it is. */
struct worker *worker_of(const struct client *client);

/* Whether an answer that came at `now` counts. */
static inline bool worker_measures(const struct worker *worker, int64_t now)
{
    return now >= worker->begin && now < worker->end;
}

extern const struct worker_policy closed_policy; /* closed.c */

#endif
