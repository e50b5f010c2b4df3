/* patience.c: when a wait is hopeless (see inside.h). */
#include "inside.h"

#include <stdio.h>
#include <time.h>

static const double deadline = 30; /* seconds, times the stretch */
static const double look = 0.2;    /* between two looks */
static const double asleep = 2;    /* this long without a switch */

double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void patience_begin(struct patience *patience)
{
    *patience = (struct patience){.began = seconds_now()};
    patience->looked = patience->asleep_since = patience->began;
    patience->switches = -1;
}

static bool moved(struct patience *patience)
{
    long switches = proc_counter(server_pid(), SWITCHES);
    bool same = switches == patience->switches && proc_asleep(server_pid());
    patience->switches = switches;
    return !same;
}

const char *patience_ended(struct patience *patience)
{
    static char why[96];
    double now = seconds_now();
    if (now - patience->began > deadline * place.stretch) {
        snprintf(why, sizeof why, "%.0f seconds passed",
                 deadline * place.stretch);
        return why;
    }
    if (server_pid() == 0 || patience->timers || now - patience->looked < look)
        return NULL;
    patience->looked = now;
    if (moved(patience))
        patience->asleep_since = now;
    return now - patience->asleep_since > asleep * place.stretch
               ? "all of the program's threads are asleep"
               : NULL;
}
