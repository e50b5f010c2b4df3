/* usage.h: the use of CPU and memory over the measured window. */
#ifndef LOADGEN_USAGE_H
#define LOADGEN_USAGE_H

#include <pthread.h>
#include <sys/resource.h>

#include "proc.h"
#include "result.h"
#include "switches.h"

enum { USAGE_THREADS = 64 };

/* One look at generator, server and machine. */
struct usage {
    int64_t at; /* clock_now() when the CPU clocks were read */
    struct rusage self;
    int64_t thread_cpu_ns[USAGE_THREADS];
    int64_t waited_ns; /* for a core, all of the generator's threads */
    struct proc_process server;
    int64_t voluntary, involuntary; /* the server's context switches */
    bool has_server;
    struct proc_machine machine;
};

/* The three looks that a measurement takes. */
struct usage_watch {
    pid_t pid;                /* the server's, or 0 */
    const pthread_t *threads; /* the generator's, those that load */
    int64_t thread_count;     /* 0: the calling thread is the one */
    struct usage idle;        /* before anyone connects */
    struct usage begin, end;  /* of the window */
    struct switches switches; /* the server's, from the begin on */
};

/* The looks. Each takes milliseconds, or a fifth of a second when the server
 * has ten thousand threads. `begin` reads its clocks last; the others read
 * them first, and then memory, threads and descriptors too. */
void usage_look_idle(struct usage_watch *watch);
void usage_look_begin(struct usage_watch *watch);
void usage_look_end(struct usage_watch *watch);

/* Writes the differences into the result, whose requests and duration must
 * be known. Ends the counting of switches. */
void usage_settle(struct usage_watch *watch, struct load_result *result);

#endif
