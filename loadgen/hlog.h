/* hlog.h: HdrHistogram's interval log: a histogram a second, as text. */
#ifndef LOADGEN_HLOG_H
#define LOADGEN_HLOG_H

#include <stdio.h>

#include "hist.h"

enum { HLOG_ERROR = 256, HLOG_TAG = 32 };

struct load_result;

/* Writes the head of a log whose times count from `base` (seconds since
 * 1970), and a line: the tag may be "". Times of the line are in seconds. */
void hlog_head(FILE *out, double base);
void hlog_line(FILE *out, const char *tag, double start, double length,
               const struct hist *h);

/* Writes the whole log of a result: its intervals, tagged "response",
 * "service", "lag" and "wait"; those of a closed loop only "response". */
void hlog_write(FILE *out, const struct load_result *result);

/* One line of a log as it is read. */
struct hlog_entry {
    char tag[HLOG_TAG]; /* "" when there is none */
    double start;       /* seconds since 1970 */
    double length;      /* seconds */
    const struct hist *hist;
};
typedef void hlog_each(void *context, const struct hlog_entry *entry);

/* Reads a log and calls `each` for every line with a histogram. Returns how
 * many there were, or -1 with one line in `error` that names file and line. */
long hlog_read(const char *path, hlog_each *each, void *context,
               char error[HLOG_ERROR]);

#endif
