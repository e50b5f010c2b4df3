/* doctor_look.c: finds the limits of this machine (see doctor.h).
 *
 * What cannot be read counts as no limit: a kernel without the file has no
 * such limit either. */
#include <ctype.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cgroup.h"
#include "doctor.h"
#include "proc.h"

/* The first number in a file, or INT64_MAX. */
static int64_t read_number(const char *path)
{
    char text[64];
    if (proc_text(path, text, sizeof text) <= 0 ||
        !isdigit((unsigned char)text[0]))
        return INT64_MAX;
    return strtoll(text, NULL, 10);
}

static int64_t from_rlim(rlim_t limit)
{
    return limit == RLIM_INFINITY || limit > INT64_MAX ? INT64_MAX
                                                       : (int64_t)limit;
}

static void look_at_files(struct doctor_facts *facts)
{
    struct rlimit files = {RLIM_INFINITY, RLIM_INFINITY};
    getrlimit(RLIMIT_NOFILE, &files);
    facts->files_soft = from_rlim(files.rlim_cur);
    facts->files_hard = from_rlim(files.rlim_max);
    facts->files_nr_open = read_number("/proc/sys/fs/nr_open");
    facts->file_max = read_number("/proc/sys/fs/file-max");
    facts->files_used = read_number("/proc/sys/fs/file-nr");
    if (facts->files_used == INT64_MAX)
        facts->files_used = 0;
}

static void look_at_network(struct doctor_facts *facts)
{
    char text[64];
    facts->port_low = 32768; /* the kernel's own default */
    facts->port_high = 60999;
    if (proc_text("/proc/sys/net/ipv4/ip_local_port_range", text, sizeof text) >
        0)
        sscanf(text, "%" SCNd64 " %" SCNd64, &facts->port_low,
               &facts->port_high);
    facts->somaxconn = read_number("/proc/sys/net/core/somaxconn");
    facts->syn_backlog = read_number("/proc/sys/net/ipv4/tcp_max_syn_backlog");
    int64_t most = read_number("/proc/sys/net/netfilter/nf_conntrack_max");
    int64_t used = read_number("/proc/sys/net/netfilter/nf_conntrack_count");
    facts->conntrack_room =
        most == INT64_MAX || used == INT64_MAX ? INT64_MAX : most - used;
}

/* Threads of this user; processes that end meanwhile are left out. */
static int64_t count_user_threads(void)
{
    char path[300], text[4096];
    int64_t threads = 0;
    DIR *processes = opendir("/proc");
    if (processes == NULL)
        return 0;
    for (const struct dirent *e; (e = readdir(processes)) != NULL;) {
        if (!isdigit((unsigned char)e->d_name[0]))
            continue;
        snprintf(path, sizeof path, "/proc/%s/status", e->d_name);
        if (proc_text(path, text, sizeof text) > 0 &&
            proc_field(text, "Uid") == (int64_t)getuid())
            threads += proc_field(text, "Threads");
    }
    closedir(processes);
    return threads;
}

static void look_at_threads(struct doctor_facts *facts)
{
    char text[128];
    struct rlimit processes = {RLIM_INFINITY, RLIM_INFINITY};
    facts->pids_room = cgroup_pids_room();
    facts->pid_max = read_number("/proc/sys/kernel/pid_max");
    facts->threads_max = read_number("/proc/sys/kernel/threads-max");
    facts->threads_used = 0;
    if (proc_text("/proc/loadavg", text, sizeof text) > 0)
        sscanf(text, "%*f %*f %*f %*d/%" SCNd64, &facts->threads_used);
    getrlimit(RLIMIT_NPROC, &processes);
    facts->user_limit = getuid() == 0 ? INT64_MAX /* root is exempt */
                                      : from_rlim(processes.rlim_max);
    facts->user_threads =
        facts->user_limit == INT64_MAX ? 0 : count_user_threads();
}

static void look_at_memory(struct doctor_facts *facts)
{
    char text[8192];
    facts->map_count = read_number("/proc/sys/vm/max_map_count");
    facts->memory_available = INT64_MAX;
    if (proc_text("/proc/meminfo", text, sizeof text) > 0 &&
        proc_field(text, "MemAvailable") >= 0)
        facts->memory_available = proc_field(text, "MemAvailable") * 1024;
    int64_t room = cgroup_memory_room();
    if (room < facts->memory_available)
        facts->memory_available = room;
}

void doctor_look(struct doctor_facts *facts)
{
    look_at_files(facts);
    look_at_network(facts);
    look_at_threads(facts);
    look_at_memory(facts);
    facts->cores = proc_cores(0);
}
