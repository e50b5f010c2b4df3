/* unread.c: looks into the other end's receive queue (see unread.h).
 *
 * A test that sends a request in two pieces proves little if both arrive in
 * one read(), and sleeping in between would only make that less likely. So
 * the kernel is asked, through sock_diag(7), whether the first piece was
 * read. A piece that is still on its way inside the kernel is not seen;
 * over loopback that window is all but closed when send() returns. */
#include "unread.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct question {
    struct nlmsghdr head;
    struct inet_diag_req_v2 body;
};

union reply {
    struct nlmsghdr head; /* for its alignment */
    char bytes[4096];
};

/* Asks for exactly one socket: the one whose peer is our `fd`. */
static int fill(struct question *question, int fd)
{
    struct sockaddr_in here = {0}, there = {0};
    socklen_t size = sizeof here;
    if (getsockname(fd, (struct sockaddr *)&here, &size) != 0 ||
        getpeername(fd, (struct sockaddr *)&there, &size) != 0)
        return -1;
    memset(question, 0, sizeof *question);
    question->head.nlmsg_len = sizeof *question;
    question->head.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    question->head.nlmsg_flags = NLM_F_REQUEST;
    question->body.sdiag_family = AF_INET;
    question->body.sdiag_protocol = IPPROTO_TCP;
    question->body.idiag_states = ~0U;
    question->body.id.idiag_sport = there.sin_port;
    question->body.id.idiag_src[0] = there.sin_addr.s_addr;
    question->body.id.idiag_dport = here.sin_port;
    question->body.id.idiag_dst[0] = here.sin_addr.s_addr;
    question->body.id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
    question->body.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
    return 0;
}

static int netlink(void)
{
    static int fd = -2; /* -2: not tried yet; kept open until exit */
    if (fd == -2)
        fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    return fd;
}

long unread_bytes(int fd)
{
    struct question question;
    union reply reply;
    if (netlink() < 0 || fill(&question, fd) != 0)
        return -1;
    if (send(netlink(), &question, sizeof question, 0) < 0)
        return -1;
    ssize_t n = recv(netlink(), &reply, sizeof reply, 0);
    if (n < 0 || !NLMSG_OK(&reply.head, (size_t)n))
        return -1;
    if (reply.head.nlmsg_type != SOCK_DIAG_BY_FAMILY)
        return 0;
    const struct inet_diag_msg *socket = NLMSG_DATA(&reply.head);
    if (socket->idiag_state != TCP_ESTABLISHED)
        return 0;
    return (long)socket->idiag_rqueue;
}
