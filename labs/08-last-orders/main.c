/* main.c: the restaurant with a cashier for every customer, and a last hour.
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
    printf("lab 8: listening on http://%s/ (pid %d)\n",
           net_name(fd, name, sizeof name), (int)getpid());
    fflush(stdout);
}

int main(int argc, char **argv)
{
    const struct setting no_more[] = {{0}};
    config_read(&config, "lab8", 8001, no_more, "lab8 --drain-timeout=5s", argc,
                argv);
    net_prepare();
    http_server_init(&server, "threaded", 'B', &config);
    static struct door door;
    door = (struct door){&server, listen_or_exit()};
    int error = closing_watch(&server, door.fd);
    if (error != 0)
        errx(1, "cannot watch for signals: %s", strerror(error));
    announce(door.fd);
    door_open(&door);
    close(door.fd);
    closing_wait(&server);
    http_goodbye(&server);
    return 0;
}
