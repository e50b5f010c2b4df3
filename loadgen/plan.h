/* plan.h: what to do, as the command line says it: for run and for idle. */
#ifndef LOADGEN_PLAN_H
#define LOADGEN_PLAN_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "options.h"
#include "output.h"
#include "url.h"
#include "wire.h"

enum {
    PLAN_REMOTES = 16,
    PLAN_SETTINGS = 48,
    PLAN_STEPS = 64,  /* of a profile */
    PLAN_TARGETS = 16 /* of a mix */
};

enum arrival {
    ARRIVAL_FIXED,  /* at even distances */
    ARRIVAL_POISSON /* at random, as independent people come */
};

/* From `at` on the rate is `rate`; with `ramp` it climbs (or falls) evenly
 * from that of the step before so as to be `rate` at `at`. */
struct plan_step {
    int64_t at;   /* ns since the window began */
    int64_t rate; /* requests a second */
    bool ramp;
};

struct plan_target {
    int64_t weight;
    char path[512];
};

/* How a client of `slow` is slow. */
enum slowness { SLOW_HEAD, SLOW_BODY, SLOW_READ };

struct load_plan {
    const char *url;
    struct url target;           /* by plan_finish() */
    struct wire_request request; /* -m, -H, --body */
    const char *expect_body;     /* the whole body of a good answer, or NULL */
    int64_t clients, threads;
    int64_t duration, warmup, timeout; /* ns */
    int64_t connect_time;              /* most for connecting all, ns */
    int64_t connecting;                /* most attempts under way */
    int64_t start_at;                  /* ns since 1970; 0: once connected */
    int64_t pid;                       /* the server's, or 0 */
    bool pid_tree;                     /* and all that descend from it */
    struct in_addr source_first;       /* local addresses to connect from, */
    int source_count;                  /* 0: the kernel's choice */
    const char *remotes[PLAN_REMOTES]; /* hosts named by --allow-remote */
    int remote_count;
    struct output output; /* --json and the other files, --fail-if */
    bool quiet;           /* no progress, no report */
    bool progress;        /* a line on stderr: set by the command itself */
    bool help;
    /* run only */
    struct plan_step steps[PLAN_STEPS]; /* the rate: -R or --profile */
    int step_count;                     /* 0: a closed loop */
    enum arrival arrival;
    int64_t rate;     /* -R, 0 if not given; plan_finish() makes it a step */
    int64_t seed;     /* of arrivals and mix */
    int64_t drain;    /* not closed: longest wait for last answers, ns */
    int64_t think;    /* closed: pause between answer and request */
    int64_t pipeline; /* closed: requests sent at once, 1 or more */
    struct plan_target targets[PLAN_TARGETS]; /* --mix */
    int target_count;                         /* 0: the URL's path alone */
    bool conn_per_request;       /* a new connection for every request */
    int64_t stall_at, stall_for; /* stop --pid then, so long; 0: never */
    bool null;                   /* load a responder of our own */
    /* slow and feed only */
    enum slowness slowness;                 /* by plan_finish_slow() */
    int64_t header_interval, body_interval; /* between two drips, ns, or 0 */
    int64_t read_rate;      /* bytes a second that a reader takes, or 0 */
    int64_t publish_rate;   /* messages a second */
    const char *crowd_path; /* what the crowd asks for; NULL: the URL's */
    const char *probe_path; /* what probes ask for; NULL: the URL's */
    /* idle, slow, feed */
    int64_t connect_rate; /* connections a second, 0 for any */
    int64_t probe_rate;   /* requests a second */
    int64_t probes;       /* connections for them */
    bool greet;           /* each of the crowd asks once first */
    bool again;           /* slow: who was cut off comes again */
    bool reset;           /* end connections by a reset: no TIME_WAIT */
};

/* Sensible defaults for everything but the URL: for run, and for idle. */
void plan_defaults(struct load_plan *plan);
void plan_defaults_idle(struct load_plan *plan); /* slow and feed as well */

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

/* Whether it is the plain closed loop: each asks again when answered. */
bool plan_is_plain(const struct load_plan *plan);

/* Checks what only `run` has; plan_finish() calls it. */
int plan_finish_run(struct load_plan *plan, char error[OPTIONS_ERROR_SIZE]);

/* Decides how the crowd of `slow` is slow. 0, or -1 as plan_finish(). */
int plan_finish_slow(struct load_plan *plan, char error[OPTIONS_ERROR_SIZE]);

/* setting_takes for --arrival, "fixed" or "poisson", and --stall, "10s:2s". */
const char *plan_take_arrival(const char *text, void *plan);
const char *plan_take_stall(const char *text, void *plan);

/* A setting_take for --source: "127.0.0.2" or "127.0.0.2-9". */
const char *plan_take_source(const char *text, void *plan);

/* Whom to look at, as proc.h wants it: negative for a whole family. */
pid_t plan_watched(const struct load_plan *plan);

#endif
