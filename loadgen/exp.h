/* exp.h: an experiment, as declared in one file.
 *
 * The file is INI: sections, key = value, a text goes on in indented lines,
 * comments start with # or ;. scripts/experiments/ holds examples.
 *
 *   [experiment]  name, claim, prediction
 *   [server A]    label, command (its first word: a program, or threaded or
 *                 evented, which compare finds); [server B] likewise
 *   [load]        command (run or idle), options, path
 *   [vary]        clients, blocks, seconds, warmup, noise
 *   [pin]         server, generator: a core, from 0, or any
 *   [chart NAME]  draw (clients or percentiles), metric, at, phrase
 *   [verdict]     metric, phrase
 *
 * options and commands may hold %(clients) %(seconds) %(warmup). */
#ifndef LOADGEN_EXP_H
#define LOADGEN_EXP_H

#include <stdint.h>

#include "exp_metric.h"

enum {
    EXP_SERVERS = 2,   /* rivals: exactly these, A and B */
    EXP_CLIENTS = 16,  /* client counts, at most */
    EXP_CHARTS = 8,    /* charts, at most */
    EXP_PANELS = 2,    /* side by side in one chart, at most */
    EXP_ANY_CORE = -1, /* not pinned */
    EXP_ERROR = 512    /* room for one error */
};

enum exp_draw {
    DRAW_CLIENTS,    /* a metric against the number of clients */
    DRAW_PERCENTILES /* the latency distribution at some client counts */
};

struct exp_server {
    char *label;   /* "threaded": what charts call it */
    char *command; /* command line, no shell */
};

struct exp_clients {
    int64_t count[EXP_CLIENTS]; /* rising */
    int n;
};

struct exp_chart {
    char *name; /* its file's name */
    enum exp_draw draw;
    const struct metric *metrics[EXP_PANELS]; /* DRAW_CLIENTS: one a panel */
    int panels;
    struct exp_clients at; /* DRAW_PERCENTILES: one a panel; none: largest */
    char *phrase;          /* NULL: the metric's own */
};

struct exp {
    char *file;
    char *name, *claim, *prediction;
    struct exp_server servers[EXP_SERVERS];
    char *load;    /* "run" or "idle" */
    char *options; /* of that command */
    char *path;    /* "/hello" */
    struct exp_clients clients;
    int64_t blocks;
    int64_t seconds, warmup; /* nanoseconds, of one run */
    int64_t noise;           /* clients of A against A */
    int64_t server_core, generator_core;
    struct exp_chart charts[EXP_CHARTS];
    int charts_n;
    const struct metric *metric; /* that the verdict is on */
    char *phrase;                /* NULL: the metric's own */
};

/* Reads and checks a file. Returns the experiment, to be freed with exp_free,
 * or NULL with one line in `error` that names the file, the line and the mend.
 */
struct exp *exp_load(const char *file, char error[EXP_ERROR]);
void exp_free(struct exp *exp);

/* Reads "1, 10, 1k" into *clients, rising. Returns NULL or what would be
 * right, like a setting_take. */
const char *exp_clients_take(const char *text, void *clients);

#endif
