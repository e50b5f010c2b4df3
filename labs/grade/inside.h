/* inside.h: what the parts of one check's process tell each other.
 *
 * The process holds one program, its wires, and a transcript. */
#ifndef GRADE_INSIDE_H
#define GRADE_INSIDE_H

#include <stdint.h>
#include <sys/types.h>

#include "grade.h"

/* Where things are; set before the checks are forked. */
struct place {
    const char *programs; /* folder of plain/, address/, thread/ */
    const char *shims;    /* folder of faults.so, threads.so, gate.so */
    const char *source;   /* the student's folder */
    double stretch;       /* all deadlines are multiplied by this */
    bool evidence;        /* ask a debugger about hangs */
};
extern struct place place;

/* ---- session.c: this process, from its beginning to its end ---- */

/* Runs one check and tells `out` about it, behind `nonce`. Never returns. */
void session_run(const struct check *check, int out, const uint8_t nonce[16])
    __attribute__((noreturn));

/* Removes what the session of that process left in /tmp. */
void session_clean(pid_t session);

/* Fails the check, with the state of the program as evidence. */
void session_fail(const char *expected, const char *got)
    __attribute__((noreturn));

/* Where the program runs must be open to who runs it. Returns the first
 * folder that is not, or NULL. */
const char *session_closed(void);

/* A folder of this check's own, and who the program runs as in it. */
const char *session_folder(void);
uid_t session_user(void);

/* ---- server.c ---- */

pid_t server_pid(void);        /* 0: none runs */
int server_port(void);         /* where it listens */
bool server_ended(void);       /* it did, and nobody asked it to */
const char *server_fate(void); /* "it runs", "it was killed by SIGSEGV" */
const char *server_said(void); /* the end of what it printed */

/* Waits for events on fd (or -1) or for ms to pass, and meanwhile looks after
 * the program: reads what it prints, notices its end, ends it if it takes too
 * much. Returns whether fd is ready. */
bool server_watch(int fd, short events, int ms);

/* Ends what is left of it. */
void server_kill(void);

/* ---- launch.c ---- */

/* Makes what the program will need. */
void launch_prepare(const struct start *how);

/* In the child: becomes the program, whose output goes to `out`. */
void launch_become(const struct start *how, int out);

/* ---- gatekeeper.c ---- */

/* Makes the file for a program that is about to start with .gate. */
void gatekeeper_prepare(void);

/* ---- box.c ---- */

/* In the child: gives up all that the program has no use for. */
void box_enter(const struct start *how, uid_t user, const char *home);

/* Ends every process that this one has under it, and, as root, all that run
 * as `user`, unless that is 0. */
void box_empty(uid_t user);

/* The first of the folders (a NULL ends them) that the user may not enter, or
 * NULL. */
const char *box_closed(const char *const *folders, uid_t user);

/* ---- fence.c ---- */

/* In the child, which can gain no privileges any more: changes no file from
 * now on but those in the folder. */
void fence_enter(const char *folder);

/* ---- patience.c ---- */

/* How long a wait is worth it. A program of which every thread has slept for
 * two seconds, without a single switch, waits for something that will not
 * come; a slow machine looks different. */
struct patience {
    double began, looked, asleep_since;
    long switches;
    bool timers; /* it may sleep for good reason: the deadline only */
};
void patience_begin(struct patience *patience);
/* NULL, or why to give up. */
const char *patience_ended(struct patience *patience);

/* ---- proc.c ---- */

long proc_counter(pid_t pid, enum counter what);
bool proc_asleep(pid_t pid);
bool proc_main_asleep(pid_t pid);

/* ---- evidence.c ---- */

/* Where all threads of the program are. Malloc'd. */
char *evidence_threads(pid_t pid);

/* ---- transcript.c ---- */

void transcript_add(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
const char *transcript_text(void);
/* n bytes as a C string's inside, cut to fit. Returns `text`. */
char *quote(const char *bytes, size_t n, char *text, size_t size);

#endif
