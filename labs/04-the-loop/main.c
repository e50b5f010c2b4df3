/* main.c: the restaurant with one cashier and buzzers, on libevent.
 *
 * Given; there is nothing to edit here. evented/main.c is this with more
 * than one loop, helpers, and options of its own. */
#include <err.h>
#include <stdio.h>
#include <unistd.h>

#include "closing.h"
#include "door.h"
#include "net.h"

static struct config config;
static struct http_server server;
static struct loop loop = {.server = &server};
static struct door door = {.server = &server, .loop = &loop};
static struct closing closing;

static int listen_or_exit(void)
{
    int fd = net_listen(config.listen, (int)config.backlog, false, true);
    if (fd < 0)
        err(1, "cannot listen on %s (another --listen, or stop who does)",
            config.listen);
    return fd;
}

/* Once this is said, requests are answered and signals are heard. */
static void announce(int fd)
{
    char name[80];
    printf("lab 4: listening on http://%s/ (pid %d)\n",
           net_name(fd, name, sizeof name), (int)getpid());
    fflush(stdout);
}

/* A base without locks: no other thread ever touches it. */
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

int main(int argc, char **argv)
{
    const struct setting no_more[] = {{0}};
    config_read(&config, "lab4", 8002, no_more, "lab4 --listen :8002", argc,
                argv);
    net_prepare(); /* SIGPIPE is ignored: writing fails with EPIPE instead */
    http_server_init(&server, "evented", 'D', &config);
    door.fd = listen_or_exit();
    loop.base = base_new();
    if (loop.base == NULL || closing_watch(&closing, loop.base) != 0 ||
        door_open(&door) != 0)
        errx(1, "cannot make an event loop");
    announce(door.fd);
    event_base_dispatch(loop.base); /* waits in epoll_wait(), inside */
    door_close(&door);
    closing_forget(&closing);
    event_base_free(loop.base);
    return 0;
}
