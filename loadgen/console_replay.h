/* console_replay.h: a recorded session, told again at its own pace. */
#ifndef LOADGEN_CONSOLE_REPLAY_H
#define LOADGEN_CONSOLE_REPLAY_H

#include <jansson.h>

#include "console_stream.h"

enum { REPLAY_ERROR = 256 };

/* A sample or a note, as text, and when it was. */
struct replay_moment {
    int64_t t_ms;
    char *text;
};

struct replay {
    const char *path;
    json_t *config;
    struct replay_moment *samples, *notes;
    size_t sample_count, note_count;
};

/* Reads the file whole. NULL, with a line in `error` that names the mend. */
struct replay *replay_read(const char *path, char error[REPLAY_ERROR]);
void replay_free(struct replay *replay);

/* When the last sample was, ms. */
int64_t replay_duration(const struct replay *replay);

/* Has a stream begin at that moment: what was noted before is told at once. */
void replay_begin(const struct replay *replay, struct stream *stream,
                  int64_t from_ms);

/* Tells the stream what has become due; a note "end" comes last. */
void replay_tell(const struct replay *replay, struct stream *stream);

#endif
