/* cgroup.h: what the control groups that we are in still allow us.
 *
 * Both versions of the interface; the tightest group on the way up counts.
 * INT64_MAX where there is no limit. */
#ifndef LOADGEN_CGROUP_H
#define LOADGEN_CGROUP_H

#include <stddef.h>
#include <stdint.h>

int64_t cgroup_pids_room(void);   /* threads */
int64_t cgroup_memory_room(void); /* bytes; file cache counts as free */

/* The path of our group for `controller` (version 1) or "" (version 2) in a
 * text of the form of /proc/self/cgroup. Returns 0, or -1: not there. */
int cgroup_path(const char *text, const char *controller, char *path,
                size_t size);

#endif
