/* main.c: the restaurant with a cashier for every customer.
 *
 * One thread a connection, blocking calls. Twin: evented/main.c. */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "closing.h"
#include "door.h"
#include "net.h"

static const char model[] = "threaded";

static int listen_or_exit(const struct config *config)
{
    char name[80];
    int fd = net_listen(config->listen, (int)config->backlog, false, false);
    if (fd < 0)
        err(1, "cannot listen on %s (another --listen, or stop who does)",
            config->listen);
    printf("%s: listening on http://%s/ (pid %d)\n", model,
           net_name(fd, name, sizeof name), (int)getpid());
    fflush(stdout);
    return fd;
}

int main(int argc, char **argv)
{
    struct config config;
    struct http_server server;
    int64_t stack_size = 256 << 10;
    const struct setting extras[] = {
        {"stack-size", 0, SETTING_BYTES, &stack_size, 64 << 10, 1 << 30, "SIZE",
         "address space for each thread's stack", NULL},
        {0},
    };
    config_read(&config, model, 8001, extras, "threaded --stack-size=64K", argc,
                argv);
    net_prepare();
    http_server_init(&server, model, 'B', &config);
    int fd = listen_or_exit(&config);
    struct door door = {&server, fd, (size_t)stack_size, false};
    int error = closing_watch(&server, fd);
    if (error != 0)
        errx(1, "cannot start the manager's thread: %s", strerror(error));
    door_open(&door);
    close(fd);
    closing_wait(&server);
    http_goodbye(&server);
    return 0;
}
