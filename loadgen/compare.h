/* compare.h: what the parts of `loadgen compare` hand to each other.
 *
 * A session runs one trial for each experiment file. A trial has points (the
 * client counts that fit this machine), and one run for each step of its
 * schedule. Everything reported is computed from the runs. */
#ifndef LOADGEN_COMPARE_H
#define LOADGEN_COMPARE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "exp.h"
#include "schedule.h"
#include "verdict.h"

enum { COMPARE_TRIALS = 32, COMPARE_PATH = 1024, COMPARE_TEXT = 2048 };

struct run {
    struct step step;
    json_t *report;  /* what the generator wrote; NULL: nothing */
    bool done;       /* it was tried */
    bool valid;      /* its numbers mean what they say */
    bool costs_hold; /* invalid, but a request's cost means something */
    char why[400];   /* not valid, because: */
    double took_s;   /* with starting and stopping the server */
    char *server;    /* command lines, as executed */
    char *generator;
};

struct trial {
    struct exp *exp;
    int64_t clients[EXP_CLIENTS]; /* the points: counts that fit, rising */
    int points;
    int64_t dropped[EXP_CLIENTS]; /* counts that do not fit */
    int dropped_n;
    char dropped_why[400];
    int64_t noise_clients; /* A against A; its steps have point == points */
    int blocks;
    struct step *steps;
    struct run *runs; /* as many as steps, in the same order */
    int steps_n;
    int done; /* runs tried */
};

struct compare_options {
    const char *out, *threaded, *evented, *generator;
    struct exp_clients clients; /* n is 0: as the files say */
    int64_t blocks, seconds;    /* 0: as the files say */
    int64_t seed;               /* 0: from the clock */
    bool quiet, check, help;
};

struct session {
    struct compare_options options;
    struct trial trials[COMPARE_TRIALS];
    int trials_n;
    char dir[COMPARE_PATH]; /* results/STAMP */
    char self[COMPARE_PATH], threaded[COMPARE_PATH], evented[COMPARE_PATH];
    char stamp[32];             /* 2026-01-31T12:00:00Z */
    char command[COMPARE_TEXT]; /* the words that started us, for a shell */
    json_t *machine;            /* an array of {name, value} */
    char pinning[200];          /* which cores were used, in a sentence */
    uint64_t seed;
    int log;          /* descriptor of log.txt */
    bool interrupted; /* not all was run */
};

/* compare_paths.c: keeps the words that started us; call it before they are
 * parsed. */
void compare_command(struct session *session, int argc, char **argv);

/* Finds self, threaded and evented. 0, or -1 having said which is missing. */
int compare_programs(struct session *session);

/* Makes the results' folder and opens its log. 0, or -1 having said why. */
int compare_folder(struct session *session);

/* compare_trial.c: sets a trial up, runs it, and frees it. */
int trial_prepare(struct session *session, struct trial *trial);
int trial_run(struct session *session, struct trial *trial);
void trial_free(struct trial *trial);

/* compare_fit.c: fills in trial->clients and dropped. */
void trial_fit(struct session *session, struct trial *trial);

/* compare_run.c: starts a server, loads it, stops it. Returns 0 even when
 * the run is invalid (run->why tells); -1 when no further run makes sense,
 * having said why; 1 when interrupted. */
int run_once(struct session *session, const struct trial *trial,
             struct run *run);
void run_free(struct run *run);

/* compare_machine.c: what this machine is. */
json_t *machine_describe(void);
const char *machine_value(const json_t *machine, const char *name);

/* compare_progress.c: a line on stderr that tells how far we are. */
void compare_progress(const struct session *session, const struct trial *trial);
void compare_progress_end(const struct session *session);

/* compare_sum.c: what the runs amount to. */
struct point_sum {
    struct interval value; /* over the valid runs; else over the invalid */
    int valid, invalid;    /* runs */
    bool hollow;           /* drawn so: a run is invalid */
};

/* A metric's value in each block, NAN where there is none that counts. */
void trial_values(const struct trial *trial, const struct metric *metric,
                  int point, int rival, double values[STATS_MAX]);
struct point_sum trial_sum(const struct trial *trial,
                           const struct metric *metric, int point, int rival);
struct verdict trial_verdict(const struct trial *trial,
                             const struct metric *metric, int point);

/* The largest point with a valid comparison of that metric; -1: none. */
int trial_headline(const struct trial *trial, const struct metric *metric);

/* One sentence on a metric at that point; at the headline point if it is
 * negative. `phrase` may be NULL. */
char *trial_sentence(const struct trial *trial, const struct metric *metric,
                     int point, const char *phrase, char *text, size_t size);

/* How the other points came out, in sentences; "" if there are none. */
char *trial_elsewhere(const struct trial *trial, const struct metric *metric,
                      char *text, size_t size);

/* compare_files.c: samples.csv and results.json. 0, or -1 with errno. */
int compare_write_csv(const struct session *session);
int compare_write_json(const struct session *session);

/* Opens a file in the results' directory for writing, or returns NULL having
 * said why. */
FILE *compare_create(const struct session *session, const char *name);

#endif
