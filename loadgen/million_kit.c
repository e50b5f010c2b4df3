/* million_kit.c: see million_kit.h.
 *
 * Promises that no process outlives million_kit_close(). A generator ends at
 * SIGINT and then writes its result to the pipe that we read. */
#include "million_kit.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "proc.h"

enum {
    START_S = 15,
    STOP_S = 10,
    SETTLE_S = 45,
    PATIENCE_S = 10,
    LOOK_MS = 100,
    LOOKS = 25,
    RESULT_SIZE = 1 << 18
};

/* ---- looking ----------------------------------------------------------- */

static int64_t all_fds(const struct million_kit *kit, bool quick)
{
    int64_t sum = 0;
    for (int i = 0; i < kit->servers_n; i++) {
        pid_t pid = kit->servers[i].pid;
        int64_t n = quick ? proc_quick_fds(pid) : proc_process_fds(pid);
        if (n <= 0)
            return -1;
        sum += n;
    }
    return sum;
}

/* Connections that the servers hold: exact, or from the machine's sockets,
 * both ends of which are here. */
static int64_t held(const struct million_kit *kit)
{
    int64_t fds = all_fds(kit, true);
    return fds >= 0 ? fds - kit->before_fds
                    : (million_sockets() - kit->before_sockets) / 2;
}

void million_kit_look(const struct million_kit *kit, bool count_fds,
                      struct million_look *look)
{
    double *value = look->value;
    look->clients = held(kit);
    million_machine(value);
    for (int q = QUANTITY_STACK; q <= QUANTITY_TABLES; q++)
        value[q] -= kit->before[q];
    value[QUANTITY_RSS] = value[QUANTITY_THREADS] = 0;
    for (int i = 0; i < kit->servers_n; i++) {
        struct proc_process process = {0};
        proc_process_brief(kit->servers[i].pid, &process);
        value[QUANTITY_RSS] += (double)process.rss_bytes;
        value[QUANTITY_THREADS] += (double)process.threads;
    }
    value[QUANTITY_MEMORY] = 0;
    for (int q = QUANTITY_RSS; q <= QUANTITY_TABLES; q++)
        value[QUANTITY_MEMORY] += value[q];
    value[QUANTITY_FDS] = NAN;
    if (count_fds)
        value[QUANTITY_FDS] = (double)all_fds(kit, false);
}

/* ---- starting ---------------------------------------------------------- */

static int failed(const struct million_kit *kit, const char *what)
{
    if (spawn_interrupted())
        return 1;
    fprintf(stderr, "loadgen million: %s: %s\n", kit->plan->labels[kit->side],
            what);
    return -1;
}

static int start_server(struct million_kit *kit)
{
    struct child *child = &kit->servers[kit->servers_n++];
    char *const words[] = {(char *)kit->plan->servers[kit->side],
                           "--listen",
                           kit->address,
                           "--reuse-port",
                           "--idle-timeout=0",
                           "--quiet",
                           NULL};
    const struct spawn_plan plan = {words, 0, kit->plan->log, true};
    char line[200];
    if (spawn_start(child, &plan) != 0)
        return failed(kit, strerror(errno));
    if (spawn_first_line(child, line, sizeof line, START_S) != 0)
        return failed(kit, "the server did not start");
    const char *at = strstr(line, "http://");
    if (at == NULL)
        return failed(kit, "the server did not say where it listens");
    at += strlen("http://");
    snprintf(kit->address, sizeof kit->address, "%.*s", (int)strcspn(at, "/ "),
             at);
    return 0;
}

/* A server that has just said where it listens may still open something, and
 * a thread in accept() has a descriptor set aside. */
static void count_fds_before(struct million_kit *kit)
{
    int64_t last = -1, now = all_fds(kit, true);
    for (int i = 0; i < LOOKS && now != last; i++) {
        million_rest(LOOK_MS);
        last = now;
        now = all_fds(kit, true);
    }
    kit->before_fds = now;
}

int million_kit_open(struct million_kit *kit, const struct million_plan *plan,
                     int side, int servers)
{
    int result = 0;
    *kit = (struct million_kit){.plan = plan,
                                .side = side,
                                .address = "127.0.0.1:0",
                                .before_sockets = million_sockets()};
    million_machine_at_rest(kit->before);
    for (int i = 0; i < servers && result == 0; i++)
        result = start_server(kit);
    snprintf(kit->url, sizeof kit->url, "http://%s/hello", kit->address);
    if (result == 0)
        count_fds_before(kit);
    return result;
}

