/* stats.c: the server's own numbers: GET /stats tells them as JSON, GET
 * /metrics in Prometheus' text format.
 *
 * Nothing is counted on the hot path for this: connections are walked when
 * somebody asks, and the kernel's own counts are read from /proc. */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feed.h"
#include "handler.h"

/* All numbers at one moment. */
struct numbers {
    long need[HTTP_NEEDS]; /* connections, by what they need */
    long open, idle, in_flight;
    uint64_t accepted, refused, timed_out, served, failed;
    long subscribers;
    uint64_t messages, dropped;
    long threads, fds, rss;
    double uptime, user, system; /* seconds */
    long voluntary, forced;      /* context switches */
};

static const char *const need_names[HTTP_NEEDS] = {
    [NEED_READ] = "read",     [NEED_WRITE] = "write", [NEED_SLEEP] = "sleep",
    [NEED_WORK] = "work",     [NEED_NEWS] = "news",   [NEED_TURN] = "turn",
    [NEED_FINISH] = "finish", [NEED_CLOSE] = "close",
};

static void tally_one(const struct http_conn *conn, struct numbers *n)
{
    n->need[conn->need]++;
    if (conn->in_flight)
        n->in_flight++;
    else
        n->idle++;
    n->served += conn->served;
    n->failed += conn->failed;
}

/* The number behind `name` in /proc/self/status, or 0. */
static long status_number(const char *format)
{
    char line[128];
    long number = 0;
    FILE *status = fopen("/proc/self/status", "re");
    if (status == NULL)
        return 0;
    while (fgets(line, sizeof line, status) != NULL)
        if (sscanf(line, format, &number) == 1)
            break;
    fclose(status);
    return number;
}

/* Open descriptors: newer kernels tell the count as the folder's size. */
static long count_fds(void)
{
    struct stat folder;
    if (stat("/proc/self/fd", &folder) == 0 && folder.st_size > 0)
        return (long)folder.st_size;
    DIR *fds = opendir("/proc/self/fd");
    long n = -3; /* ., .. and the folder's own descriptor */
    while (fds != NULL && readdir(fds) != NULL)
        n++;
    if (fds != NULL)
        closedir(fds);
    return n;
}

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static void count_connections(struct http_server *server, struct numbers *n)
{
    pthread_mutex_lock(&server->lock); /* else who leaves counts twice */
    for (struct http_conn *c = server->connections; c != NULL; c = c->after)
        tally_one(c, n);
    n->open = server->open;
    n->accepted = server->accepted;
    n->refused = server->refused;
    n->timed_out = server->timed_out;
    n->served += server->served;
    n->failed += server->failed;
    pthread_mutex_unlock(&server->lock);
    n->subscribers = server->feed->subscribers;
    n->messages = server->feed->last;
    n->dropped = server->feed->dropped;
}

static void count_process(struct http_server *server, struct numbers *n)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    n->uptime = (double)(http_now() - server->started) / 1e9;
    n->user = seconds(used.ru_utime);
    n->system = seconds(used.ru_stime);
    n->voluntary = used.ru_nvcsw;
    n->forced = used.ru_nivcsw;
    n->threads = status_number("Threads: %ld");
    n->rss = status_number("VmRSS: %ld") * 1024;
    n->fds = count_fds();
}

static void write_stats(FILE *out, struct http_server *server,
                        const struct numbers *n)
{
    fprintf(out,
            "{\"model\":\"%s\",\"scene\":\"%c\",\"pid\":%d,"
            "\"uptime_s\":%.3f,\n"
            "\"connections\":{\"open\":%ld,\"idle\":%ld,\"accepted\":%" PRIu64
            ",\"refused\":%" PRIu64 ",\"timed_out\":%" PRIu64 "},\n",
            server->model, server->scene, (int)getpid(), n->uptime, n->open,
            n->idle, n->accepted, n->refused, n->timed_out);
    fprintf(out,
            "\"requests\":{\"served\":%" PRIu64 ",\"in_flight\":%ld,"
            "\"failed\":%" PRIu64 "},\n\"needs\":{",
            n->served, n->in_flight, n->failed);
    for (int i = 0; i < NEED_CLOSE; i++)
        fprintf(out, "%s\"%s\":%ld", i ? "," : "", need_names[i], n->need[i]);
    fprintf(out,
            "},\n\"feed\":{\"subscribers\":%ld,\"messages\":%" PRIu64
            ",\"dropped\":%" PRIu64 "},\n",
            n->subscribers, n->messages, n->dropped);
    fprintf(out,
            "\"threads\":%ld,\"fds\":%ld,\"rss_bytes\":%ld,"
            "\"cpu_user_s\":%.6f,\"cpu_system_s\":%.6f,\n"
            "\"switches_voluntary\":%ld,\"switches_forced\":%ld}\n",
            n->threads, n->fds, n->rss, n->user, n->system, n->voluntary,
            n->forced);
}

