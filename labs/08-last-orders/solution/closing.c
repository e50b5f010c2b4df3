/* closing.c: the manager, who waits for the last hour.
 *
 * No handler runs in the middle of anything: signals are blocked, and one
 * thread waits for them like for anything else. */
#include "closing.h"

#include <signal.h>
#include <sys/socket.h>
#include <time.h>

#include "serve.h"

struct manager {
    struct http_server *server;
    int door;
    sigset_t stops;
};

/* Looks at one connection: is it between two requests? */
static void look_at(struct http_conn *http, void *nothing)
{
    struct conn *conn = (struct conn *)http;
    (void)nothing;
    if (http_idle(http))
        shutdown(conn->fd, SHUT_RD); /* what was sent is still read */
}

/* Looks again and again: a customer may have come in just now. */
static void *manage(void *argument)
{
    struct manager *manager = argument;
    const struct timespec tick = {0, 10000000};
    int signal;
    sigwait(&manager->stops, &signal); /* waits in sigwait() */
    http_stop(manager->server);
    shutdown(manager->door, SHUT_RDWR); /* accept() returns */
    for (;;) {
        http_each(manager->server, look_at, NULL);
        sigtimedwait(&manager->stops, NULL, &tick); /* waits a moment */
    }
    return NULL;
}

int closing_watch(struct http_server *server, int door)
{
    static struct manager manager;
    pthread_t thread;
    manager.server = server;
    manager.door = door;
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
