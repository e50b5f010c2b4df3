/* worker.h: one thread of the load: its loop, its clients, its counts. */
#ifndef LOADGEN_WORKER_H
#define LOADGEN_WORKER_H

#include <pthread.h>
#include <stdatomic.h>

#include "crowd.h"
#include "flow.h"
#include "hist.h"
#include "intervals.h"
#include "plan.h"

/* How many requests when: the policy. The closed loop is one. */
struct worker;
struct worker_policy {
    struct client_owner owner;
    int (*prepare)(struct worker *worker);  /* 0 or -1; NULL: nothing to do */
    void (*release)(struct worker *worker); /* NULL: nothing to do */
    void (*start)(struct worker *worker);   /* everyone is connected: load */
    bool (*drained)(struct worker *worker); /* the window is over: is all
                                               answered? NULL: no matter */
    void (*end)(struct worker *worker);     /* the loop has ended */
    size_t (*queue)(const struct worker *worker); /* requests that wait */
    /* Since when the first of those waits, ns, or INT64_MAX. */
    int64_t (*first_due)(const struct worker *worker);
};

/* What load_run() and its workers tell each other. Times are those of
 * clock_now(), 0 is "not yet". */
struct worker_shared {
    atomic_llong warmup;      /* the load starts */
    atomic_llong begin;       /* answers count from here */
    atomic_llong end;         /* to here */
    atomic_llong connecting;  /* workers whose clients are not all settled */
    atomic_llong loading;     /* workers that have not ended */
    atomic_llong established; /* clients of the workers that are settled */
    atomic_int last_error;    /* errno of a failed attempt, or 0 */
};

/* What another thread may look at while the load runs. */
struct worker_glance {
    pthread_mutex_t lock; /* protects what follows */
    struct hist *latency;
    uint64_t errors, scheduled, queue;
    uint64_t aged; /* of latency: no good answers */
    /* Only where --samples asks for them: */
    int64_t at;        /* when all this was so, ns */
    struct hist *lag;  /* open loop */
    int64_t longest;   /* wait under way, ns */
    int64_t connected; /* clients with a connection */
};

struct worker {
    const struct load_plan *plan;
    const struct worker_policy *policy;
    int64_t index;            /* of the plan's threads we are this one */
    const struct wire *wires; /* one for each target */
    struct worker_shared *shared;
    struct event_base *base;
    struct event *tick;
    struct crowd crowd;
    char buffer[CLIENT_BUFFER];
    bool running, settled; /* the load runs; we are connected */
    int64_t begin, end;    /* the window as last read */
    struct hist *latency;  /* good answers in the window; open loop: and
                                   those that waited in vain */
    uint64_t aged;         /* of latency: those */
    struct hist *service, *lag, *wait; /* open loop: see open.c */
    struct hist *connect;      /* connections made in the window, ns each */
    uint64_t scheduled, sent;  /* open loop: due in the window; sent in it */
    uint64_t queue;            /* open loop: waited when the window ended */
    int64_t drained;           /* when all of those were sent; 0: not yet */
    uint64_t censored;         /* open loop: unanswered at the end */
    int64_t censored_ns;       /* age of the oldest of them */
    struct flow flow;          /* all but the plain closed loop */
    struct mix_tally *tallies; /* by target, or NULL */
    int64_t picks;             /* targets picked */
    struct open *open;         /* open.c's own */
    struct vary *vary;         /* vary.c's own */
    uint64_t bytes;            /* of those */
    uint64_t errors[OUTCOMES]; /* from the first connect on */
    int64_t gap_ns;            /* client time in the window with nothing in
                                   flight, over all clients */
    int64_t glance_at;         /* when to show something next */
    struct worker_glance glance;
    struct intervals intervals[TRACKS]; /* if the plan wants them */
    int64_t cut;                        /* the second that is cut off next */
    pthread_t thread;
};

/* Prepares worker `index` of plan->threads with `clients` clients. 0, or -1 with errno. */
int worker_init(struct worker *worker, const struct load_plan *plan,
                int64_t index, int64_t clients, const struct wire *wires,
                const struct worker_policy *policy,
                struct worker_shared *shared);
void worker_free(struct worker *worker);

/* The thread's function: connects, waits for the window, loads until its
 * end. Connections stay open until worker_free(). */
void *worker_main(void *worker);

/* Cuts the worker's histograms: all since the last cut came in that second
 * of the window. The tick calls it: a cut comes 10 ms late at most. */
void worker_cut(struct worker *worker, int64_t second);

/* The worker whose client it is. */
struct worker *worker_of(const struct client *client);

/* Every policy's connected() begins with this: counts the connection, and
 * in the window records how long it took, from connect() on. */
void worker_note_connected(struct client *client);

/* Whether an answer that came at `now` counts. */
static inline bool worker_measures(const struct worker *worker, int64_t now)
{
    return now >= worker->begin && now < worker->end;
}

extern const struct worker_policy closed_policy; /* closed.c */
extern const struct worker_policy vary_policy;   /* vary.c */
extern const struct worker_policy open_policy;   /* open.c */

#endif
