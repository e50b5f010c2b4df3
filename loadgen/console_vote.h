/* console_vote.h: a question to the class, and what it answered. */
#ifndef LOADGEN_CONSOLE_VOTE_H
#define LOADGEN_CONSOLE_VOTE_H

#include <jansson.h>
#include <stdbool.h>

#include "console_ask.h"

enum { VOTE_VOTERS = 1000 };

struct vote_ballot {
    char voter[ASK_VOTER + 1];
    int answer;
};

struct vote {
    bool open;
    int id; /* of the question; 0: there was none yet */
    char text[ASK_TEXT + 1];
    char answers[ASK_ANSWERS][ASK_ANSWER + 1];
    int count; /* of answers */
    int counts[ASK_ANSWERS];
    struct vote_ballot ballots[VOTE_VOTERS];
    int voters;
};

/* Asks: what was asked before is forgotten. Returns the question's id. */
int vote_begin(struct vote *vote, const struct ask_question *question);

/* Takes a vote; another of the same voter replaces it. Returns 0, or an HTTP
 * status with a line in `error`. */
int vote_take(struct vote *vote, const struct ask_vote *given,
              char error[ASK_ERROR]);

/* No more votes. Returns whether it was open. */
bool vote_end(struct vote *vote);

/* The question, its answers and how many gave each. */
json_t *vote_json(const struct vote *vote);

#endif
