/* proc.h: what Linux tells about a process and about the machine. */
#ifndef LOADGEN_PROC_H
#define LOADGEN_PROC_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct proc_process {
    int64_t cpu_ns; /* exact: the process's CPU clock, all threads */
    int64_t user_ticks, system_ticks; /* coarse: how cpu_ns divides */
    int64_t rss_bytes, vmsize_bytes;
    int64_t threads, fds;
};

struct proc_machine {
    int64_t listen_overflows; /* connections dropped: a full accept queue */
    int64_t kernel_stack_bytes, slab_bytes;
    int64_t steal_ticks; /* time the hypervisor gave to others */
    int64_t cores;       /* that are online */
};

/* In all that follow, a negative pid stands for the process -pid and all that
 * descend from it, added up; pages that they share are counted once where
 * memory is read exactly, which the brief look does not. */

/* Reads a process. 0, or -1 with errno when it is gone or not ours to see
 * (fds stays -1 when only that is forbidden). */
int proc_process(pid_t pid, struct proc_process *process);

/* Only its CPU clock and ticks: takes microseconds. The rest is kept. */
int proc_process_cpu(pid_t pid, struct proc_process *process);

/* Its CPU clock, memory and threads, but nothing that has to be counted one
 * by one (and no ticks): takes some 50 us. 0, or -1 with errno. */
int proc_process_brief(pid_t pid, struct proc_process *process);

/* How many descriptors it has; takes some 0.2 us for each. -1: not ours. */
int64_t proc_process_fds(pid_t pid);

/* The same from the folder's size, at no cost. It may be more by one for each
 * thread in accept(), which has set one aside. 0: no Linux before 6.2 tells. */
int64_t proc_quick_fds(pid_t pid);

/* Reads the machine. What cannot be read is 0. */
void proc_machine(struct proc_machine *machine);

/* How many cores the process may use, at least 1. */
int proc_cores(pid_t pid);

/* Reads the number after `name` in a text of "Name:  number ..." lines, such
 * as /proc/meminfo. Returns it, or -1 when it is not there. */
int64_t proc_field(const char *text, const char *name);

/* Reads one number of /proc/net/netstat, which has a line of names and below
 * it a line of values for each group, such as "TcpExt". -1: not there. */
int64_t proc_netstat(const char *text, const char *group, const char *name);

/* Reads user and system ticks of /proc/PID/stat, whatever the command's name
 * contains. Returns 0 or -1. */
int proc_stat_ticks(const char *text, int64_t *user, int64_t *system);

/* The contents of a small file, '\0'-terminated, at most size - 1 bytes.
 * Returns the length, or -1 with errno. */
ssize_t proc_text(const char *path, char *text, size_t size);

#endif
