/* compare_fit.c: which client counts this machine can carry (compare.h).
 *
 * Asks what `loadgen doctor` asks, before the first run, so that a count that
 * cannot work is left out with its reason and never looks like a result. */
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

void trial_fit(struct session *session, struct trial *trial)
{
    const struct exp_clients *asked = session->options.clients.n > 0
                                          ? &session->options.clients
                                          : &trial->exp->clients;
    for (int i = 0; i < asked->n; i++) {
        int64_t clients = asked->count[i];
        if (too_many(clients, trial->dropped_why, sizeof trial->dropped_why))
            trial->dropped[trial->dropped_n++] = clients;
        else
            trial->clients[trial->points++] = clients;
    }
    trial->noise_clients = trial->exp->noise;
    if (trial->points > 0 &&
        trial->noise_clients > trial->clients[trial->points - 1])
        trial->noise_clients = trial->clients[trial->points - 1];
}
