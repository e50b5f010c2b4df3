/* serve.c: a connection's life, told in instalments.
 *
 * The thread has others to serve, so wherever it would wait it writes down
 * what for (conn->waits) and returns. At any time a connection waits for
 * exactly one thing. */
#include "serve.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Promises to come back when the socket can be read or written. */
static void come_back_when(struct conn *conn, short what)
{
    conn->waits = what;
}

/* Promises to come back after that time; at once means after the others. */
static void come_back_in(struct conn *conn, int64_t ns)
{
    conn->waits = 0;
    conn->alarm = loop_now() + ns;
}

struct conn *conn_open(struct loop *loop, int fd)
{
    struct conn *conn = malloc(sizeof *conn);
    if (conn == NULL || loop_add(loop, conn) != 0) {
        free(conn);
        close(fd);
        http_refused(loop->server);
        return NULL;
    }
    conn->fd = fd;
    conn->waits = 0;
    conn->alarm = INT64_MAX;
    conn->loop = loop;
    http_open(&conn->http, loop->server); /* from now on others may look */
    http_lend(&conn->http, &loop->scratch);
    return conn;
}

void conn_close(struct conn *conn)
{
    loop_remove(conn->loop, conn);
    http_close(&conn->http);
    close(conn->fd);
    free(conn);
}

static bool read_some(struct conn *conn)
{
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

/* Jobs are for lab 6: until then, everybody waits for one. */
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
            come_back_when(conn, POLLIN);
            return;
        case NEED_WRITE:
            if (write_some(conn))
                break;
            come_back_when(conn, POLLOUT);
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
