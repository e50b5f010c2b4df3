/* switches.h: context switches of a process, also of threads that ended. */
#ifndef LOADGEN_SWITCHES_H
#define LOADGEN_SWITCHES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* One thread as it was seen last. */
struct switches_thread {
    int64_t id, voluntary, involuntary;
};

/* Zeroed, it has seen nothing. */
struct switches {
    struct switches_thread *seen; /* by id, rising */
    size_t count;
    int64_t gone_voluntary, gone_involuntary; /* of threads that ended */
    int64_t voluntary, involuntary;           /* all, as of the last look */
};

/* Looks at every thread; takes some 10 us for each. Both totals never fall
 * from one look to the next. A negative pid stands for that process and all
 * that descend from it. A process that cannot be seen leaves them as they
 * are. Exits without memory. */
void switches_look(struct switches *switches, pid_t pid);

void switches_free(struct switches *switches);

#endif
