/* network.c: see network.h.
 *
 * iproute2 does the work: ip makes the pair of devices and gives addresses,
 * tc adds netem. Packets are never longer than 1,500 bytes, in either kind of
 * link: a device that carries segments in bundles would lose them in bundles.
 */
#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "url.h"

#define DEVICE "far" /* what both ends are called, each in its namespace */

enum { TOOL_S = 60, TRIES = 3, ANSWER_MS = 3000 };

static int complain(char *why, size_t size, const char *what)
{
    snprintf(why, size, "%s", what);
    return -1;
}

/* ---- namespaces ------------------------------------------------------- */

/* The namespace that we are in: never descriptor 0, which stands for none. */
static int own_namespace(void)
{
    int fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    int kept = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 3);
    if (fd >= 0)
        close(fd);
    return kept;
}

static int enter(int space)
{
    return setns(space, CLONE_NEWNET);
}

/* A new namespace, or -1 with errno. We stay where we are. */
static int make_namespace(void)
{
    int home = own_namespace(), space = -1;
    if (home < 0)
        return -1;
    if (unshare(CLONE_NEWNET) == 0) {
        space = own_namespace();
        enter(home);
    }
    int error = errno;
    close(home);
    errno = error;
    return space;
}

/* ---- ip and tc -------------------------------------------------------- */

/* Runs a tool in the namespace. Returns its exit status, or -1. */
static int tool(int space, int log, char *const *words)
{
    struct child child;
    const struct spawn_plan plan = {words, 0, log, false};
    if (spawn_start_in(&child, &plan, space) != 0)
        return -1;
    bool went = spawn_finish(&child, TOOL_S);
    return went && WIFEXITED(child.status) ? WEXITSTATUS(child.status) : -1;
}

#define TOOL(space, log, ...)                                                  \
    tool(space, log, (char *const[]){__VA_ARGS__, NULL})

static int set_up(int space, const char *address, int log)
{
    char with_net[40];
    snprintf(with_net, sizeof with_net, "%s/24", address);
    /* Bursts of a thousand connections must not overflow the device. */
    return TOOL(space, log, "ip", "link", "set", "dev", DEVICE, "txqueuelen",
                "20000", "up") |
           TOOL(space, log, "ip", "address", "add", with_net, "dev", DEVICE);
}

static int make_veth(const struct network *network, int log)
{
    char peer[64];
    snprintf(peer, sizeof peer, "/proc/%d/fd/%d", (int)getpid(),
             network->client);
    return TOOL(network->server, log, "ip", "link", "add", DEVICE,
                "gso_max_segs", "1", "type", "veth", "peer", "name", DEVICE,
                "gso_max_segs", "1", "netns", peer);
}

static int add_netem(int space, const struct network_plan *plan)
{
    char delay[32], loss[32];
    snprintf(delay, sizeof delay, "%lldus", (long long)(plan->rtt / 2000));
    snprintf(loss, sizeof loss, "%.6g%%", plan->loss * 100);
    return TOOL(space, plan->log, "tc", "qdisc", "add", "dev", DEVICE, "root",
                "netem", "limit", "100000", "delay", delay, "loss", loss);
}

/* Whether the kernel has netem: asked once, of a namespace's loopback. */
static bool has_netem(int space)
{
    static int has = -1;
    int null = has < 0 ? open("/dev/null", O_WRONLY | O_CLOEXEC) : -1;
    if (null < 0)
        return has > 0;
    has = TOOL(space, null, "tc", "qdisc", "add", "dev", "lo", "root",
               "netem") == 0;
    close(null);
    return has > 0;
}

/* ---- the tunnel ------------------------------------------------------- */

static int open_end(int space)
{
    int home = own_namespace(), end = -1;
    if (home < 0)
        return -1;
    if (enter(space) == 0) {
        end = tunnel_open(DEVICE);
        enter(home);
    }
    close(home);
    return end;
}

