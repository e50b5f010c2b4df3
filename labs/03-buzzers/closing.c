/* closing.c: the end of the day, the short way: whoever is being served is
 * not served to the end. Lab 8 does better.
 *
 * Given; there is nothing to edit here. */
#include "closing.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

static sigset_t stops;

static void *manage(void *nothing)
{
    int signal;
    (void)nothing;
    sigwait(&stops, &signal); /* waits in sigwait() */
    exit(0);
}

int closing_watch(void)
{
    pthread_t thread;
    sigemptyset(&stops);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stops, NULL);
    int error = pthread_create(&thread, NULL, manage, NULL);
    return error ? error : pthread_detach(thread);
}
