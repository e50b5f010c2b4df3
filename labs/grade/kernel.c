/* kernel.c: what only the kernel knows of the program's sockets. */
#include <errno.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wire.h"

struct sockaddr_in wire_address(void)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_port = htons((in_port_t)server_port()),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
}

/* Bytes that wait in the program's socket, which the kernel tells. */
static long unread(const struct wire *wire)
{
    char line[256], pattern[64];
    struct sockaddr_in here = {0};
    socklen_t size = sizeof here;
    unsigned long bytes = 0;
    FILE *in = fopen("/proc/net/tcp", "re");
    if (in == NULL)
        return 0;
    getsockname(wire->fd, (struct sockaddr *)&here, &size);
    snprintf(pattern, sizeof pattern, "0100007F:%04X 0100007F:%04X",
             server_port(), ntohs(here.sin_port));
    while (fgets(line, sizeof line, in) != NULL) {
        const char *at = strstr(line, pattern);
        if (at != NULL)
            sscanf(at + strlen(pattern), " %*x %*x:%lx", &bytes);
    }
    fclose(in);
    return (long)bytes;
}

/* Whether all that was sent is in the program's socket, or was read. */
static bool arrived(const struct wire *wire)
{
    int unacknowledged = 0;
    return ioctl(wire->fd, SIOCOUTQ, &unacknowledged) != 0 ||
           unacknowledged == 0;
}

void expect_all_read(struct wire *wire)
{
    struct patience patience;
    const char *why;
    patience_begin(&patience);
    while (!arrived(wire) || unread(wire) > 0) {
        server_watch(-1, 0, 5);
        why = server_ended() ? "nobody there" : patience_ended(&patience);
        if (why != NULL)
            wire_fail(wire, "the program to read what was sent", why);
    }
}

/* Whether a new connection is refused now. */
static bool refuses(void)
{
    struct sockaddr_in there = wire_address();
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool refused = connect(fd, (struct sockaddr *)&there, sizeof there) != 0 &&
                   errno == ECONNREFUSED;
    close(fd);
    return refused;
}

void expect_door_closed(void)
{
    struct patience patience;
    const char *why;
    patience_begin(&patience);
    for (int looks = 0; looks < 4;) {
        server_watch(-1, 0, 10);
        bool closed =
            server_ended() || (refuses() && proc_main_asleep(server_pid()));
        looks = closed ? looks + 1 : 0;
        why = patience_ended(&patience);
        if (why != NULL)
            session_fail("that nobody is let in any more", why);
    }
}
