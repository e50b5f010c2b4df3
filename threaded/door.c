/* door.c: accepts connections; each gets a thread of its own.
 *
 * A shortage (descriptors, threads, memory) is said once, counted, and
 * waited out: customers stay in the kernel's backlog. Twin: evented/door.c.
 */
#include "door.h"

#include <err.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "serve.h"

/* A new cashier for one customer. */
static void *cashier(void *argument)
{
    struct http_scratch scratch;
    struct conn *conn = argument;
    scratch.date_second = 0;
    http_lend(&conn->http, &scratch);
    serve(conn);
    return NULL;
}

static void complain(struct door *door, const char *what, int error)
{
    if (!door->said)
        warnx("%s: %s; some customers have to wait", what, strerror(error));
    door->said = true;
}

/* Waits until a connection closes, or a moment, whichever comes first. */
static void wait_for_one_to_leave(struct http_server *server)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += 100000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&server->lock);
    pthread_cond_timedwait(&server->left, &server->lock, &until);
    pthread_mutex_unlock(&server->lock);
}

static bool is_full(struct http_server *server)
{
    pthread_mutex_lock(&server->lock);
    long most = (long)server->config->max_connections;
    bool full = most > 0 && server->open >= most;
    pthread_mutex_unlock(&server->lock);
    return full;
}

static int start_cashier(struct conn *conn, size_t stack_size)
{
    pthread_t thread;
    pthread_attr_t attributes;
    int error = pthread_attr_init(&attributes);
    if (error != 0)
        return error;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, stack_size);
    error = pthread_create(&thread, &attributes, cashier, conn);
    pthread_attr_destroy(&attributes);
    return error;
}

static void welcome(struct door *door, int fd)
{
    struct conn *conn = conn_open(door->server, fd);
    int error = conn ? start_cashier(conn, door->stack_size) : 0;
    if (error == 0)
        return;
    complain(door, "no thread for a connection", error);
    http_refused(door->server);
    send(fd, http_overloaded, strlen(http_overloaded), MSG_DONTWAIT);
    conn_close(conn);
}

/* What accept() may fail with without the door being broken. */
static void not_accepted(struct door *door, int error)
{
    switch (error) {
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
        complain(door, "accept", error);
        wait_for_one_to_leave(door->server);
        break;
    default: /* ECONNABORTED and the like: that one left again */
        break;
    }
}

void door_open(struct door *door)
{
    while (!door->server->stopping) {
        if (is_full(door->server)) {
            wait_for_one_to_leave(door->server);
            continue;
        }
        int fd =
            accept4(door->fd, NULL, NULL, SOCK_CLOEXEC); /* waits in accept() */
        if (fd >= 0)
            welcome(door, fd);
        else if (!door->server->stopping)
            not_accepted(door, errno);
    }
}
