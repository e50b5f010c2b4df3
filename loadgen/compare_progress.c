/* compare_progress.c: how far a session is, and how long it will take.
 *
 * One line that is written over on a terminal; plain lines, few of them,
 * where stderr goes to a file. Counts time in runs already seen. */
#include <string.h>
#include <unistd.h>

#include "compare.h"
#include "spawn.h"

enum { QUIET_S = 5 }; /* between plain lines */

/* How long a run takes at that point: as the last one did, or a guess. */
static double expected_s(const struct trial *trial, int point)
{
    for (int i = trial->steps_n - 1; i >= 0; i--)
        if (trial->steps[i].point == point && trial->runs[i].took_s > 0)
            return trial->runs[i].took_s;
    return (double)(trial->exp->seconds + trial->exp->warmup) * 1e-9 + 0.1 +
           (double)trial_at(trial, point) / 5000;
}

static void count(const struct session *session, int *done, int *total,
                  double *left_s)
{
    *done = *total = 0;
    *left_s = 0;
    for (int i = 0; i < session->trials_n; i++) {
        const struct trial *trial = &session->trials[i];
        if (trial->skipped)
            continue;
        *done += trial->done;
        *total += trial->steps_n;
        for (int j = 0; j < trial->steps_n; j++)
            if (!trial->runs[j].done)
                *left_s += expected_s(trial, trial->steps[j].point);
    }
}

static void describe(const struct session *session, const struct trial *trial,
                     const struct step *step, char *text, size_t size)
{
    char place[100], left[32];
    int done, total;
    double left_s;
    bool noise = step->point == trial->points;
    count(session, &done, &total, &left_s);
    if (left_s < 90)
        snprintf(left, sizeof left, "%.0f s", left_s);
    else
        snprintf(left, sizeof left, "%d min %02d s", (int)left_s / 60,
                 (int)left_s % 60);
    trial_place(trial, step->point, place, sizeof place);
    snprintf(text, size, "%s  block %d of %d  %s%s%s%s  %d/%d done, %s left",
             trial->exp->name, step->block + 1, trial->blocks,
             trial->exp->rows[trial_row(trial, step)].label,
             noise ? " against itself" : "", *place ? ", " : "", place, done,
             total, left);
}

void compare_progress(const struct session *session, const struct trial *trial,
                      int step)
{
    static double last = -QUIET_S;
    char text[300];
    bool terminal = isatty(STDERR_FILENO);
    if (session->options.quiet || (!terminal && spawn_now() - last < QUIET_S))
        return;
    last = spawn_now();
    describe(session, trial, &trial->steps[step], text, sizeof text);
    fprintf(stderr, terminal ? "\r\033[K%.110s" : "%s\n", text);
}

void compare_progress_end(const struct session *session)
{
    if (!session->options.quiet && isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}
