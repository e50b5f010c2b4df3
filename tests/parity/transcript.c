/* transcript.c: keeps and compares what servers sent (see transcript.h). */
#include "transcript.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quote.h"

/* Overwrites the value of every Date header in place. */
static void mask_dates(char *text, size_t length)
{
    static const char name[] = "\r\nDate: ";
    char *end = text + length, *at = text;
    while ((at = memmem(at, (size_t)(end - at), name, sizeof name - 1))) {
        at += sizeof name - 1;
        while (at < end && *at != '\r')
            *at++ = '*';
    }
}

void transcript_add(struct transcript *transcript, const char *bytes,
                    size_t length)
{
    if (length == 0)
        return;
    char *text = realloc(transcript->text, transcript->length + length);
    if (text == NULL)
        abort();
    memcpy(text + transcript->length, bytes, length);
    mask_dates(text + transcript->length, length);
    transcript->text = text;
    transcript->length += length;
}

bool transcript_differ(const struct transcript *a, const struct transcript *b,
                       char *why, size_t size)
{
    char one[QUOTE_SIZE], other[QUOTE_SIZE];
    size_t at = 0;
    while (at < a->length && at < b->length && a->text[at] == b->text[at])
        at++;
    if (at == a->length && at == b->length)
        return false;
    size_t from = at > 20 ? at - 20 : 0;
    quote(a->text + from, a->length - from, one);
    quote(b->text + from, b->length - from, other);
    one[QUOTE_SIZE / 3] = other[QUOTE_SIZE / 3] = '\0';
    snprintf(why, size, "differ at byte %zu: \"%s\" and \"%s\"", at, one,
             other);
    return true;
}

void transcript_free(struct transcript *transcript)
{
    free(transcript->text);
    *transcript = (struct transcript){0};
}
