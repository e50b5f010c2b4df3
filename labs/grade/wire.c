/* wire.c: customers' connections: opening, sending, waiting, leaving. */
#include "wire.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PART = 65536 };

void wire_fail(struct wire *wire, const char *expected, const char *got)
{
    char want[256], have[512], rest[160];
    snprintf(want, sizeof want, "%s: %s", wire->name, expected);
    snprintf(have, sizeof have, "%s%s%s%s", got, wire->length ? "; '" : "",
             quote(wire->in ? wire->in : "", wire->length, rest, sizeof rest),
             wire->length ? "' has come" : "");
    session_fail(want, have);
}

/* Connects. A backlog that is full makes it wait. */
static void connect_to_server(struct wire *wire)
{
    struct sockaddr_in there = wire_address();
    struct patience patience;
    socklen_t size = sizeof errno;
    int error = connect(wire->fd, (struct sockaddr *)&there, sizeof there);
    if (error != 0 && errno == EINPROGRESS) {
        patience_begin(&patience);
        while (!server_watch(wire->fd, POLLOUT, 50))
            if (patience_ended(&patience) != NULL)
                wire_fail(wire, "to connect", "no connection");
        getsockopt(wire->fd, SOL_SOCKET, SO_ERROR, &errno, &size);
        error = errno;
    }
    if (error != 0)
        wire_fail(wire, "to connect", strerror(errno));
}

