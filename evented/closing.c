/* closing.c: the end of the day, as just another event.
 *
 * Deadlines need no manager here: each connection has a timer of its own
 * (serve.c). Twin: threaded/closing.c. */
#include "closing.h"

#include <signal.h>
#include <sys/socket.h>

static const struct timeval tick = {0, 10000};

/* Looks at one connection: is it idle at closing time? */
static void look_at(struct http_conn *http, void *nothing)
{
    struct conn *conn = (struct conn *)http;
    (void)nothing;
    if (http_idle(http))
        shutdown(conn->fd, SHUT_RD); /* what was sent is still read */
}

static void look_around(evutil_socket_t fd, short what, void *argument)
{
    struct closing *closing = argument;
    struct http_server *server = closing->server;
    (void)fd, (void)what;
    http_each(server, look_at, NULL);
    if (server->open == 0 || http_now() >= closing->until)
        event_base_loopbreak(closing->door->loop->base);
    else
        event_add(&closing->look, &tick);
}

static void stop_asked(evutil_socket_t signal, short what, void *argument)
{
    struct closing *closing = argument;
    if (closing->server->stopping)
        return;
    closing->server->stopping = true;
    closing->until = http_now() + closing->server->config->drain_timeout;
    door_close(closing->door);
    look_around(signal, what, closing);
}

int closing_watch(struct closing *closing, struct door *door)
{
    struct event_base *base = door->loop->base;
    closing->server = door->server;
    closing->door = door;
    closing->term = evsignal_new(base, SIGTERM, stop_asked, closing);
    closing->interrupt = evsignal_new(base, SIGINT, stop_asked, closing);
    evtimer_assign(&closing->look, base, look_around, closing);
    if (closing->term == NULL || closing->interrupt == NULL)
        return -1;
    return event_add(closing->term, NULL) | event_add(closing->interrupt, NULL);
}

void closing_free(struct closing *closing)
{
    event_del(&closing->look);
    event_free(closing->term);
    event_free(closing->interrupt);
}
