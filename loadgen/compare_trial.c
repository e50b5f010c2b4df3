/* compare_trial.c: sets up and runs one experiment (compare.h).
 *
 * The order of runs is drawn before the first one; an interruption leaves
 * whole blocks and at most one that is not. */
#include <stdlib.h>
#include <string.h>

#include "compare_far.h"
#include "exp_elements.h"
#include "spawn.h"

int trial_row(const struct trial *trial, const struct step *step)
{
    return step->point == trial->points
               ? trial->exp->noise_rows.row[step->rival / 2]
               : step->rival;
}

int64_t trial_at(const struct trial *trial, int point)
{
    return point == trial->points ? trial->noise_at : trial->at[point];
}

static void tell_dropped(const struct trial *trial)
{
    char number[32];
    for (int i = 0; i < trial->dropped_n; i++)
        fprintf(stderr, "%s: without %s %s: %s\n", trial->exp->name,
                metric_commas((double)trial->dropped[i], number, sizeof number),
                trial->exp->unit ? trial->exp->unit : trial->exp->vary,
                trial->dropped_why);
}

/* Every row becomes row 0 under its own name: whatever differs is noise. */
static void set_against_itself(struct exp *exp)
{
    struct exp_row *first = &exp->rows[0];
    for (int i = 1; i < exp->rows_n; i++) {
        struct exp_row *row = &exp->rows[i];
        char **to[] = {&row->command, &row->load,   &row->options,
                       &row->path,    &row->accept, &row->times};
        char *from[] = {first->command, first->load,   first->options,
                        first->path,    first->accept, first->times};
        for (size_t j = 0; j < sizeof to / sizeof to[0]; j++) {
            free(*to[j]);
            *to[j] = from[j] ? strdup(from[j]) : NULL;
        }
        row->rtt = first->rtt;
        row->loss = first->loss;
    }
}

/* What holds a row against a formula has no meaning then. */
static void drop_formulas(struct exp *exp)
{
    int kept = 1;
    struct exp_verdict *headline = &exp->verdicts[0];
    if (headline->a < 0) {
        headline->a = 0;
        headline->b = 1;
    }
    for (int i = 1; i < exp->verdicts_n; i++)
        if (exp->verdicts[i].a < 0)
            exp_verdict_free(&exp->verdicts[i]);
        else
            exp->verdicts[kept++] = exp->verdicts[i];
    exp->verdicts_n = kept;
}

/* A core that we may not use cannot be pinned to. */
static uint64_t fitting_cores(uint64_t cores)
{
    int n = spawn_cores();
    uint64_t there = n >= 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
    return n < 2 ? 0 : cores & there;
}

static int make_schedule(struct session *session, struct trial *trial)
{
    int rivals[EXP_POINTS + 1];
    for (int i = 0; i < trial->points; i++)
        rivals[i] = trial->exp->rows_n;
    rivals[trial->points] = 2 * trial->exp->noise_rows.n;
    uint64_t seed = session->seed + (uint64_t)(trial - session->trials);
    int kinds = trial->points + (trial->noise_at > 0);
    trial->steps =
        schedule_make(trial->blocks, kinds, rivals, seed, &trial->steps_n);
    trial->runs = calloc((size_t)trial->steps_n + 1, sizeof *trial->runs);
    if (!trial->steps || !trial->runs) {
        fputs("loadgen compare: out of memory\n", stderr);
        return -1;
    }
    for (int i = 0; i < trial->steps_n; i++)
        trial->runs[i].step = trial->steps[i];
    if (session->kept)
        replay_runs(session, trial);
    return 0;
}

int trial_prepare(struct session *session, struct trial *trial)
{
    struct exp *exp = trial->exp;
    if (session->options.seconds > 0)
        exp->seconds = session->options.seconds;
    if (session->options.against_itself) {
        set_against_itself(exp);
        drop_formulas(exp);
    }
    if (session->options.replay) {
        replay_fit(session, trial);
        return make_schedule(session, trial);
    }
    trial->blocks =
        (int)(session->options.blocks ? session->options.blocks : exp->blocks);
    trial_fit(session, trial);
    tell_dropped(trial);
    if (trial->points == 0) {
        fprintf(stderr,
                "loadgen compare: %s: no point fits this machine (%s); give "
                "smaller ones\n",
                exp->file, trial->dropped_why);
        return -1;
    }
    exp->server_cores = fitting_cores(exp->server_cores);
    exp->generator_cores = fitting_cores(exp->generator_cores);
    return make_schedule(session, trial);
}

/* Runs what is not done yet. As run_once(). */
static int run_rest(struct session *session, struct trial *trial)
{
    for (int i = 0; i < trial->steps_n; i++) {
        struct run *run = &trial->runs[i];
        int result = 1;
        if (run->done)
            continue; /* kept from an earlier session */
        compare_progress(session, trial, i);
        if (!spawn_interrupted())
            result = run_once(session, trial, run);
        if (result != 0)
            return result;
        trial->done++;
        if (keep_run(session, trial, run) != 0)
            return -1;
        run_take_times(run->report,
                       trial->exp->rows[trial_row(trial, &run->step)].times);
    }
    return 0;
}

int trial_run(struct session *session, struct trial *trial)
{
    if (trial->done == trial->steps_n)
        return 0;
    far_check(session, trial);
    if (trial->skipped)
        return 0;
    int result = files_make(session, trial->exp);
    if (result == 0)
        result = run_rest(session, trial);
    files_remove(session, trial->exp);
    if (result > 0)
        session->interrupted = true;
    if (result < 0 && trial->done == 0)
        trial->unusable = strdup("it could not be run here; log.txt tells why");
    return result < 0 ? -1 : 0;
}

void trial_free(struct trial *trial)
{
    for (int i = 0; i < trial->steps_n && trial->runs; i++)
        run_free(&trial->runs[i]);
    free(trial->runs);
    free(trial->steps);
    free(trial->unusable);
    free(trial->skipped);
    exp_free(trial->exp);
}
