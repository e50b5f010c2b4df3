/* judge.h: whether a client could make sense of what it received. */
#ifndef FUZZ_JUDGE_H
#define FUZZ_JUDGE_H

#include "talk.h"

/* Crashes unless every reply is a response that HTTP allows, whole (but the
 * last, if the talk was cut), and as many as were counted. */
void judge_replies(const struct talk *talk);

/* Crashes unless both talks, which had the same input in different pieces,
 * got the same replies, dates and 100 Continue apart. */
void judge_same(const struct talk *a, const struct talk *b);

#endif
