/* door.c: accepts customers, and serves them.
 *
 * Yours. As it stands, the one cashier serves each customer to the end, and
 * everybody else stands in line: scene A. */
#include "door.h"

#include <err.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "serve.h"

/* Serves one customer, on a scratch of this thread's own. */
static void serve_here(struct conn *conn)
{
    struct http_scratch scratch;
    scratch.date_second = 0;
    http_lend(&conn->http, &scratch);
    serve(conn);
}

/* Task 1: this is the place for a thread.
 * Task 5: and if there can be none? The customer must not wait for ever;
 * http_overloaded (http.h) is a reply for that case, and http_refused()
 * counts it. */
static void welcome(struct door *door, int fd)
{
    struct conn *conn = conn_open(door->server, fd);
    if (conn != NULL)
        serve_here(conn);
}

void door_open(struct door *door)
{
    for (;;) {
        int fd =
            accept4(door->fd, NULL, NULL, SOCK_CLOEXEC); /* waits in accept() */
        if (fd >= 0)
            welcome(door, fd);
    }
}
