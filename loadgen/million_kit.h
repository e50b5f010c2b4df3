/* million_kit.h: the processes that hold a crowd, and looks at them. */
#ifndef LOADGEN_MILLION_KIT_H
#define LOADGEN_MILLION_KIT_H

#include "million.h"
#include "spawn.h"

struct million_kit {
    const struct million_plan *plan;
    int side;
    struct child servers[MILLION_PROCESSES], generators[MILLION_PROCESSES];
    int servers_n, generators_n;
    char address[64], url[100];
    double before[QUANTITIES]; /* the machine, when nothing had started */
    int64_t before_fds, before_sockets;
};

/* Starts so many processes of the server on one port. 0, or -1 having said
 * why, or 1 when interrupted. */
int million_kit_open(struct million_kit *kit, const struct million_plan *plan,
                     int side, int servers);

/* Adds a silent crowd, from a source address of its own. As above. */
int million_kit_grow(struct million_kit *kit, int64_t clients);

/* Waits until the servers hold so many connections, and a probe's of each
 * generator, and their memory is at rest, or until nothing has changed for
 * some seconds. As above. */
int million_kit_settle(struct million_kit *kit, int64_t clients);

/* Looks. Counting descriptors leaves traces in the kernel's memory: last. */
void million_kit_look(const struct million_kit *kit, bool count_fds,
                      struct million_look *look);

/* Sends probes beside the crowd: the result, or NULL. */
json_t *million_kit_probe(struct million_kit *kit);

/* Ends all; returns how many connections the generators had established. */
int64_t million_kit_close(struct million_kit *kit);

/* ---- million_machine.c ---- */

/* TCP sockets of the machine. */
int64_t million_sockets(void);

/* Kernel stacks, kernel objects, page tables, as they are. */
void million_machine(double value[QUANTITIES]);

/* The same, once the kernel has freed what an earlier crowd left. */
void million_machine_at_rest(double value[QUANTITIES]);

/* Whether netfilter tracks flows: at least as many as are held. */
bool million_flows_tracked(int64_t held);

void million_rest(int ms);

#endif
