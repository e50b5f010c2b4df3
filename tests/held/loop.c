/* loop.c: many client connections on one epoll (see loop.h).
 *
 * Connecting blocks, which on loopback is short, and lets a full backlog
 * slow us down instead of failing. All else is non-blocking. */
#include "loop.h"

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "held.h"

enum { EVENTS = 256, INPUT = 65536, SOURCES = 8 };

static int epoll_fd;

void loop_init(void)
{
    struct rlimit files;
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_fd < 0)
        err(2, "epoll");
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
}

int loop_room(void)
{
    struct rlimit files = {0};
    getrlimit(RLIMIT_NOFILE, &files);
    return (int)files.rlim_cur - 32;
}

/* Connections come from several addresses of loopback: each has ports of its
 * own, 28,000 as a rule. */
static int connect_from(int fd, int source)
{
    int one = 1;
    struct sockaddr_in from = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + (unsigned)source)};
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((in_port_t)held.port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one) ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) ||
        bind(fd, (struct sockaddr *)&from, sizeof from) ||
        connect(fd, (struct sockaddr *)&to, sizeof to))
        return -1;
    return 0;
}

static void set_sizes(int fd, const struct sizes *sizes)
{
    if (sizes == NULL)
        return;
    if (sizes->receive > 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &sizes->receive,
                   sizeof sizes->receive);
    if (sizes->segment > 0)
        setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &sizes->segment,
                   sizeof sizes->segment);
}

int client_open(struct client *client, const struct role *role,
                const struct sizes *sizes)
{
    static unsigned opened;
    client->role = role;
    client->asked = client->was_reset = false;
    client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (client->fd < 0)
        err(2, "socket");
    set_sizes(client->fd, sizes);
    struct epoll_event event = {EPOLLIN, {.ptr = client}};
    if (connect_from(client->fd, (int)(opened++ % SOURCES)) != 0 ||
        fcntl(client->fd, F_SETFL, O_NONBLOCK) != 0 ||
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, client->fd, &event) != 0) {
        fault("cannot connect: %s", strerror(errno));
        client_close(client);
        return -1;
    }
    return 0;
}

struct client *clients_open(int count, const struct role *role,
                            const struct sizes *sizes)
{
    struct client *clients = calloc((size_t)count, sizeof *clients);
    if (clients == NULL)
        errx(2, "out of memory");
    for (int i = 0; i < count; i++) {
        stage("connecting number %d of %d", i, count);
        clients[i].number = i;
        client_open(&clients[i], role, sizes);
    }
    return clients;
}

void client_read(struct client *client, bool reads)
{
    struct epoll_event event = {reads ? EPOLLIN : 0, {.ptr = client}};
    epoll_ctl(epoll_fd, EPOLL_CTL_MOD, client->fd, &event);
}

int client_send(struct client *client, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t sent = send(client->fd, bytes, n, MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN)
            loop_turn(1); /* it takes a request as soon as it reads */
        else if (sent < 0)
            return -1;
        bytes += sent > 0 ? sent : 0;
        n -= sent > 0 ? (size_t)sent : 0;
    }
    return 0;
}

int client_ask(struct client *client, const char *target, const char *expect)
{
    char request[200];
    int n = snprintf(request, sizeof request,
                     "GET %s HTTP/1.1\r\nHost: held\r\n\r\n", target);
    reply_begin(&client->reply, expect);
    client->asked = true;
    return client_send(client, request, (size_t)n);
}

bool client_arrived(const struct client *client)
{
    int unacknowledged = 0;
    return ioctl(client->fd, SIOCOUTQ, &unacknowledged) != 0 ||
           unacknowledged == 0;
}

bool client_content(const struct client *client)
{
    return client->reply.status == 200 && !client->reply.wrong;
}

void client_close(struct client *client)
{
    const struct linger reset = {1, 0};
    if (client->fd < 0)
        return;
    setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    close(client->fd);
    client->fd = -1;
}

void clients_close(struct client *clients, int count)
{
    for (int i = 0; i < count; i++)
        client_close(&clients[i]);
    free(clients);
}

static void take(struct client *client, const char *bytes, size_t n)
{
    if (client->role->bytes != NULL) {
        client->role->bytes(client, bytes, n);
        return;
    }
    size_t used = client->asked ? reply_take(&client->reply, bytes, n) : 0;
    if (client->asked && client->reply.done) {
        client->asked = false;
        if (client->role->answered != NULL)
            client->role->answered(client);
    }
    if (used < n)
        fault("%zu bytes that nobody asked for", n - used);
}

static void ready(struct client *client)
{
    static char input[INPUT];
    ssize_t n = read(client->fd, input, sizeof input);
    if (n < 0 && errno == EAGAIN)
        return;
    if (n > 0) {
        take(client, input, (size_t)n);
        return;
    }
    client->was_reset = n < 0;
    client_close(client);
    if (client->role->ended != NULL)
        client->role->ended(client);
}

int loop_turn(int ms)
{
    struct epoll_event events[EVENTS];
    int n = epoll_wait(epoll_fd, events, EVENTS, ms);
    for (int i = 0; i < n; i++) {
        struct client *client = events[i].data.ptr;
        if (client->fd >= 0) /* else another's event closed it */
            ready(client);
    }
    return n;
}
