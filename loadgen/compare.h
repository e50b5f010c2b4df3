/* compare.h: what the parts of `loadgen compare` hand to each other.
 *
 * A session runs one trial for each experiment file. A trial has points (the
 * values of the varied quantity that fit this machine, or one without any),
 * rows (the rivals), and one run for each step of its schedule. Everything
 * reported is computed from the runs, whether they were run now, kept in a
 * folder, or read from an earlier results.json. */
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
    struct step
        step;        /* step.rival is a row; at the noise point see trial_row */
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
    int64_t at[EXP_POINTS]; /* values of the points, rising; 0: none varies */
    int points;             /* at least 1 */
    int64_t dropped[EXP_POINTS]; /* values that do not fit */
    int dropped_n;
    char dropped_why[400];
    int64_t noise_at; /* rows against themselves: steps with point == points */
    int blocks;
    struct step *steps;
    struct run *runs; /* as many as steps, in the same order */
    int steps_n;
    int done;       /* runs tried */
    char *unusable; /* nothing could be run, because: (NULL: it could) */
    char *skipped;  /* nor was it tried: it needs "root..." */
    char apart[32]; /* replayed: when its own session was, if not the others';
                       or "" */
};

struct compare_options {
    const char *out, *threaded, *evented, *generator, *peers;
    const char *set;           /* "short", "full" or "toy" */
    const char *resume;        /* a results folder to go on with */
    const char *replay;        /* runs to report on, instead of running any */
    struct exp_points clients; /* n is 0: as the files say */
    int64_t blocks, seconds;   /* 0: as the files say */
    int64_t seed;              /* 0: from the clock */
    bool against_itself;       /* every row is row 0 */
    const char *against;       /* an earlier results.json to compare with */
    bool million;              /* measure the road to a million as well */
    bool quiet, check, help;
};

struct session {
    struct compare_options options;
    enum exp_set set;
    struct trial trials[COMPARE_TRIALS];
    int trials_n;
    char dir[COMPARE_PATH];       /* results/STAMP */
    char whole_dir[COMPARE_PATH]; /* the same, from / on */
    char self[COMPARE_PATH], threaded[COMPARE_PATH], evented[COMPARE_PATH];
    char peers[COMPARE_PATH];   /* the folder of their launchers */
    char stamp[32];             /* 2026-01-31T12:00:00Z */
    char command[COMPARE_TEXT]; /* the words that started us, for a shell */
    json_t *machine;            /* an array of {name, value} */
    char pinning[200];          /* which cores were used, in a sentence */
    uint64_t seed;
    json_t *earlier;       /* replayed or resumed: the session then, or NULL */
    json_t *million;       /* million.h's; NULL: not measured */
    json_t *old, *against; /* earlier results, and how they compare; or NULL */
    json_t *limits;        /* doctor's: an array */
    json_t *kept;          /* its runs, an array */
    char kept_peers[200];  /* the peers among them */
    int log;               /* descriptor of log.txt */
    bool interrupted;      /* not all was run */
};

/* compare_load.c: loads the experiments that were named, or those of the
 * session that is resumed. 0, or -1 having said why. */
int compare_load(struct session *session, int files, char **names);

/* Says "loadgen compare: WHAT: WHY"; `why` may be "". Returns -1. */
int compare_complain(const char *what, const char *why);

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

/* The row that a step runs. At the noise point rivals 0 and 1 are the first of
 * the rows that run against themselves, 2 and 3 the second... */
int trial_row(const struct trial *trial, const struct step *step);

/* The value of the varied quantity there, also at the noise point. */
int64_t trial_at(const struct trial *trial, int point);

/* compare_fit.c: fills in trial->at and dropped. */
void trial_fit(struct session *session, struct trial *trial);

/* compare_keep.c: keeps what the session is, and each run as it ends, in the
 * results folder, so that one that was cut off can be resumed. 0, or -1
 * having said why. */
int keep_session(const struct session *session);
int keep_run(const struct session *session, const struct trial *trial,
             const struct run *run);

/* A session and a run as they are kept; results.json has the same fields and
 * can be replayed. The caller owns them. */
json_t *keep_session_pack(const struct session *session);
json_t *keep_pack(const struct trial *trial, const struct run *run);

/* compare_replay.c: reads a results folder, or a results.json, into
 * session->earlier and session->kept. 0, or -1 having said why. */
int replay_open(struct session *session, const char *path);

/* Takes the earlier session's seed, set, blocks... over as our own. */
void replay_options(struct session *session);

/* The points and blocks that were run, instead of trial_fit(). */
void replay_fit(const struct session *session, struct trial *trial);

/* Fills in the runs that there are: they count as done. */
void replay_runs(const struct session *session, struct trial *trial);

/* compare_files.c: the files of an experiment, and the folder of a run. 0, or
 * -1 having said why. */
#define COMPARE_DIR   ".run"   /* %(dir), in the results folder */
#define COMPARE_FILES ".files" /* %(files), there too */
int files_make(const struct session *session, const struct exp *exp);
void files_remove(const struct session *session, const struct exp *exp);
int files_begin_run(const struct session *session);
void files_end_run(const struct session *session);

