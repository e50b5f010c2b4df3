/* answer.h: the answer to a client's request, as bytes come in.
 *
 * For client.c and crowd.c. One request, one answer: anything more is an error. */
#ifndef LOADGEN_ANSWER_H
#define LOADGEN_ANSWER_H

#include "client.h"

/* Sets up what the clients of a group share; its other fields are filled. */
void answer_group(struct client_group *group);

/* A new connection; a new request on it. */
void answer_connected(struct client *client);
void answer_await(struct client *client);

/* Takes the next bytes. 0, with client->answered set once the answer is whole
 * (then outcome and keep are known), or -1: these bytes are no answer. */
int answer_take(struct client *client, const char *bytes, size_t length);

/* Takes bytes up to the end of one answer, setting *length to how many. */
int answer_take_one(struct client *client, const char *bytes, size_t *length);

/* The server closed. Returns whether that made the answer whole. */
bool answer_end(struct client *client);

#endif
