/* door.c: accepts customers, and puts them in line.
 *
 * Given; there is nothing to edit here. */
#include "door.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve.h"

void door_serve(int fd, void *server)
{
    struct http_scratch scratch;
    struct conn *conn = conn_open(server, fd);
    scratch.date_second = 0;
    if (conn == NULL)
        return;
    http_lend(&conn->http, &scratch);
    serve(conn);
}

static void turn_away(struct door *door, int fd)
{
    http_refused(door->server);
    send(fd, http_overloaded, strlen(http_overloaded),
         MSG_DONTWAIT | MSG_NOSIGNAL);
    close(fd);
}

void door_open(struct door *door)
{
    while (!door->server->stopping) {
        int fd =
            accept4(door->fd, NULL, NULL, SOCK_CLOEXEC); /* waits in accept() */
        if (fd >= 0 && pool_submit(door->pool, fd) != 0)
            turn_away(door, fd);
    }
}