static int start_tunnel(struct network *network,
                        const struct network_plan *plan)
{
    struct tunnel tunnel = {
        .ends = {open_end(network->server), open_end(network->client)},
        .delay = plan->rtt / 2,
        .loss = plan->loss,
        .seed = plan->seed};
    int result = -1;
    network->counts =
        mmap(NULL, sizeof *network->counts, PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (network->counts == MAP_FAILED)
        network->counts = NULL;
    tunnel.counts = network->counts;
    if (tunnel.ends[0] >= 0 && tunnel.ends[1] >= 0 && tunnel.counts)
        result = spawn_work(&network->carrier, tunnel_carry, &tunnel,
                            plan->cores, plan->log);
    for (int i = 0; i < 2; i++)
        if (tunnel.ends[i] >= 0)
            close(tunnel.ends[i]);
    return result;
}

/* ---- all of it -------------------------------------------------------- */

const char *network_link_name(enum network_link link)
{
    static const char *const names[] = {[NETWORK_VETH] = "veth",
                                        [NETWORK_NETEM] = "netem",
                                        [NETWORK_TUNNEL] = "tunnel"};
    return names[link];
}

static int join(struct network *network, const struct network_plan *plan,
                char *why, size_t size)
{
    int log = plan->log;
    bool far = plan->rtt > 0 || plan->loss > 0;
    network->link = !far                         ? NETWORK_VETH
                    : has_netem(network->client) ? NETWORK_NETEM
                                                 : NETWORK_TUNNEL;
    if (network->link == NETWORK_TUNNEL && start_tunnel(network, plan) != 0)
        return complain(why, size,
                        "netem in the kernel (modprobe sch_netem), or "
                        "/dev/net/tun");
    if (network->link != NETWORK_TUNNEL && make_veth(network, log) != 0)
        return complain(why, size,
                        "iproute2, and veth in the kernel; log.txt tells more");
    if (network->link == NETWORK_NETEM &&
        (add_netem(network->server, plan) | add_netem(network->client, plan)))
        return complain(why, size, "a tc that knows netem; see log.txt");
    if (set_up(network->server, NETWORK_SERVER, log) |
        set_up(network->client, NETWORK_CLIENT, log))
        return complain(why, size, "iproute2 (scripts/setup installs it)");
    return 0;
}

int network_make(struct network *network, const struct network_plan *plan,
                 char *why, size_t size)
{
    *network = (struct network){.server = make_namespace(),
                                .client = make_namespace()};
    int result = -1;
    if (network->server >= 0 && network->client >= 0)
        result = join(network, plan, why, size);
    else
        complain(why, size,
                 errno == EPERM ? "root, to make network namespaces (or: "
                                  "unshare --map-root-user make bench...)"
                                : "network namespaces in the kernel");
    if (result != 0)
        network_end(network);
    return result;
}

void network_end(struct network *network)
{
    spawn_kill(&network->carrier);
    if (network->counts)
        munmap(network->counts, sizeof *network->counts);
    if (network->server >= 0)
        close(network->server);
    if (network->client >= 0)
        close(network->client);
    *network = (struct network){.server = -1, .client = -1};
}

/* ---- the round trip --------------------------------------------------- */

/* A socket that is about to be connected from where the generator is. */
static int begin_connecting(int space, const struct url *url)
{
    int home = own_namespace(), fd = -1;
    if (home < 0)
        return -1;
    if (enter(space) == 0) {
        fd = socket(url->address.ss_family,
                    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        enter(home);
    }
    close(home);
    if (fd < 0 ||
        connect(fd, (const struct sockaddr *)&url->address, url->length) == 0 ||
        errno == EINPROGRESS)
        return fd;
    close(fd);
    return -1;
}

/* What TCP made of the handshake. */
static int64_t rtt_of(int fd)
{
    struct pollfd ready = {fd, POLLOUT, 0};
    struct tcp_info info;
    socklen_t size = sizeof info;
    if (poll(&ready, 1, ANSWER_MS) <= 0 || (ready.revents & POLLERR) ||
        getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 ||
        info.tcpi_rtt == 0)
        return -1;
    return (int64_t)info.tcpi_rtt * 1000;
}

int64_t network_rtt(const struct network *network, const char *text)
{
    struct url url;
    int fds[TRIES];
    int64_t least = -1;
    if (url_parse(text, &url) != NULL)
        return -1;
    for (int i = 0; i < TRIES; i++)
        fds[i] = begin_connecting(network->client, &url);
    for (int i = 0; i < TRIES; i++) {
        int64_t rtt = fds[i] >= 0 ? rtt_of(fds[i]) : -1;
        if (rtt > 0 && (least < 0 || rtt < least))
            least = rtt;
        if (fds[i] >= 0)
            close(fds[i]);
    }
    return least;
}
