/* console_kernel.c: asks the kernel (see console_kernel.h).
 *
 * The queue of connections that wait to be accepted is the kernel's, so the
 * server cannot tell its length; sock_diag(7) does, of listening sockets
 * only, in microseconds, where /proc/net/tcp would list every connection. */
#include "console_kernel.h"

#include <dirent.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proc.h"

enum { REPLY = 16384 };

int kernel_open(void)
{
    return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
}

/* ---- the queue at the door -------------------------------------------- */

static int ask(int netlink, sa_family_t family)
{
    struct {
        struct nlmsghdr head;
        struct inet_diag_req_v2 body;
    } request = {
        .head = {.nlmsg_len = sizeof request,
                 .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                 .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
        .body = {.sdiag_family = (__u8)family,
                 .sdiag_protocol = IPPROTO_TCP,
                 .idiag_states = 1 << TCP_LISTEN},
    };
    return send(netlink, &request, sizeof request, 0) == sizeof request ? 0
                                                                        : -1;
}

static bool is_any(const struct inet_diag_sockid *id, size_t words)
{
    for (size_t i = 0; i < words; i++)
        if (id->idiag_src[i] != 0)
            return false;
    return true;
}

/* Whether who listens there is meant by the address. */
static bool is_at(const struct inet_diag_msg *socket,
                  const struct sockaddr_storage *address)
{
    const struct sockaddr_in *four = (const struct sockaddr_in *)address;
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
    bool is_six = address->ss_family == AF_INET6;
    if (socket->idiag_family != address->ss_family ||
        socket->id.idiag_sport != (is_six ? six->sin6_port : four->sin_port))
        return false;
    return is_any(&socket->id, is_six ? 4 : 1) ||
           memcmp(socket->id.idiag_src,
                  is_six ? (const void *)&six->sin6_addr
                         : (const void *)&four->sin_addr,
                  is_six ? 16 : 4) == 0;
}

/* Several sockets may share a port (--reuse-port): their queues add up. */
static void note(const struct inet_diag_msg *socket,
                 const struct sockaddr_storage *addresses, int count,
                 struct kernel_door *doors)
{
    for (int i = 0; i < count; i++) {
        if (!is_at(socket, &addresses[i]))
            continue;
        doors[i].listening = true;
        doors[i].waiting += socket->idiag_rqueue;
        doors[i].most += socket->idiag_wqueue;
        doors[i].inode = socket->idiag_inode;
    }
}

/* Reads answers until the last. */
static void answers(int netlink, const struct sockaddr_storage *addresses,
                    int count, struct kernel_door *doors)
{
    union {
        char bytes[REPLY];
        struct nlmsghdr head;
    } reply;
    for (;;) {
        ssize_t n = recv(netlink, reply.bytes, sizeof reply.bytes, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        size_t left = (size_t)n;
        for (const struct nlmsghdr *head = &reply.head; NLMSG_OK(head, left);
             head = NLMSG_NEXT(head, left)) {
            if (head->nlmsg_type != SOCK_DIAG_BY_FAMILY)
                return; /* done, or an error */
            note(NLMSG_DATA(head), addresses, count, doors);
        }
    }
}

void kernel_look(int netlink, const struct sockaddr_storage *addresses,
                 int count, struct kernel_door *doors)
{
    bool six = false, four = false;
    for (int i = 0; i < count; i++) {
        doors[i] = (struct kernel_door){0};
        if (netlink < 0)
            doors[i] = (struct kernel_door){
                .listening = true, .waiting = -1, .most = -1};
        six = six || addresses[i].ss_family == AF_INET6;
        four = four || addresses[i].ss_family == AF_INET;
    }
    if (four && ask(netlink, AF_INET) == 0)
        answers(netlink, addresses, count, doors);
    if (six && ask(netlink, AF_INET6) == 0)
        answers(netlink, addresses, count, doors);
}

/* ---- whose it is ------------------------------------------------------ */

bool kernel_owns(pid_t pid, uint32_t inode)
{
    char path[300], wanted[32], link[64];
    snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
    snprintf(wanted, sizeof wanted, "socket:[%u]", inode);
    DIR *fds = opendir(path);
    bool found = false;
    if (fds == NULL || inode == 0) {
        if (fds != NULL)
            closedir(fds);
        return false;
    }
    for (const struct dirent *e; !found && (e = readdir(fds)) != NULL;) {
        ssize_t n = readlinkat(dirfd(fds), e->d_name, link, sizeof link - 1);
        link[n > 0 ? n : 0] = '\0';
        found = strcmp(link, wanted) == 0;
    }
    closedir(fds);
    return found;
}

/* Whether a word is an option that says nothing about the restaurant; sets
 * *skip when the next word belongs to it. */
static bool is_beside_the_point(const char *word, bool *skip)
{
    static const char *const names[] = {"--listen", "-l", "--drain-timeout",
                                        "--trace"};
    *skip = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t length = strlen(names[i]);
        if (strncmp(word, names[i], length) != 0)
            continue;
        *skip = word[length] == '\0';
        if (*skip || word[length] == '=')
            return true;
    }
    return strcmp(word, "--quiet") == 0 || strcmp(word, "-q") == 0;
}

bool kernel_command(pid_t pid, char *text, size_t size)
{
    char path[64], words[2048];
    snprintf(path, sizeof path, "/proc/%d/cmdline", (int)pid);
    ssize_t length = proc_text(path, words, sizeof words);
    if (length <= 0)
        return false;
    const char *slash = strrchr(words, '/');
    size_t used = (size_t)snprintf(text, size, "%s", slash ? slash + 1 : words);
    bool skip = false;
    for (const char *word = words + strlen(words) + 1;
         word < words + length && used < size; word += strlen(word) + 1) {
        bool value = skip;
        if (value)
            skip = false;
        else if (!is_beside_the_point(word, &skip))
            used += (size_t)snprintf(text + used, size - used, " %s", word);
    }
    return true;
}