/* Drops the experiment's files from the page cache. */
void files_forget(const struct session *session);

/* compare_run.c: starts a server, loads it, stops it. Returns 0 even when
 * the run is invalid (run->why tells); -1 when no further run makes sense,
 * having said why; 1 when interrupted. */
int run_once(struct session *session, struct trial *trial, struct run *run);
void run_free(struct run *run);

/* compare_fill.c: the row of a run, and a text with %(clients) and the like
 * filled in for it. Returns `text`. */
const struct exp_row *run_row(const struct trial *trial, const struct run *run);
char *run_fill(const struct session *session, const struct trial *trial,
               const struct run *run, const char *from,
               char text[COMPARE_TEXT]);

/* compare_judge.c: a run is not valid, for one more reason. */
void run_invalid(struct run *run, const char *why);

/* Reads the generator's report, and judges it by its own reasons but those
 * that the row accepts. */
void run_read_report(struct run *run, const struct exp_row *row,
                     const char *file);

/* Makes the times that a row asks for ("service", "mix.0") those that
 * latency_us and histogram hold. NULL: they stay. May be done twice. */
void run_take_times(json_t *report, const char *times);

/* compare_million.c: measures it where it is wanted and not known yet. 0, or
 * -1 having said why. */
int compare_million(struct session *session);

/* Frees what is known of it, of limits and of older runs. */
void compare_forget(struct session *session);

/* compare_machine.c: what this machine is, and doctor's limits for as many
 * clients: arrays, to be owned. */
json_t *machine_describe(void);
json_t *machine_limits(int64_t clients);

/* A command line without the folders of this machine: in place. */
char *compare_plain(char *line);
const char *machine_value(const json_t *machine, const char *name);

/* compare_progress.c: a line on stderr that tells how far we are. */
void compare_progress(const struct session *session, const struct trial *trial,
                      int step);
void compare_progress_end(const struct session *session);

/* compare_sum.c: what the runs amount to. */
struct point_sum {
    struct interval value; /* over the valid runs; else over the invalid */
    int valid, invalid;    /* runs */
    bool hollow;           /* drawn so: a run is invalid */
};

/* A metric's value in each block, NAN where there is none that counts. */
void trial_values(const struct trial *trial, const struct metric *metric,
                  int point, int row, double values[STATS_MAX]);
struct point_sum trial_sum(const struct trial *trial,
                           const struct metric *metric, int point, int row);

/* Row b against row a at a point. */
struct verdict trial_ratio(const struct trial *trial,
                           const struct metric *metric, int point, int a,
                           int b);

/* What the i-th verdict's formula expects at a point; NAN without one. */
double trial_expected(const struct trial *trial, int i, int point);

/* The exp's i-th verdict at a point: of its kind, with its metric. */
struct verdict trial_verdict(const struct trial *trial, int i, int point);

/* The largest point at which at least half of the blocks can be compared, or
 * else that with most of them; -1: there is none. `blocks`: how many can, of
 * each point. */
int trial_telling_point(const struct trial *trial, const int *blocks);

/* The point that the i-th verdict is told of: the one that it names, else
 * the most telling one; -1: there is none. */
int trial_headline(const struct trial *trial, int i);

/* Whether any run, valid or not, has a value of that metric. */
bool trial_measured(const struct trial *trial, const struct metric *metric);

/* compare_words.c: the i-th verdict, ready to print. */
struct telling {
    struct verdict verdict;
    int point;                   /* -1: nothing valid anywhere */
    double a, b;                 /* medians at the point; a: or the formula's */
    char sentence[COMPARE_TEXT]; /* no full stop */
    char basis[COMPARE_TEXT];    /* interval, blocks, noise; "" if none */
    char elsewhere[COMPARE_TEXT]; /* the other points, in sentences; or "" */
};
void trial_tell(const struct trial *trial, int i, struct telling *telling);

/* A sentence on rows b and a, told by that metric, for a chart's title; at
 * the largest point with a valid comparison if `point` is negative. `phrase`
 * may be NULL. */
char *trial_sentence(const struct trial *trial, const struct metric *metric,
                     int a, int b, int point, const char *phrase, char *text,
                     size_t size);

/* "1,000 clients"; "" where nothing is varied. */
char *trial_place(const struct trial *trial, int point, char *text,
                  size_t size);

/* Why runs of that row at that point are invalid: the commonest reason, or
 * "". At most size - 1 letters. */
char *trial_why(const struct trial *trial, int point, int row, char *text,
                size_t size);

/* compare_csv.c, compare_json.c: samples.csv and results.json, and how they
 * compare to session->old. 0, or -1. */
int compare_write_csv(const struct session *session);
int compare_write_json(struct session *session);

/* compare_slim.c: what results.json keeps of a run's report, to be owned. */
json_t *compare_slim(const struct trial *trial, const struct run *run);

/* What results.json says of the experiments: an array, to be owned. */
json_t *compare_experiments(const struct session *session);

/* Opens a file in the results' directory for writing, or returns NULL having
 * said why. */
FILE *compare_create(const struct session *session, const char *name);

#endif
