/* hlog.c: writes and reads interval logs (see hlog.h).
 *
 * The format is that of HdrHistogram's HistogramLogWriter, version 1.3:
 * comments, a legend, and lines of [Tag=T,]start,length,max,histogram. The
 * maximum is in milliseconds, since the values are nanoseconds and its
 * readers expect that ratio of a million. */
#include "hlog.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hdr.h"
#include "result.h"

static const double ns_a_ms = 1e6;

/* ---- writing ---------------------------------------------------------- */

void hlog_head(FILE *out, double base)
{
    char date[64];
    time_t second = (time_t)base;
    struct tm utc;
    gmtime_r(&second, &utc);
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &utc);
    fprintf(out,
            "#[Logged with loadgen 1.0]\n"
            "#[Histogram log format version 1.3]\n"
            "#[BaseTime: %.3f (seconds since epoch)]\n"
            "#[StartTime: %.3f (seconds since epoch), %s]\n"
            "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
            "\"Interval_Compressed_Histogram\"\n",
            base, base, date);
}

void hlog_line(FILE *out, const char *tag, double start, double length,
               const struct hist *h)
{
    char *text = hdr_encode(h);
    fprintf(out, "%s%s%s%.3f,%.3f,%.3f,%s\n", *tag ? "Tag=" : "", tag,
            *tag ? "," : "", start, length, (double)h->max / ns_a_ms, text);
    free(text);
}

static void write_track(FILE *out, const char *tag,
                        const struct intervals *intervals)
{
    for (int64_t i = 0; i < intervals_seconds(intervals); i++) {
        struct hist *h = hist_new();
        intervals_add(intervals, i, h);
        hlog_line(out, tag, (double)i, 1, h);
        free(h);
    }
}

void hlog_write(FILE *out, const struct load_result *result)
{
    hlog_head(out, result->begun);
    for (int i = 0; i < TRACKS; i++)
        write_track(out, interval_track_name((enum interval_track)i),
                    &result->intervals[i]);
}

/* ---- reading ---------------------------------------------------------- */

struct reading {
    double base, first; /* BaseTime and StartTime, 0 until told */
    struct hlog_entry entry;
    const char *text; /* the histogram, to the end of the line */
    size_t length;
};

static void read_comment(struct reading *reading, const char *line)
{
    sscanf(line, "#[BaseTime: %lf", &reading->base);
    sscanf(line, "#[StartTime: %lf", &reading->first);
}

/* The numbers and the place of the histogram. 0, or -1. */
static int read_fields(struct reading *reading, const char *line)
{
    struct hlog_entry *entry = &reading->entry;
    int used = 0;
    entry->tag[0] = '\0';
    if (strncmp(line, "Tag=", 4) == 0) {
        if (sscanf(line, "Tag=%31[^, ]%*1[, ]%n", entry->tag, &used) != 1 ||
            used == 0)
            return -1;
        line += used;
    }
    used = 0;
    if (sscanf(line, "%lf%*1[, ]%lf%*1[, ]%*f%*1[, ]%n", &entry->start,
               &entry->length, &used) != 2 ||
        used == 0)
        return -1;
    reading->text = line + used;
    reading->length = strcspn(line + used, " \r\n");
    return 0;
}

/* A log may count from its BaseTime, from its StartTime, or from 1970: told
 * apart as HdrHistogram's readers do, by a year. */
static double base_of(const struct reading *reading)
{
    static const double year = 365 * 24 * 3600;
    if (reading->base > 0)
        return reading->base;
    return reading->entry.start < reading->first - year ? reading->first : 0;
}

static const char *read_line(struct reading *reading, const char *line,
                             hlog_each *each, void *context)
{
    if (read_fields(reading, line) != 0)
        return "not START,LENGTH,MAX,HISTOGRAM";
    struct hist *h = hist_new();
    const char *wrong = hdr_decode(reading->text, reading->length, h);
    if (wrong == NULL) {
        reading->entry.start += base_of(reading);
        reading->entry.hist = h;
        each(context, &reading->entry);
    }
    free(h);
    return wrong;
}

static long read_lines(FILE *in, const char *path, hlog_each *each,
                       void *context, char error[HLOG_ERROR])
{
    struct reading reading = {.base = 0};
    char *line = NULL;
    const char *wrong = NULL;
    size_t room = 0;
    long found = 0;
    for (long number = 1; wrong == NULL && getline(&line, &room, in) > 0;
         number++) {
        if (*line == '#')
            read_comment(&reading, line);
        if (strchr("#\"\r\n", *line) != NULL)
            continue;
        wrong = read_line(&reading, line, each, context);
        if (wrong != NULL)
            snprintf(error, HLOG_ERROR, "%.150s:%ld: %s", path, number, wrong);
        else
            found++;
    }
    free(line);
    return wrong == NULL ? found : -1;
}

long hlog_read(const char *path, hlog_each *each, void *context,
               char error[HLOG_ERROR])
{
    FILE *in = fopen(path, "re");
    if (in == NULL) {
        snprintf(error, HLOG_ERROR, "%.150s: %s", path, strerror(errno));
        return -1;
    }
    long found = read_lines(in, path, each, context, error);
    fclose(in);
    return found;
}
