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
#include "news.h"

static const char model[] = "threaded";

static struct config config;
static struct http_server server;

static int listen_or_exit(void)
{
    int fd = net_listen(config.listen, (int)config.backlog, config.reuse_port,
                        false);
    if (fd < 0)
        err(1, "cannot listen on %s (another --listen, or stop who does)",
            config.listen);
    return fd;
}

/* Once this is said, requests are answered and signals are heard. */
static void announce(int fd)
{
    char name[80];
    printf("%s: listening on http://%s/ (pid %d)\n", model,
           net_name(fd, name, sizeof name), (int)getpid());
    fflush(stdout);
}

/* Which of the five restaurants this is. */
static char scene(int64_t threads)
{
    return threads == 0 ? 'B' : threads == 1 ? 'A' : 'C';
}

int main(int argc, char **argv)
{
    int64_t threads = 0, stack_size = 256 << 10;
    const struct setting extras[] = {
        {"threads", 't', SETTING_COUNT, &threads, 0, 100000, "N",
         "a fixed staff of N threads; 0: one a connection", NULL},
        {"stack-size", 0, SETTING_BYTES, &stack_size, 64 << 10, 1 << 30, "SIZE",
         "address space for each thread's stack", NULL},
        {0},
    };
    config_read(&config, model, 8001, extras, "threaded --threads=64", argc,
                argv);
    net_prepare();
    http_server_init(&server, model, scene(threads), &config);
    news_init(&server);
    int fd = listen_or_exit();
    static struct door door;
    door = (struct door){&server, fd, (int)threads, (size_t)stack_size};
    int error = closing_watch(&server, fd);
    if (error != 0)
        errx(1, "cannot start the manager's thread: %s", strerror(error));
    announce(fd);
    error = door_open(&door);
    if (error != 0)
        errx(1, "--threads=%d: %s; give fewer", (int)threads, strerror(error));
    close(fd);
    closing_wait(&server);
    http_goodbye(&server);
    return 0;
}
