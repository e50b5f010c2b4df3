/* million_requests.c: what a request costs when everybody asks (million.h).
 *
 * Reads the runs of the experiment in which each client asks as fast as it is
 * answered. The cost follows the logarithm of the clients better than their
 * number, so the line is drawn against that: two decades lie between what was
 * measured and a million, and the interval shows it. With few clients a server
 * sleeps and wakes for each request; that says nothing about many, and such
 * points are left out. */
#include <math.h>
#include <string.h>

#include "million.h"

static const char everybody_asks[] = "small-orders";

enum { POINTS = 64, MANY = 100 /* clients */ };

struct points {
    double x[POINTS], cpu[POINTS], switches[POINTS];
    int n;
};

static const json_t *find(const json_t *experiments, const char *name)
{
    for (size_t i = 0; i < json_array_size(experiments); i++) {
        const json_t *entry = json_array_get(experiments, i);
        const char *is = json_string_value(json_object_get(entry, "name"));
        if (is != NULL && strcmp(is, name) == 0)
            return entry;
    }
    return NULL;
}

static double number(const json_t *object, const char *part, const char *field)
{
    const json_t *value = json_object_get(json_object_get(object, part), field);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

/* Whether the run's cost of a request means something. */
static bool counts(const json_t *run)
{
    return json_is_true(json_object_get(run, "valid")) ||
           json_is_true(json_object_get(run, "costs_hold"));
}

static bool is_of(const json_t *run, const char *label, int64_t block)
{
    const char *is = json_string_value(json_object_get(run, "label"));
    const char *kind = json_string_value(json_object_get(run, "kind"));
    return is != NULL && strcmp(is, label) == 0 && kind != NULL &&
           strcmp(kind, "compare") == 0 && counts(run) &&
           json_integer_value(json_object_get(run, "block")) == block;
}

static void collect(const json_t *runs, const char *label, int64_t block,
                    struct points *points)
{
    points->n = 0;
    for (size_t i = 0; i < json_array_size(runs); i++) {
        const json_t *run = json_array_get(runs, i);
        const json_t *report = json_object_get(run, "report");
        double clients = number(report, "load", "clients");
        if (!is_of(run, label, block) || !(clients >= MANY) ||
            points->n == POINTS)
            continue;
        points->x[points->n] = log10(clients);
        points->cpu[points->n] = number(report, "server", "cpu_us_per_request");
        points->switches[points->n] =
            (number(report, "server", "voluntary_switches") +
             number(report, "server", "involuntary_switches")) /
            number(report, "measured", "requests");
        points->n++;
    }
}

/* Where the lines of the blocks reach x. A cost is never below nothing, and
 * where a line leads there, it says nothing. */
static struct interval cost(const struct million_fit *fit, double x)
{
    struct interval found = million_reach(fit, 1, x);
    if (found.middle < 0)
        return (struct interval){NAN, NAN, NAN, 0, found.n};
    if (found.low < 0)
        found.low = 0;
    return found;
}

struct million_requests million_requests(const json_t *experiments,
                                         const char *label)
{
    const json_t *runs =
        json_object_get(find(experiments, everybody_asks), "runs");
    struct million_requests found = {.known = false};
    struct million_fit cpu = {.n = 0}, switches = {.n = 0};
    struct points points;
    double most = 0;
    for (int block = 0; block < MILLION_BLOCKS; block++) {
        collect(runs, label, block + 1, &points);
        for (int i = 0; i < points.n; i++)
            most = points.x[i] > most ? points.x[i] : most;
        struct million_line line = million_line(points.x, points.cpu, points.n);
        if (isfinite(line.slope))
            cpu.lines[cpu.n++] = line;
        line = million_line(points.x, points.switches, points.n);
        if (isfinite(line.slope))
            switches.lines[switches.n++] = line;
    }
    double goal = log10(MILLION_GOAL);
    found.known = cpu.n > 0;
    found.most = llround(pow(10, most));
    found.cpu_now = cost(&cpu, most);
    found.cpu_goal = cost(&cpu, goal);
    found.cpu_decade = million_slope(&cpu);
    found.switches_now = cost(&switches, most);
    found.switches_goal = cost(&switches, goal);
    return found;
}
