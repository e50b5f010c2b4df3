/* mix.c: several targets in one load (see mix.h). */
#include "mix.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "arrivals.h"
#include "worker.h"

enum { MOST_WEIGHT = 1000000 };

/* Reads "9x/hello", which ends at `length`. */
static int read_target(const char *text, size_t length,
                       struct plan_target *target)
{
    char *path;
    target->weight = strtoll(text, &path, 10);
    if (path == text || *path != 'x' || path[1] != '/' || target->weight < 1 ||
        target->weight > MOST_WEIGHT)
        return -1;
    length -= (size_t)(++path - text);
    if (length >= sizeof target->path)
        return -1;
    memcpy(target->path, path, length);
    target->path[length] = '\0';
    return target->path[strcspn(target->path, " \t\r\n#")] == '\0' ? 0 : -1;
}

const char *mix_take(const char *text, void *value)
{
    struct load_plan *plan = value;
    plan->target_count = 0;
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ",");
        if (plan->target_count == PLAN_TARGETS)
            return "no more than 16 targets";
        if (read_target(at, length, &plan->targets[plan->target_count]) != 0)
            return "shares and paths such as 9x/hello,1x/burn?us=10000";
        plan->target_count++;
        at += length;
        if (*at == '\0')
            return NULL;
    }
}

struct mix_tally *mix_new(const struct load_plan *plan)
{
    if (plan->target_count == 0)
        return NULL;
    struct mix_tally *tallies =
        calloc((size_t)plan->target_count, sizeof *tallies);
    if (tallies == NULL)
        err(1, "no memory for --mix");
    for (int i = 0; i < plan->target_count; i++)
        tallies[i].response = hist_new();
    return tallies;
}

void mix_free(struct mix_tally *tallies, const struct load_plan *plan)
{
    for (int i = 0; tallies != NULL && i < plan->target_count; i++)
        free(tallies[i].response);
    free(tallies);
}

static uint64_t weights(const struct load_plan *plan)
{
    uint64_t sum = 0;
    for (int i = 0; i < plan->target_count; i++)
        sum += (uint64_t)plan->targets[i].weight;
    return sum;
}

int mix_pick(struct worker *worker)
{
    const struct load_plan *plan = worker->plan;
    if (plan->target_count < 2)
        return 0;
    /* Streams below zero: those from zero on are the arrivals'. */
    uint64_t at =
        arrivals_random(plan->seed, -1 - worker->index, worker->picks++) %
        weights(plan);
    int i = 0;
    while (at >= (uint64_t)plan->targets[i].weight)
        at -= (uint64_t)plan->targets[i++].weight;
    return i;
}

void mix_note_good(struct worker *worker, const struct client *client,
                   int64_t response)
{
    if (worker->tallies == NULL)
        return;
    struct mix_tally *tally = &worker->tallies[client->wire->target];
    tally->requests++;
    hist_record(tally->response, response);
}

void mix_note_error(struct worker *worker, const struct client *client)
{
    if (worker->tallies != NULL)
        worker->tallies[client->wire->target].errors++;
}

void mix_gather(struct load_result *result, const struct worker *worker)
{
    const struct load_plan *plan = worker->plan;
    if (worker->tallies == NULL)
        return;
    if (result->targets == NULL) {
        result->targets =
            calloc((size_t)plan->target_count, sizeof *result->targets);
        if (result->targets == NULL)
            err(1, "no memory for --mix");
    }
    for (int i = 0; i < plan->target_count; i++) {
        struct result_target *target = &result->targets[i];
        if (i >= result->target_count) {
            target->path = plan->targets[i].path;
            target->share =
                (double)plan->targets[i].weight / (double)weights(plan);
            target->response = hist_new();
            result->target_count++;
        }
        target->requests += worker->tallies[i].requests;
        target->errors += worker->tallies[i].errors;
        hist_merge(target->response, worker->tallies[i].response);
    }
}
