/* plot_data.c: which runs make which line (see plot.h).
 *
 * Files with the same label make one line. A sweep is one line, compare's
 * results are one for each server, any other result is a line or a point. */
#include "plot.h"

#include <libgen.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int complain(const char *what, const char *why)
{
    fprintf(stderr, "loadgen plot: %s: %s\n", what, why);
    return -1;
}

static struct plot_series *series_of(struct plot *plot, const char *label)
{
    for (int i = 0; i < plot->n; i++)
        if (strcmp(plot->series[i].label, label) == 0)
            return &plot->series[i];
    if (plot->n == PLOT_SERIES)
        return NULL;
    struct plot_series *series = &plot->series[plot->n++];
    snprintf(series->label, sizeof series->label, "%s", label);
    series->runs = json_array();
    return series;
}

static int add_run(struct plot *plot, const char *label, const json_t *run)
{
    struct plot_series *series = series_of(plot, label);
    if (series == NULL)
        return complain(label, "a chart holds no more than 8 lines");
    json_array_append(series->runs, (json_t *)run);
    return 0;
}

static int add_runs(struct plot *plot, const char *label, const json_t *runs)
{
    const json_t *run;
    size_t i;
    json_array_foreach(runs, i, run)
        if (add_run(plot, label, run) != 0)
            return -1;
    return 0;
}

/* compare: a run's verdict there is stricter than its own, and counts. */
static int add_compared(struct plot *plot, const json_t *run)
{
    const json_t *report = json_object_get(run, "report");
    if (!json_is_object(report) ||
        strcmp(json_string_value(json_object_get(run, "kind")), "compare") != 0)
        return 0;
    json_t *copy = json_copy((json_t *)report);
    json_object_set_new(
        copy, "validity",
        json_pack("{s:O}", "valid", json_object_get(run, "valid")));
    int failed =
        add_run(plot, json_string_value(json_object_get(run, "server")), copy);
    json_decref(copy);
    return failed;
}

static int add_experiment(struct plot *plot, const json_t *result,
                          const char *name)
{
    const json_t *experiment, *run;
    size_t i, j;
    json_array_foreach(json_object_get(result, "experiments"), i, experiment) {
        const char *its =
            json_string_value(json_object_get(experiment, "name"));
        if (plot->experiment != NULL && strcmp(its, plot->experiment) != 0)
            continue;
        json_array_foreach(json_object_get(experiment, "runs"), j, run)
            if (add_compared(plot, run) != 0)
                return -1;
        return 0;
    }
    return complain(name, "no such experiment in it; see --experiment");
}

int plot_add(struct plot *plot, const json_t *result, const char *label,
             const char *name)
{
    const char *schema = json_string_value(json_object_get(result, "schema"));
    if (schema != NULL && strcmp(schema, "loadgen-sweep/1") == 0)
        return add_runs(plot, label, json_object_get(result, "runs"));
    if (schema != NULL && strcmp(schema, "two-counters-results/1") == 0)
        return add_experiment(plot, result, name);
    if (schema != NULL && (strcmp(schema, "loadgen/1") == 0 ||
                           strcmp(schema, "loadgen-merge/1") == 0))
        return add_run(plot, label, result);
    return complain(name, "no result of loadgen");
}

static int add_log(struct plot *plot, const char *label, const char *path)
{
    if (plot->logs_n == 2)
        return complain(path, "no more than two heat maps side by side");
    snprintf(plot->logs[plot->logs_n], sizeof plot->logs[0], "%s", path);
    snprintf(plot->log_labels[plot->logs_n++], PLOT_LABEL, "%s", label);
    return 0;
}

/* "evented" of "results/evented.json". */
static void label_of(const char *path, char label[PLOT_LABEL])
{
    char copy[1024];
    snprintf(copy, sizeof copy, "%s", path);
    snprintf(label, PLOT_LABEL, "%.60s", basename(copy));
    char *dot = strrchr(label, '.');
    if (dot != NULL && dot != label)
        *dot = '\0';
}

int plot_add_file(struct plot *plot, const char *word)
{
    char label[PLOT_LABEL];
    const char *equals = strchr(word, '='), *path = word;
    label_of(word, label);
    if (equals != NULL && equals - word < PLOT_LABEL) {
        path = equals + 1;
        snprintf(label, sizeof label, "%.*s", (int)(equals - word), word);
    }
    size_t length = strlen(path);
    if (length > 5 && strcmp(path + length - 5, ".hlog") == 0)
        return add_log(plot, label, path);
    json_error_t error;
    json_t *result = json_load_file(path, 0, &error);
    if (result == NULL)
        return complain(path, error.text);
    int failed = plot_add(plot, result, label, path);
    json_decref(result);
    return failed;
}

void plot_free(struct plot *plot)
{
    for (int i = 0; i < plot->n; i++)
        json_decref(plot->series[i].runs);
}

/* ---- points ----------------------------------------------------------- */

double plot_clients(const json_t *run)
{
    const json_t *load = json_object_get(run, "load");
    const json_t *clients = json_object_get(load, "clients");
    if (json_is_array(json_object_get(load, "profile")))
        return NAN;
    return json_is_integer(clients) ? json_number_value(clients) : NAN;
}

/* Only of a rate that stayed the same. */
double plot_rate(const json_t *run)
{
    const json_t *profile =
        json_object_get(json_object_get(run, "load"), "profile");
    const json_t *rate = json_array_get(json_array_get(profile, 0), 1);
    return json_array_size(profile) == 1 ? json_number_value(rate) : NAN;
}

static int rising(const void *a, const void *b)
{
    const struct plot_point *p = a, *q = b;
    return (p->x > q->x) - (p->x < q->x);
}

static bool is_valid(const json_t *run)
{
    return json_is_true(
        json_object_get(json_object_get(run, "validity"), "valid"));
}

static struct interval sum_up(const struct plot_series *series, plot_x *x,
                              const struct metric *metric, double at,
                              bool valid)
{
    double values[STATS_MAX];
    int n = 0;
    const json_t *run;
    size_t i;
    json_array_foreach(series->runs, i, run)
        if (x(run) == at && is_valid(run) == valid && n < STATS_MAX)
            values[n++] = metric_read(metric, run);
    return stats_interval(values, n);
}

int plot_points(const struct plot_series *series, plot_x *x,
                const struct metric *metric,
                struct plot_point points[PLOT_POINTS])
{
    int n = 0, kept = 0;
    const json_t *run;
    size_t i;
    json_array_foreach(series->runs, i, run) {
        bool known = isnan(x(run)) || x(run) <= 0;
        for (int j = 0; j < n; j++)
            known |= points[j].x == x(run);
        if (!known && n < PLOT_POINTS)
            points[n++].x = x(run);
    }
    qsort(points, (size_t)n, sizeof *points, rising);
    for (int j = 0; j < n; j++) {
        double at = points[j].x;
        struct interval good = sum_up(series, x, metric, at, true);
        struct interval bad = sum_up(series, x, metric, at, false);
        struct interval y = good.n > 0 ? good : bad;
        if (isfinite(y.middle))
            points[kept++] = (struct plot_point){at, y, bad.n > 0};
    }
    return kept;
}
