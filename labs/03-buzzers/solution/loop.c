/* loop.c: the list of all customers, and the one poll() over them.
 *
 * This is the only place at which the thread waits. conns[] never has a gap,
 * so that nobody who left costs anything. */
#include "loop.h"

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "door.h"
#include "serve.h"

/* Makes room for more connections, and for the door. Returns 0 or -1. */
static int grow(struct loop *loop)
{
    size_t room = (size_t)loop->room * 2 + 64;
    struct conn **conns = realloc(loop->conns, room * sizeof(struct conn *));
    if (conns == NULL)
        return -1;
    loop->conns = conns;
    struct pollfd *polled = realloc(loop->polled, (room + 1) * sizeof *polled);
    if (polled == NULL)
        return -1;
    loop->polled = polled;
    loop->room = (int)room;
    return 0;
}

int loop_add(struct loop *loop, struct conn *conn)
{
    if (loop->open == loop->room && grow(loop) != 0)
        return -1;
    conn->place = loop->open++;
    loop->conns[conn->place] = conn;
    return 0;
}

/* The last one moves into the gap. */
void loop_remove(struct loop *loop, struct conn *conn)
{
    struct conn *last = loop->conns[--loop->open];
    loop->conns[conn->place] = last;
    last->place = conn->place;
}

int64_t loop_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* Fills in what everybody waits for. Who waits for time gets -1, which poll()
 * passes over: of any socket it tells that it hung up, asked or not. */
static void ask(struct loop *loop, const struct door *door)
{
    loop->polled[0] = (struct pollfd){.fd = door->fd, .events = POLLIN};
    for (int i = 0; i < loop->open; i++) {
        const struct conn *conn = loop->conns[i];
        loop->polled[i + 1] = (struct pollfd){
            .fd = conn->waits != 0 ? conn->fd : -1, .events = conn->waits};
    }
}

/* Milliseconds to the first alarm, rounded up; -1: there is none. */
static int time_left(const struct loop *loop)
{
    int64_t first = INT64_MAX;
    for (int i = 0; i < loop->open; i++)
        if (loop->conns[i]->waits == 0 && loop->conns[i]->alarm < first)
            first = loop->conns[i]->alarm;
    if (first == INT64_MAX)
        return -1;
    int64_t ns = first - loop_now();
    return ns > 0 ? (int)((ns + 999999) / 1000000) : 0;
}

/* From the last to the first: who leaves is replaced by the last one, who had
 * their turn already. */
static void serve_ready(struct loop *loop)
{
    int64_t now = loop_now();
    for (int i = loop->open - 1; i >= 0; i--) {
        struct conn *conn = loop->conns[i];
        bool came = conn->waits != 0 ? loop->polled[i + 1].revents != 0
                                     : conn->alarm <= now;
        if (came)
            serve(conn);
    }
}

void loop_run(struct loop *loop, struct door *door)
{
    if (grow(loop) != 0)
        err(1, "no memory for the loop");
    for (;;) {
        ask(loop, door);
        int n = poll(loop->polled, (nfds_t)loop->open + 1,
                     time_left(loop)); /* waits in poll() */
        if (n < 0 && errno != EINTR)
            err(1, "poll");
        bool arrived = n > 0 && loop->polled[0].revents != 0;
        serve_ready(loop);
        if (arrived)
            customer_arrives(door);
    }
}
