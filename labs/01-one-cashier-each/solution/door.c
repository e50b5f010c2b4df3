/* door.c: accepts customers; each gets a thread of its own.
 *
 * A shortage of threads turns one customer away and nobody else. */
#include "door.h"

#include <err.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>

#include "serve.h"

static int start_thread(void *(*run)(void *argument), void *argument)
{
    pthread_t thread;
    int error = pthread_create(&thread, NULL, run, argument);
    return error ? error : pthread_detach(thread);
}

/* A cashier of their own for one customer. */
static void *cashier(void *argument)
{
    struct http_scratch scratch;
    struct conn *conn = argument;
    scratch.date_second = 0;
    http_lend(&conn->http, &scratch);
    serve(conn);
    return NULL;
}

static void welcome(struct door *door, int fd)
{
    struct conn *conn = conn_open(door->server, fd);
    int error = conn ? start_thread(cashier, conn) : 0;
    if (error == 0)
        return;
    warnx("no thread for a connection: %s", strerror(error));
    http_refused(door->server);
    send(fd, http_overloaded, strlen(http_overloaded), MSG_DONTWAIT);
    conn_close(conn);
}

void door_open(struct door *door)
{
    signal(SIGPIPE, SIG_IGN); /* writing fails with EPIPE instead */
    for (;;) {
        int fd =
            accept4(door->fd, NULL, NULL, SOCK_CLOEXEC); /* waits in accept() */
        if (fd >= 0)
            welcome(door, fd);
    }
}
