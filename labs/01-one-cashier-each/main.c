/* main.c: the restaurant with a cashier for every customer.
 *
 * Given; there is nothing to edit here. threaded/main.c is this with options
 * of its own. */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "closing.h"
#include "door.h"
#include "net.h"

static struct config config;
static struct http_server server;

static int listen_or_exit(void)
{
    int fd = net_listen(config.listen, (int)config.backlog, false, false);
    if (fd < 0)
        err(1, "cannot listen on %s (another --listen, or stop who does)",
            config.listen);
    return fd;
}

/* Once this is said, requests are answered and signals are heard. */
static void announce(int fd)
{
    char name[80];
    printf("lab 1: listening on http://%s/ (pid %d)\n",
           net_name(fd, name, sizeof name), (int)getpid());
    fflush(stdout);
}

int main(int argc, char **argv)
{
    const struct setting no_more[] = {{0}};
    config_read(&config, "lab1", 8001, no_more, "lab1 --listen :8001", argc,
                argv);
    http_server_init(&server, "threaded", 'B', &config);
    struct door door = {&server, listen_or_exit()};
    int error = closing_watch();
    if (error != 0)
        errx(1, "cannot start the manager's thread: %s", strerror(error));
    announce(door.fd);
    door_open(&door);
    return 0;
}
