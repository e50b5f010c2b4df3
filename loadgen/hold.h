/* hold.h: a crowd of clients that is held while probes ask beside it.
 *
 * What the crowd does is its kind: it says nothing (idle), it is slow, or it
 * listens to a feed. The probes are always the same: requests at a fixed
 * rate on connections of their own, timed from when they were due. */
#ifndef LOADGEN_HOLD_H
#define LOADGEN_HOLD_H

#include "load.h"
#include "probe.h"
#include "progress.h"
#include "sampler.h"
#include "ticker.h"
#include "usage.h"

struct hold;

struct hold_kind {
    struct client_owner owner; /* of the crowd */
    /* Each may be NULL. */
    int (*prepare)(struct hold *hold);      /* 0, or -1 with errno */
    void (*release)(struct hold *hold);     /* frees what prepare() made */
    bool (*ready)(const struct hold *hold); /* all are connected: may the
                                               window begin? */
    void (*begin)(struct hold *hold, int64_t now); /* the window begins */
    void (*tick)(struct hold *hold, int64_t now);  /* a hundred times a s */
    bool (*done)(const struct hold *hold); /* after the window: no more to
                                                come? */
    void (*collect)(struct hold *hold);    /* into the result */
    /* Times that --samples tells; NULL: those of the probes. */
    const struct hist *(*times)(const struct hold *hold);
    void (*judge)(struct load_result *result);
};

struct hold {
    struct crowd crowd; /* first: probe_of() and hold_of() rely on it */
    struct probe probe;
    const struct load_plan *plan;
    struct load_result *result;
    const struct hold_kind *kind;
    void *own; /* the kind's */
    struct wire crowd_wire, probe_wire;
    struct event_base *base;
    struct event *tick;
    char buffer[CLIENT_BUFFER];
    bool holding;   /* the crowd is complete and stays as it is */
    int64_t greets; /* idle: first requests still unanswered */
    int64_t cut;    /* seconds of the probes' times that were cut off */
    struct usage_watch watch;
    struct progress progress;
    struct sampler sampler;
    struct ticker ticker;
};

static inline struct hold *hold_of(const struct client *client)
{
    return (struct hold *)client->group->context;
}

/* Carries out a plan with a crowd of that kind, as load_run() does. */
enum exit_status hold_load(const struct load_plan *plan,
                           struct load_result *result,
                           const struct hold_kind *kind,
                           char error[LOAD_ERROR_SIZE]);

/* Builds a request like the plan's, but to `path` and, unless NULL, by
 * `method`. 0, or -1 with errno. */
int hold_wire(const struct load_plan *plan, const char *method,
              const char *path, struct wire *wire);

/* Fills in what clients of the hold share. */
void hold_prepare_crowd(struct hold *hold, struct crowd *crowd,
                        const struct wire *wire,
                        const struct client_owner *owner);

/* One of the crowd is gone: has it connect again if it never was connected.
 * Returns whether it did. */
bool hold_note_broken(struct client *client, enum outcome outcome, int error);

/* All errors together. */
uint64_t hold_sum(const uint64_t errors[OUTCOMES]);

/* Tells --samples how it goes, when it is time to. */
void hold_tell(struct hold *hold, int64_t now);

#endif
