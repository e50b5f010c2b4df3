/* stall.h: stops a server for a while, to see who notices.
 *
 * A closed loop asks a stopped server nothing and so hardly notices; an open
 * loop does. That is coordinated omission, and --stall shows it. */
#ifndef LOADGEN_STALL_H
#define LOADGEN_STALL_H

#include <stdint.h>
#include <sys/types.h>

/* NULL, or (static) why that process may not be stopped: it has to belong to
 * the user, and to be neither ourselves nor one that we descend from. */
const char *stall_check(pid_t pid);

/* Stops the process for `ns`. A child process of ours does it, which sets the
 * server going again even when we die meanwhile. Returns the child's id, or
 * -1 with errno. */
pid_t stall_begin(pid_t pid, int64_t ns);

/* Waits for the end of a stall that began: the server goes on. */
void stall_end(pid_t child);

#endif
