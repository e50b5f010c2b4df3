/* faults.c: a library that makes I/O go wrong in ways that it may.
 *
 *   LD_PRELOAD=build/tests/faults/faults.so FAULTS=one-byte=100% PROGRAM...
 *
 * Between a program and the C library, it makes short reads and writes,
 * EINTR, EAGAIN and the like certain instead of lucky. All that it does,
 * POSIX or Linux allows; a correct program answers as if nothing were.
 *
 * FAULTS is a list of settings with commas between:
 *   short=P%     P percent of reads and writes move fewer bytes than they
 *                could; epoll_wait tells of one event only
 *   one-byte=P%  they move a single byte
 *   eintr=P%     calls are interrupted before they did anything; a sleep
 *                after half of its time
 *   eagain=P%    calls that may not block say that they would; do not use
 *                with edge-triggered epoll, which then waits for ever
 *   aborted=P%   accept says ECONNABORTED; the connection stays in the queue
 *   emfile=P%    accept says EMFILE; likewise
 *   delay=P%     calls begin later, by delay-us=N microseconds (200)
 *   seed=N       another sequence of chances (1)
 *   calls=A+B    the settings behind it are for these calls only: some of
 *                read, write, accept, wait, sleep, file (see faults.h)
 * such as FAULTS=seed=7,short=50%,calls=accept,emfile=5%
 *
 * An error never meets the same descriptor and kind of call twice in a row,
 * so 100% means that every call has to be made twice. Reads and writes are
 * touched on stream sockets only. What libc calls inside itself (stdio on a
 * socket, sendfile) is not seen. FAULTS_COUNTS names a file in which the
 * faults are counted, see faults.h: a test that relies on a fault must look
 * there whether it happened. A bad setting ends the program: exit code 2. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "plan.h"

enum {
    PIECES = 16, /* of a vector that is cut short */
    SECOND = 1000000000
};

/* Sets the pointer `real` to what this library hides. */
#define FIND(real, name)                                                       \
    do                                                                         \
        if ((real) == NULL)                                                    \
            *(void **)&(real) = dlsym(RTLD_NEXT, (name));                      \
    while (0)

static bool is_stream(int fd)
{
    int saved = errno, type = 0;
    socklen_t size = sizeof type;
    if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0)
        type = 0;
    errno = saved;
    return type == SOCK_STREAM;
}

static bool may_block(enum fault_call call, int fd, int flags)
{
    if (!plan_wants(call, FAULT_EAGAIN))
        return true; /* nobody wants to know */
    return !(flags & MSG_DONTWAIT) && !(fcntl(fd, F_GETFL) & O_NONBLOCK);
}

/* Whether the call is to fail now; sets errno. */
static bool fails(enum fault_call call, int fd, int flags)
{
    int saved = errno;
    int error = plan_begin(call, fd, may_block(call, fd, flags));
    errno = error != 0 ? error : saved;
    return error != 0;
}

static size_t total(const struct iovec *pieces, int count)
{
    size_t sum = 0;
    for (int i = 0; i < count; i++)
        sum += pieces[i].iov_len;
    return sum;
}

/* Copies the pieces up to `size` bytes. Returns how many pieces that are. */
static int cut(const struct iovec *pieces, int count, size_t size,
               struct iovec copy[PIECES])
{
    int n = 0;
    for (; n < count && n < PIECES && size > 0; n++) {
        copy[n] = pieces[n];
        if (copy[n].iov_len > size)
            copy[n].iov_len = size;
        size -= copy[n].iov_len;
    }
    return n;
}

ssize_t read(int fd, void *into, size_t n)
{
    static ssize_t (*real)(int, void *, size_t);
    FIND(real, "read");
    if (!is_stream(fd))
        return real(fd, into, n);
    if (fails(CALL_READ, fd, 0))
        return -1;
    size_t size = plan_size(CALL_READ, n);
    ssize_t made = real(fd, into, size);
    plan_made(CALL_READ, n, size, made);
    return made;
}

ssize_t recv(int fd, void *into, size_t n, int flags)
{
    static ssize_t (*real)(int, void *, size_t, int);
    FIND(real, "recv");
    if (!is_stream(fd))
        return real(fd, into, n, flags);
    if (fails(CALL_READ, fd, flags))
        return -1;
    size_t size = flags & MSG_WAITALL ? n : plan_size(CALL_READ, n);
    ssize_t made = real(fd, into, size, flags);
    plan_made(CALL_READ, n, size, made);
    return made;
}

ssize_t readv(int fd, const struct iovec *into, int count)
{
    static ssize_t (*real)(int, const struct iovec *, int);
    struct iovec copy[PIECES];
    FIND(real, "readv");
    if (!is_stream(fd))
        return real(fd, into, count);
    if (fails(CALL_READ, fd, 0))
        return -1;
    size_t n = total(into, count), size = plan_size(CALL_READ, n);
    if (size == n)
        return real(fd, into, count);
    ssize_t made = real(fd, copy, cut(into, count, size, copy));
    plan_made(CALL_READ, n, size, made);
    return made;
}

