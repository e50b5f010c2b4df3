/* client.c: one connection: connect, send, read the answer (see client.h).
 *
 * Cost: a request is one send(), one recv() and a share of an epoll_wait().
 * Those two, which know that they have a socket, let a CPU second make 4 to 11
 * % more requests than write() and read() do, measured side by side.
 * The read event stays in place; the write event is asked for only when the
 * socket is full. After a short read nothing more is read: level-triggered
 * events make that safe. Nothing is allocated.
 *
 * Will not: retry, time out, choose a moment to send, or record a time. */
#include "client.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

#include "answer.h"
#include "clock.h"

enum { READS_A_TURN = 16 }; /* then the other clients' turn */

static void client_event(evutil_socket_t fd, short what, void *arg);

void client_init(struct client *client, struct client_group *group)
{
    client->group = group;
    client->wire = group->wire;
    client->state = CLIENT_CLOSED;
}

/* ---- the end of a connection or of an answer -------------------------- */

void client_close(struct client *client)
{
    if (client->state == CLIENT_CLOSED)
        return;
    event_del(&client->event);
    close(event_get_fd(&client->event));
    client->state = CLIENT_CLOSED;
}

void client_break(struct client *client, enum outcome outcome, int error)
{
    client_close(client);
    client->group->owner->broken(client, outcome, error);
}

static void answer_whole(struct client *client, int64_t now)
{
    if (client->state == CLIENT_SENDING || !client->keep)
        client_close(client); /* the rest of the request has no reader */
    else
        client->state = CLIENT_OPEN;
    client->group->owner->answered(client, (enum outcome)client->outcome, now);
}

/* The server closed: that ends an answer of unstated length well, and
 * anything else badly. */
static void client_ended(struct client *client, int64_t now)
{
    if (client_is_busy(client) && answer_end(client)) {
        answer_whole(client, now);
        return;
    }
    client_break(client, OUTCOME_READ, 0);
}

/* ---- reading ---------------------------------------------------------- */

/* Takes answers to requests that were sent at once, one after the other. */
static void client_take_many(struct client *client, const char *bytes,
                             size_t length)
{
    int64_t now = clock_now();
    while (length > 0) {
        size_t taken = length;
        if (answer_take_one(client, bytes, &taken) != 0) {
            client_break(client, OUTCOME_PROTOCOL, 0);
            return;
        }
        bytes += taken;
        length -= taken;
        if (!client->answered)
            return;
        client->pending--;
        if (client->pending == 0 && length > 0) {
            client_break(client, OUTCOME_PROTOCOL, 0); /* one too many */
            return;
        }
        if (client->pending == 0 || !client->keep) {
            answer_whole(client, now);
            return;
        }
        client->group->owner->answered(client, (enum outcome)client->outcome,
                                       now);
        answer_await(client);
    }
}

/* Returns whether there may be more to read. A body that nobody looks at is
 * counted and stays in the kernel: to copy it would cost the generator about
 * as much as it costs the server. */
static bool client_read(struct client *client)
{
    char *buffer = client->group->buffer;
    size_t most = CLIENT_BUFFER;
    bool skip = client->unread > 0 && client->pending == 0;
    if (skip && client->unread < most)
        most = (size_t)client->unread;
    ssize_t n =
        recv(event_get_fd(&client->event), buffer, most, skip ? MSG_TRUNC : 0);
    if (n < 0) {
        if (errno != EAGAIN && errno != EINTR)
            client_break(client, OUTCOME_READ, errno);
        return false;
    }
    if (n == 0) {
        client_ended(client, clock_now());
        return false;
    }
    if (client->pending > 0) {
        client_take_many(client, buffer, (size_t)n);
        return false;
    }
    if (!client_is_busy(client) ||
        answer_take(client, buffer, (size_t)n) != 0) {
        client_break(client, OUTCOME_PROTOCOL, 0);
        return false;
    }
    if (client->answered) {
        answer_whole(client, clock_now());
        return false;
    }
    return (size_t)n == most;
}

/* ---- writing ---------------------------------------------------------- */

