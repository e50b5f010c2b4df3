/* plan.h: what to do, as the command line says it: for run and for idle. */
#ifndef LOADGEN_PLAN_H
#define LOADGEN_PLAN_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "options.h"
#include "url.h"
#include "wire.h"

enum { PLAN_REMOTES = 16, PLAN_SETTINGS = 40 };

struct load_plan {
    const char *url;
    struct url target;           /* by plan_finish() */
    struct wire_request request; /* -m, -H, --body */
    const char *expect_body;     /* the whole body of a good answer, or NULL */
    int64_t clients, threads;
    int64_t duration, warmup, timeout; /* ns */
    int64_t connect_time;              /* most for connecting all, ns */
    int64_t connecting;                /* most attempts under way */
    int64_t pid;                       /* the server's, or 0 */
    struct in_addr source_first;       /* local addresses to connect from, */
    int source_count;                  /* 0: the kernel's choice */
    const char *remotes[PLAN_REMOTES]; /* hosts named by --allow-remote */
    int remote_count;
    const char *json; /* a file for the result, - is stdout, or NULL */
    bool quiet;       /* no progress, no report */
    bool progress;    /* a line on stderr: set by the command itself */
    bool help;
    /* idle only */
    int64_t connect_rate; /* connections a second, 0 for any */
    int64_t probe_rate;   /* requests a second */
    int64_t probes;       /* connections for them */
    bool greet;           /* each of the crowd asks once first */
};

/* Sensible defaults for everything but the URL: for run, and for idle. */
void plan_defaults(struct load_plan *plan);
void plan_defaults_idle(struct load_plan *plan);

/* Fills `table` with `own` settings followed by those that run and idle
 * share, ended as options_parse() wants it. */
void plan_settings(struct load_plan *plan, const struct setting *own,
                   struct setting table[PLAN_SETTINGS]);

/* Reads the command line and checks it whole. Returns 0, or -1 with one line
 * in `error` that names the option and the mend. With --help, 0 is returned
 * without any check. */
int plan_read(struct load_plan *plan, const struct setting *table, int argc,
              char **argv, char error[OPTIONS_ERROR_SIZE]);

/* Checks a plan and reads its URL, as plan_read() does. */
int plan_finish(struct load_plan *plan, char error[OPTIONS_ERROR_SIZE]);

/* A setting_take for --source: "127.0.0.2" or "127.0.0.2-9". */
const char *plan_take_source(const char *text, void *plan);

#endif
