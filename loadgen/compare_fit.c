/* compare_fit.c: which points this machine can carry (compare.h).
 *
 * Asks what `loadgen doctor` asks, before the first run, so that a count that
 * cannot work is left out with its reason and never looks like a result. */
#include <string.h>

#include "compare.h"
#include "doctor.h"

enum { SPARE = 16 }; /* clients besides the asked ones: idle's probes */

/* Says why so many clients do not fit, or returns false. */
static bool too_many(int64_t clients, char *why, size_t size)
{
    struct doctor_verdict verdict = doctor_check(clients + SPARE);
    if (verdict.fits >= clients + SPARE)
        return false;
    snprintf(why, size, "see loadgen doctor");
    for (int i = 0; i < verdict.count; i++) {
        const struct doctor_limit *limit = &verdict.limits[i];
        if (!limit->ok && limit->allows == verdict.fits)
            snprintf(why, size, "%s: %s; %s", limit->name, limit->value,
                     limit->mend);
    }
    return true;
}

/* How many connections a point needs. */
static int64_t needed(const struct trial *trial, int64_t value)
{
    return trial->exp->needs > 0 ? trial->exp->needs : value;
}

void trial_fit(struct session *session, struct trial *trial)
{
    const struct exp *exp = trial->exp;
    const struct exp_points *asked = &exp->points;
    if (session->options.clients.n > 0 && exp->vary &&
        strcmp(exp->vary, "clients") == 0)
        asked = &session->options.clients;
    if (!exp->vary && !too_many(needed(trial, 1), trial->dropped_why,
                                sizeof trial->dropped_why))
        trial->points = 1;
    for (int i = 0; i < asked->n; i++) {
        int64_t value = asked->value[i];
        if (too_many(needed(trial, value), trial->dropped_why,
                     sizeof trial->dropped_why))
            trial->dropped[trial->dropped_n++] = value;
        else
            trial->at[trial->points++] = value;
    }
    trial->noise_at = exp->noise;
    if (exp->vary && trial->points > 0 &&
        trial->noise_at > trial->at[trial->points - 1])
        trial->noise_at = trial->at[trial->points - 1];
}
