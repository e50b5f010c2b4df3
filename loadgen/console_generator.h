/* console_generator.h: a child process that loads one server: `loadgen run`,
 * `slow` or `feed`, whose --samples are read as they come.
 *
 * It never outlives us, and whatever it does cannot hold us up. */
#ifndef LOADGEN_CONSOLE_GENERATOR_H
#define LOADGEN_CONSOLE_GENERATOR_H

#include <event2/event.h>
#include <jansson.h>
#include <stdbool.h>

#include "spawn.h"

enum { GENERATOR_WHY = 160 };

enum generator_state {
    GENERATOR_OFF,      /* there is none */
    GENERATOR_STARTING, /* it connects its clients */
    GENERATOR_RUNNING,  /* it loads */
    GENERATOR_ENDED,    /* its time was over */
    GENERATOR_FAILED    /* it ended for a reason, which `why` tells */
};

/* Zeroed memory is one that is off. */
struct generator {
    enum generator_state state;
    char why[GENERATOR_WHY];
    struct child child;
    struct event *readable;  /* its stdout */
    struct evbuffer *unread; /* part of a line */
    int errors;              /* what it says on stderr: a file in memory */
    json_t *sample;          /* its last line, or NULL */
    int64_t sampled;         /* when that came, ns */
};

/* Starts it, in place of one that runs. argv[0] is the program's path; argv
 * is not needed after that. Returns 0, or -1 with state FAILED. */
int generator_start(struct generator *generator, struct event_base *base,
                    char *const argv[]);

/* Ends it at once. Harmless when there is none. */
void generator_stop(struct generator *generator);

/* A child of ours ended so (waitpid). Returns whether it was this one. */
bool generator_ended(struct generator *generator, pid_t pid, int status);

/* "off", "starting", ... */
const char *generator_word(enum generator_state state);

/* A number of its last line, or null. The caller's to json_decref(). */
json_t *generator_number(const struct generator *generator, const char *name);

#endif
