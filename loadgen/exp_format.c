/* exp_format.c: numbers with units, as charts and tables show them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "exp_metric.h"

char *metric_commas(double value, char *text, size_t size)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%.0f", fabs(value));
    size_t length = strlen(digits), used = 0;
    if (value <= -0.5 && size > 1)
        text[used++] = '-';
    for (size_t i = 0; i < length && used + 2 < size; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            text[used++] = ',';
        text[used++] = digits[i];
    }
    text[used] = '\0';
    return text;
}

/* Three digits or all whole ones, with commas, without trailing zeros. */
static void three_digits(double value, char *text, size_t size)
{
    double magnitude = fabs(value);
    if (magnitude >= 99.95) {
        metric_commas(value, text, size);
        return;
    }
    int decimals = magnitude >= 9.995 ? 1 : magnitude >= 0.09995 ? 2 : 4;
    snprintf(text, size, "%.*f", decimals, value);
    size_t end = strlen(text);
    while (end > 1 && text[end - 1] == '0')
        text[--end] = '\0';
    if (text[end - 1] == '.')
        text[end - 1] = '\0';
}

struct scale {
    double factor;
    const char *name;
};

static const struct scale *unit_scale(enum unit unit, double value)
{
    static const struct scale micros[] = {
        {1e6, " s"}, {1e3, " ms"}, {1, " \xc2\xb5s"}};
    static const struct scale bytes[] = {
        {1e9, " GB"}, {1e6, " MB"}, {1e3, " kB"}, {1, " B"}};
    static const struct scale count = {1, ""};
    const struct scale *scales = unit == UNIT_MICROS ? micros : bytes;
    if (unit == UNIT_COUNT)
        return &count;
    while (scales->factor > 1 && fabs(value) < scales->factor * 0.9995)
        scales++;
    return scales;
}

char *metric_format(enum unit unit, double value, char *text, size_t size)
{
    if (!isfinite(value)) {
        snprintf(text, size, "-");
        return text;
    }
    const struct scale *scale = unit_scale(unit, value);
    char number[48];
    three_digits(value / scale->factor, number, sizeof number);
    snprintf(text, size, "%s%s", number, scale->name);
    return text;
}
