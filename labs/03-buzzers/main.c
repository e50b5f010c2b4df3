/* main.c: the restaurant with one cashier and buzzers, without a library.
 *
 * Given; there is nothing to edit here. evented/main.c is this on libevent,
 * with options of its own. */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "closing.h"
#include "door.h"
#include "net.h"

static struct config config;
static struct http_server server;
static struct loop loop = {.server = &server};
static struct door door = {.server = &server, .loop = &loop};

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
    printf("lab 3: listening on http://%s/ (pid %d)\n",
           net_name(fd, name, sizeof name), (int)getpid());
    fflush(stdout);
}

int main(int argc, char **argv)
{
    const struct setting no_more[] = {{0}};
    config_read(&config, "lab3", 8002, no_more, "lab3 --listen :8002", argc,
                argv);
    net_prepare(); /* SIGPIPE is ignored: writing fails with EPIPE instead */
    http_server_init(&server, "evented", 'D', &config);
    door.fd = listen_or_exit();
    int error = closing_watch();
    if (error != 0)
        errx(1, "cannot start the manager's thread: %s", strerror(error));
    announce(door.fd);
    loop_run(&loop, &door);
    return 0;
}
