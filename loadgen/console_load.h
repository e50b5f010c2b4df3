/* console_load.h: what one server is loaded with: its customers, the slow
 * ones, and a spike on top. A generator each. */
#ifndef LOADGEN_CONSOLE_LOAD_H
#define LOADGEN_CONSOLE_LOAD_H

#include "console_ask.h"
#include "console_generator.h"

struct load_side {
    const char *program; /* this program's path */
    const char *server;  /* "http://127.0.0.1:8001", no slash at the end */
    const char *remote;  /* its host where it is not this machine, or NULL */
    int64_t max_clients;
    struct generator load, slow, spike;
    struct ask asked; /* the load's; clients 0: none */
    bool keep;        /* its connections stay open */
    int64_t slow_clients;
    int64_t spike_rate, spike_ends; /* requests a second; ns */
};

/* Each starts what is asked for in place of what was; nobody for 0 clients.
 * `keep` is what is meant where it was not said. */
void load_side_load(struct load_side *side, struct event_base *base,
                    const struct ask *ask, bool keep);
void load_side_slow(struct load_side *side, struct event_base *base,
                    int64_t clients);

/* So many more than now, for so long: (factor - 1) times the present rate, on
 * a clock, each with a connection of its own. */
void load_side_spike(struct load_side *side, struct event_base *base,
                     const struct ask *ask);

/* Ends all three. */
void load_side_stop(struct load_side *side);

/* A child of ours ended so. Returns whether it was one of these. */
bool load_side_ended(struct load_side *side, pid_t pid, int status);

/* The "load", "slow" and "spike" of a sample. */
json_t *load_side_load_json(const struct load_side *side, int64_t now);
json_t *load_side_slow_json(const struct load_side *side);
json_t *load_side_spike_json(const struct load_side *side, int64_t now);

#endif
