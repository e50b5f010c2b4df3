/* tunnel.h: a link between two network namespaces that is as long and as bad
 * as wanted, for kernels without netem.
 *
 * Each end is a TUN device: what is sent into one comes out of the other
 * after a delay, in order, but for the packets that are lost. Devices of this
 * kind know no offloads, so a packet is what a network would carry: 1,500
 * bytes at most. */
#ifndef LOADGEN_TUNNEL_H
#define LOADGEN_TUNNEL_H

#include <stdatomic.h>
#include <stdint.h>

/* What became of the packets; shared with the process that carries them. */
struct tunnel_counts {
    atomic_ullong carried;
    atomic_ullong lost; /* as wanted */
    atomic_ullong full; /* because too many were on their way */
    atomic_ullong late; /* carried, but a millisecond or more too late */
};

struct tunnel {
    int ends[2];   /* of tunnel_open(), both ways alike */
    int64_t delay; /* nanoseconds, one way */
    double loss;   /* share of the packets, each way */
    uint64_t seed; /* which ones, above 0 */
    struct tunnel_counts *counts;
};

/* Makes a TUN device of that name in the namespace that we are in. Returns a
 * descriptor, or -1 with errno. It goes when the descriptor is closed. */
int tunnel_open(const char *name);

/* Carries packets until it is killed: for a process of its own, which
 * `context`, a struct tunnel, outlives. Returns only on failure, with 1. */
int tunnel_carry(void *context);

#endif
