/* main.c: the restaurant with one cashier and buzzers.
 *
 * One libevent loop (or some, each a thread), and helpers if asked for.
 * Twin: threaded/main.c. */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "closing.h"
#include "door.h"
#include "net.h"
#include "news.h"

static const char model[] = "evented";

/* One loop with its own door; all doors share one address. */
struct branch {
    struct loop loop;
    struct door door;
    struct closing closing;
};

static struct config config;
static struct http_server server;
static struct helpers helpers;
static struct branch *branches;
enum { MAX_LOOPS = 256 };

static int64_t loops = 1, helper_count;

static int listen_or_exit(const char *address)
{
    int fd = net_listen(address, (int)config.backlog,
                        config.reuse_port || loops > 1, true);
    if (fd < 0)
        err(1, "cannot listen on %s (another --listen, or stop who does)",
            address);
    return fd;
}

/* Opens every branch's door; port 0 is settled by the first. */
static void listen_all_or_exit(void)
{
    char name[80];
    branches[0].door.fd = listen_or_exit(config.listen);
    net_name(branches[0].door.fd, name, sizeof name);
    for (int i = 1; i < loops; i++)
        branches[i].door.fd = listen_or_exit(name);
}

/* Once this is said, requests are answered and signals are heard. */
static void announce(int fd)
{
    char name[80];
    printf("%s: listening on http://%s/ (pid %d)\n", model,
           net_name(fd, name, sizeof name), (int)getpid());
    fflush(stdout);
}

/* A base without locks: no other thread touches a loop but by its inbox. */
static struct event_base *base_new(void)
{
    struct event_config *wanted = event_config_new();
    if (wanted == NULL)
        return NULL;
    event_config_set_flag(wanted, EVENT_BASE_FLAG_NOLOCK);
    struct event_base *base = event_base_new_with_config(wanted);
    event_config_free(wanted);
    return base;
}

static void poked(void *argument)
{
    struct branch *branch = argument;
    closing_check(&branch->closing);
    news_tell(&branch->loop);
}

/* Something happened that every loop should hear of. */
static void poke_all(void *nothing)
{
    (void)nothing;
    for (int i = 0; i < loops; i++)
        inbox_poke(&branches[i].loop.inbox);
}

static int branch_open(struct branch *branch)
{
    struct loop *loop = &branch->loop;
    loop->server = branch->door.server = &server;
    loop->helpers = &helpers;
    TAILQ_INIT(&loop->listeners);
    loop->inbox.done = conn_job_done;
    loop->inbox.poked = poked;
    loop->inbox.argument = branch;
    branch->door.loop = loop;
    loop->base = base_new();
    if (loop->base == NULL || inbox_open(&loop->inbox, loop->base) != 0)
        return -1;
    closing_init(&branch->closing, loop, &branch->door);
    return door_open(&branch->door);
}

static void *run(void *argument)
{
    struct branch *branch = argument;
    event_base_dispatch(branch->loop.base);
    return NULL;
}

/* Runs all loops to their end: the first on this thread, which is also the
 * one that signals reach. */
static void run_all_or_exit(void)
{
    pthread_t threads[MAX_LOOPS];
    int error = helpers_start(&helpers, (int)helper_count);
    for (int i = 1; i < loops && error == 0; i++)
        error = pthread_create(&threads[i], NULL, run, &branches[i]);
    if (error != 0)
        errx(1, "cannot start a thread: %s; give fewer --loops or --helpers",
             strerror(error));
    run(&branches[0]);
    for (int i = 1; i < loops; i++)
        pthread_join(threads[i], NULL);
}

int main(int argc, char **argv)
{
    const struct setting extras[] = {
        {"loops", 0, SETTING_COUNT, &loops, 1, MAX_LOOPS, "N",
         "event loops, each a thread", NULL},
        {"helpers", 0, SETTING_COUNT, &helper_count, 0, 1024, "N",
         "threads for long jobs; 0: the loop does them", NULL},
        {0},
    };
    config_read(&config, model, 8002, extras, "evented --helpers=4", argc,
                argv);
    net_prepare();
    http_server_init(&server, model, helper_count > 0 ? 'E' : 'D', &config);
    server.announce = poke_all;
    branches = calloc((size_t)loops, sizeof *branches);
    if (branches == NULL)
        errx(1, "out of memory; give fewer --loops");
    listen_all_or_exit();
    for (int i = 0; i < loops; i++)
        if (branch_open(&branches[i]) != 0)
            err(1, "cannot make an event loop");
    if (closing_watch(&server, branches[0].loop.base) != 0)
        errx(1, "cannot watch for signals: out of memory");
    announce(branches[0].door.fd);
    run_all_or_exit();
    http_goodbye(&server);
    return 0;
}
