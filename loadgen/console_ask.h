/* console_ask.h: what a request's body asks for, checked whole.
 *
 * Nothing is done here. An object may have the keys that are asked for and no
 * others: a typing mistake must not look like success. */
#ifndef LOADGEN_CONSOLE_ASK_H
#define LOADGEN_CONSOLE_ASK_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "console_menu.h"

enum {
    ASK_BODY = 4096, /* most bytes of a body */
    ASK_ERROR = 256,
    ASK_SERVERS = 8,
    ASK_NAME = 16,
    ASK_ANSWERS = 6,  /* of a question: 2 to so many */
    ASK_TEXT = 240,   /* bytes of a question */
    ASK_ANSWER = 120, /* bytes of an answer */
    ASK_VOTER = 64,   /* bytes of a voter's name for itself */
    ASK_RATE = 50000, /* requests a second, most */
    ASK_FACTOR = 20,
    ASK_SPIKE_S = 60,
    ASK_FREEZE_S = 10,
};

/* What there is to ask of. */
struct ask_rules {
    const char *names[ASK_SERVERS]; /* of the servers */
    int count;
    int64_t max_clients;
};

struct ask {
    unsigned servers; /* a bit each */
    int64_t clients;
    const struct menu_item *item;
    bool open;    /* on a clock, at `rate`; else each when answered */
    int64_t rate; /* requests a second */
    int keep;     /* connections stay open: 1, 0, or -1: not said */
    int64_t factor, seconds;
};

struct ask_question {
    const char *text; /* these point into the body */
    const char *answers[ASK_ANSWERS];
    int count;
};

struct ask_vote {
    int64_t id, answer;
    const char *voter;
};

/* Reads a body of JSON: an object, or NULL with a line in `error`. The
 * caller's to json_decref(). */
json_t *ask_parse(const char *body, size_t length, char error[ASK_ERROR]);

/* Each returns 0, or the HTTP status (400, or 404 for a server that there is
 * not) with a line in `error` that names the mend. */
int ask_load(const json_t *body, const struct ask_rules *rules, struct ask *ask,
             char error[ASK_ERROR]);
int ask_spike(const json_t *body, const struct ask_rules *rules,
              struct ask *ask, char error[ASK_ERROR]);
int ask_slow(const json_t *body, const struct ask_rules *rules, struct ask *ask,
             char error[ASK_ERROR]);
int ask_freeze(const json_t *body, const struct ask_rules *rules,
               struct ask *ask, char error[ASK_ERROR]);
int ask_nothing(const json_t *body, char error[ASK_ERROR]);
int ask_question(const json_t *body, struct ask_question *question,
                 char error[ASK_ERROR]);
int ask_vote(const json_t *body, struct ask_vote *vote, char error[ASK_ERROR]);

/* Whether a name may be a server's: a letter or digit, then up to 14 of
 * those, - and _. */
bool ask_is_name(const char *name);

#endif
