/* wire.c: sends and receives raw bytes (see wire.h).
 *
 * Promises to keep every byte received and never to sleep. Won't retry,
 * reconnect or understand what passes. */
#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "unread.h"

static struct timespec deadline;

void wire_deadline(int seconds)
{
    clock_gettime(CLOCK_MONOTONIC, &deadline);
    deadline.tv_sec += seconds;
}

static int remaining_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    long ms = (deadline.tv_sec - now.tv_sec) * 1000 +
              (deadline.tv_nsec - now.tv_nsec) / 1000000;
    return ms > 0 ? (int)ms : 0;
}

int wire_open(struct wire *wire, int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((in_port_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1;
    memset(wire, 0, sizeof *wire);
    wire->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (wire->fd < 0)
        return -1;
    if (connect(wire->fd, (struct sockaddr *)&address, sizeof address) != 0 ||
        fcntl(wire->fd, F_SETFL, O_NONBLOCK) != 0 ||
        setsockopt(wire->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0) {
        int saved = errno;
        wire_close(wire);
        errno = saved;
        return -1;
    }
    return 0;
}

/* Makes room for another read. Running out of memory ends the test run. */
static void grow(struct wire *wire)
{
    if (wire->room - wire->length >= 65536)
        return;
    wire->room = wire->room * 2 + 65536;
    wire->in = realloc(wire->in, wire->room);
    if (wire->in == NULL)
        abort();
}

/* Reads what is there. Returns the bytes, 0 at the end, -1 for none yet. */
static long receive(struct wire *wire)
{
    grow(wire);
    ssize_t n =
        recv(wire->fd, wire->in + wire->length, wire->room - wire->length, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return -1;
    if (n < 0)
        wire->broken = true;
    if (n <= 0) {
        wire->ended = true;
        return 0;
    }
    wire->length += (size_t)n;
    return n;
}

int wire_send(struct wire *wire, const char *bytes, size_t length)
{
    while (length > 0) {
        short events = wire->ended ? POLLOUT : POLLOUT | POLLIN;
        struct pollfd wait = {.fd = wire->fd, .events = events};
        if (poll(&wait, 1, remaining_ms()) == 0)
            return -1;
        if (!wire->ended && (wait.revents & POLLIN))
            receive(wire);
        ssize_t n = send(wire->fd, bytes, length, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR) {
            wire->broken = true;
            return -1;
        }
        if (n > 0) {
            bytes += n;
            length -= (size_t)n;
        }
    }
    return 0;
}

long wire_more(struct wire *wire)
{
    while (!wire->ended) {
        struct pollfd wait = {.fd = wire->fd, .events = POLLIN};
        if (poll(&wait, 1, remaining_ms()) == 0)
            return -1;
        long n = receive(wire);
        if (n >= 0)
            return n;
    }
    return 0;
}

int wire_settle(struct wire *wire)
{
    while (unread_bytes(wire->fd) > 0) {
        if (!wire->ended)
            receive(wire);
        if (remaining_ms() == 0)
            return -1;
        sched_yield();
    }
    return 0;
}

void wire_half_close(struct wire *wire)
{
    shutdown(wire->fd, SHUT_WR);
}

void wire_close(struct wire *wire)
{
    if (wire->fd >= 0)
        close(wire->fd);
    free(wire->in);
    memset(wire, 0, sizeof *wire);
    wire->fd = -1;
}
