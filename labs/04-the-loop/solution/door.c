/* door.c: accepts connections; the loop serves them all.
 *
 * Whoever cannot be let in now waits in the kernel's backlog. */
#include "door.h"

#include <sys/socket.h>
#include <unistd.h>

enum { GROUP = 64 }; /* customers let in before the others' turn */

static void welcome(struct door *door, int fd)
{
    struct conn *conn = conn_open(door->loop, fd);
    if (conn != NULL)
        serve(conn);
}

static void customer_arrives(evutil_socket_t listener, short what,
                             void *argument)
{
    struct door *door = argument;
    (void)what;
    for (int i = 0; i < GROUP; i++) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0)
            return; /* if there are more, the event comes again */
        welcome(door, fd);
    }
}

int door_open(struct door *door)
{
    event_assign(&door->arrival, door->loop->base, door->fd,
                 EV_READ | EV_PERSIST, customer_arrives, door);
    return event_add(&door->arrival, NULL);
}

void door_close(struct door *door)
{
    event_del(&door->arrival);
    close(door->fd);
}
