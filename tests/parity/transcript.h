/* transcript.h: all that a server sent in one script, to be compared. */
#ifndef PARITY_TRANSCRIPT_H
#define PARITY_TRANSCRIPT_H

#include <stdbool.h>
#include <stddef.h>

struct transcript {
    char *text; /* owned; NULL when empty */
    size_t length;
};

/* Adds what came over one connection, with the value of each Date header
 * masked: it alone may differ. */
void transcript_add(struct transcript *transcript, const char *bytes,
                    size_t length);

/* Says in `why` where the two part. Returns whether they do. */
bool transcript_differ(const struct transcript *a, const struct transcript *b,
                       char *why, size_t size);

void transcript_free(struct transcript *transcript);

#endif