/* One metric with its help and type, and its only sample. */
static void metric(FILE *out, const char *name, const char *type,
                   const char *help, double value)
{
    fprintf(out, "# HELP %s %s\n# TYPE %s %s\n%s %.15g\n", name, help, name,
            type, name, value);
}

static void write_needs(FILE *out, const struct numbers *n)
{
    fputs("# HELP http_connections Open connections, by what they need.\n"
          "# TYPE http_connections gauge\n",
          out);
    for (int i = 0; i < NEED_CLOSE; i++)
        fprintf(out, "http_connections{need=\"%s\"} %ld\n", need_names[i],
                n->need[i]);
}

static void write_metrics(FILE *out, struct http_server *server,
                          const struct numbers *n)
{
    fprintf(out,
            "# HELP server_info Which server this is.\n"
            "# TYPE server_info gauge\n"
            "server_info{model=\"%s\",scene=\"%c\"} 1\n",
            server->model, server->scene);
    write_needs(out, n);
    metric(out, "http_connections_accepted_total", "counter",
           "Connections accepted.", (double)n->accepted);
    metric(out, "http_connections_refused_total", "counter",
           "Connections turned away.", (double)n->refused);
    metric(out, "http_connections_timed_out_total", "counter",
           "Connections ended by a deadline.", (double)n->timed_out);
    metric(out, "http_requests_total", "counter", "Requests answered.",
           (double)n->served);
    metric(out, "http_requests_failed_total", "counter",
           "Requests answered with 4xx or 5xx.", (double)n->failed);
    metric(out, "http_requests_in_flight", "gauge", "Requests in hand.",
           (double)n->in_flight);
    metric(out, "feed_subscribers", "gauge", "Subscribers of the feed.",
           (double)n->subscribers);
    metric(out, "feed_messages_total", "counter", "Messages published.",
           (double)n->messages);
    metric(out, "feed_dropped_total", "counter",
           "Subscribers dropped because they were too slow.",
           (double)n->dropped);
    metric(out, "process_cpu_seconds_total", "counter",
           "User and system CPU time.", n->user + n->system);
    metric(out, "process_resident_memory_bytes", "gauge", "Resident memory.",
           (double)n->rss);
    metric(out, "process_open_fds", "gauge", "Open descriptors.",
           (double)n->fds);
    metric(out, "process_threads", "gauge", "Threads.", (double)n->threads);
    metric(out, "process_context_switches_voluntary_total", "counter",
           "Switches because a thread waited.", (double)n->voluntary);
    metric(out, "process_context_switches_forced_total", "counter",
           "Switches because a thread was preempted.", (double)n->forced);
}

/* Replies with what `write` writes about the present numbers. */
static enum http_then tell(struct http_request *request,
                           struct http_response *response, const char *type,
                           void (*write)(FILE *, struct http_server *,
                                         const struct numbers *))
{
    char *body = NULL;
    size_t length = 0;
    struct numbers n = {0};
    FILE *out = open_memstream(&body, &length);
    if (out == NULL)
        return http_explain(response, 503, "out of memory");
    count_connections(request->server, &n);
    count_process(request->server, &n);
    write(out, request->server, &n);
    if (fclose(out) != 0 || body == NULL) {
        free(body);
        return http_explain(response, 503, "out of memory");
    }
    http_field(response, "Cache-Control", "no-store");
    http_reply_owned(response, 200, type, body, length);
    return THEN_REPLY;
}

enum http_then route_stats(struct http_request *request,
                           struct http_response *response)
{
    return tell(request, response, "application/json", write_stats);
}

enum http_then route_metrics(struct http_request *request,
                             struct http_response *response)
{
    return tell(request, response, "text/plain; version=0.0.4", write_metrics);
}