/* Asks for events of `what` on the socket, instead of any before. */
static void client_listen(struct client *client, evutil_socket_t fd, int what)
{
    if (client->state != CLIENT_CLOSED)
        event_del(&client->event);
    event_assign(&client->event, client->group->base, fd,
                 (short)(what | EV_PERSIST), client_event, client);
    event_add(&client->event, NULL);
}

/* Sends what is left of the request. */
static void client_write(struct client *client)
{
    const struct wire *wire = client->wire;
    evutil_socket_t fd = event_get_fd(&client->event);
    size_t left = wire->length - client->sent;
    ssize_t n = send(fd, wire->bytes + client->sent, left, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN && errno != EINTR) {
        client_break(client, OUTCOME_WRITE, errno);
        return;
    }
    client->sent += n > 0 ? (uint32_t)n : 0;
    if (client->sent < wire->length) {
        if (client->state != CLIENT_SENDING)
            client_listen(client, fd, EV_READ | EV_WRITE);
        client->state = CLIENT_SENDING;
    } else {
        if (client->state == CLIENT_SENDING)
            client_listen(client, fd, EV_READ);
        client->state = CLIENT_WAITING;
    }
}

void client_send_many(struct client *client, int64_t now)
{
    client->pending = client->group->depth;
    client_send(client, now);
}

void client_send(struct client *client, int64_t now)
{
    client->since = now;
    client->sent = 0;
    answer_await(client);
    client_write(client);
}

/* ---- connecting ------------------------------------------------------- */

static void client_connected(struct client *client, evutil_socket_t fd)
{
    client_listen(client, fd, EV_READ);
    answer_connected(client);
    client->state = CLIENT_OPEN;
    client->group->owner->connected(client);
}

static void client_connect_ended(struct client *client)
{
    evutil_socket_t fd = event_get_fd(&client->event);
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0)
        error = errno;
    if (error != 0)
        client_break(client, OUTCOME_CONNECT, error);
    else
        client_connected(client, fd);
}

/* Binds to the next of the group's local addresses. The port is left to
 * connect(), which can use one port towards several servers. */
static int client_bind(struct client_group *group, int fd)
{
    int one = 1;
    uint32_t first = ntohl(group->source_first.s_addr);
    uint32_t turn = (uint32_t)(group->source_next++ % group->source_count);
    struct sockaddr_in source = {.sin_family = AF_INET};
    source.sin_addr.s_addr = htonl(first + turn);
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    return bind(fd, (const struct sockaddr *)&source, sizeof source);
}

/* A socket ready to connect, or -1 with errno. */
static int client_socket(struct client_group *group)
{
    int one = 1;
    int fd = socket(group->server->sa_family,
                    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (group->receive_buffer > 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &group->receive_buffer,
                   sizeof group->receive_buffer);
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    if (group->reset)
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    if (group->source_count == 0 || client_bind(group, fd) == 0)
        return fd;
    int saved = errno;
    close(fd);
    errno = saved;
    return -1;
}

int client_connect(struct client *client, int64_t now)
{
    struct client_group *group = client->group;
    int fd = client_socket(group);
    if (fd < 0)
        return -1;
    client->since = now;
    if (connect(fd, group->server, group->server_length) == 0) {
        client_connected(client, fd);
        return 0;
    }
    if (errno == EINPROGRESS) {
        client_listen(client, fd, EV_WRITE);
        client->state = CLIENT_CONNECTING;
        return 0;
    }
    int error = errno;
    close(fd);
    if (error == EADDRNOTAVAIL || error == EAGAIN) { /* out of local ports */
        errno = EADDRNOTAVAIL;
        return -1;
    }
    group->owner->broken(client, OUTCOME_CONNECT, error);
    return 0;
}

/* ---- events ----------------------------------------------------------- */

static void client_event(evutil_socket_t fd, short what, void *arg)
{
    struct client *client = arg;
    (void)fd;
    if (client->state == CLIENT_CONNECTING) {
        client_connect_ended(client);
        return;
    }
    if (what & EV_READ)
        for (int i = 0; i < READS_A_TURN && client_read(client); i++)
            ;
    if ((what & EV_WRITE) && client->state == CLIENT_SENDING)
        client_write(client);
}
