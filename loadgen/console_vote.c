/* console_vote.c: see console_vote.h. A class is small: a list will do. */
#include "console_vote.h"

#include <stdio.h>
#include <string.h>

int vote_begin(struct vote *vote, const struct ask_question *question)
{
    vote->open = true;
    vote->id++;
    vote->count = question->count;
    vote->voters = 0;
    memset(vote->counts, 0, sizeof vote->counts);
    snprintf(vote->text, sizeof vote->text, "%s", question->text);
    for (int i = 0; i < question->count; i++)
        snprintf(vote->answers[i], sizeof vote->answers[i], "%s",
                 question->answers[i]);
    return vote->id;
}

static struct vote_ballot *ballot_of(struct vote *vote, const char *voter)
{
    for (int i = 0; i < vote->voters; i++)
        if (strcmp(vote->ballots[i].voter, voter) == 0)
            return &vote->ballots[i];
    return NULL;
}

int vote_take(struct vote *vote, const struct ask_vote *given,
              char error[ASK_ERROR])
{
    if (!vote->open || given->id != vote->id) {
        snprintf(error, ASK_ERROR,
                 "that question is closed; GET "
                 "/api/question tells which is open");
        return 409;
    }
    if (given->answer >= vote->count) {
        snprintf(error, ASK_ERROR, "there are answers 0 to %d",
                 vote->count - 1);
        return 400;
    }
    struct vote_ballot *ballot = ballot_of(vote, given->voter);
    if (ballot != NULL) {
        vote->counts[ballot->answer]--;
    } else if (vote->voters == VOTE_VOTERS) {
        snprintf(error, ASK_ERROR, "%d have voted already: no more",
                 VOTE_VOTERS);
        return 429;
    } else {
        ballot = &vote->ballots[vote->voters++];
        snprintf(ballot->voter, sizeof ballot->voter, "%s", given->voter);
    }
    ballot->answer = (int)given->answer;
    vote->counts[ballot->answer]++;
    return 0;
}

bool vote_end(struct vote *vote)
{
    bool was = vote->open;
    vote->open = false;
    return was;
}

json_t *vote_json(const struct vote *vote)
{
    json_t *answers = json_array(), *counts = json_array();
    int count = vote->id > 0 ? vote->count : 0;
    for (int i = 0; i < count; i++) {
        json_array_append_new(answers, json_string(vote->answers[i]));
        json_array_append_new(counts, json_integer(vote->counts[i]));
    }
    return json_pack("{s:b,s:i,s:s,s:o,s:o,s:i}", "open", vote->open, "id",
                     vote->id, "text", vote->text, "answers", answers, "counts",
                     counts, "votes", vote->voters);
}
