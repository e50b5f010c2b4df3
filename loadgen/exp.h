/* exp.h: an experiment, as declared in one file.
 *
 * The file is INI: sections, key = value, a text goes on in indented lines,
 * comments start with # or ;. scripts/experiments/ holds examples.
 *
 *   [experiment]    name, claim, prediction, number
 *   [server NAME]   a row: label, command, scene, peer, only; and, where it is
 *                   loaded otherwise than [load] says: load, options, path,
 *                   accept, times, cold, rtt, loss; expect: what theory says
 *                   of its verdict's metric
 *   [load]          command, options, path, accept, times, files, cold, rtt,
 *                   loss
 *   [vary]          one key of any other name: what is varied; unit, blocks,
 *                   seconds, warmup, noise, noise_rows, needs
 *   [pin]           server, generator: cores, from 0, or any
 *   [chart NAME]    draw, metric, rows, at, log, phrase, theory, theory_label
 *   [verdict]       metric, compare or row, expect, theory, tolerance, at,
 *   [verdict NAME]  phrase; the one without a name is the headline
 *
 * A key may be given again as full.KEY or toy.KEY: it counts in that set of
 * runs alone. Commands and options may hold %(seconds), %(warmup), %(block),
 * %(here) (the file's folder), %(dir) (a folder of the run's own), %(files)
 * (that of [load] files), %(peers), %(host) (where a server is to listen) and
 * the varied quantity's name. */
#ifndef LOADGEN_EXP_H
#define LOADGEN_EXP_H

#include <stdbool.h>
#include <stdint.h>

#include "exp_metric.h"

enum {
    EXP_ROWS = 16,     /* rivals, at most */
    EXP_POINTS = 16,   /* values of the varied quantity, at most */
    EXP_CHARTS = 8,    /* charts, at most */
    EXP_VERDICTS = 12, /* verdicts, at most */
    EXP_PANELS = 2,    /* side by side in one chart, at most */
    EXP_ERROR = 512    /* room for one error */
};

/* Which set of runs is wanted: how long and how many. */
enum exp_set {
    SET_SHORT, /* some minutes for all experiments together */
    SET_FULL,  /* more points, more blocks */
    SET_TOY    /* seconds: shows that it works, and nothing else */
};

enum exp_draw {
    DRAW_LINES,       /* a metric against what is varied */
    DRAW_PERCENTILES, /* the latency distribution at some points */
    DRAW_BARS,        /* a metric of each row at one point */
    DRAW_TIMELINE,    /* offered, answered, p99 of one run of each row */
    DRAW_CDF          /* which share of the requests took how long */
};

/* Values of the varied quantity. */
struct exp_points {
    int64_t value[EXP_POINTS]; /* rising */
    int n;
};

/* One of those that are compared. */
struct exp_row {
    char *name;    /* "B" of [server B] */
    char *label;   /* "threaded": what charts call it */
    char *command; /* command line, no shell */
    char *scene;   /* "B: a cashier for every customer", or NULL */
    char *peer;    /* NULL: always there; "node": where --peers names it */
    char *only;    /* NULL, or "full": in that set of runs alone */
    char *load;    /* "run", "idle", "slow" or "feed"; as [load] unless given */
    char *options; /* of that command */
    char *path;    /* "/hello" */
    char *accept;  /* reasons that make no run invalid, or NULL */
    char *times;   /* NULL: response times; "service", "lag", "wait",
                      "connect" or "mix.N": that target's alone. Percentiles
                      are of these */
    bool cold;     /* while it runs, the [load] files are kept out of memory */
    int64_t rtt;   /* nanoseconds to its customers and back, over a network of
                      their own (network.h); -1: over loopback */
    double loss;   /* share of the packets lost there, each way; -1: none */
    char *expect;  /* formula: what theory says, or NULL */
};

/* Rows by their index, in the file's order. */
struct exp_rows {
    char *names; /* as written: "B, D"; NULL: all */
    int row[EXP_ROWS];
    int n;
};

struct exp_chart {
    char *name; /* its file's name */
    enum exp_draw draw;
    const struct metric *metrics[EXP_PANELS]; /* DRAW_LINES: one a panel */
    int panels;
    struct exp_rows rows;
    struct exp_points at; /* one a panel; none: the headline's point */
    char *phrase;         /* NULL: the metric's own */
    bool log;           /* the y axis is logarithmic whatever the metric's is */
    char *theory;       /* formula of a line to draw, or NULL */
    char *theory_label; /* what it is called: "Little's law" */
};

/* What is asked of the data: row b against row a, or against a formula. */
struct exp_verdict {
    char *name; /* NULL: the headline */
    const struct metric *metric;
    char *compare;        /* "B, D"; NULL: the first two rows without a peer */
    char *row;            /* "C": against `expect`; NULL: a comparison */
    int a, b;             /* rows; a is -1 where b is held against a formula */
    char *expect;         /* formula; NULL: that of the row */
    char *theory;         /* what it is called: "Little's law" */
    double tolerance;     /* measured / expected up to this is as expected */
    struct exp_points at; /* one value, or none: the largest valid point */
    char *phrase;         /* NULL: the metric's own */
};

struct exp {
    char *file;
    enum exp_set set;
    char *name, *claim, *prediction;
    int64_t number; /* its place in the report; 0: after the others */
    struct exp_row rows[EXP_ROWS];
    int rows_n;
    char *load, *options, *path, *accept, *times; /* [load]: of rows that say
                                                     nothing */
    char *files; /* "plate 256M, small 1M": made before the runs, or NULL */
    bool cold;   /* these files are kept out of memory, for every row */
    int64_t rtt; /* of rows that say nothing, as there */
    double loss;
    char *vary; /* "clients": what is varied; NULL: nothing, one point */
    char *unit; /* "slow clients": how axis and sentences call it */
    struct exp_points points;
    int64_t needs; /* connections at any point; 0: as many as its value */
    int64_t blocks;
    int64_t seconds, warmup;    /* nanoseconds, of one run */
    int64_t noise;              /* point of A against A; 0: there is none */
    struct exp_rows noise_rows; /* who runs against itself there: the first,
                                   and one more for each other load */
    uint64_t server_cores, generator_cores; /* a bit each; 0: any */
    struct exp_chart charts[EXP_CHARTS];
    int charts_n;
    struct exp_verdict verdicts[EXP_VERDICTS];
    int verdicts_n; /* verdicts[0] is the headline */
};

/* Reads and checks a file. Rows of peers that `peers` ("node nginx", or NULL)
 * does not name are left out, and with them what is only about them. Returns
 * the experiment, to be freed with exp_free, or NULL with one line in `error`
 * that names the file, the line and the mend. */
struct exp *exp_load(const char *file, enum exp_set set, const char *peers,
                     char error[EXP_ERROR]);
void exp_free(struct exp *exp);

/* The row of that name, or -1. */
int exp_row_find(const struct exp *exp, const char *name);

/* Reads "1, 10, 1k" into a struct exp_points, rising. Returns NULL or what
 * would be right, like a setting_take. */
const char *exp_points_take(const char *text, void *points);

#endif
