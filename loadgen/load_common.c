/* load_common.c: what every kind of load begins with (see load.h). */
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "load.h"
#include "net.h"
#include "ticker.h"

/* Lock-free, so a signal handler may set it as well as another thread. */
static atomic_bool interrupted;

void load_interrupt(int signal)
{
    (void)signal;
    atomic_store(&interrupted, true);
}

void load_begin(void)
{
    atomic_store(&interrupted, false);
}

bool load_interrupted(void)
{
    return atomic_load(&interrupted);
}

enum exit_status load_wire(const struct load_plan *plan, struct wire *wire,
                           char error[LOAD_ERROR_SIZE])
{
    if (wire_build(wire, &plan->request, &plan->target) == 0)
        return EXIT_GOOD;
    snprintf(error, LOAD_ERROR_SIZE, "--body=%.100s: %s",
             plan->request.body_file ? plan->request.body_file : "",
             strerror(errno));
    return EXIT_USAGE;
}

enum exit_status load_tell(const struct load_plan *plan, struct ticker *ticker,
                           char error[LOAD_ERROR_SIZE])
{
    const char *name = plan->output.samples;
    if (ticker_begin(ticker, name) == 0)
        return EXIT_GOOD;
    snprintf(error, LOAD_ERROR_SIZE, "--samples=%.100s: %s", name,
             strerror(errno));
    return EXIT_USAGE;
}

enum exit_status load_wires(const struct load_plan *plan,
                            struct wire wires[PLAN_TARGETS],
                            char error[LOAD_ERROR_SIZE])
{
    struct load_plan one = *plan;
    for (int i = 0; i == 0 || i < plan->target_count; i++) {
        if (plan->target_count > 0)
            one.target.path = plan->targets[i].path;
        enum exit_status status = load_wire(&one, &wires[i], error);
        if (status != EXIT_GOOD)
            return status;
        wires[i].target = i;
        if (wire_repeat(&wires[i], plan->pipeline) != 0) {
            snprintf(error, LOAD_ERROR_SIZE, "--pipeline: no memory");
            return EXIT_USAGE;
        }
    }
    return EXIT_GOOD;
}

int64_t load_fit(int64_t clients, int64_t others)
{
    int64_t limit = net_prepare(), need = clients + others;
    if (need <= limit)
        return clients;
    int64_t fits = limit > others ? limit - others : 1;
    fprintf(stderr,
            "loadgen: %lld clients need %lld descriptors and the limit is "
            "%lld: raise it with `ulimit -n %lld`; going on with %lld\n",
            (long long)clients, (long long)need, (long long)limit,
            (long long)need, (long long)fits);
    return fits;
}

void load_unreached(const struct load_plan *plan, int last_error,
                    char error[LOAD_ERROR_SIZE])
{
    const char *where = plan->target.authority;
    if (last_error == EADDRNOTAVAIL)
        snprintf(error, LOAD_ERROR_SIZE,
                 "cannot connect to %s: no free local port or address; wait "
                 "a minute or add --source 127.0.0.2-9",
                 where);
    else if (last_error == EMFILE || last_error == ENFILE)
        snprintf(error, LOAD_ERROR_SIZE,
                 "cannot connect to %s: out of descriptors; raise `ulimit -n`",
                 where);
    else
        snprintf(error, LOAD_ERROR_SIZE,
                 "cannot connect to %s: %s; is the server running?", where,
                 strerror(last_error ? last_error : ETIMEDOUT));
}
