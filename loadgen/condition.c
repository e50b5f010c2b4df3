/* condition.c: reads and checks conditions (see condition.h).
 *
 * A metric is a row of a table: its name, whether it is a time, and how it
 * is read from a result. To add one, add a row. */
#include "condition.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "options.h"
#include "units.h"

static double read_rate(const struct load_result *r)
{
    return result_rate(r);
}

static double read_errors(const struct load_result *r)
{
    return (double)result_errors(r);
}

static double read_mean(const struct load_result *r)
{
    return hist_mean(r->latency);
}

/* Nanoseconds of the server's CPU for a request. */
static double read_cpu(const struct load_result *r)
{
    return r->has_server ? r->server.cpu_us_per_request * 1000 : NAN;
}

static const struct row {
    const char *name;
    bool time;      /* in ns; else a plain number */
    double percent; /* of the times; 0 when it is no percentile */
    double (*read)(const struct load_result *result);
} rows[] = {
    {"p50", true, 50, NULL},      {"p75", true, 75, NULL},
    {"p90", true, 90, NULL},      {"p99", true, 99, NULL},
    {"p99.9", true, 99.9, NULL},  {"p99.99", true, 99.99, NULL},
    {"max", true, 100, NULL},     {"mean", true, 0, read_mean},
    {"rps", false, 0, read_rate}, {"errors", false, 0, read_errors},
    {"cpu", true, 0, read_cpu},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static int find_row(const char *name, size_t length)
{
    for (int i = 0; i < ROWS; i++)
        if (strlen(rows[i].name) == length &&
            strncmp(rows[i].name, name, length) == 0)
            return i;
    return -1;
}

const char *condition_read(const char *text, struct condition *condition)
{
    static const char mend[] =
        "such as 'p99>50ms': p50, p75, p90, p99, p99.9, p99.99, max, mean, "
        "rps, errors or cpu; > or <; a number";
    size_t name = strcspn(text, "<>");
    if (text[name] == '\0' || strlen(text) >= sizeof condition->text)
        return mend;
    *condition = (struct condition){.metric = find_row(text, name),
                                    .above = text[name] == '>',
                                    .equal = text[name + 1] == '='};
    if (condition->metric < 0)
        return mend;
    const char *number = text + name + 1 + condition->equal;
    bool time = rows[condition->metric].time;
    int64_t limit;
    if (options_number(time ? SETTING_TIME : SETTING_COUNT, number, &limit) !=
        0)
        return mend;
    condition->limit = (double)limit;
    snprintf(condition->text, sizeof condition->text, "%s", text);
    return NULL;
}

double condition_value(const struct condition *condition,
                       const struct load_result *result)
{
    const struct row *row = &rows[condition->metric];
    if (row->read != NULL)
        return row->read(result);
    if (result->latency->count == 0)
        return NAN;
    return (double)hist_percentile(result->latency, row->percent);
}

bool condition_is_known(const struct condition *condition,
                        const struct load_result *result)
{
    return !isnan(condition_value(condition, result));
}

bool condition_holds(const struct condition *condition,
                     const struct load_result *result)
{
    double value = condition_value(condition, result);
    if (condition->equal && value == condition->limit)
        return true;
    return condition->above ? value > condition->limit
                            : value < condition->limit;
}

char *condition_say(const struct condition *condition,
                    const struct load_result *result,
                    char text[CONDITION_SENTENCE])
{
    const struct row *row = &rows[condition->metric];
    double value = condition_value(condition, result);
    char figure[UNITS_SIZE] = "unknown";
    if (!isnan(value) && row->time)
        units_time((int64_t)value, figure);
    else if (!isnan(value))
        snprintf(figure, sizeof figure, "%.6g", value);
    snprintf(text, CONDITION_SENTENCE, "%s: %s is %s", condition->text,
             row->name, figure);
    return text;
}
