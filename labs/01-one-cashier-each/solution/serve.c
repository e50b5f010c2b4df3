/* serve.c: a connection's life, told from the top down.
 *
 * The thread has nothing else to do, so it simply waits wherever it must:
 * each such place is marked. */
#include "serve.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct conn *conn_open(struct http_server *server, int fd)
{
    struct conn *conn = malloc(sizeof *conn);
    if (conn == NULL) {
        close(fd);
        http_refused(server);
        return NULL;
    }
    conn->fd = fd; /* first: once open, others may look at it */
    http_open(&conn->http, server);
    return conn;
}

void conn_close(struct conn *conn)
{
    http_close(&conn->http);
    close(conn->fd);
    free(conn);
}

static void read_some(struct conn *conn)
{
    size_t room;
    char *into = http_input(&conn->http, &room);
    ssize_t n;
    do
        n = read(conn->fd, into, room); /* waits in read() */
    while (n < 0 && errno == EINTR);
    http_got(&conn->http, n > 0 ? (size_t)n : 0);
}

static void write_some(struct conn *conn)
{
    int count;
    struct iovec *out = http_output(&conn->http, &count);
    ssize_t n = writev(conn->fd, out, count); /* waits in writev() */
    if (n < 0 && errno != EINTR)
        http_broken(&conn->http);
    else
        http_sent(&conn->http, n > 0 ? (size_t)n : 0);
}

static void sleep_for(int64_t ns)
{
    struct timespec left = {ns / 1000000000, ns % 1000000000};
    while (nanosleep(&left, &left) != 0) /* waits in nanosleep() */
        continue;
}

static void work_on(struct http_job job)
{
    job.run(job.argument); /* waits in the job */
}

void serve(struct conn *conn)
{
    for (;;) {
        switch (http_next(&conn->http)) {
        case NEED_READ:
            read_some(conn);
            break;
        case NEED_WRITE:
            write_some(conn);
            break;
        case NEED_SLEEP:
        case NEED_NEWS: /* the feed is for lab 9 */
            sleep_for(http_sleep_ns(&conn->http));
            break;
        case NEED_WORK:
            work_on(http_job(&conn->http));
            break;
        case NEED_TURN:
            break; /* the kernel gives every thread its turn */
        case NEED_FINISH:
            shutdown(conn->fd, SHUT_WR);
            break;
        case NEED_CLOSE:
            conn_close(conn);
            return;
        }
    }
}
