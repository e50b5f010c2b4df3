/* compare_trial.c: sets up and runs one experiment (compare.h).
 *
 * The order of runs is drawn before the first one; an interruption leaves
 * whole blocks and at most one that is not. */
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "spawn.h"

static void tell_dropped(const struct trial *trial)
{
    char number[32];
    for (int i = 0; i < trial->dropped_n; i++)
        fprintf(stderr, "%s: without %s clients: %s\n", trial->exp->name,
                metric_commas((double)trial->dropped[i], number, sizeof number),
                trial->dropped_why);
}

int trial_prepare(struct session *session, struct trial *trial)
{
    struct exp *exp = trial->exp;
    int rivals[EXP_CLIENTS + 1];
    if (session->options.seconds > 0)
        exp->seconds = session->options.seconds;
    trial->blocks =
        (int)(session->options.blocks ? session->options.blocks : exp->blocks);
    trial_fit(session, trial);
    tell_dropped(trial);
    if (trial->points == 0) {
        fprintf(stderr,
                "loadgen compare: %s: no client count fits; give "
                "smaller ones with --clients\n",
                exp->file);
        return -1;
    }
    for (int i = 0; i <= trial->points; i++)
        rivals[i] = EXP_SERVERS;
    uint64_t seed = session->seed + (uint64_t)(trial - session->trials);
    trial->steps = schedule_make(trial->blocks, trial->points + 1, rivals, seed,
                                 &trial->steps_n);
    trial->runs = calloc((size_t)trial->steps_n, sizeof *trial->runs);
    if (!trial->steps || !trial->runs) {
        fputs("loadgen compare: out of memory\n", stderr);
        return -1;
    }
    for (int i = 0; i < trial->steps_n; i++)
        trial->runs[i].step = trial->steps[i];
    if (spawn_cores() < 2)
        exp->server_core = exp->generator_core = EXP_ANY_CORE;
    return 0;
}

int trial_run(struct session *session, struct trial *trial)
{
    for (trial->done = 0; trial->done < trial->steps_n; trial->done++) {
        int result = 1;
        compare_progress(session, trial);
        if (!spawn_interrupted())
            result = run_once(session, trial, &trial->runs[trial->done]);
        if (result < 0)
            return -1; /* it was said why */
        if (result > 0) {
            session->interrupted = true;
            return 0;
        }
    }
    return 0;
}

void trial_free(struct trial *trial)
{
    for (int i = 0; i < trial->steps_n && trial->runs; i++)
        run_free(&trial->runs[i]);
    free(trial->runs);
    free(trial->steps);
    exp_free(trial->exp);
}
