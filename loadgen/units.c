/* units.c: numbers as people read them (see units.h), in wrk's manner. */
#include "units.h"

#include <stdio.h>

/* Divides by `step` until the number is below it; the units are in order. */
static char *scaled(double value, double step, const char *const *units,
                    int count, char text[UNITS_SIZE])
{
    int i = 0;
    /* 999.996 would print as 1000.00: it belongs to the next unit. */
    while (i < count - 1 && value >= step - 0.005) {
        value /= step;
        i++;
    }
    snprintf(text, UNITS_SIZE, "%.2f%s", value, units[i]);
    return text;
}

char *units_time(int64_t ns, char text[UNITS_SIZE])
{
    static const char *const small[] = {"us", "ms", "s"};
    if (ns >= 60 * INT64_C(1000000000)) {
        snprintf(text, UNITS_SIZE, "%.2fm", (double)ns / 60e9);
        return text;
    }
    return scaled((double)ns / 1000, 1000, small, 3, text);
}

char *units_count(double count, char text[UNITS_SIZE])
{
    static const char *const units[] = {"", "k", "M", "G"};
    return scaled(count, 1000, units, 4, text);
}

char *units_bytes(double bytes, char text[UNITS_SIZE])
{
    static const char *const units[] = {"B", "KB", "MB", "GB", "TB"};
    return scaled(bytes, 1024, units, 5, text);
}
