/* sweep.c: runs the levels of a sweep (see sweep.h).
 *
 * Every run is one of `loadgen run`, with its own warm-up and its own
 * verdict. Nothing of one run is left when the next begins but what the
 * server kept. */
#include "sweep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "csv.h"
#include "exp_metric.h"
#include "json.h"
#include "profile.h"

/* Ports and the server's queues settle between two runs. */
static const struct timespec pause_between = {0, 300 * 1000000};

static void set_level(struct load_plan *plan, bool by_rate, int64_t level)
{
    if (by_rate) {
        plan->rate = level;
        profile_constant(plan, level);
        return;
    }
    plan->clients = level;
    if (plan->threads > level)
        plan->threads = level;
}

static void show_level(const struct sweep *sweep, int64_t level)
{
    char text[64];
    if (!sweep->plan->progress)
        return;
    fprintf(stderr, "%s, run %zu\n",
            sweep_level_text(sweep, level, text, sizeof text),
            json_array_size(sweep->runs) + 1);
}

static int add_csv(const struct load_plan *plan,
                   const struct load_result *result)
{
    FILE *out = fopen(plan->output.csv, "ae");
    if (out == NULL)
        return -1;
    if (ftell(out) == 0)
        csv_head(out);
    csv_line(out, plan, result);
    return fclose(out);
}

static enum exit_status note_run(struct sweep *sweep,
                                 const struct load_plan *plan,
                                 const struct load_result *result, bool *holds)
{
    json_array_append_new(sweep->runs,
                          json_result(plan, result, sweep->argc, sweep->argv));
    if (holds != NULL)
        *holds = result->reason_count == 0 &&
                 condition_holds(&sweep->condition, result);
    if (plan->output.csv == NULL || add_csv(plan, result) == 0)
        return EXIT_GOOD;
    snprintf(sweep->error, sizeof sweep->error, "--csv=%.100s: cannot write it",
             plan->output.csv);
    return EXIT_USAGE;
}

enum exit_status sweep_once(struct sweep *sweep, int64_t level, bool *holds)
{
    struct load_plan plan = *sweep->plan;
    struct load_result *result = malloc(sizeof *result);
    if (result == NULL)
        return EXIT_USAGE;
    set_level(&plan, sweep->by_rate, level);
    show_level(sweep, level);
    if (json_array_size(sweep->runs) > 0)
        nanosleep(&pause_between, NULL);
    result_init(result, "run");
    enum exit_status status = load_run(&plan, result, sweep->error);
    if (status == EXIT_GOOD || status == EXIT_INVALID)
        status = note_run(sweep, &plan, result, holds);
    if (load_interrupted()) {
        snprintf(sweep->error, sizeof sweep->error, "interrupted");
        status = EXIT_INVALID;
    }
    result_free(result);
    free(result);
    return status;
}

enum exit_status sweep_levels(struct sweep *sweep)
{
    for (int64_t round = 0; round < sweep->repeats; round++)
        for (int i = 0; i < sweep->levels_n; i++) {
            enum exit_status status = sweep_once(sweep, sweep->levels[i], NULL);
            if (status != EXIT_GOOD)
                return status;
        }
    return EXIT_GOOD;
}

char *sweep_level_text(const struct sweep *sweep, int64_t level, char *text,
                       size_t size)
{
    char number[32];
    metric_commas((double)level, number, sizeof number);
    snprintf(text, size, "%s %s", number,
             sweep->by_rate ? "requests/s"
             : level == 1   ? "client"
                            : "clients");
    return text;
}
