/* spawn.h: child processes that never outlive us.
 *
 * Every child leads a process group of its own and dies with us, even when we
 * are killed with SIGKILL. Call spawn_prepare() once, before any other; it
 * makes Ctrl-C, SIGTERM and SIGHUP something to be asked for. */
#ifndef LOADGEN_SPAWN_H
#define LOADGEN_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct child {
    pid_t pid;  /* 0: none */
    int out;    /* reads its stdout, or -1 */
    int status; /* as of waitpid(), once it ended */
};

struct spawn_plan {
    char *const *argv; /* argv[0] is a path, or is searched for in PATH */
    uint64_t cores;    /* of the cores that we may use, a bit each; 0: any */
    int log;           /* descriptor for its stderr; its stdout if no pipe */
    bool pipe;         /* give us its stdout in child.out */
};

enum spawn_end {
    SPAWN_ENDED,      /* child.status is set */
    SPAWN_LATE,       /* still running */
    SPAWN_INTERRUPTED /* someone wants us to stop */
};

void spawn_prepare(void);

/* How many cores this process may use. */
int spawn_cores(void);

/* Starts it. Returns 0, or -1 with errno. A program that cannot be executed
 * says so in the log and exits with 127. */
int spawn_start(struct child *child, const struct spawn_plan *plan);

/* The same in another network namespace, a descriptor; 0: in ours. */
int spawn_start_in(struct child *child, const struct spawn_plan *plan, int net);

/* Starts a process that does `work` on a copy of our memory, in place of a
 * program; what it returns is the exit status. `cores` and `log` are those of
 * a spawn_plan. */
int spawn_work(struct child *child, int (*work)(void *), void *context,
               uint64_t cores, int log);

/* Reads the first line of the child's stdout, without its newline. Returns 0,
 * or -1 when it ended, said nothing for `seconds`, or we were interrupted. */
int spawn_first_line(struct child *child, char *line, size_t size,
                     double seconds);

/* Waits for the child to end. What it still prints is read and dropped. */
enum spawn_end spawn_wait(struct child *child, double seconds);

/* Waits for the child to end even when we are to stop; kills it after
 * `seconds`. Returns whether it went by itself. */
bool spawn_finish(struct child *child, double seconds);

/* Asks the child and its group to end, waits up to `seconds`, then kills.
 * Returns whether it went by itself. Harmless when there is none. */
bool spawn_stop(struct child *child, double seconds);

/* Ends the child and its group at once. Harmless when there is none. */
void spawn_kill(struct child *child);

/* Whether Ctrl-C, SIGTERM or SIGHUP came, now or earlier. */
bool spawn_interrupted(void);

/* Seconds on a clock that never goes back. */
double spawn_now(void);

#endif
