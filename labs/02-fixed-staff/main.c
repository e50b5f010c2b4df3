/* main.c: the restaurant with a fixed staff.
 *
 * Given; there is nothing to edit here. */
#include <err.h>
#include <signal.h>
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
    printf("lab 2: listening on http://%s/ (pid %d)\n",
           net_name(fd, name, sizeof name), (int)getpid());
    fflush(stdout);
}

int main(int argc, char **argv)
{
    int64_t staff = 4, places = 4;
    const struct setting extras[] = {
        {"staff", 's', SETTING_COUNT, &staff, 1, 1000, "N",
         "threads that serve", NULL},
        {"places", 'p', SETTING_COUNT, &places, 1, 100000, "N",
         "customers who may wait in line", NULL},
        {0},
    };
    config_read(&config, "lab2", 8001, extras, "lab2 --staff=2 --places=8",
                argc, argv);
    signal(SIGPIPE, SIG_IGN);
    http_server_init(&server, "threaded", 'C', &config);
    struct door door = {.server = &server, .fd = listen_or_exit()};
    int error = closing_watch(&server, door.fd);
    if (error != 0)
        errx(1, "cannot start the manager's thread: %s", strerror(error));
    door.pool = pool_open((int)staff, (int)places, door_serve, &server);
    if (door.pool == NULL)
        err(1, "--staff=%d --places=%d: give fewer", (int)staff, (int)places);
    announce(door.fd);
    door_open(&door);
    pool_close(door.pool);
    close(door.fd);
    return 0;
}
