/* quote.c: makes bytes readable (see quote.h). */
#include "quote.h"

#include <stdio.h>
#include <string.h>

char *quote(const char *bytes, size_t length, char text[QUOTE_SIZE])
{
    size_t out = 0;
    text[0] = '\0';
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (out + 8 >= QUOTE_SIZE) {
            strcpy(text + out, "...");
            break;
        }
        const char *form = c == '\r'              ? "\\r"
                           : c == '\n'            ? "\\n"
                           : c < ' ' || c >= 0x7f ? "\\x%02x"
                                                  : "%c";
        out += (size_t)snprintf(text + out, QUOTE_SIZE - out, form, c);
    }
    return text;
}
