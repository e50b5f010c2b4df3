/* proc.h: the server's process, as the kernel sees it. */
#ifndef HELD_PROC_H
#define HELD_PROC_H

#include <stdbool.h>

struct proc {
    long threads, fds;
    long rss; /* bytes, counted page by page */
};

/* Reads all three; a process that is gone is a fault, and all zero. */
struct proc proc_read(void);

/* Resident memory alone. */
long proc_rss(void);

/* How many descriptors it may have. */
long proc_fd_limit(void);

/* Whether its program has a name that begins so. */
bool proc_is(const char *name);

/* Stops the process, and returns when every thread stands still; or lets it
 * go on. */
void proc_stop(void);
void proc_continue(void);

#endif
