/* quote.c: makes bytes readable (see quote.h). */
#include "quote.h"

#include <stdio.h>
#include <string.h>

/* Writes one byte in readable form at `text`. Returns the length. */
static size_t put(unsigned char c, char text[5])
{
    if (c == '\r' || c == '\n')
        return (size_t)sprintf(text, "%s", c == '\r' ? "\\r" : "\\n");
    return (size_t)sprintf(text, c < ' ' || c >= 0x7f ? "\\x%02x" : "%c", c);
}

char *quote(const char *bytes, size_t length, char text[QUOTE_SIZE])
{
    size_t out = 0;
    text[0] = '\0';
    for (size_t i = 0; i < length; i++) {
        if (out + 8 >= QUOTE_SIZE) {
            memcpy(text + out, "...", 4);
            break;
        }
        out += put((unsigned char)bytes[i], text + out);
    }
    return text;
}
