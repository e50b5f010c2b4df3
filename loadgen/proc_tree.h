/* proc_tree.h: a server that is several processes, looked at as one. */
#ifndef LOADGEN_PROC_TREE_H
#define LOADGEN_PROC_TREE_H

#include "proc.h"

enum { PROC_TREE = 64 }; /* processes at most; more are left out */

/* Finds the process and all that descend from it. A shell that only started
 * the others is left out. Returns how many there are. */
int proc_tree_find(pid_t root, pid_t pids[PROC_TREE]);

/* Reads each of them and adds them up, as one of the proc_process calls does
 * for a single process. 0, or -1 with errno when none could be read. */
typedef int proc_read(pid_t pid, struct proc_process *process);
int proc_tree_add(pid_t root, proc_read *read, struct proc_process *sum);

#endif
