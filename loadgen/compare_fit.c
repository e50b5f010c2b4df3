/* compare_fit.c: which client counts this machine can carry (compare.h). */
#include <string.h>
#include <sys/resource.h>

#include "compare.h"

enum { SPARE_DESCRIPTORS = 64 }; /* what a process needs besides clients */

/* Says why so many clients do not fit, or returns false. */
static bool too_many(int64_t clients, char *why, size_t size)
{
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    if (files.rlim_max >= (rlim_t)(clients + SPARE_DESCRIPTORS))
        return false;
    snprintf(why, size, "a process may open %llu files here (ulimit -Hn)",
             (unsigned long long)files.rlim_max);
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