ssize_t write(int fd, const void *from, size_t n)
{
    static ssize_t (*real)(int, const void *, size_t);
    FIND(real, "write");
    if (!is_stream(fd))
        return real(fd, from, n);
    if (fails(CALL_WRITE, fd, 0))
        return -1;
    size_t size = plan_size(CALL_WRITE, n);
    ssize_t made = real(fd, from, size);
    plan_made(CALL_WRITE, n, size, made);
    return made;
}

ssize_t send(int fd, const void *from, size_t n, int flags)
{
    static ssize_t (*real)(int, const void *, size_t, int);
    FIND(real, "send");
    if (!is_stream(fd))
        return real(fd, from, n, flags);
    if (fails(CALL_WRITE, fd, flags))
        return -1;
    size_t size = plan_size(CALL_WRITE, n);
    ssize_t made = real(fd, from, size, flags);
    plan_made(CALL_WRITE, n, size, made);
    return made;
}

ssize_t writev(int fd, const struct iovec *from, int count)
{
    static ssize_t (*real)(int, const struct iovec *, int);
    struct iovec copy[PIECES];
    FIND(real, "writev");
    if (!is_stream(fd))
        return real(fd, from, count);
    if (fails(CALL_WRITE, fd, 0))
        return -1;
    size_t n = total(from, count), size = plan_size(CALL_WRITE, n);
    if (size == n)
        return real(fd, from, count);
    ssize_t made = real(fd, copy, cut(from, count, size, copy));
    plan_made(CALL_WRITE, n, size, made);
    return made;
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    static ssize_t (*real)(int, const struct msghdr *, int);
    struct iovec copy[PIECES];
    struct msghdr shorter = *message;
    FIND(real, "sendmsg");
    if (!is_stream(fd))
        return real(fd, message, flags);
    if (fails(CALL_WRITE, fd, flags))
        return -1;
    int count = (int)message->msg_iovlen;
    size_t n = total(message->msg_iov, count);
    size_t size = plan_size(CALL_WRITE, n);
    if (size == n)
        return real(fd, message, flags);
    shorter.msg_iov = copy;
    shorter.msg_iovlen = (size_t)cut(message->msg_iov, count, size, copy);
    ssize_t made = real(fd, &shorter, flags);
    plan_made(CALL_WRITE, n, size, made);
    return made;
}

ssize_t pread(int fd, void *into, size_t n, off_t at)
{
    static ssize_t (*real)(int, void *, size_t, off_t);
    FIND(real, "pread");
    if (fails(CALL_FILE, fd, 0))
        return -1;
    size_t size = plan_size(CALL_FILE, n);
    ssize_t made = real(fd, into, size, at);
    plan_made(CALL_FILE, n, size, made);
    return made;
}

/* A connection that is not accepted now waits in the queue as before. */
int accept4(int fd, __SOCKADDR_ARG from, socklen_t *length, int flags)
{
    static int (*real)(int, __SOCKADDR_ARG, socklen_t *, int);
    FIND(real, "accept4");
    return fails(CALL_ACCEPT, fd, 0) ? -1 : real(fd, from, length, flags);
}

int accept(int fd, __SOCKADDR_ARG from, socklen_t *length)
{
    static int (*real)(int, __SOCKADDR_ARG, socklen_t *);
    FIND(real, "accept");
    return fails(CALL_ACCEPT, fd, 0) ? -1 : real(fd, from, length);
}

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
    static int (*real)(struct pollfd *, nfds_t, int);
    FIND(real, "poll");
    return fails(CALL_WAIT, -1, 0) ? -1 : real(fds, count, timeout);
}

int epoll_wait(int fd, struct epoll_event *events, int most, int timeout)
{
    static int (*real)(int, struct epoll_event *, int, int);
    FIND(real, "epoll_wait");
    if (fails(CALL_WAIT, fd, 0))
        return -1;
    size_t n = most > 0 ? (size_t)most : 1;
    size_t size = plan_size(CALL_WAIT, n) < n ? 1 : n;
    int made = real(fd, events, size < n ? 1 : most, timeout);
    plan_made(CALL_WAIT, n, size, made);
    return made;
}

/* Sleeps for half of the time, and says how much is left. */
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time,
                    struct timespec *left)
{
    static int (*real)(clockid_t, int, const struct timespec *,
                       struct timespec *);
    FIND(real, "clock_nanosleep");
    bool whole = (flags & TIMER_ABSTIME) || time->tv_sec < 0;
    if (whole || !fails(CALL_SLEEP, -1, 0))
        return real(clock, flags, time, left);
    int64_t ns = (int64_t)time->tv_sec * SECOND + time->tv_nsec, rest = ns / 2;
    struct timespec first = {(ns - rest) / SECOND, (ns - rest) % SECOND};
    int error = real(clock, flags, &first, NULL);
    if (error == 0 && left != NULL)
        *left = (struct timespec){rest / SECOND, rest % SECOND};
    return error != 0 ? error : EINTR;
}

int nanosleep(const struct timespec *time, struct timespec *left)
{
    int error = clock_nanosleep(CLOCK_REALTIME, 0, time, left);
    if (error == 0)
        return 0;
    errno = error;
    return -1;
}
