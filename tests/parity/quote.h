/* quote.h: bytes made readable for a message. */
#ifndef PARITY_QUOTE_H
#define PARITY_QUOTE_H

#include <stddef.h>

enum { QUOTE_SIZE = 260 };

/* Writes the bytes with \r, \n and \xNN for what cannot be seen, and "..."
 * for what does not fit. Returns `text`. */
char *quote(const char *bytes, size_t length, char text[QUOTE_SIZE]);

#endif
