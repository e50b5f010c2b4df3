/* news.c: all who wait for news wait on one condition variable.
 *
 * Twin: evented/news.c. */
#include "news.h"

#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* for `arrived` */
static pthread_cond_t arrived;

/* The news are there before this is called; taking the lock means that a
 * thread either saw them or is waiting already. */
static void announce(void *nothing)
{
    (void)nothing;
    pthread_mutex_lock(&lock);
    pthread_cond_broadcast(&arrived);
    pthread_mutex_unlock(&lock);
}

void news_init(struct http_server *server)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&arrived, &monotonic);
    pthread_condattr_destroy(&monotonic);
    server->announce = announce;
}

void news_wait(const struct http_conn *conn, int64_t ns)
{
    struct timespec until;
    int error = 0;
    clock_gettime(CLOCK_MONOTONIC, &until);
    ns += until.tv_nsec;
    until.tv_sec += ns / 1000000000;
    until.tv_nsec = ns % 1000000000;
    pthread_mutex_lock(&lock);
    while (!http_news(conn) && error == 0)
        error = pthread_cond_timedwait(&arrived, &lock, &until);
    pthread_mutex_unlock(&lock);
}
