/* closing.c: the end of the day, the short way: whoever is being served is
 * not served to the end. Lab 8 does better.
 *
 * Given; there is nothing to edit here. */
#include "closing.h"

#include <signal.h>
#include <stdatomic.h>

static struct event term, interrupt;
static struct loop *all;
static int loops;
static atomic_bool asked;

static void stop_asked(evutil_socket_t signal, short what, void *nothing)
{
    (void)signal, (void)what, (void)nothing;
    asked = true;
    for (int i = 0; i < loops; i++)
        inbox_poke(&all[i].inbox);
}

void closing_check(struct loop *loop)
{
    if (asked)
        event_base_loopbreak(loop->base);
}

int closing_watch(struct loop *first, int count)
{
    all = first;
    loops = count;
    evsignal_assign(&term, first->base, SIGTERM, stop_asked, NULL);
    evsignal_assign(&interrupt, first->base, SIGINT, stop_asked, NULL);
    return event_add(&term, NULL) | event_add(&interrupt, NULL);
}
