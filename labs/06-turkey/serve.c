/* serve.c: a connection's life, told in instalments.
 *
 * Yours, but work_on() and conn_job_done() are all that is missing. At any
 * time a connection waits for exactly one thing (conn->waits): freeing it is
 * then safe. Keep that. */
#include "serve.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void socket_ready(evutil_socket_t fd, short what, void *argument);
static void timer_fired(evutil_socket_t fd, short what, void *argument);

/* Registers for `what` and nothing else; costs nothing when that is so
 * already. */
static void watch(struct conn *conn, short what)
{
    if (conn->watching == what)
        return;
    if (conn->watching != 0)
        event_del(&conn->socket);
    conn->watching = what;
    if (what == 0)
        return;
    event_assign(&conn->socket, conn->loop->base, conn->fd,
                 (short)(what | EV_PERSIST), socket_ready, conn);
    event_add(&conn->socket, NULL);
}

/* Promises to come back when the socket can be read or written. */
static void come_back_when(struct conn *conn, short what)
{
    conn->waits = what;
    watch(conn, what);
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
    if (conn->waits != what) { /* it waits for something else by now */
        watch(conn, 0);
        return;
    }
    conn->readable = what == EV_READ;
    serve(conn);
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
    evtimer_assign(&conn->timer, loop->base, timer_fired, conn);
    http_open(&conn->http, loop->server); /* from now on others may look */
    http_lend(&conn->http, &loop->scratch);
    return conn;
}

void conn_close(struct conn *conn)
{
    watch(conn, 0);
    event_del(&conn->timer);
    http_close(&conn->http);
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

static bool write_some(struct conn *conn)
{
    int count;
    struct iovec *out = http_output(&conn->http, &count);
    ssize_t n = writev(conn->fd, out, count);
    if (n < 0 && errno != EAGAIN && errno != EINTR) {
        http_broken(&conn->http);
        return true;
    }
    return http_sent(&conn->http, n > 0 ? (size_t)n : 0);
}

/* The loop does the job, and so everybody waits.
 * Task 3: send a helper. Returns whether it is done already. */
static bool work_on(struct conn *conn, struct http_job job)
{
    (void)conn;
    job.run(job.argument);
    return true;
}

/* Task 3: called on the loop when a helper did the job. */
void conn_job_done(struct errand *errand)
{
    (void)errand;
}

void serve(struct conn *conn)
{
    for (;;) {
        switch (http_next(&conn->http)) {
        case NEED_READ:
            if (read_some(conn))
                break;
            come_back_when(conn, EV_READ);
            return;
        case NEED_WRITE:
            if (write_some(conn))
                break;
            come_back_when(conn, EV_WRITE);
            return;
        case NEED_SLEEP:
        case NEED_NEWS: /* the feed is for lab 9 */
            come_back_in(conn, http_sleep_ns(&conn->http));
            return;
        case NEED_WORK:
            if (work_on(conn, http_job(&conn->http)))
                break;
            return;
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
