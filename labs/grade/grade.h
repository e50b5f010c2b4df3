/* grade.h: what a lab's check.c writes its checks with.
 *
 * A check is a script: it starts the student's program, plays customers on
 * wires, looks at counters of /proc, and fails at the first thing that is not
 * so. It runs in a process of its own (so everything here is about "the"
 * program), under cmocka, whose assert_* may be used too. Nothing here scores
 * time: a step follows from the one before it, and one deadline, times
 * STRETCH, ends a wait that is hopeless.
 *
 * No call returns an error: what goes wrong fails the check. */
#ifndef GRADE_H
#define GRADE_H

#include <stdbool.h>
#include <stddef.h>

/* How the student's program was built. */
enum build {
    PLAIN = 1,
    ADDRESS = 2, /* AddressSanitizer, UBSan, and LeakSanitizer at the end */
    THREAD = 4   /* ThreadSanitizer */
};

struct check {
    const char *name;   /* one word: make check CHECK=stalled */
    const char *parent; /* skipped unless that one passed; NULL: never */
    int points;
    int builds;        /* which enum builds it starts, or-ed; 0: none */
    const char *title; /* what holds when it passes, in a line */
    const char *why;   /* why that matters, in a sentence or two */
    void (*run)(void);
};

struct lab {
    int number;
    const char *name;           /* "one-cashier-each" */
    const struct check *checks; /* parents first; a NULL name ends */
};

/* The whole of main(): reads options (--help), runs checks, tells. */
int grade_main(const struct lab *lab, int argc, char **argv);

/* ---- failing ---- */

/* Fails the check unless it holds. `expected` is a phrase such as "at most 20
 * threads"; `got`, with its values, another. */
void require(bool holds, const char *expected, const char *got, ...)
    __attribute__((format(printf, 3, 4)));

/* A line for the transcript that goes with a failure. */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Path of a file in the student's folder (static, until the next call). */
const char *student_file(const char *name);

/* ---- the student's program ---- */

struct start {
    enum build build;    /* 0 is PLAIN */
    const char *options; /* more of its command line, or NULL */
    const char *faults;  /* for the fault shim, see tests/faults/faults.c */
    const char *threads; /* for the thread shim, see threads.c */
    bool gate;           /* all sleeps wait at the gate, see gate.c */
    int files;           /* limit of open descriptors; 0: 4096 */
};

/* Starts it, boxed in, and waits until it says where it listens. */
void server_start(const struct start *how);

/* Ends it. A sanitized one is asked to by SIGTERM, must exit with 0 and must
 * have reported nothing; any must still have been alive. Called by itself
 * when a check returns. */
void server_stop(void);

void server_signal(int signal);

/* Waits for its end, which must come with this exit status. */
void expect_exit(int status);

/* Stops it in its tracks (SIGSTOP) until it is thawed: what customers do
 * meanwhile has happened before it sees any of it. */
void server_freeze(void);
void server_thaw(void);

/* How often the fault shim did this in that group of calls, by the names of
 * tests/faults ("read", "eintr"). A check that relies on it must ask. */
long faults_met(const char *call, const char *kind);

/* Waits until exactly so many requests are held at the gate: those that are
 * in the middle of /block (or of another sleep). Started with .gate only. */
void expect_held(int count);

/* Lets the next `count` through, also those that are yet to come. */
void gate_open(int count);

/* ---- counters of the program ---- */

enum counter {
    THREADS,
    DESCRIPTORS, /* open */
    MAPPINGS,    /* lines of /proc/PID/maps: a stack that stays is two */
    MEMORY,      /* resident, KB */
    TICKS,       /* CPU used, in hundredths of a second */
    SWITCHES,    /* times that its threads gave up the CPU */
    WRITTEN      /* by calls of write() and the like, KB */
};

long counter(enum counter what);

/* Waits until the counter has (or has at most) this value. `when` is a phrase:
 * "once all 8 customers left". */
void expect_counter(enum counter what, long value, const char *when);
void expect_at_most(enum counter what, long value, const char *when);

/* The time, in seconds, on a clock that is never set back. For checks of time
 * only: a machine may be slow. */
double seconds_now(void);

/* Over about a second, the program uses next to no CPU. */
void expect_idle(const char *when);

/* Waits until every thread of it sleeps, and nothing stirs between two looks:
 * whatever was to happen by itself has happened. */
void expect_asleep(const char *when);

/* ---- customers ---- */

struct wire; /* one customer's connection; lives as long as the check */

/* Connects; the program need not have accepted yet. The name is for messages:
 * "customer 3". */
struct wire *wire_open(const char *name, ...)
    __attribute__((format(printf, 1, 2)));

/* Waits until the program lets nobody in any more: who connects is refused,
 * and its main thread has done what it had to do about that, or sleeps. */
void expect_door_closed(void);

/* Comes, again if need be, until nobody is let in any more. */
void expect_refused(const char *name);

/* As wire_open, with a receive buffer this small (bytes), so that the program
 * soon cannot send any more. */
struct wire *wire_open_small(int bytes, const char *name, ...)
    __attribute__((format(printf, 2, 3)));

/* Sends text as it is, all of it. */
void wire_send(struct wire *wire, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void wire_send_bytes(struct wire *wire, const char *bytes, size_t length);

/* Sends a whole request. */
void wire_get(struct wire *wire, const char *path);
void wire_post(struct wire *wire, const char *path, const char *body);

/* Reads one whole reply; it must have this status and, unless NULL, this
 * body. */
void expect_reply(struct wire *wire, int status, const char *body);

/* The body of the last reply, ended by a NUL; its length, unless NULL. */
const char *wire_body(const struct wire *wire, size_t *length);

/* Reads a reply's head only, which must have this status; then exactly n
 * bytes of what follows; then text up to and with `end`, which it returns
 * (until the next call). */
void expect_head(struct wire *wire, int status);
void wire_take(struct wire *wire, size_t n);
const char *wire_until(struct wire *wire, const char *end);

/* Nothing has come that was not read. Says something only after another
 * customer was answered who came later. */
void expect_silent(struct wire *wire);

/* Whether something has come that was not read, or the end. Never waits. */
bool wire_heard(struct wire *wire);

/* Nothing more comes: the program closes (or resets) the connection. */
void expect_closed(struct wire *wire);

/* The program answers, with any reply, or closes the connection: it does not
 * leave the customer waiting. */
void expect_answered_or_closed(struct wire *wire);

/* No more will be sent; both ways closed; closed with a reset. */
void wire_finish(struct wire *wire);
void wire_close(struct wire *wire);
void wire_reset(struct wire *wire);

/* Waits until the program has read all that was sent. */
void expect_all_read(struct wire *wire);

#endif
