/* tunnel.c: see tunnel.h.
 *
 * Looks at both ends every tick while packets are on their way, and sleeps
 * when there are none: to be woken for each packet would cost more than to
 * carry it. When it is due a packet waits half a tick on average, which its
 * stamp allows for. A line does not queue for a core: it runs at real-time
 * priority where that is allowed. */
#include "tunnel.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"

enum { SLOTS = 8192, MTU = 1500, IPV4 = 4 };

static const int64_t tick = 250000, late = 1000000; /* 0.25 ms, 1 ms */

struct packet {
    int64_t due;
    size_t size;
    unsigned char bytes[MTU];
};

/* One direction. The packets under way are in `ring`, the oldest at `head`;
 * `spare` holds the others, the one that was used last on top, which is the
 * one that the core's cache still has. */
struct way {
    int from, to;
    struct packet *packets;
    struct packet *ring[SLOTS], *spare[SLOTS];
    int spare_n;
    uint32_t head, tail; /* counted on for ever */
    uint64_t random;     /* never 0 */
    uint64_t threshold;  /* a random number below it: lost */
};

int tunnel_open(const char *name)
{
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
    int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return -1;
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
    if (ioctl(fd, TUNSETIFF, &request) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool is_lost(struct way *way)
{
    way->random ^= way->random << 13;
    way->random ^= way->random >> 7;
    way->random ^= way->random << 17;
    return way->random < way->threshold;
}

/* Takes in what was sent. Only IPv4: the rest is the kernel's own talk. */
static void take(struct way *way, const struct tunnel *tunnel)
{
    for (;;) {
        struct packet *packet = way->spare[way->spare_n - 1];
        ssize_t n = read(way->from, packet->bytes, MTU);
        if (n <= 0)
            return;
        if (packet->bytes[0] >> 4 != IPV4)
            continue;
        if (is_lost(way)) {
            atomic_fetch_add(&tunnel->counts->lost, 1);
        } else if (way->spare_n == 1) {
            atomic_fetch_add(&tunnel->counts->full, 1);
        } else {
            packet->due = clock_now() - tick / 2 + tunnel->delay;
            packet->size = (size_t)n;
            way->ring[way->tail++ % SLOTS] = packet;
            way->spare_n--;
        }
    }
}

/* Hands over what has been under way for long enough. */
static void give(struct way *way, const struct tunnel *tunnel, int64_t now)
{
    uint64_t carried = 0, too_late = 0;
    for (; way->head != way->tail; way->head++) {
        struct packet *packet = way->ring[way->head % SLOTS];
        if (packet->due > now)
            break;
        way->spare[way->spare_n++] = packet;
        carried += write(way->to, packet->bytes, packet->size) > 0;
        too_late += now - packet->due >= late;
    }
    atomic_fetch_add(&tunnel->counts->carried, carried);
    atomic_fetch_add(&tunnel->counts->late, too_late);
}

/* Until the next tick; where nothing is under way, until something is. */
static void rest(const struct way ways[2], int64_t now)
{
    const struct timespec moment = {.tv_nsec = tick - now % tick};
    struct pollfd ends[] = {{ways[0].from, POLLIN, 0},
                            {ways[1].from, POLLIN, 0}};
    if (ways[0].head == ways[0].tail && ways[1].head == ways[1].tail)
        ppoll(ends, 2, NULL, NULL);
    else
        nanosleep(&moment, NULL);
}

static int open_way(struct way *way, const struct tunnel *tunnel, int from)
{
    *way = (struct way){
        .from = tunnel->ends[from],
        .to = tunnel->ends[!from],
        .packets = calloc(SLOTS, sizeof *way->packets),
        .random = tunnel->seed * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)from,
        .threshold = (uint64_t)(tunnel->loss * 0x1p64),
    };
    for (; way->packets && way->spare_n < SLOTS; way->spare_n++)
        way->spare[way->spare_n] = &way->packets[way->spare_n];
    return way->packets ? 0 : -1;
}

int tunnel_carry(void *context)
{
    const struct tunnel *tunnel = context;
    const struct sched_param first = {.sched_priority = 1};
    static struct way ways[2]; /* large */
    prctl(PR_SET_TIMERSLACK, 1UL);
    sched_setscheduler(0, SCHED_FIFO, &first); /* may not be allowed */
    if (open_way(&ways[0], tunnel, 0) != 0 ||
        open_way(&ways[1], tunnel, 1) != 0)
        return 1;
    for (;;) {
        int64_t now = clock_now();
        for (int i = 0; i < 2; i++)
            give(&ways[i], tunnel, now);
        for (int i = 0; i < 2; i++)
            take(&ways[i], tunnel);
        rest(ways, now);
    }
}
