/* hdr_number.c: signed numbers in one to nine bytes (see hdr.h).
 *
 * ZigZag makes small negative numbers small: 0, -1, 1, -2 become 0, 1, 2, 3.
 * LEB128 then writes seven bits a byte, the lowest first; a set top bit says
 * that more follow. The ninth byte, if there is one, holds eight bits. */
#include "hdr.h"

#include <stdbool.h>

size_t hdr_put(unsigned char *out, int64_t number)
{
    uint64_t sign = number < 0 ? UINT64_MAX : 0;
    uint64_t left = (uint64_t)number << 1 ^ sign;
    size_t n = 0;
    while (n < HDR_NUMBER - 1 && left > 127) {
        out[n++] = (unsigned char)(left | 128);
        left >>= 7;
    }
    out[n++] = (unsigned char)left;
    return n;
}

int hdr_get(const unsigned char **at, const unsigned char *end, int64_t *number)
{
    uint64_t value = 0;
    for (int i = 0; i < HDR_NUMBER; i++) {
        if (*at == end)
            return -1;
        uint64_t byte = *(*at)++;
        bool last = i == HDR_NUMBER - 1 || byte < 128;
        value |= (last ? byte : byte & 127) << 7 * i;
        if (last)
            break;
    }
    *number = (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
    return 0;
}
