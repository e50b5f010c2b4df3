/* probe.h: requests at a fixed rate, whatever the server does (open loop). */
#ifndef LOADGEN_PROBE_H
#define LOADGEN_PROBE_H

#include "crowd.h"
#include "hist.h"

/* The k-th probe is due at begin + k / rate: no drift. Probes that are due
 * while no connection is free wait in line, and their time runs. */
struct probe {
    struct crowd crowd; /* the connections; fill in its group first */
    struct event *timer;
    /* Called before probe `number`, due at `due`, goes out; or NULL. */
    void (*sending)(void *context, int64_t number, int64_t due);
    void *context;
    int64_t rate;         /* probes a second */
    int64_t begin;        /* when probe 0 is due, ns */
    int64_t total;        /* probes in all */
    int64_t sent;         /* of which were sent */
    int64_t noticed;      /* of which we noticed that they were due */
    int64_t next_free;    /* where to look for a free connection first */
    struct hist *latency; /* from due to answered, ns; see probe_end() */
    struct hist *lag;     /* from due to noticed, ns: our own lateness */
    uint64_t good, bytes; /* good answers */
    uint64_t errors[OUTCOMES];
    uint64_t unanswered;
    int64_t unanswered_ns; /* age of the oldest of them */
};

extern const struct client_owner probe_owner; /* for the crowd's group */

/* Makes the connections (closed). 0, or -1 with errno. */
int probe_init(struct probe *probe, int64_t connections, int64_t rate);
void probe_free(struct probe *probe);

/* Sends at the rate from `begin` on, for `duration` ns. */
void probe_start(struct probe *probe, int64_t begin, int64_t duration);

/* Whether every probe was sent and answered or failed. */
bool probe_is_done(const struct probe *probe);

/* The end: probes still unanswered are counted, and recorded with their age:
 * a server that hangs has to look like one that hangs. */
void probe_end(struct probe *probe, int64_t now);

#endif
