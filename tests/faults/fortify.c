/* fortify.c: the names that -D_FORTIFY_SOURCE puts in place of the others.
 *
 * Some compilers set it by themselves. The size that they add is checked
 * here as the C library would, and the call goes on to faults.c. */
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#pragma GCC diagnostic ignored "-Wmissing-prototypes"

ssize_t __read_chk(int fd, void *into, size_t n, size_t room)
{
    return n <= room ? read(fd, into, n) : (abort(), -1);
}

ssize_t __recv_chk(int fd, void *into, size_t n, size_t room, int flags)
{
    return n <= room ? recv(fd, into, n, flags) : (abort(), -1);
}

ssize_t __pread_chk(int fd, void *into, size_t n, off_t at, size_t room)
{
    return n <= room ? pread(fd, into, n, at) : (abort(), -1);
}

int __poll_chk(struct pollfd *fds, nfds_t count, int timeout, size_t room)
{
    if (room / sizeof *fds < count)
        abort();
    return poll(fds, count, timeout);
}