int million_kit_grow(struct million_kit *kit, int64_t clients)
{
    char count[32], source[32];
    snprintf(count, sizeof count, "%" PRId64, clients);
    snprintf(source, sizeof source, "127.0.0.%d", 2 + kit->generators_n);
    char *const words[] = {(char *)kit->plan->self,
                           "idle",
                           "-c",
                           count,
                           "-d",
                           "3m",
                           "--connect-rate",
                           "0",
                           "--reset",
                           "--probe-rate",
                           "1",
                           "--probes",
                           "1",
                           "--source",
                           source,
                           "--quiet",
                           "--json",
                           "-",
                           kit->url,
                           NULL};
    const struct spawn_plan plan = {words, 0, kit->plan->log, true};
    if (spawn_start(&kit->generators[kit->generators_n], &plan) != 0)
        return failed(kit, strerror(errno));
    kit->generators_n++;
    return 0;
}

/* ---- waiting ----------------------------------------------------------- */

/* Whether two looks show servers at rest: pages come in one by one. */
static bool same(const struct million_look *a, const struct million_look *b)
{
    return a->clients == b->clients &&
           a->value[QUANTITY_THREADS] == b->value[QUANTITY_THREADS] &&
           fabs(a->value[QUANTITY_RSS] - b->value[QUANTITY_RSS]) <
               1e-4 * b->value[QUANTITY_RSS];
}

int million_kit_settle(struct million_kit *kit, int64_t clients)
{
    struct million_look last = {.clients = -1}, look;
    double began = spawn_now(), changed = began;
    while (spawn_now() - began < SETTLE_S) {
        million_rest(LOOK_MS);
        if (spawn_interrupted())
            return 1;
        million_kit_look(kit, false, &look);
        bool at_rest = same(&look, &last);
        if (at_rest && look.clients >= clients + kit->generators_n)
            return 0;
        if (!at_rest)
            changed = spawn_now();
        if (spawn_now() - changed > PATIENCE_S)
            break; /* that is all there will be */
        last = look;
    }
    return 0;
}

/* ---- ending ------------------------------------------------------------ */

/* Reads the child's stdout to its end. */
static json_t *read_result(const struct child *child, double seconds)
{
    static char text[RESULT_SIZE];
    size_t used = 0;
    double deadline = spawn_now() + seconds;
    while (used < sizeof text && spawn_now() < deadline) {
        struct pollfd ready = {child->out, POLLIN, 0};
        if (poll(&ready, 1, 100) <= 0)
            continue;
        ssize_t n = read(child->out, text + used, sizeof text - used);
        if (n == 0)
            break;
        if (n > 0)
            used += (size_t)n;
        else if (errno != EAGAIN && errno != EINTR)
            break;
    }
    return json_loadb(text, used, 0, NULL);
}

json_t *million_kit_probe(struct million_kit *kit)
{
    struct child child;
    char *const words[] = {(char *)kit->plan->self,
                           "idle",
                           "-c",
                           "1",
                           "-d",
                           "1500ms",
                           "--probes",
                           "10",
                           "--probe-rate",
                           "500",
                           "--quiet",
                           "--json",
                           "-",
                           kit->url,
                           NULL};
    const struct spawn_plan plan = {words, 0, kit->plan->log, true};
    if (spawn_start(&child, &plan) != 0)
        return NULL;
    json_t *result = read_result(&child, STOP_S);
    spawn_stop(&child, STOP_S);
    return result;
}

int64_t million_kit_close(struct million_kit *kit)
{
    int64_t established = 0;
    for (int i = 0; i < kit->generators_n; i++)
        kill(-kit->generators[i].pid, SIGINT);
    for (int i = 0; i < kit->generators_n; i++) {
        json_t *result = read_result(&kit->generators[i], STOP_S);
        const json_t *census = json_object_get(result, "census");
        established +=
            json_integer_value(json_object_get(census, "established"));
        json_decref(result);
        spawn_stop(&kit->generators[i], STOP_S);
    }
    for (int i = 0; i < kit->servers_n; i++)
        spawn_stop(&kit->servers[i], STOP_S);
    kit->generators_n = kit->servers_n = 0;
    return established;
}
