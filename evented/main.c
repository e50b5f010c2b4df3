/* main.c: the restaurant with one cashier and buzzers.
 *
 * One thread, one libevent loop. Twin: threaded/main.c. */
#include <err.h>
#include <stdio.h>
#include <unistd.h>

#include "closing.h"
#include "door.h"
#include "net.h"

static const char model[] = "evented";

static int listen_or_exit(const struct config *config)
{
    char name[80];
    int fd = net_listen(config->listen, (int)config->backlog, false, true);
    if (fd < 0)
        err(1, "cannot listen on %s (another --listen, or stop who does)",
            config->listen);
    printf("%s: listening on http://%s/ (pid %d)\n", model,
           net_name(fd, name, sizeof name), (int)getpid());
    fflush(stdout);
    return fd;
}

/* A base without locks: nobody else touches this loop. */
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

/* Ends what was still served when the drain timeout passed. */
static void close_all(struct http_server *server)
{
    while (server->connections != NULL)
        conn_close((struct conn *)server->connections);
}

int main(int argc, char **argv)
{
    struct config config;
    struct http_server server;
    struct closing closing;
    static struct loop loop;
    const struct setting extras[] = {{0}};
    config_read(&config, model, 8002, extras, "evented --idle-timeout=5s", argc,
                argv);
    net_prepare();
    http_server_init(&server, model, 'D', &config);
    struct door door = {.server = &server, .loop = &loop};
    door.fd = listen_or_exit(&config);
    loop.server = &server;
    loop.base = base_new();
    if (loop.base == NULL || door_open(&door) != 0 ||
        closing_watch(&closing, &door) != 0)
        errx(1, "cannot make an event loop: out of memory");
    event_base_dispatch(loop.base);
    close_all(&server);
    closing_free(&closing);
    event_base_free(loop.base);
    http_goodbye(&server);
    return 0;
}
