/* closing.c: the end of the day, as just another event. Whoever is being
 * served is not served to the end; lab 8 does better.
 *
 * Given; there is nothing to edit here. */
#include "closing.h"

#include <signal.h>

static void stop_asked(evutil_socket_t signal, short what, void *base)
{
    (void)signal, (void)what;
    event_base_loopbreak(base);
}

int closing_watch(struct closing *closing, struct event_base *base)
{
    evsignal_assign(&closing->term, base, SIGTERM, stop_asked, base);
    evsignal_assign(&closing->interrupt, base, SIGINT, stop_asked, base);
    return event_add(&closing->term, NULL) |
           event_add(&closing->interrupt, NULL);
}

void closing_forget(struct closing *closing)
{
    event_del(&closing->term);
    event_del(&closing->interrupt);
}
