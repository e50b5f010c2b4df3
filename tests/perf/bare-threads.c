/* bare-threads.c: the least that a thread per connection can cost.
 *
 * Like bare-epoll.c it answers every read with a fixed reply and parses
 * nothing: the limit that `threaded` is measured against.
 * Usage: bare-threads PORT */
#include <err.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static const char reply[] = "HTTP/1.1 200 OK\r\n"
                            "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
                            "Content-Type: text/plain; charset=utf-8\r\n"
                            "Content-Length: 6\r\n\r\nhello\n";

static int listen_on(int port)
{
    int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in here = {.sin_family = AF_INET,
                               .sin_port = htons((in_port_t)port),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&here, sizeof here) != 0 ||
        listen(fd, 4096) != 0)
        err(1, "port %d", port);
    return fd;
}

static void *serve(void *argument)
{
    int fd = (int)(intptr_t)argument;
    char input[16384];
    while (read(fd, input, sizeof input) > 0)
        if (write(fd, reply, sizeof reply - 1) <= 0)
            break;
    close(fd);
    return NULL;
}

int main(int argc, char **argv)
{
    struct rlimit files;
    pthread_t thread;
    pthread_attr_t attributes;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 256 << 10);
    int listener = listen_on(argc > 1 ? atoi(argv[1]) : 8004);
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fd >= 0 && pthread_create(&thread, &attributes, serve,
                                      (void *)(intptr_t)fd) != 0)
            close(fd);
    }
}
