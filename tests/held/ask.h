/* ask.h: questions to the server, above all to its /stats. */
#ifndef HELD_ASK_H
#define HELD_ASK_H

#include <stdbool.h>

/* The body of a GET (to be freed), or NULL after a fault. The connection is
 * kept for the next question; ask_end closes it. */
char *ask(const char *target);
void ask_end(void);

/* As ask(), but posts this text. */
char *tell(const char *target, const char *message);

/* The two halves of ask(). */
void ask_send(const char *target);
bool ask_arrived(void); /* it lies in the server's socket, or was read */
char *ask_answer(void);

/* A number of /stats by its name, which must be the only one; or -1. The
 * other one finds it in an answer, which it frees. */
long stat_of(const char *name);
long stat_in(char *stats, const char *name);

/* Waits until that number is `wanted`. */
void stat_await(const char *name, long wanted);

#endif
