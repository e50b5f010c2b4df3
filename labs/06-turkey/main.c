/* main.c: the restaurant with buzzers and back-room staff.
 *
 * Given; there is nothing to edit here. evented/main.c is this with options
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
static struct loop loop;
static struct helpers helpers;

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
    printf("lab 6: listening on http://%s/ (pid %d)\n",
           net_name(fd, name, sizeof name), (int)getpid());
    fflush(stdout);
}

int main(int argc, char **argv)
{
    int64_t count = 4;
    const struct setting extras[] = {
        {"helpers", 0, SETTING_COUNT, &count, 0, 1000, "N",
         "threads for long jobs; 0: the loop does them", NULL},
        {0},
    };
    config_read(&config, "lab6", 8002, extras, "lab6 --helpers=2", argc, argv);
    net_prepare();
    http_server_init(&server, "evented", 'E', &config);
    static struct door door;
    door = (struct door){.fd = listen_or_exit(), .loop = &loop};
    loop.server = &server;
    loop.helpers = &helpers;
    loop.inbox.done = conn_job_done;
    loop.base = event_base_new();
    if (loop.base == NULL || inbox_open(&loop.inbox, loop.base) != 0 ||
        door_open(&door) != 0 || closing_watch(loop.base) != 0)
        errx(1, "cannot make an event loop");
    int error = helpers_start(&helpers, (int)count);
    if (error != 0)
        errx(1, "--helpers=%d: %s; give fewer", (int)count, strerror(error));
    announce(door.fd);
    event_base_dispatch(loop.base);
    return 0;
}
