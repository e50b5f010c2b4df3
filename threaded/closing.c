/* closing.c: the manager, who looks around now and then.
 *
 * No cashier ever looks at a clock: a thread that waits in read() or
 * writev() is woken by shutting its socket down from here. That costs no
 * system call a request. Twin: evented/closing.c. */
#include "closing.h"

#include <signal.h>
#include <sys/socket.h>
#include <time.h>

#include "serve.h"

struct manager {
    struct http_server *server;
    int door;
    int64_t tick; /* nanoseconds between two looks */
    sigset_t stops;
};

/* A quarter of the shortest patience, from 10 ms to a second. */
static int64_t tick_for(const struct config *config)
{
    const int64_t patience[] = {config->idle_timeout, config->request_timeout,
                                config->write_timeout};
    int64_t tick = 1000000000;
    for (int i = 0; i < 3; i++)
        if (patience[i] > 0 && patience[i] / 4 < tick)
            tick = patience[i] / 4;
    return tick > 10000000 ? tick : 10000000;
}

/* Looks at one connection: is it late, or idle at closing time? */
static void look_at(struct http_conn *http, void *now)
{
    struct conn *conn = (struct conn *)http;
    if (http_deadline(http) <= *(int64_t *)now) {
        http_expire(http);
        shutdown(conn->fd, http_writing(http) ? SHUT_RDWR : SHUT_RD);
    } else if (http->server->stopping && http_idle(http)) {
        shutdown(conn->fd, SHUT_RD); /* what was sent is still read */
    }
}

static void *manage(void *argument)
{
    struct manager *manager = argument;
    for (;;) {
        struct timespec tick = {manager->tick / 1000000000,
                                manager->tick % 1000000000};
        if (sigtimedwait(&manager->stops, NULL, &tick) > 0) {
            http_stop(manager->server);
            manager->tick = 10000000;
            shutdown(manager->door, SHUT_RDWR); /* accept() returns */
        }
        int64_t now = http_now();
        http_each(manager->server, look_at, &now);
    }
    return NULL;
}

int closing_watch(struct http_server *server, int door)
{
    static struct manager manager;
    pthread_t thread;
    manager.server = server;
    manager.door = door;
    manager.tick = tick_for(server->config);
    sigemptyset(&manager.stops);
    sigaddset(&manager.stops, SIGTERM);
    sigaddset(&manager.stops, SIGINT);
    pthread_sigmask(SIG_BLOCK, &manager.stops, NULL);
    int error = pthread_create(&thread, NULL, manage, &manager);
    return error ? error : pthread_detach(thread);
}

void closing_wait(struct http_server *server)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    int64_t end = until.tv_sec * INT64_C(1000000000) + until.tv_nsec +
                  server->config->drain_timeout;
    until.tv_sec = end / 1000000000;
    until.tv_nsec = end % 1000000000;
    int error = 0;
    pthread_mutex_lock(&server->lock);
    while (server->open > 0 && error == 0)
        error = pthread_cond_timedwait(&server->left, &server->lock, &until);
    pthread_mutex_unlock(&server->lock);
}
