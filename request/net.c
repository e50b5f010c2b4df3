/* net.c: opens listening sockets, the same way for everyone (see net.h). */
#include "net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Splits "host:port"; a missing host is loopback. The host goes to `host`
 * without brackets. Returns the port, or -1. */
static int split(const char *text, char host[64])
{
    const char *colon = strrchr(text, ':');
    const char *digits = colon ? colon + 1 : text;
    size_t length = colon ? (size_t)(colon - text) : 0;
    if (length > 1 && text[0] == '[' && text[length - 1] == ']') {
        text++;
        length -= 2;
    }
    if (length >= 64 || *digits < '0' || *digits > '9')
        return -1;
    memcpy(host, text, length);
    host[length] = '\0';
    if (length == 0 || strcmp(host, "localhost") == 0)
        strcpy(host, "127.0.0.1");
    char *end;
    long port = strtol(digits, &end, 10);
    return *end != '\0' || port > 65535 ? -1 : (int)port;
}

int net_address(const char *text, struct sockaddr_storage *address,
                socklen_t *length)
{
    char host[64];
    int port = split(text, host);
    struct sockaddr_in *four = (struct sockaddr_in *)address;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)address;
    memset(address, 0, sizeof *address);
    if (port < 0)
        return -1;
    if (inet_pton(AF_INET, host, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons((in_port_t)port);
        *length = sizeof *four;
        return 0;
    }
    if (inet_pton(AF_INET6, host, &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons((in_port_t)port);
        *length = sizeof *six;
        return 0;
    }
    return -1;
}

int net_listen(const char *address, int backlog, bool shared, bool nonblocking)
{
    struct sockaddr_storage where;
    socklen_t length;
    if (net_address(address, &where, &length) != 0) {
        errno = EINVAL;
        return -1;
    }
    int one = 1, type = SOCK_STREAM | SOCK_CLOEXEC;
    int fd =
        socket(where.ss_family, type | (nonblocking ? SOCK_NONBLOCK : 0), 0);
    if (fd < 0)
        return -1;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0 ||
        (shared &&
         setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one) != 0) ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0 ||
        bind(fd, (struct sockaddr *)&where, length) != 0 ||
        listen(fd, backlog) != 0) {
        int saved = errno;
        close(fd);
        errno = saved;
        return -1;
    }
    return fd;
}

char *net_name(int fd, char *text, size_t size)
{
    struct sockaddr_storage here;
    socklen_t length = sizeof here;
    char host[INET6_ADDRSTRLEN + 20] = "?", port[8] = "?";
    if (getsockname(fd, (struct sockaddr *)&here, &length) == 0)
        getnameinfo((struct sockaddr *)&here, length, host, sizeof host, port,
                    sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
    bool six = strchr(host, ':') != NULL;
    snprintf(text, size, six ? "[%s]:%s" : "%s:%s", host, port);
    return text;
}

long net_prepare(void)
{
    struct rlimit files;
    signal(SIGPIPE, SIG_IGN);
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return 1024;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    getrlimit(RLIMIT_NOFILE, &files);
    return (long)files.rlim_cur;
}
