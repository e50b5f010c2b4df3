/* closing.c: the manager, who sends customers home that only sit there.
 *
 * Given; there is nothing to edit here. */
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

/* Closing time for a connection between two requests. */
static void look_at(struct http_conn *http, void *nothing)
{
    struct conn *conn = (struct conn *)http;
    (void)nothing;
    if (http_idle(http))
        shutdown(conn->fd, SHUT_RD); /* what was sent is still read */
}

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
