/* console_poll.h: asks a server for its /stats, again and again. */
#ifndef LOADGEN_CONSOLE_POLL_H
#define LOADGEN_CONSOLE_POLL_H

#include <event2/event.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "url.h"

enum { POLL_WHY = 160 };

/* Zeroed memory but for `url` has asked nothing yet. */
struct stats_poll {
    const struct url *url;
    struct evhttp_connection *connection;
    bool asking;          /* an answer is awaited */
    int64_t asked;        /* when it was asked for, ns */
    int64_t next;         /* ask no earlier, ns */
    json_t *stats;        /* the last answer, or NULL */
    int64_t answered;     /* when that came, ns */
    int64_t answers;      /* to requests of ours, so far */
    bool good;            /* the last attempt led to an answer */
    int news;             /* so many messages are to be posted on the board */
    bool posting;         /* what is under way is one of them */
    char wrong[POLL_WHY]; /* else: why not */
    char why[POLL_WHY];   /* poll_is_up() told that */
};

/* Asks, unless an answer is still awaited. A server whose staff is fixed gets
 * a new connection each time: who keeps one keeps a cashier. */
void poll_ask(struct stats_poll *poll, struct event_base *base, bool keep);

/* Who watched the board and has left is noticed when the server writes to
 * them: has it do so, before it is asked again. */
void poll_clear_board(struct stats_poll *poll);

/* Whether it answers: the last answer was good, and the next one has not been
 * awaited for long. Else *why says what is wrong. */
bool poll_is_up(struct stats_poll *poll, bool listening, const char **why);

/* The server's process, as it says itself; 0 when not known. */
int64_t poll_pid(const struct stats_poll *poll);

/* 'A' to 'E', as it says itself; '\0' when not known. */
char poll_scene(const struct stats_poll *poll);

/* Ends what is under way. */
void poll_free(struct stats_poll *poll);

#endif
