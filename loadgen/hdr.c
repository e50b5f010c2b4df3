/* hdr.c: writes and reads HdrHistogram's V2 format (see hdr.h).
 *
 * Big-endian throughout. Outside: a cookie, the length of the rest, the rest
 * as a zlib stream. In that: a cookie, the length of the counts, five fields,
 * and the counts of the slots up to the last that is not empty. A field that
 * does not fit our slots is refused by name: nothing is guessed. */
#include "hdr.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base64.h"

enum {
    COOKIE = 0x1c849303 | 0x10,
    COOKIE_COMPRESSED = 0x1c849304 | 0x10,
    DIGITS = 3,
    HEADER = 40,      /* bytes before the counts */
    OUTER_HEADER = 8, /* bytes before the zlib stream */
    ROOM = HEADER + HIST_SLOTS * HDR_NUMBER
};

static const double ratio = 1.0; /* our values are whole nanoseconds */

/* ---- numbers ---------------------------------------------------------- */

static unsigned char *put_bytes(unsigned char *out, uint64_t value, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        *out++ = (unsigned char)(value >> 8 * i);
    return out;
}

static uint64_t get_bytes(const unsigned char *at, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++)
        value = value << 8 | at[i];
    return value;
}

static uint64_t bits_of_ratio(void)
{
    uint64_t bits;
    memcpy(&bits, &ratio, sizeof bits);
    return bits;
}

static void *allocate(size_t size)
{
    void *memory = malloc(size);
    if (memory == NULL)
        err(1, "no memory for a histogram's text");
    return memory;
}

/* ---- writing ---------------------------------------------------------- */

/* The counts; a run of empty slots is one negative number. */
static unsigned char *put_counts(unsigned char *out, const struct hist *h)
{
    size_t next = 0;
    for (size_t s = hist_next(h, 0); s < HIST_SLOTS; s = hist_next(h, s + 1)) {
        if (s == next + 1)
            out += hdr_put(out, 0);
        else if (s > next)
            out += hdr_put(out, -(int64_t)(s - next));
        out += hdr_put(out, (int64_t)h->slots[s]);
        next = s + 1;
    }
    return out;
}

static size_t put_histogram(unsigned char *plain, const struct hist *h)
{
    unsigned char *end = put_counts(plain + HEADER, h);
    unsigned char *out = put_bytes(plain, COOKIE, 4);
    out = put_bytes(out, (uint64_t)(end - plain - HEADER), 4);
    out = put_bytes(out, 0, 4); /* slots are not shifted */
    out = put_bytes(out, DIGITS, 4);
    out = put_bytes(out, 1, 8); /* the lowest value told from 0 */
    out = put_bytes(out, (uint64_t)HIST_MAX, 8);
    put_bytes(out, bits_of_ratio(), 8);
    return (size_t)(end - plain);
}

char *hdr_encode(const struct hist *h)
{
    unsigned char *plain = allocate(ROOM);
    size_t size = put_histogram(plain, h);
    uLongf packed_size = compressBound(size);
    unsigned char *packed = allocate(OUTER_HEADER + packed_size);
    if (compress(packed + OUTER_HEADER, &packed_size, plain, size) != Z_OK)
        errx(1, "zlib cannot compress a histogram");
    put_bytes(put_bytes(packed, COOKIE_COMPRESSED, 4), packed_size, 4);
    packed_size += OUTER_HEADER;
    char *text = allocate(BASE64_ROOM(packed_size));
    base64_encode(packed, packed_size, text);
    free(packed);
    free(plain);
    return text;
}

/* ---- reading ---------------------------------------------------------- */

void hdr_add(struct hist *h, size_t slot, uint64_t count)
{
    int64_t highest = hist_slot_highest(slot);
    int64_t lowest = slot == 0 ? 0 : hist_slot_highest(slot - 1) + 1;
    h->slots[slot] += count;
    h->count += count;
    h->sum += count * (uint64_t)(lowest + (highest - lowest + 1) / 2);
    if (lowest < h->min)
        h->min = lowest;
    if (highest > h->max)
        h->max = highest;
}

static const char *get_counts(const unsigned char *at, const unsigned char *end,
                              struct hist *h)
{
    size_t slot = 0;
    int64_t number;
    while (at < end) {
        if (hdr_get(&at, end, &number) != 0)
            return "its counts end in the middle of a number";
        if (number < 0 ? number < -(int64_t)(HIST_SLOTS - slot)
                       : slot >= HIST_SLOTS)
            return "it has more slots than one hour in nanoseconds needs";
        if (number < 0) {
            slot += (size_t)-number;
            continue;
        }
        if (number > 0)
            hdr_add(h, slot, (uint64_t)number);
        slot++;
    }
    return NULL;
}

static const char *get_histogram(const unsigned char *plain, size_t size,
                                 struct hist *h)
{
    if (size < HEADER || get_bytes(plain, 4) != COOKIE)
        return "its inside is not of HdrHistogram's format V2";
    if (get_bytes(plain + 4, 4) > size - HEADER)
        return "its counts are cut off";
    /* hdr-histogram-js writes 1 for "not shifted", and the whole number 1
     * where the ratio 1.0 belongs. */
    uint64_t scale = get_bytes(plain + 32, 8);
    if (get_bytes(plain + 8, 4) > 1 || get_bytes(plain + 16, 8) != 1 ||
        (scale != bits_of_ratio() && scale != 1))
        return "its slots are shifted, scaled or do not begin at 1";
    if (get_bytes(plain + 12, 4) != DIGITS)
        return "it does not have three significant digits";
    return get_counts(plain + HEADER, plain + HEADER + get_bytes(plain + 4, 4),
                      h);
}

static const char *unpack(const unsigned char *packed, size_t size,
                          struct hist *h)
{
    uLongf plain_size = ROOM;
    if (size < OUTER_HEADER || get_bytes(packed, 4) != COOKIE_COMPRESSED)
        return "not a histogram in HdrHistogram's compressed format V2";
    if (get_bytes(packed + 4, 4) > size - OUTER_HEADER)
        return "it is cut off";
    unsigned char *plain = allocate(plain_size);
    const char *wrong = "zlib cannot read it";
    if (uncompress(plain, &plain_size, packed + OUTER_HEADER,
                   get_bytes(packed + 4, 4)) == Z_OK)
        wrong = get_histogram(plain, plain_size, h);
    free(plain);
    return wrong;
}

const char *hdr_decode(const char *text, size_t length, struct hist *into)
{
    unsigned char *packed = allocate(length + 1);
    long size = base64_decode(text, length, packed);
    struct hist *found = hist_new();
    const char *wrong =
        size < 0 ? "not base64" : unpack(packed, (size_t)size, found);
    if (wrong == NULL)
        hist_merge(into, found);
    free(found);
    free(packed);
    return wrong;
}
