/* console_session.h: the lesson as one JSON file, whole at every moment.
 *
 * Samples ten a second for ten minutes, then one a second for two hours, then
 * one in ten seconds for a day: some 60 MB at most. */
#ifndef LOADGEN_CONSOLE_SESSION_H
#define LOADGEN_CONSOLE_SESSION_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct session {
    int fd;        /* -1: nothing is recorded */
    off_t length;  /* of what stays as it is: all samples so far */
    char *pending; /* samples not yet written */
    size_t pending_length, pending_room;
    int64_t samples; /* kept so far */
    int64_t next_ms; /* the next one to be kept */
};

/* Milliseconds between two samples that are kept at `t`; 0: no more. */
int64_t session_pace(int64_t t_ms);

/* Makes FOLDER/session.json. Returns 0, or -1 with errno. */
int session_begin(struct session *session, const char *folder);

/* Keeps a sample, if it is time for one. */
void session_sample(struct session *session, int64_t t_ms, const char *text);

/* Writes what is pending, and the end of the file: notes and configuration,
 * which are whole each time. Returns 0, or -1 with errno. */
int session_write(struct session *session, const json_t *notes,
                  const json_t *config);

/* The end of the file as text, the caller's to free(). */
char *session_tail(const json_t *notes, const json_t *config);

void session_end(struct session *session);

#endif
