/* compare_machine.c: what this machine is, as a list of names and values.
 *
 * Promises one line each, in reading order. What cannot be read is left out,
 * not guessed. */
#include <event2/event.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <time.h>

#include "compare.h"
#include "doctor.h"
#include "spawn.h"

static void add(json_t *list, const char *name, const char *value)
{
    if (*value)
        json_array_append_new(
            list, json_pack("{s:s,s:s}", "name", name, "value", value));
}

/* The rest of the first line of a file that begins with `prefix`. */
static void read_line(const char *file, const char *prefix, char *text,
                      size_t size)
{
    char line[512];
    size_t length = strlen(prefix);
    FILE *in = fopen(file, "re");
    text[0] = '\0';
    while (in && fgets(line, sizeof line, in)) {
        if (strncmp(line, prefix, length) != 0)
            continue;
        const char *value = line + length + strspn(line + length, " \t:");
        snprintf(text, size, "%.*s", (int)strcspn(value, "\n"), value);
        break;
    }
    if (in)
        fclose(in);
}

static void add_file(json_t *list, const char *name, const char *file)
{
    char text[200];
    read_line(file, "", text, sizeof text);
    add(list, name, text);
}

static void add_limit(json_t *list, const char *name, int resource)
{
    struct rlimit limit;
    char text[80];
    if (getrlimit((__rlimit_resource_t)resource, &limit) != 0)
        return;
    if (limit.rlim_max == RLIM_INFINITY)
        snprintf(text, sizeof text, "unlimited");
    else
        snprintf(text, sizeof text, "%llu", (unsigned long long)limit.rlim_max);
    add(list, name, text);
}

static void add_memory(json_t *list)
{
    char text[80], memory[48];
    double kilobytes = 0;
    read_line("/proc/meminfo", "MemTotal", text, sizeof text);
    if (sscanf(text, "%lf", &kilobytes) == 1)
        add(list, "Memory",
            metric_format(UNIT_BYTES, kilobytes * 1024, memory, sizeof memory));
}

static void add_software(json_t *list)
{
    struct utsname name;
    char text[300];
    if (uname(&name) == 0) {
        snprintf(text, sizeof text, "%s %s %s", name.sysname, name.release,
                 name.machine);
        add(list, "Kernel", text);
    }
    read_line("/etc/os-release", "PRETTY_NAME=", text, sizeof text);
    size_t length = strlen(text);
    if (length > 1 && text[0] == '"')
        text[length - 1] = '\0';
    add(list, "System", text[0] == '"' ? text + 1 : text);
    add(list, "libevent", event_get_version());
#ifdef __clang__
    add(list, "Compiler", __VERSION__);
#else
    add(list, "Compiler", "gcc " __VERSION__);
#endif
}

/* Ticks of all cores since the machine began: idle ones, and all. */
static bool read_ticks(double *idle, double *all)
{
    char text[300];
    double ticks[8] = {0}; /* user nice system idle iowait irq softirq steal */
    read_line("/proc/stat", "cpu ", text, sizeof text);
    int n = sscanf(text, "%lf%lf%lf%lf%lf%lf%lf%lf", &ticks[0], &ticks[1],
                   &ticks[2], &ticks[3], &ticks[4], &ticks[5], &ticks[6],
                   &ticks[7]);
    *all = 0;
    for (int i = 0; i < n; i++)
        *all += ticks[i];
    *idle = ticks[3] + ticks[4];
    return n >= 4;
}

/* What others do here while nothing is measured yet. The load average would
 * count who is stopped, and the past. */
static void add_others(json_t *list)
{
    const struct timespec a_moment = {.tv_nsec = 500000000};
    double idle, all, idle_later, all_later;
    char text[80];
    if (!read_ticks(&idle, &all) || nanosleep(&a_moment, NULL) != 0 ||
        !read_ticks(&idle_later, &all_later) || all_later <= all)
        return;
    snprintf(text, sizeof text, "%.0f %% of the cores' time",
             100 * (1 - (idle_later - idle) / (all_later - all)));
    add(list, "Others' work before the first run", text);
}

json_t *machine_describe(void)
{
    json_t *list = json_array();
    char text[300];
    read_line("/proc/cpuinfo", "model name", text, sizeof text);
    add(list, "Processor", text);
    snprintf(text, sizeof text, "%d", spawn_cores());
    add(list, "Cores we may use", text);
    add_memory(list);
    add_software(list);
    add_limit(list, "Open files, at most", RLIMIT_NOFILE);
    add_limit(list, "Processes and threads of a user", RLIMIT_NPROC);
    add_file(list, "pid_max", "/proc/sys/kernel/pid_max");
    add_file(list, "threads-max", "/proc/sys/kernel/threads-max");
    add_file(list, "max_map_count", "/proc/sys/vm/max_map_count");
    add_file(list, "somaxconn", "/proc/sys/net/core/somaxconn");
    add_file(list, "ip_local_port_range",
             "/proc/sys/net/ipv4/ip_local_port_range");
    add_file(list, "tcp_tw_reuse", "/proc/sys/net/ipv4/tcp_tw_reuse");
    add_file(list, "Transparent huge pages",
             "/sys/kernel/mm/transparent_hugepage/enabled");
    add_others(list);
    return list;
}

json_t *machine_limits(int64_t clients)
{
    json_t *list = json_array();
    struct doctor_verdict verdict = doctor_check(clients);
    for (int i = 0; i < verdict.count; i++) {
        const struct doctor_limit *limit = &verdict.limits[i];
        json_t *entry =
            json_pack("{s:s,s:s,s:I,s:b,s:s}", "name", limit->name, "value",
                      limit->value, "clients", (json_int_t)clients, "ok",
                      limit->ok, "mend", limit->mend);
        json_object_set_new(entry, "allows",
                            limit->allows == INT64_MAX
                                ? json_null()
                                : json_integer(limit->allows));
        json_array_append_new(list, entry);
    }
    return list;
}

char *compare_plain(char *line)
{
    char *to = line;
    for (const char *word = line; *word;) {
        size_t length = strcspn(word, " "), from = 0;
        for (size_t i = 0; *word == '/' && i < length; i++)
            if (word[i] == '/')
                from = i + 1;
        memmove(to, word + from, length - from);
        to += length - from;
        word += length;
        while (*word == ' ')
            *to++ = *word++;
    }
    *to = '\0';
    return line;
}

const char *machine_value(const json_t *machine, const char *name)
{
    for (size_t i = 0; i < json_array_size(machine); i++) {
        const json_t *entry = json_array_get(machine, i);
        const char *is = json_string_value(json_object_get(entry, "name"));
        if (is && strcmp(is, name) == 0)
            return json_string_value(json_object_get(entry, "value"));
    }
    return "unknown";
}
