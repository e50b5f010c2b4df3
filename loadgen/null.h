/* null.h: a responder of our own that does nothing but answer.
 *
 * Load it to see what the generator can do at most: whatever a server
 * reaches, it cannot be more. It answers each request head with the same
 * bytes, parses nothing and takes no bodies. */
#ifndef LOADGEN_NULL_H
#define LOADGEN_NULL_H

#include <sys/types.h>

#include "plan.h"

struct null {
    pid_t pid;    /* of the process that answers */
    char url[64]; /* http://127.0.0.1:PORT/ */
};

/* Starts it and points the plan at it: 0, or -1 with one line in `error`. */
int null_load(struct load_plan *plan, struct null *null,
              char error[OPTIONS_ERROR_SIZE]);

/* Starts it as a child process, which ends when we do. 0, or -1 with errno. */
int null_start(struct null *null);
void null_stop(struct null *null);

#endif
