/* cgroup.c: reads control group limits (see cgroup.h). */
#include "cgroup.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proc.h"

/* Where a controller's files are, and what they are called. */
struct files {
    const char *controller, *mount;
    const char *most, *used;
    const char *cache; /* a field of memory.stat, or NULL */
};

/* Whether "a,b,c" (length bytes) has `name`; the empty list has "". */
static bool list_has(const char *list, size_t length, const char *name)
{
    size_t wanted = strlen(name);
    for (const char *end = list + length; list <= end;) {
        size_t word = strcspn(list, ",:");
        if (word == wanted && strncmp(list, name, wanted) == 0)
            return true;
        list += word + 1;
    }
    return false;
}

int cgroup_path(const char *text, const char *controller, char *path,
                size_t size)
{
    while (*text != '\0') {
        const char *list = strchr(text, ':');
        const char *at = list == NULL ? NULL : strchr(list + 1, ':');
        if (at == NULL)
            return -1;
        size_t length = strcspn(at + 1, "\n");
        if (list_has(list + 1, (size_t)(at - list - 1), controller) &&
            length < size) {
            memcpy(path, at + 1, length);
            path[length] = '\0';
            return 0;
        }
        text = at + 1 + length;
        text += *text == '\n';
    }
    return -1;
}

static int64_t read_value(const char *group, const char *name)
{
    char path[1200], text[64];
    snprintf(path, sizeof path, "%s/%s", group, name);
    if (proc_text(path, text, sizeof text) <= 0 ||
        !isdigit((unsigned char)text[0]))
        return INT64_MAX; /* "max", or no such file at the root */
    return strtoll(text, NULL, 10);
}

/* memory.stat has "name value" lines. */
static int64_t read_cache(const char *group, const char *name)
{
    char path[1200], text[8192];
    size_t length = strlen(name);
    snprintf(path, sizeof path, "%s/memory.stat", group);
    if (proc_text(path, text, sizeof text) <= 0)
        return 0;
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, name, length) == 0 && line[length] == ' ')
            return strtoll(line + length, NULL, 10);
    }
    return 0;
}

/* The room in one group. */
static int64_t group_room(const struct files *files, const char *group)
{
    int64_t most = read_value(group, files->most);
    int64_t used = read_value(group, files->used);
    if (most == INT64_MAX || used == INT64_MAX)
        return INT64_MAX;
    if (files->cache != NULL)
        used -= read_cache(group, files->cache);
    return used < most ? most - used : 0;
}

/* The least room from our group up to the top. */
static int64_t room(const struct files *files)
{
    char text[4096], path[512], group[1024];
    int64_t least = INT64_MAX;
    if (proc_text("/proc/self/cgroup", text, sizeof text) <= 0 ||
        cgroup_path(text, files->controller, path, sizeof path) != 0)
        return least;
    for (;;) {
        char *slash = strrchr(path, '/');
        snprintf(group, sizeof group, "%s%s", files->mount,
                 strcmp(path, "/") == 0 ? "" : path);
        int64_t here = group_room(files, group);
        if (here < least)
            least = here;
        if (slash == NULL || path[0] == '\0')
            return least;
        *slash = '\0';
    }
}

static int64_t least_room(const struct files *files, size_t count)
{
    int64_t least = INT64_MAX;
    for (size_t i = 0; i < count; i++) {
        int64_t here = room(&files[i]);
        if (here < least)
            least = here;
    }
    return least;
}

int64_t cgroup_pids_room(void)
{
    static const struct files files[] = {
        {"pids", "/sys/fs/cgroup/pids", "pids.max", "pids.current", NULL},
        {"", "/sys/fs/cgroup", "pids.max", "pids.current", NULL},
        {"", "/sys/fs/cgroup/unified", "pids.max", "pids.current", NULL}};
    return least_room(files, sizeof files / sizeof files[0]);
}

int64_t cgroup_memory_room(void)
{
    static const struct files files[] = {
        {"memory", "/sys/fs/cgroup/memory", "memory.limit_in_bytes",
         "memory.usage_in_bytes", "total_inactive_file"},
        {"", "/sys/fs/cgroup", "memory.max", "memory.current", "inactive_file"},
        {"", "/sys/fs/cgroup/unified", "memory.max", "memory.current",
         "inactive_file"}};
    return least_room(files, sizeof files / sizeof files[0]);
}
