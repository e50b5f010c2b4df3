/* million.h: the road to a million connections.
 *
 * Several processes of a server share one port, and several generators hold
 * silent crowds on it. In each block the crowd of one process grows in steps;
 * a straight line through the block's steps has a slope (what one more
 * connection costs) and a base (what a process costs by itself). The lines
 * say what a large crowd on several processes will take; that is written
 * down, then the large crowd is held, and both stand side by side. The same
 * lines lead on to a million. */
#ifndef LOADGEN_MILLION_H
#define LOADGEN_MILLION_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "doctor.h"
#include "stats.h"

enum {
    MILLION_STEPS = 8,   /* crowd sizes, at most */
    MILLION_BLOCKS = 10, /* at most */
    MILLION_PROCESSES = 16,
    MILLION_SIDES = 2,
    MILLION_GOAL = 1000000
};

enum quantity {
    QUANTITY_RSS,     /* bytes, of the server's processes */
    QUANTITY_STACK,   /* bytes of kernel stack, of the machine */
    QUANTITY_SLAB,    /* bytes of kernel objects, of the machine: both ends */
    QUANTITY_TABLES,  /* bytes of page tables, of the machine */
    QUANTITY_MEMORY,  /* bytes: all of the above */
    QUANTITY_THREADS, /* of the server's processes */
    QUANTITY_FDS,     /* of the server's processes */
    QUANTITIES
};

/* Its name in results.json ("rss_bytes"), and in words. */
extern const char *const quantity_names[QUANTITIES];
extern const char *const quantity_words[QUANTITIES];

/* One look at a crowd that is held. NAN: not looked at. */
struct million_look {
    int64_t clients; /* held */
    double value[QUANTITIES];
};

/* What a block says of a quantity: value = base * processes + slope * n. */
struct million_line {
    double base, slope;
    /* How sure the line is of itself: how far its points stray (standard
     * deviation), how many there are, their mean x and sum of squares. */
    double stray, points, mean, squares;
};

struct million_fit {
    struct million_line lines[MILLION_BLOCKS];
    int n;
};

/* ---- million_fit.c: from looks to lines, and on. Pure. ---- */

/* The least-squares line through n points, NAN left out; a NAN line if fewer
 * than two different x are left. */
struct million_line million_line(const double *x, const double *y, int n);

/* The same through a quantity of a block's looks. */
struct million_line million_line_of(const struct million_look *looks, int n,
                                    enum quantity quantity);

/* The slope: mean over the blocks' lines, and its 95 % t interval. */
struct interval million_slope(const struct million_fit *fit);

/* What one more measurement of so many clients on so many processes is
 * expected to give: mean, and 95 % by Student's t. The interval grows with
 * the spread of the blocks' lines, with how far points stray from their line,
 * and with the distance from them: wide rather than proud. */
struct interval million_predict(const struct million_fit *fit, int processes,
                                int64_t clients);
struct interval million_reach(const struct million_fit *fit, int processes,
                              double x); /* the same, for any x */

/* Mean and 95 % t interval of any values, NAN left out; with `spread`, that
 * of one more value instead of the mean's. An interval is NAN when n < 2. */
struct interval million_estimate(const double *values, int n, bool spread);

/* ---- million_limits.c: what breaks first. Pure. ---- */

enum { MILLION_LIMITS = 16 };

struct million_limit {
    const char *name;
    char value[DOCTOR_TEXT]; /* as found */
    double breaks_at;        /* connections; INFINITY: it does not */
    double low, high;        /* where that is uncertain, else the same */
    bool a_process;          /* more processes move it */
    double usable;           /* the part of it that a test may use up */
    const char *move;        /* how */
};

struct million_needs {
    bool a_thread_each;         /* of the server's connections */
    struct interval bytes_each; /* RAM of a connection, kernel's included */
    struct interval cpu_us;     /* of a request, with a million connections */
    double every_s;             /* each connection asks so often */
    int64_t cores;              /* that one process can use */
};

/* Fills `limits`, the lowest first. Returns how many. */
int million_limits(const struct doctor_facts *facts,
                   const struct million_needs *needs,
                   struct million_limit limits[MILLION_LIMITS]);

/* ---- million_crowd.c: servers and crowds as processes ---- */

struct million_plan {
    const char *self, *servers[MILLION_SIDES]; /* programs */
    const char *labels[MILLION_SIDES];
    int64_t steps[MILLION_STEPS]; /* rising */
    int steps_n;
    int64_t blocks, clients; /* of the check */
    double every_s;          /* see million_needs */
    int log;                 /* descriptor for what programs say */
    bool quiet;
};

struct million_check {
    int64_t asked, tried;      /* connections wanted; that limits allow */
    char held_back[200];       /* why fewer were tried; "" */
    int servers, generators;   /* processes */
    struct million_look look;  /* clients: those held, by the census */
    int64_t established, lost; /* by the generators' census */
    bool tracked;              /* by netfilter, which has room for so many */
    json_t *probes;            /* result of probes beside it, or NULL */
    struct interval expected[QUANTITIES]; /* written before it was held */
};

struct million_side {
    const char *label;
    struct million_look looks[MILLION_BLOCKS][MILLION_STEPS + 1];
    int looks_n[MILLION_BLOCKS];
    int blocks;
    struct million_fit fits[QUANTITIES];
    struct million_check check;
};

/* One block: a server, and a crowd that grows. 0; -1 having said why; 1 when
 * interrupted. No process is left behind. */
int million_climb(const struct million_plan *plan, int side,
                  struct million_side *into);

/* Holds the large crowd. As million_climb(). */
int million_hold(const struct million_plan *plan, int side,
                 struct million_side *into);

/* ---- million_requests.c: what a request costs ---- */

/* From a comparison in which every client asks, for one of its servers: CPU
 * and context switches a request, against the logarithm of the clients. */
struct million_requests {
    bool known;
    int64_t most;                      /* clients measured */
    struct interval cpu_now, cpu_goal; /* us: with `most`, with a million */
    struct interval switches_now, switches_goal;
    struct interval cpu_decade; /* us more with ten times the clients */
};

/* `experiments` is the array of results.json, or NULL. */
struct million_requests million_requests(const json_t *experiments,
                                         const char *label);

/* ---- million.c: all of it ---- */

/* Measures both servers: the "million" of results.json, to be owned by the
 * caller, or NULL having said why, or without a word when interrupted. Takes
 * about a minute. */
json_t *million_measure(const struct million_plan *plan,
                        const json_t *experiments);

/* Default sizes and counts; toy: small ones that take seconds. */
void million_defaults(struct million_plan *plan, bool toy);

/* ---- million_json.c ---- */

/* All that was measured and concluded. */
json_t *million_json(const struct million_plan *plan,
                     const struct million_side sides[MILLION_SIDES],
                     const json_t *experiments);

#endif
