/* closing.c: ends the program when it is asked to.
 *
 * Given; there is nothing to edit here. */
#include "closing.h"

#include <signal.h>

static void stop_asked(evutil_socket_t signal, short what, void *base)
{
    (void)signal, (void)what;
    event_base_loopbreak(base);
}

int closing_watch(struct event_base *base)
{
    struct event *term = evsignal_new(base, SIGTERM, stop_asked, base);
    struct event *interrupt = evsignal_new(base, SIGINT, stop_asked, base);
    if (term == NULL || interrupt == NULL)
        return -1;
    return event_add(term, NULL) | event_add(interrupt, NULL);
}
