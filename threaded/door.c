/* door.c: accepts connections; each gets a thread of its own, or one of a
 * fixed staff.
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

static atomic_bool said; /* a shortage was told on stderr */

static void complain(const char *what, int error)
{
    if (!atomic_exchange(&said, true))
        warnx("%s: %s; some customers have to wait", what, strerror(error));
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

/* What accept() may fail with without the door being broken. */
static void not_accepted(struct door *door, int error)
{
    switch (error) {
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
        complain("accept", error);
        wait_for_one_to_leave(door->server);
        break;
    default: /* ECONNABORTED and the like: that one left again */
        break;
    }
}

/* Lets the next customer in. Returns a socket, or -1 at closing time. */
static int let_in(struct door *door)
{
    while (!door->server->stopping) {
        if (is_full(door->server)) {
            wait_for_one_to_leave(door->server);
            continue;
        }
        int fd =
            accept4(door->fd, NULL, NULL, SOCK_CLOEXEC); /* waits in accept() */
        if (fd >= 0)
            return fd;
        if (!door->server->stopping)
            not_accepted(door, errno);
    }
    return -1;
}

static int start_thread(const struct door *door, void *(*run)(void *argument),
                        void *argument)
{
    pthread_t thread;
    pthread_attr_t attributes;
    int error = pthread_attr_init(&attributes);
    if (error != 0)
        return error;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, door->stack_size);
    error = pthread_create(&thread, &attributes, run, argument);
    pthread_attr_destroy(&attributes);
    return error;
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
    int error = conn ? start_thread(door, cashier, conn) : 0;
    if (error == 0)
        return;
    complain("no thread for a connection", error);
    http_refused(door->server);
    send(fd, http_overloaded, strlen(http_overloaded), MSG_DONTWAIT);
    conn_close(conn);
}

/* One of the fixed staff: a customer after another, each to the end. The
 * others queue in the kernel's backlog. */
static void *staff(void *argument)
{
    struct http_scratch scratch;
    struct door *door = argument;
    scratch.date_second = 0;
    for (int fd = let_in(door); fd >= 0; fd = let_in(door)) {
        struct conn *conn = conn_open(door->server, fd);
        if (conn == NULL)
            continue;
        http_lend(&conn->http, &scratch);
        serve(conn);
    }
    return NULL;
}

int door_open(struct door *door)
{
    for (int i = 1; i < door->staff; i++) {
        int error = start_thread(door, staff, door);
        if (error != 0)
            return error;
    }
    if (door->staff > 0) {
        staff(door);
        return 0;
    }
    for (int fd = let_in(door); fd >= 0; fd = let_in(door))
        welcome(door, fd);
    return 0;
}
