/* bare-epoll.c: the least that an event loop can cost.
 *
 * Accepts, reads, and writes a fixed reply for every read, without looking
 * at what was read. It parses nothing, so it is no HTTP server: it is the
 * limit that `evented` is measured against. Usage: bare-epoll PORT */
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static const char reply[] = "HTTP/1.1 200 OK\r\n"
                            "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
                            "Content-Type: text/plain; charset=utf-8\r\n"
                            "Content-Length: 6\r\n\r\nhello\n";

static int listen_on(int port)
{
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
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

static void accept_all(int epoll, int listener)
{
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
        if (fd < 0)
            return;
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    }
}

static void answer(int fd)
{
    char input[16384];
    ssize_t n = read(fd, input, sizeof input);
    if (n > 0)
        n = write(fd, reply, sizeof reply - 1);
    if (n <= 0 && errno != EAGAIN)
        close(fd);
}

int main(int argc, char **argv)
{
    struct rlimit files;
    struct epoll_event events[512];
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    int listener = listen_on(argc > 1 ? atoi(argv[1]) : 8003);
    int epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int n = epoll_wait(epoll, events, 512, -1);
        for (int i = 0; i < n; i++)
            if (events[i].data.fd == listener)
                accept_all(epoll, listener);
            else
                answer(events[i].data.fd);
    }
}
