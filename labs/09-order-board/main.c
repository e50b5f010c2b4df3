/* main.c: the restaurant with an order board that all customers watch.
 *
 * One libevent loop or some, each a thread with its own door.
 * Given; there is nothing to edit here. */
#include <err.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "closing.h"
#include "door.h"
#include "net.h"
#include "news.h"

static struct config config;
static struct http_server server;
static struct loop *loops;
static struct door *doors;
enum { MAX_LOOPS = 256 };

static int64_t count = 1;

static int listen_or_exit(const char *address)
{
    int fd = net_listen(address, (int)config.backlog, count > 1, true);
    if (fd < 0)
        err(1, "cannot listen on %s (another --listen, or stop who does)",
            address);
    return fd;
}

/* Opens every loop's door; port 0 is settled by the first. */
static void listen_all_or_exit(void)
{
    char name[80];
    doors[0].fd = listen_or_exit(config.listen);
    net_name(doors[0].fd, name, sizeof name);
    for (int i = 1; i < count; i++)
        doors[i].fd = listen_or_exit(name);
}

/* Once this is said, requests are answered and signals are heard. */
static void announce(int fd)
{
    char name[80];
    printf("lab 9: listening on http://%s/ (pid %d)\n",
           net_name(fd, name, sizeof name), (int)getpid());
    fflush(stdout);
}

static void poked(void *loop)
{
    closing_check(loop);
    news_tell(loop);
}

static int loop_open(struct loop *loop, struct door *door)
{
    loop->server = &server;
    TAILQ_INIT(&loop->listeners);
    loop->inbox.poked = poked;
    loop->inbox.argument = loop;
    loop->base = event_base_new();
    door->loop = loop;
    if (loop->base == NULL || inbox_open(&loop->inbox, loop->base) != 0)
        return -1;
    return door_open(door);
}

static void *run(void *loop)
{
    event_base_dispatch(((struct loop *)loop)->base);
    return NULL;
}

/* Runs all loops to their end: the first on this thread. */
static void run_all_or_exit(void)
{
    pthread_t threads[MAX_LOOPS] = {0};
    int error = 0;
    for (int i = 1; i < count && error == 0; i++)
        error = pthread_create(&threads[i], NULL, run, &loops[i]);
    if (error != 0)
        errx(1, "cannot start a thread: %s; give fewer --loops",
             strerror(error));
    run(&loops[0]);
    for (int i = 1; i < count; i++)
        pthread_join(threads[i], NULL);
}

int main(int argc, char **argv)
{
    const struct setting extras[] = {
        {"loops", 0, SETTING_COUNT, &count, 1, MAX_LOOPS, "N",
         "event loops, each a thread", NULL},
        {0},
    };
    config_read(&config, "lab9", 8002, extras, "lab9 --loops=2", argc, argv);
    net_prepare();
    http_server_init(&server, "evented", 'D', &config);
    loops = calloc((size_t)count, sizeof *loops);
    doors = calloc((size_t)count, sizeof *doors);
    if (loops == NULL || doors == NULL)
        errx(1, "out of memory; give fewer --loops");
    news_init(&server, loops, (int)count);
    listen_all_or_exit();
    for (int i = 0; i < count; i++)
        if (loop_open(&loops[i], &doors[i]) != 0)
            errx(1, "cannot make an event loop");
    if (closing_watch(loops, (int)count) != 0)
        errx(1, "cannot watch for signals");
    announce(doors[0].fd);
    run_all_or_exit();
    return 0;
}
