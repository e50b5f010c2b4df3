/* sampler.h: server and load looked at ten times a second, on one clock. */
#ifndef LOADGEN_SAMPLER_H
#define LOADGEN_SAMPLER_H

#include <sys/types.h>

#include "gather.h"
#include "proc.h"
#include "result.h"
#include "switches.h"

enum { SAMPLER_MS = 100 };

struct sampler_pace {
    int64_t at;   /* when the last look of a kind was, ns */
    int64_t next; /* no other before this */
};

struct sampler {
    pid_t pid;     /* the server's, or 0 */
    bool open;     /* requests become due on a clock */
    int64_t begin; /* of the window, ns: samples before it are not kept */
    int64_t at;    /* when the look before was, ns; 0: there was none */
    int64_t next;  /* when the next look is due, ns */
    struct sampler_pace brief, walk, wide; /* looks at the server, at each
                                              of its threads, the machine */
    int64_t
        before; /* when the look at the server before the present one was; -1: never */
    struct proc_process server;
    struct switches *switches;      /* the caller's: the server's threads */
    int64_t voluntary, involuntary; /* its totals, of the look before */
    struct proc_machine machine;
    uint64_t count, errors, scheduled; /* of the look before */
    struct hist *seen, *between;       /* all answers then; those since */
    struct result_sample *samples;
    int sample_count, room;
};

/* `switches` goes on counting those of pid, and is needed as long as samples
 * are taken. */
void sampler_begin(struct sampler *sampler, pid_t pid, bool open, int64_t begin,
                   struct switches *switches);

/* Takes a sample if it is time to. `glance` is what is known of the load.
 * Costs some 0.5 ms; see sampler.c for servers with many threads. */
void sampler_take(struct sampler *sampler, int64_t now,
                  const struct gather_glance *glance);

/* Gives the samples to the result and frees the rest. */
void sampler_end(struct sampler *sampler, struct load_result *result);

#endif
