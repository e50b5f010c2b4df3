/* selftest.c: what the fault shim does to calls, seen from inside.
 *
 *   selftest NAME     with the shim preloaded and FAULTS as the test wants
 *
 * Prints TAP; the names are those of the table at the end. tests/faults/run
 * pairs them with settings. Shares nothing with the shim but faults.h. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "faults.h"

static int failures;

static void check(bool good, const char *name)
{
    printf("%s - the shim: %s\n", good ? "ok" : "not ok", name);
    failures += !good;
}

/* Two sockets of that type, each the other's end. */
static void pair(int type, int ends[2])
{
    if (socketpair(AF_UNIX, type, 0, ends) != 0)
        abort();
}

static struct fault_counts counts(void)
{
    struct fault_counts now;
    const char *path = getenv("FAULTS_COUNTS");
    int fd = path ? open(path, O_RDONLY) : -1;
    if (fd < 0 || read(fd, &now, sizeof now) != sizeof now)
        abort();
    close(fd);
    return now;
}

/* All that can be read at once, byte by byte or not; then the socket's end. */
static bool arrives(int fd, const char *text)
{
    char got[64] = "";
    size_t length = 0;
    ssize_t n;
    do {
        n = read(fd, got + length, sizeof got - length);
        length += n > 0 ? (size_t)n : 0;
    } while (n > 0 || (n < 0 && errno == EINTR));
    return length == strlen(text) && memcmp(got, text, length) == 0;
}

/* FAULTS=one-byte=100% */
static void one_byte(void)
{
    int ends[2], pipes[2], datagrams[2];
    char text[8] = "hello";
    struct iovec pieces[2] = {{text, 2}, {text + 2, 3}};
    struct msghdr message = {.msg_iov = pieces, .msg_iovlen = 2};
    pair(SOCK_STREAM, ends);
    pair(SOCK_DGRAM, datagrams);
    if (pipe(pipes) != 0)
        abort();
    check(write(ends[0], "hello", 5) == 1, "write writes one byte");
    check(send(ends[0], "ello", 4, 0) == 1, "so does send");
    check(writev(ends[0], &pieces[1], 1) == 1, "so does writev");
    check(sendmsg(ends[0], &message, 0) == 1, "so does sendmsg");
    check(read(ends[1], text, 4) == 1 && *text == 'h', "read reads one byte");
    check(recv(ends[1], text, 4, 0) == 1 && *text == 'e', "so does recv");
    check(readv(ends[1], pieces, 2) == 1 && *text == 'l', "so does readv");
    close(ends[0]);
    check(arrives(ends[1], "h"), "nothing is lost or said twice");
    check(write(pipes[1], "hello", 5) == 5, "pipes are left alone");
    check(read(pipes[0], text, 8) == 5, "pipes are left alone at both ends");
    check(send(datagrams[0], "hello", 5, 0) == 5, "so are datagrams");
    struct fault_counts now = counts();
    check(now.faults[CALL_WRITE][FAULT_ONE_BYTE] == 4 &&
              now.faults[CALL_READ][FAULT_ONE_BYTE] == 4,
          "counts what it cut short");
}

/* FAULTS=eintr=100% */
static void eintr(void)
{
    int ends[2], epoll = epoll_create1(0);
    char text[8];
    struct timespec ask = {0, 3000001}, left = {0, 0};
    struct epoll_event event;
    pair(SOCK_STREAM, ends);
    errno = 0;
    check(write(ends[0], "hello", 5) == -1 && errno == EINTR,
          "write is interrupted");
    check(write(ends[0], "hello", 5) == 5, "the second try writes all");
    check(read(ends[1], text, 8) == -1 && errno == EINTR,
          "read is interrupted");
    check(read(ends[1], text, 8) == 5, "the second try reads all");
    check(poll(NULL, 0, 0) == -1 && errno == EINTR && poll(NULL, 0, 0) == 0,
          "poll is interrupted once");
    check(epoll_wait(epoll, &event, 1, 0) == -1 && errno == EINTR &&
              epoll_wait(epoll, &event, 1, 0) == 0,
          "epoll_wait is interrupted once");
    check(nanosleep(&ask, &left) == -1 && errno == EINTR,
          "nanosleep is interrupted");
    check(left.tv_nsec == 1500000, "half of the time is left");
    check(nanosleep(&left, &left) == 0, "which is slept to the end");
    check(clock_nanosleep(CLOCK_MONOTONIC, 0, &ask, NULL) == EINTR,
          "clock_nanosleep is interrupted");
    check(counts().faults[CALL_SLEEP][FAULT_EINTR] == 2, "counts sleeps");
}

/* FAULTS=eagain=100% */
static void eagain(void)
{
    int ends[2], blocking[2];
    char text[8];
    bool never = true;
    pair(SOCK_STREAM, blocking);
    pair(SOCK_STREAM | SOCK_NONBLOCK, ends);
    errno = 0;
    check(write(ends[0], "hello", 5) == -1 && errno == EAGAIN,
          "a write that may not block would");
    check(write(ends[0], "hello", 5) == 5, "but for the second try");
    for (int i = 0; i < 100; i++)
        never = never && write(blocking[0], "x", 1) == 1 &&
                read(blocking[1], text, 1) == 1;
    check(never, "calls that may block never say EAGAIN");
    check(send(blocking[0], "hello", 5, MSG_DONTWAIT) == -1 && errno == EAGAIN,
          "with MSG_DONTWAIT they do");
    check(counts().faults[CALL_READ][FAULT_EAGAIN] == 0, "counts none there");
}

/* FAULTS=aborted=100% */
static void aborted(void)
{
    struct sockaddr_storage address = {.ss_family = AF_UNIX};
    socklen_t length = sizeof(sa_family_t); /* the kernel picks a name */
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    int client = socket(AF_UNIX, SOCK_STREAM, 0);
    struct sockaddr *name = (struct sockaddr *)&address;
    if (bind(listener, name, length) != 0 || listen(listener, 4) != 0)
        abort();
    length = sizeof address;
    if (getsockname(listener, name, &length) != 0 ||
        connect(client, name, length) != 0)
        abort();
    check(accept(listener, NULL, NULL) == -1 && errno == ECONNABORTED,
          "accept says ECONNABORTED");
    int fd = accept4(listener, NULL, NULL, 0);
    check(fd >= 0, "the same connection is accepted next");
    check(write(client, "hello", 5) == 5 && close(client) == 0 &&
              arrives(fd, "hello"),
          "and is as good as any");
}

/* FAULTS=seed=N,calls=write,short=50%: not a test, a list of chances. */
static void sizes(void)
{
    int ends[2];
    char text[300] = "";
    pair(SOCK_STREAM, ends);
    for (int i = 0; i < 50; i++)
        printf("%zd ", write(ends[0], text, sizeof text));
    printf("\n");
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*test)(void);
    } tests[] = {{"one-byte", one_byte},
                 {"eintr", eintr},
                 {"eagain", eagain},
                 {"aborted", aborted},
                 {"sizes", sizes}};
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        if (argc == 2 && strcmp(argv[1], tests[i].name) == 0) {
            tests[i].test();
            return failures > 0;
        }
    fprintf(stderr, "usage: selftest one-byte|eintr|eagain|aborted|sizes\n");
    return 2;
}
