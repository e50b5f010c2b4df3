/* base64.h: bytes as printable text, as RFC 4648 has it, and back. */
#ifndef LOADGEN_BASE64_H
#define LOADGEN_BASE64_H

#include <stddef.h>

/* Room that `size` bytes need as text, with the '\0'. */
#define BASE64_ROOM(size) (((size) + 2) / 3 * 4 + 1)

/* Writes the bytes as text, '\0'-terminated. */
void base64_encode(const unsigned char *bytes, size_t size, char *text);

/* Reads `length` letters into `bytes`, which has room for length / 4 * 3.
 * Returns how many bytes there are, or -1 when it is no base64. */
long base64_decode(const char *text, size_t length, unsigned char *bytes);

#endif
