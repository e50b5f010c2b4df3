/* door.c: accepts connections; the loop serves them all.
 *
 * A shortage (descriptors, memory, places) is waited out with the door
 * closed: customers stay in the kernel's backlog. */
#include "door.h"

#include <err.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

enum { GROUP = 64 }; /* customers let in before the others' turn */

static void complain(struct door *door, const char *what, int error)
{
    if (!door->said)
        warnx("%s: %s; some customers have to wait", what, strerror(error));
    door->said = true;
}

/* Closes the door for a moment, in which connections may close. */
static void wait_for_one_to_leave(struct door *door)
{
    const struct timeval moment = {0, 10000};
    event_del(&door->arrival);
    event_add(&door->recess, &moment);
}

static bool is_full(struct http_server *server)
{
    pthread_mutex_lock(&server->lock);
    long most = (long)server->config->max_connections;
    bool full = most > 0 && server->open >= most;
    pthread_mutex_unlock(&server->lock);
    return full;
}

static void welcome(struct door *door, int fd)
{
    struct conn *conn = conn_open(door->loop, fd);
    if (conn != NULL)
        serve(conn);
    else
        complain(door, "no memory for a connection", ENOMEM);
}

/* What accept() may fail with without the door being broken. Returns
 * whether to try again at once. */
static bool not_accepted(struct door *door, int error)
{
    switch (error) {
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
        complain(door, "accept", error);
        wait_for_one_to_leave(door);
        return false;
    case EAGAIN:
        return false;
    default: /* ECONNABORTED and the like: that one left again */
        return true;
    }
}

static void customer_arrives(evutil_socket_t listener, short what,
                             void *argument)
{
    struct door *door = argument;
    (void)what;
    for (int i = 0; i < GROUP; i++) {
        if (is_full(door->server)) {
            wait_for_one_to_leave(door);
            return;
        }
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0)
            welcome(door, fd);
        else if (!not_accepted(door, errno))
            return;
    }
}

static void recess_ends(evutil_socket_t fd, short what, void *argument)
{
    struct door *door = argument;
    (void)fd, (void)what;
    event_add(&door->arrival, NULL);
}

int door_open(struct door *door)
{
    struct event_base *base = door->loop->base;
    evtimer_assign(&door->recess, base, recess_ends, door);
    event_assign(&door->arrival, base, door->fd, EV_READ | EV_PERSIST,
                 customer_arrives, door);
    return event_add(&door->arrival, NULL);
}
