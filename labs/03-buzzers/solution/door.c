/* door.c: lets customers in; the loop serves them all.
 *
 * Whoever cannot be let in now waits in the kernel's backlog. */
#include "door.h"

#include <sys/socket.h>

enum { GROUP = 64 }; /* customers let in before the others' turn */

static void welcome(struct door *door, int fd)
{
    struct conn *conn = conn_open(door->loop, fd);
    if (conn != NULL)
        serve(conn);
}

void customer_arrives(struct door *door)
{
    for (int i = 0; i < GROUP; i++) {
        int fd = accept4(door->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0)
            return; /* if there are more, poll() will say so again */
        welcome(door, fd);
    }
}
