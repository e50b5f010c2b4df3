/* door.c: accepts connections; the loop serves them all.
 *
 * Yours. It takes for granted that there is always room for one more. */
#include "door.h"

#include <err.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

enum { GROUP = 64 }; /* customers let in before the others' turn */

/* Says it once: a full disk of messages helps nobody. */
static void complain(struct door *door, const char *what, int error)
{
    if (!door->said)
        warnx("%s: %s; some customers have to wait", what, strerror(error));
    door->said = true;
}

static void welcome(struct door *door, int fd)
{
    struct conn *conn = conn_open(door->loop, fd);
    if (conn != NULL)
        serve(conn);
    else
        complain(door, "no memory for a connection", ENOMEM);
}

/* Task 5: accept4() fails for more reasons than that nobody is there.
 * Task 6: and sometimes it should not even be called. */
static void customer_arrives(evutil_socket_t listener, short what,
                             void *argument)
{
    struct door *door = argument;
    (void)what;
    for (int i = 0; i < GROUP; i++) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0)
            return;
        welcome(door, fd);
    }
}

int door_open(struct door *door)
{
    event_assign(&door->arrival, door->loop->base, door->fd,
                 EV_READ | EV_PERSIST, customer_arrives, door);
    return event_add(&door->arrival, NULL);
}
