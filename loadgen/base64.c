/* base64.c: four letters for three bytes (see base64.h).
 *
 * Padding is written and demanded; blanks and line ends are refused. */
#include "base64.h"

#include <string.h>

static const char letters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(const unsigned char *bytes, size_t size, char *text)
{
    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        unsigned word = (unsigned)bytes[i] << 16;
        word |= left > 1 ? (unsigned)bytes[i + 1] << 8 : 0;
        word |= left > 2 ? (unsigned)bytes[i + 2] : 0;
        *text++ = letters[word >> 18];
        *text++ = letters[word >> 12 & 63];
        *text++ = left > 1 ? letters[word >> 6 & 63] : '=';
        *text++ = left > 2 ? letters[word & 63] : '=';
    }
    *text = '\0';
}

/* The value of a letter, or -1. */
static int value_of(char letter)
{
    const char *at = letter == '\0' ? NULL : strchr(letters, letter);
    return at == NULL ? -1 : (int)(at - letters);
}

long base64_decode(const char *text, size_t length, unsigned char *bytes)
{
    unsigned char *out = bytes;
    size_t padding = 0;
    if (length % 4 != 0)
        return -1;
    while (padding < 2 && padding < length && text[length - 1 - padding] == '=')
        padding++;
    for (size_t i = 0; i < length; i += 4) {
        unsigned word = 0;
        for (size_t j = i; j < i + 4; j++) {
            int value = j < length - padding ? value_of(text[j]) : 0;
            if (value < 0)
                return -1;
            word = word << 6 | (unsigned)value;
        }
        *out++ = (unsigned char)(word >> 16);
        *out++ = (unsigned char)(word >> 8);
        *out++ = (unsigned char)word;
    }
    return (long)(out - bytes) - (long)padding;
}
