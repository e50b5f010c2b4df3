/* transcript.c: what was said on the wires, the last lines of it. */
#include "inside.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LINES = 40, WIDTH = 120 };

static struct {
    char line[LINES][WIDTH];
    unsigned long count;
} transcript;

void transcript_add(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vsnprintf(transcript.line[transcript.count++ % LINES], WIDTH, format,
              values);
    va_end(values);
}

const char *transcript_text(void)
{
    static char text[LINES * (WIDTH + 8) + 64];
    unsigned long first =
        transcript.count > LINES ? transcript.count - LINES : 0;
    size_t at = 0;
    if (first > 0)
        at += (size_t)sprintf(text, "  (%lu lines before)\n", first);
    for (unsigned long i = first; i < transcript.count; i++)
        at += (size_t)sprintf(text + at, "  %s\n", transcript.line[i % LINES]);
    text[at] = '\0';
    return text;
}

char *quote(const char *bytes, size_t n, char *text, size_t size)
{
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        if (at + 8 > size) {
            strcpy(text + at, "...");
            return text;
        }
        unsigned char c = (unsigned char)bytes[i];
        if (c == '\r' || c == '\n')
            at += (size_t)sprintf(text + at, c == '\r' ? "\\r" : "\\n");
        else if (c < ' ' || c > '~')
            at += (size_t)sprintf(text + at, "\\x%02x", c);
        else
            text[at++] = (char)c;
    }
    text[at] = '\0';
    return text;
}
