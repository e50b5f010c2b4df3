/* hdr.h: a histogram as HdrHistogram writes it: "V2", compressed, base64.
 *
 * Slots are HdrHistogram's own, so counts go over unchanged. What its format
 * does not hold is lost: the exact minimum, maximum and sum come back as
 * those of the slots, which is what HdrHistogram's readers show too. */
#ifndef LOADGEN_HDR_H
#define LOADGEN_HDR_H

#include "hist.h"

/* The histogram (values in ns) as text that starts with HISTFA: the
 * caller's to free(). Exits when there is no memory. */
char *hdr_encode(const struct hist *h);

/* Adds the histogram in `text` (of `length` letters) to `into`. Returns NULL,
 * or what is wrong with it, and then adds nothing. Reads what others wrote,
 * if it has three significant digits, the lowest value 1 and fits. */
const char *hdr_decode(const char *text, size_t length, struct hist *into);

/* Adds `count` values to a slot: of them no more is known than that. */
void hdr_add(struct hist *h, size_t slot, uint64_t count);

/* The payload inside, before compression: for hdr_encode() and its tests.
 * Writes a count or a run of empty slots (negative) at `out`, at most
 * HDR_NUMBER bytes; reads one from [*at, end). */
enum { HDR_NUMBER = 9 };
size_t hdr_put(unsigned char *out, int64_t number);
int hdr_get(const unsigned char **at, const unsigned char *end,
            int64_t *number);

#endif
