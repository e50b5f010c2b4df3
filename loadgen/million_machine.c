/* million_machine.c: what the kernel tells of a crowd (million_kit.h).
 *
 * Looks at what stays while connections do, and leaves out what the kernel
 * keeps only because somebody looked: names and inodes of /proc. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "million_kit.h"
#include "proc.h"

enum {
    LOOK_MS = 200,
    LOOKS = 25,
    QUIET_LOOKS = 2,
    AT_REST = 1 << 18 /* bytes */
};

/* TCP sockets of the machine. */
int64_t million_sockets(void)
{
    char text[1024];
    int64_t inuse = 0;
    const char *tcp;
    if (proc_text("/proc/net/sockstat", text, sizeof text) > 0 &&
        (tcp = strstr(text, "TCP: inuse ")) != NULL)
        sscanf(tcp, "TCP: inuse %" SCNd64, &inuse);
    return inuse;
}

/* Bytes of the sockets' inodes. The kernel counts them as reclaimable, beside
 * what it keeps of files that somebody looked at; but sockets in use stay.
 * Only root may read it: 0 for others. */
static double socket_inodes(void)
{
    static const char format[] =
        "sock_inode_cache %*s %*s %*s %*s %ld : tunables %*s %*s %*s : "
        "slabdata %*s %ld";
    char line[300];
    long pages = 0, slabs = 0;
    FILE *in = fopen("/proc/slabinfo", "re");
    while (in != NULL && fgets(line, sizeof line, in) != NULL &&
           sscanf(line, format, &pages, &slabs) != 2)
        slabs = 0;
    if (in != NULL)
        fclose(in);
    return (double)(pages * slabs * sysconf(_SC_PAGESIZE));
}

void million_machine(double value[QUANTITIES])
{
    char text[16384];
    if (proc_text("/proc/meminfo", text, sizeof text) <= 0)
        text[0] = '\0';
    value[QUANTITY_STACK] = (double)proc_field(text, "KernelStack") * 1024;
    value[QUANTITY_SLAB] =
        (double)proc_field(text, "SUnreclaim") * 1024 + socket_inodes();
    value[QUANTITY_TABLES] = (double)proc_field(text, "PageTables") * 1024;
}

bool million_flows_tracked(int64_t held)
{
    char text[64];
    return proc_text("/proc/sys/net/netfilter/nf_conntrack_count", text,
                     sizeof text) > 0 &&
           strtoll(text, NULL, 10) >= held;
}

void million_rest(int ms)
{
    nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000L}, NULL);
}

/* The kernel frees what an earlier crowd left some moments later. */
void million_machine_at_rest(double value[QUANTITIES])
{
    double last = 0;
    million_machine(value);
    for (int i = 0; i < LOOKS && (i < QUIET_LOOKS ||
                                  fabs(value[QUANTITY_SLAB] - last) > AT_REST);
         i++) {
        million_rest(LOOK_MS);
        last = value[QUANTITY_SLAB];
        million_machine(value);
    }
}