static struct wire *open_wire(int buffer, const char *name, va_list values)
{
    int one = 1;
    struct wire *wire = calloc(1, sizeof *wire);
    if (wire == NULL)
        session_fail("memory", "none");
    vsnprintf(wire->name, sizeof wire->name, name, values);
    wire->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (wire->fd < 0)
        wire_fail(wire, "a socket", strerror(errno));
    setsockopt(wire->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (buffer > 0)
        setsockopt(wire->fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    connect_to_server(wire);
    transcript_add("%s comes", wire->name);
    return wire;
}

struct wire *wire_open(const char *name, ...)
{
    va_list values;
    va_start(values, name);
    struct wire *wire = open_wire(0, name, values);
    va_end(values);
    return wire;
}

struct wire *wire_open_small(int bytes, const char *name, ...)
{
    va_list values;
    va_start(values, name);
    struct wire *wire = open_wire(bytes, name, values);
    va_end(values);
    return wire;
}

/* Whether a new connection is refused. */
static bool is_refused(void)
{
    struct sockaddr_in there = {
        .sin_family = AF_INET,
        .sin_port = htons((in_port_t)server_port()),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int error = connect(fd, (struct sockaddr *)&there, sizeof there);
    bool refused = error != 0 && errno == ECONNREFUSED;
    close(fd);
    return refused;
}

void expect_refused(const char *name)
{
    char expected[160];
    const char *why;
    struct patience patience;
    patience_begin(&patience);
    snprintf(expected, sizeof expected, "%s: to be refused", name);
    while (!is_refused()) {
        server_watch(-1, 0, 20);
        why = patience_ended(&patience);
        if (why != NULL)
            session_fail(expected, "a connection");
    }
    transcript_add("%s is refused", name);
}

void wire_send_bytes(struct wire *wire, const char *bytes, size_t length)
{
    char text[80];
    struct patience patience;
    quote(bytes, length, text, sizeof text);
    transcript_add("%s > %s", wire->name, text);
    if (wire->asked[0] == '\0')
        snprintf(wire->asked, sizeof wire->asked, "%.60s", text);
    patience_begin(&patience);
    while (length > 0) {
        ssize_t n = send(wire->fd, bytes, length, MSG_NOSIGNAL);
        if (n > 0) {
            bytes += n;
            length -= (size_t)n;
        } else if (errno != EAGAIN) {
            wire_fail(wire, "to send", strerror(errno));
        } else if (!server_watch(wire->fd, POLLOUT, 50)) {
            const char *why = patience_ended(&patience);
            if (why != NULL)
                wire_fail(wire, "the program to read what is sent", why);
        }
    }
}

void wire_send(struct wire *wire, const char *format, ...)
{
    char text[8192];
    va_list values;
    va_start(values, format);
    int n = vsnprintf(text, sizeof text, format, values);
    va_end(values);
    require(n >= 0 && n < (int)sizeof text, "a text that fits", "%d bytes", n);
    wire_send_bytes(wire, text, (size_t)n);
}

void wire_get(struct wire *wire, const char *path)
{
    snprintf(wire->asked, sizeof wire->asked, "GET %s", path);
    wire_send(wire, "GET %s HTTP/1.1\r\nHost: counter\r\n\r\n", path);
}

void wire_post(struct wire *wire, const char *path, const char *body)
{
    snprintf(wire->asked, sizeof wire->asked, "POST %s", path);
    wire_send(wire,
              "POST %s HTTP/1.1\r\nHost: counter\r\n"
              "Content-Length: %zu\r\n\r\n%s",
              path, strlen(body), body);
}

static void make_room(struct wire *wire)
{
    if (wire->size - wire->length > PART)
        return;
    size_t size = wire->size * 2 + 2 * PART;
    char *in = realloc(wire->in, size);
    if (in == NULL)
        session_fail("memory", "none");
    wire->in = in;
    wire->size = size;
}

/* Reads what is there. Returns whether there was any, or the end. */
static bool read_some(struct wire *wire)
{
    make_room(wire);
    ssize_t n = recv(wire->fd, wire->in + wire->length, PART, 0);
    if (n > 0)
        wire->length += (size_t)n;
    wire->reset = n < 0 && errno != EAGAIN;
    wire->ended = n == 0 || wire->reset;
    return n > 0 || wire->ended;
}

static const char *nothing_because(const struct wire *wire, const char *why)
{
    static char text[128];
    snprintf(text, sizeof text, "nothing%s; %s",
             wire->length > 0 ? " more" : "", why);
    return text;
}

const char *wire_more(struct wire *wire)
{
    struct patience patience;
    const char *why = NULL;
    if (wire->fd < 0 || wire->ended)
        return "the connection is closed";
    if (wire->length > KEPT_MOST)
        return "more than 64 MB, and no end";
    patience_begin(&patience);
    while (!read_some(wire)) {
        if (server_watch(wire->fd, POLLIN, 50))
            continue;
        if (server_ended() && !server_watch(wire->fd, POLLIN, 0))
            return "nothing";
        why = patience_ended(&patience);
        if (why != NULL)
            return nothing_because(wire, why);
    }
    if (!wire->ended)
        return NULL;
    transcript_add("%s < (%s)", wire->name, wire->reset ? "reset" : "end");
    return wire->reset ? "the connection was reset"
                       : "the connection was closed";
}

void wire_forget(struct wire *wire, size_t n)
{
    wire->length -= n;
    memmove(wire->in, wire->in + n, wire->length);
}

bool wire_heard(struct wire *wire)
{
    return wire->ended || wire->length > 0 || read_some(wire);
}

void expect_silent(struct wire *wire)
{
    if (!wire_heard(wire))
        return;
    wire_fail(wire, "silence for now",
              wire->ended ? "the connection was closed" : "something");
}

void expect_closed(struct wire *wire)
{
    while (!wire->ended) {
        wire_forget(wire, wire->length);
        const char *why = wire_more(wire);
        if (why != NULL && !wire->ended)
            wire_fail(wire, "the program to close the connection", why);
    }
}

void expect_answered_or_closed(struct wire *wire)
{
    while (!wire->ended && wire->length == 0) {
        const char *why = wire_more(wire);
        if (why != NULL && !wire->ended)
            wire_fail(wire, "an answer of any kind, or the end", why);
    }
}

void wire_finish(struct wire *wire)
{
    transcript_add("%s will send no more", wire->name);
    shutdown(wire->fd, SHUT_WR);
}

void wire_close(struct wire *wire)
{
    transcript_add("%s leaves", wire->name);
    close(wire->fd);
    wire->fd = -1;
}

void wire_reset(struct wire *wire)
{
    const struct linger now = {1, 0};
    transcript_add("%s leaves with a reset", wire->name);
    setsockopt(wire->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(wire->fd);
    wire->fd = -1;
}
