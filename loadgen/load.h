/* load.h: carries out a plan: connects, loads, measures. */
#ifndef LOADGEN_LOAD_H
#define LOADGEN_LOAD_H

#include "commands.h"
#include "plan.h"
#include "result.h"

enum { LOAD_ERROR_SIZE = 256 };

/* Runs the closed loop that the plan asks for. `result` must be initialised
 * and is filled in, reasons for invalidity included. Returns EXIT_GOOD,
 * EXIT_INVALID, or, with one line in `error`, EXIT_UNREACHED or EXIT_USAGE. */
enum exit_status load_run(const struct load_plan *plan,
                          struct load_result *result,
                          char error[LOAD_ERROR_SIZE]);

/* Holds the silent crowd and probes that the plan asks for (idle). */
enum exit_status load_idle(const struct load_plan *plan,
                           struct load_result *result,
                           char error[LOAD_ERROR_SIZE]);

/* As load_idle(), with a crowd that is slow, or that listens to a feed. */
enum exit_status load_slow(const struct load_plan *plan,
                           struct load_result *result,
                           char error[LOAD_ERROR_SIZE]);
enum exit_status load_feed(const struct load_plan *plan,
                           struct load_result *result,
                           char error[LOAD_ERROR_SIZE]);

/* Has the load under way end early with what it has. A signal handler or
 * another thread may call it. */
void load_interrupt(int signal);

/* ---- what load_run() and load_idle() have in common ------------------- */

/* Builds the request, or returns EXIT_USAGE with `error`. */
enum exit_status load_wire(const struct load_plan *plan, struct wire *wire,
                           char error[LOAD_ERROR_SIZE]);

/* Opens --samples, or returns EXIT_USAGE with `error`. */
struct ticker;
enum exit_status load_tell(const struct load_plan *plan, struct ticker *ticker,
                           char error[LOAD_ERROR_SIZE]);

/* Builds the request of every target, one at least; wires are zeroed. */
enum exit_status load_wires(const struct load_plan *plan,
                            struct wire wires[PLAN_TARGETS],
                            char error[LOAD_ERROR_SIZE]);

/* How many of the clients the descriptor limit allows; a line on stderr
 * when not all. `others` are descriptors needed besides. */
int64_t load_fit(int64_t clients, int64_t others);

/* Writes the line for a server that nobody could connect to. */
void load_unreached(const struct load_plan *plan, int last_error,
                    char error[LOAD_ERROR_SIZE]);

/* Forgets earlier interruptions; whether there was one since. */
void load_begin(void);
bool load_interrupted(void);

#endif
