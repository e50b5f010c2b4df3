/* serve.c: a connection's life, told in instalments.
 *
 * Yours. It never loses patience: a connection that waits for the socket
 * waits for ever. The timer is used for one thing only, to sleep. */
#include "serve.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void socket_ready(evutil_socket_t fd, short what, void *argument);
static void timer_fired(evutil_socket_t fd, short what, void *argument);

/* Registers for `what` and nothing else; costs nothing when that is so
 * already, which between two requests it is. */
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

/* Has the timer fire once, so much later. Setting it again moves it. */
static void alarm_in(struct conn *conn, int64_t ns)
{
    struct timeval in = {0, 0};
    if (ns > 0) {
        in.tv_sec = ns / 1000000000;
        in.tv_usec = (ns % 1000000000 + 999) / 1000; /* never too early */
    }
    event_add(&conn->timer, &in);
}

/* Promises to come back when the socket can be read or written.
 * Task 1: or when patience ends: http_deadline() in http.h. */
static void come_back_when(struct conn *conn, short what)
{
    conn->waits = what;
    watch(conn, what);
}

/* Promises to come back after that time; at once means after the others.
 * Task 3: there is only one timer. What if it was set for something else? */
static void come_back_in(struct conn *conn, int64_t ns)
{
    event_base_update_cache_time(conn->loop->base);
    conn->waits = EV_TIMEOUT;
    alarm_in(conn, ns);
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

/* Task 1: by now it is one of two things: the end of a sleep, or an alarm,
 * and that may ring although the deadline has moved on since. */
static void timer_fired(evutil_socket_t fd, short what, void *argument)
{
    struct conn *conn = argument;
    (void)fd, (void)what;
    serve(conn);
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
    conn->alarm = INT64_MAX;
    conn->loop = loop;
    evtimer_assign(&conn->timer, loop->base, timer_fired, conn);
    http_open(&conn->http, loop->server); /* from now on others may look */
    http_lend(&conn->http, &loop->scratch);
    return conn;
}

/* Task 2: what is still registered when the memory is freed? */
void conn_close(struct conn *conn)
{
    watch(conn, 0);
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

/* Here the loop does the job itself; see lab 6. */
static void work_on(struct http_job job)
{
    job.run(job.argument);
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
            work_on(http_job(&conn->http));
            break;
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
