/* serve.c: a connection's life, told in one go.
 *
 * Yours. This is lab 1's: it waits wherever a connection makes it wait, at
 * the lines that are marked. When you are done, no mark is left here. */
#include "serve.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

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

/* Tasks 1 and 5: what may read() fail with now, and what does that mean? */
static void read_some(struct conn *conn)
{
    size_t room;
    char *into = http_input(&conn->http, &room);
    ssize_t n = read(conn->fd, into, room); /* waits in read() */
    http_got(&conn->http, n > 0 ? (size_t)n : 0);
}

/* Tasks 3 and 5: and writev()? */
static void write_some(struct conn *conn)
{
    int count;
    struct iovec *out = http_output(&conn->http, &count);
    ssize_t n = writev(conn->fd, out, count); /* waits in writev() */
    if (n < 0)
        http_broken(&conn->http);
    else
        http_sent(&conn->http, (size_t)n);
}

/* Task 4: who else sleeps meanwhile? */
static void sleep_for(int64_t ns)
{
    struct timespec left = {ns / 1000000000, ns % 1000000000};
    while (nanosleep(&left, &left) != 0) /* waits in nanosleep() */
        continue;
}

/* Jobs are for lab 6: until then, everybody waits for one. */
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
        case NEED_TURN: /* Task 6: not any more */
            break;
        case NEED_FINISH:
            shutdown(conn->fd, SHUT_WR);
            break;
        case NEED_CLOSE:
            conn_close(conn);
            return;
        }
    }
}
