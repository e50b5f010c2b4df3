/* play.h: plays one script against one server. */
#ifndef PARITY_PLAY_H
#define PARITY_PLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "scripts.h"
#include "transcript.h"

enum { PLAY_WHY = 600 };

/* Plays the steps against the server on that port of loopback, within a
 * minute. `dribble`: every byte is sent by itself, when the server has read
 * the one before. Adds what came to `all`. Returns 0, or -1 with what went
 * wrong in `why`. */
int play_script(const struct script *script, int port, bool dribble,
                struct transcript *all, char why[PLAY_WHY]);

/* How many bytes a script sends: long ones are not worth dribbling. SIZE_MAX
 * if it says itself that it must go whole. */
size_t play_size(const struct script *script);

#endif
