/* serve.c: a connection's life, told in instalments.
 *
 * Yours. Whatever is cooked goes onto the customer's tray, and each time that
 * the socket has room, what is on the tray is sent. Simple; what does it
 * cost? */
#include "serve.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void socket_ready(evutil_socket_t fd, short what, void *argument);
static void timer_fired(evutil_socket_t fd, short what, void *argument);
static void carry(struct conn *conn);

/* Registers for all that can happen to a socket.
 * Task 1: nearly always, a socket has room. */
static void watch(struct conn *conn)
{
    conn->watching = EV_READ | EV_WRITE;
    event_assign(&conn->socket, conn->loop->base, conn->fd,
                 (short)(conn->watching | EV_PERSIST), socket_ready, conn);
    event_add(&conn->socket, NULL);
}

/* Promises to come back after that time; at once means after the others. */
static void come_back_in(struct conn *conn, int64_t ns)
{
    struct timeval in = {ns / 1000000000, (ns % 1000000000 + 999) / 1000};
    conn->waits = EV_TIMEOUT;
    event_add(&conn->timer, &in);
}

static void socket_ready(evutil_socket_t fd, short what, void *argument)
{
    struct conn *conn = argument;
    (void)fd;
    if (what & EV_WRITE)
        carry(conn);
    if (what & conn->waits & EV_READ) {
        conn->readable = true;
        serve(conn);
    }
}

static void timer_fired(evutil_socket_t fd, short what, void *argument)
{
    (void)fd, (void)what;
    serve(argument);
}

struct conn *conn_open(struct loop *loop, int fd)
{
    struct conn *conn = malloc(sizeof *conn);
    if (conn == NULL) {
        close(fd);
        http_refused(loop->server);
        return NULL;
    }
    conn->fd = fd;
    conn->waits = conn->watching = 0;
    conn->readable = false;
    conn->loop = loop;
    tray_init(&conn->tray);
    evtimer_assign(&conn->timer, loop->base, timer_fired, conn);
    http_open(&conn->http, loop->server); /* from now on others may look */
    http_lend(&conn->http, &loop->scratch);
    watch(conn);
    return conn;
}

void conn_close(struct conn *conn)
{
    event_del(&conn->socket);
    event_del(&conn->timer);
    http_close(&conn->http);
    tray_free(&conn->tray);
    close(conn->fd);
    free(conn);
}

static bool read_some(struct conn *conn)
{
    if (!conn->readable)
        return false;
    conn->readable = false;
    size_t room;
    char *into = http_input(&conn->http, &room);
    ssize_t n = read(conn->fd, into, room);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    http_got(&conn->http, n > 0 ? (size_t)n : 0);
    return true;
}

/* What was cooked goes onto the tray: sent, as far as the kitchen knows. */
static void load(struct conn *conn)
{
    int count;
    struct iovec *out = http_output(&conn->http, &count);
    size_t n = tray_put(&conn->tray, out, count);
    if (n == 0)
        http_broken(&conn->http); /* no memory: this one has to go */
    else
        http_sent(&conn->http, n);
}

/* Tasks 2 and 3: what if the customer takes a part of it, or is gone? */
static void carry(struct conn *conn)
{
    tray_carry(&conn->tray, conn->fd);
}

/* Tasks 3 and 4: what may be done while something is left on the tray? */
void serve(struct conn *conn)
{
    for (;;) {
        switch (http_next(&conn->http)) {
        case NEED_READ:
            if (read_some(conn))
                break;
            conn->waits = EV_READ;
            return;
        case NEED_WRITE:
            load(conn);
            break;
        case NEED_SLEEP:
        case NEED_NEWS: /* the feed is for lab 9 */
            come_back_in(conn, http_sleep_ns(&conn->http));
            return;
        case NEED_WORK: {
            struct http_job job = http_job(&conn->http);
            job.run(job.argument); /* everybody waits: see lab 6 */
            break;
        }
        case NEED_TURN:
            come_back_in(conn, 0);
            return;
        case NEED_FINISH:
            shutdown(conn->fd, SHUT_WR);
            break;
        case NEED_CLOSE:
            conn_close(conn);
            return;
        }
    }
}
