/* held.h: what all loads share: the server under test, and the verdict.
 *
 * A load opens many connections, holds them, and asks small requests beside
 * them (probe.h): none of those may fail. Nothing here shares code with the
 * servers. No load asserts a time: one deadline ends a load that hangs.
 * What ask() uses is one more connection, open from first to last. */
#ifndef HELD_HELD_H
#define HELD_HELD_H

#include <stdbool.h>
#include <sys/types.h>

struct held {
    int port;         /* of the server, on loopback */
    pid_t pid;        /* the server's process */
    int count;        /* how many connections, rounds or clients */
    const char *file; /* a file of the load's own, or NULL */
    bool one_loop;    /* the server is one event loop */
    bool again;       /* this is not the first time that the load is held */
};

extern struct held held;

/* Says what is being waited for, in case that the deadline passes. */
void stage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints a figure or a fact of this run. */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Notes how much memory each connection takes the server, which had `before`
 * bytes of RSS without them. Returns it, in bytes. Tells nothing (0) the
 * second time: malloc has kept much of the first. */
long note_memory(const char *what, long before);

/* Prints what is wrong (only the first ones) and counts it. */
void fault(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The loads. Each returns with all its connections closed. */
typedef void load_run(void);
load_run load_idle, load_heads, load_readers, load_shortage, load_sigterm,
    load_orders, load_vanish, load_pipeline, load_feed;

#endif
