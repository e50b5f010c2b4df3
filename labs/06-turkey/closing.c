/* closing.c: the end of the day, the short way: whoever is being served is
 * not served to the end. Lab 8 does better.
 *
 * Given; there is nothing to edit here. */
#include "closing.h"

#include <event2/event_struct.h>
#include <signal.h>

static struct event term, interrupt;

static void stop_asked(evutil_socket_t signal, short what, void *base)
{
    (void)signal, (void)what;
    event_base_loopbreak(base);
}

int closing_watch(struct event_base *base)
{
    evsignal_assign(&term, base, SIGTERM, stop_asked, base);
    evsignal_assign(&interrupt, base, SIGINT, stop_asked, base);
    return event_add(&term, NULL) | event_add(&interrupt, NULL);
}
