/* closing.c: the end of the day, as just another event.
 *
 * Deadlines need no manager here: each connection has a timer of its own
 * (serve.c). Twin: threaded/closing.c. */
#include "closing.h"

#include <signal.h>
#include <sys/socket.h>

static const struct timeval tick = {0, 10000};

/* Looks at one connection: is it idle at closing time? */
static void look_at(struct http_conn *http, void *loop)
{
    struct conn *conn = (struct conn *)http;
    if (conn->loop == loop && http_idle(http))
        shutdown(conn->fd, SHUT_RD); /* what was sent is still read */
}

static void look_around(evutil_socket_t fd, short what, void *argument)
{
    struct closing *closing = argument;
    struct loop *loop = closing->loop;
    (void)fd, (void)what;
    http_each(loop->server, look_at, loop);
    if (loop->open == 0 || http_now() >= closing->until)
        event_base_loopbreak(loop->base);
    else
        event_add(&closing->look, &tick);
}

static void stop_asked(evutil_socket_t signal, short what, void *argument)
{
    (void)signal, (void)what;
    http_stop(argument);
}

int closing_watch(struct http_server *server, struct event_base *base)
{
    struct event *term = evsignal_new(base, SIGTERM, stop_asked, server);
    struct event *interrupt = evsignal_new(base, SIGINT, stop_asked, server);
    if (term == NULL || interrupt == NULL)
        return -1;
    return event_add(term, NULL) | event_add(interrupt, NULL);
}

void closing_init(struct closing *closing, struct loop *loop, struct door *door)
{
    closing->loop = loop;
    closing->door = door;
    closing->until = 0;
    evtimer_assign(&closing->look, loop->base, look_around, closing);
}

void closing_check(struct closing *closing)
{
    struct http_server *server = closing->loop->server;
    if (!server->stopping || closing->until != 0)
        return;
    closing->until = http_now() + server->config->drain_timeout;
    door_close(closing->door);
    look_around(-1, 0, closing);
}
