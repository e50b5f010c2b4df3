/* chart_axis.c: ranges and ticks (chart.h).
 *
 * Ticks are worked out here, not by gnuplot, so that panels side by side can
 * share them and their labels carry units. */
#include <math.h>
#include <string.h>

#include "chart.h"
#include "options.h"

static void add_tick(struct chart_axis *axis, double at, const char *text)
{
    if (axis->ticks == CHART_TICKS)
        return;
    axis->at[axis->ticks] = at;
    snprintf(axis->text[axis->ticks++], CHART_TICK, "%.23s", text);
}

/* "20k" for plain numbers, else with the unit. */
static void add_value(struct chart_axis *axis, double at, enum unit unit)
{
    char text[48];
    if (unit == UNIT_COUNT && at >= 1e6)
        snprintf(text, sizeof text, "%.4gM", at / 1e6);
    else if (unit == UNIT_COUNT && at >= 1e3)
        snprintf(text, sizeof text, "%.4gk", at / 1e3);
    else if (at == 0)
        snprintf(text, sizeof text, "0");
    else
        metric_format(unit, at, text, sizeof text);
    add_tick(axis, at, text);
}

/* The nth number of the row ... 0.5 1 2 5 10 20 ...; 0 is 1. */
static double round_number(int n)
{
    static const double steps[] = {1, 2, 5};
    int decade = (int)floor(n / 3.0);
    return steps[n - 3 * decade] * pow(10, decade);
}

/* The index of the largest round number up to value. */
static int round_below(double value)
{
    int n = 3 * (int)floor(log10(value)) + 3;
    while (round_number(n) > value)
        n--;
    return n;
}

void chart_axis_log(struct chart_axis *axis, double low, double high,
                    enum unit unit)
{
    int first = round_below(low * 0.95), last = round_below(high * 1.05) + 1;
    *axis = (struct chart_axis){
        .low = round_number(first), .high = round_number(last), .log = true};
    bool decades = last - first > 7;
    for (int n = first; n <= last; n++)
        if (!decades || n % 3 == 0)
            add_value(axis, round_number(n), unit);
}

void chart_axis_linear(struct chart_axis *axis, double high, enum unit unit)
{
    int n = high > 0 ? round_below(high / 5) : 0;
    while (high * 1.08 / round_number(n) > 6)
        n++;
    double step = round_number(n);
    int steps = (int)ceil(high * 1.08 / step);
    *axis = (struct chart_axis){.high = step * (steps > 0 ? steps : 1)};
    for (int i = 0; i * step <= axis->high * 1.0001; i++)
        add_value(axis, i * step, unit);
}

void chart_axis_few(struct chart_axis *axis, double low, double high,
                    enum unit unit)
{
    if (low > 0)
        chart_axis_log(axis, low, high, unit);
    else
        chart_axis_linear(axis, high > 0 ? high : 1, unit);
    int step = (axis->ticks + 2) / 3, kept = 0;
    for (int i = 0; i < axis->ticks; i += step, kept++) {
        axis->at[kept] = axis->at[i];
        memmove(axis->text[kept], axis->text[i], CHART_TICK);
    }
    axis->ticks = kept;
}

void chart_axis_clients(struct chart_axis *axis, const int64_t *clients, int n,
                        int panels)
{
    double first = (double)clients[0], last = (double)clients[n - 1];
    double room = n > 1 ? pow(last / first, 0.04) : 3;
    *axis = (struct chart_axis){
        .low = first / room, .high = last * room, .log = true};
    double before = 0;
    for (int i = 0; i < n; i++) {
        char text[32];
        double at = (double)clients[i];
        if (before > 0 && at / before < pow(last / first, 0.07 * panels))
            continue;
        before = at;
        add_tick(axis, at, options_format(SETTING_COUNT, clients[i], text));
    }
}

void chart_axis_percentiles(struct chart_axis *axis, double high, int panels)
{
    static const struct {
        double at;
        const char *text;
    } ticks[] = {{2, "50"},       {10, "90"},     {100, "99"},
                 {1e3, "99.9"},   {1e4, "99.99"}, {1e5, "99.999"},
                 {1e6, "99.9999"}};
    *axis = (struct chart_axis){
        .low = 1.2, .high = high > 10 ? high * 1.1 : 11, .log = true};
    double letter = 0.017 * panels; /* its width, as a share of the axis */
    double free_from = -1;          /* where the last text ended */
    for (size_t i = 0; i < sizeof ticks / sizeof ticks[0]; i++) {
        double half = letter * ((double)strlen(ticks[i].text) + 1) / 2;
        double at = chart_height(axis, ticks[i].at);
        if (ticks[i].at > axis->high || at - half < free_from)
            continue;
        free_from = at + half;
        add_tick(axis, ticks[i].at, ticks[i].text);
    }
}

double chart_height(const struct chart_axis *axis, double value)
{
    if (axis->log)
        return log(value / axis->low) / log(axis->high / axis->low);
    return (value - axis->low) / (axis->high - axis->low);
}

void chart_axis_share(struct chart_axis *axis)
{
    *axis = (struct chart_axis){.low = 0, .high = 100};
    for (int at = 0; at <= 100; at += 20) {
        char text[16];
        snprintf(text, sizeof text, "%d %%", at);
        add_tick(axis, at, text);
    }
}
