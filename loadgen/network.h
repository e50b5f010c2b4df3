/* network.h: a network of its own for a run, with customers who are far away.
 *
 * The server is in one network namespace, the generator in another, and a
 * link joins them. Nothing else is on it. The namespaces have no names: they
 * end, and the link with them, when the last process in them ends and ours
 * closes them or dies, even of SIGKILL. Each run gets fresh ones, so that no
 * run learns from the one before what the kernel remembers of a route. */
#ifndef LOADGEN_NETWORK_H
#define LOADGEN_NETWORK_H

#include <stddef.h>
#include <stdint.h>

#include "spawn.h"
#include "tunnel.h"

#define NETWORK_SERVER "10.13.0.1" /* where the server is to listen */
#define NETWORK_CLIENT "10.13.0.2"

enum network_link {
    NETWORK_VETH,  /* a pair of Ethernet devices, as near as it gets */
    NETWORK_NETEM, /* the same, with the kernel's netem at both ends */
    NETWORK_TUNNEL /* tunnel.h, where the kernel has no netem */
};

struct network_plan {
    int64_t rtt;    /* nanoseconds, there and back; 0: as near as it gets */
    double loss;    /* share of the packets that is lost, each way */
    uint64_t seed;  /* which ones, where the tunnel loses them; above 0 */
    uint64_t cores; /* for the tunnel's process, as in a spawn_plan */
    int log;        /* descriptor, for what ip and tc say */
};

struct network {
    enum network_link link;
    int server, client;   /* the namespaces, for a spawn_plan */
    struct child carrier; /* the tunnel's process, if that is the link */
    struct tunnel_counts *counts; /* of it, or NULL */
};

/* Makes it. Returns 0, or -1 with what is needed in `why`: "root..." */
int network_make(struct network *network, const struct network_plan *plan,
                 char *why, size_t size);

/* Ends it. Servers and generators in it must have ended. */
void network_end(struct network *network);

/* The round trip to a server that listens there, http://ADDRESS:PORT, from
 * where the generator is, as TCP sees it: nanoseconds, the least of three
 * connections; -1: none could be made. */
int64_t network_rtt(const struct network *network, const char *url);

/* "veth", "netem" or "tunnel". */
const char *network_link_name(enum network_link link);

#endif
