/* main.c: the restaurant with one cashier and buzzers.
 *
 * Given; there is nothing to edit here. evented/main.c is this with options
 * of its own. */
#include <err.h>
#include <stdio.h>
#include <unistd.h>

#include "closing.h"
#include "door.h"
#include "net.h"

static struct config config;
static struct http_server server;
static struct loop loop;

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
    printf("lab 5: listening on http://%s/ (pid %d)\n",
           net_name(fd, name, sizeof name), (int)getpid());
    fflush(stdout);
}

int main(int argc, char **argv)
{
    const struct setting no_more[] = {{0}};
    config_read(&config, "lab5", 8002, no_more, "lab5 --listen :8002", argc,
                argv);
    net_prepare();
    http_server_init(&server, "evented", 'D', &config);
    static struct door door;
    door = (struct door){.fd = listen_or_exit(), .loop = &loop};
    loop.server = &server;
    loop.base = event_base_new();
    if (loop.base == NULL || door_open(&door) != 0 ||
        closing_watch(loop.base) != 0)
        errx(1, "cannot make an event loop");
    announce(door.fd);
    event_base_dispatch(loop.base);
    return 0;
}
