/* stats.c: GET /stats, the server's own numbers as JSON.
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

#include "handler.h"

struct tally {
    long need[HTTP_NEEDS];
    long idle, in_flight;
    uint64_t served, failed;
};

static void tally_one(struct http_conn *conn, void *argument)
{
    struct tally *tally = argument;
    tally->need[conn->need]++;
    if (conn->in_flight)
        tally->in_flight++;
    else
        tally->idle++;
    tally->served += conn->served;
    tally->failed += conn->failed;
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

static void write_stats(FILE *out, struct http_server *server)
{
    struct tally t = {0};
    struct rusage used;
    http_each(server, tally_one, &t);
    getrusage(RUSAGE_SELF, &used);
    pthread_mutex_lock(&server->lock);
    fprintf(out,
            "{\"model\":\"%s\",\"scene\":\"%c\",\"pid\":%d,"
            "\"uptime_s\":%.3f,\n"
            "\"connections\":{\"open\":%ld,\"idle\":%ld,\"accepted\":%" PRIu64
            ",\"refused\":%" PRIu64 ",\"timed_out\":%" PRIu64 "},\n"
            "\"requests\":{\"served\":%" PRIu64 ",\"in_flight\":%ld,"
            "\"failed\":%" PRIu64 "},\n",
            server->model, server->scene, (int)getpid(),
            (double)(http_now() - server->started) / 1e9, server->open, t.idle,
            server->accepted, server->refused, server->timed_out,
            server->served + t.served, t.in_flight, server->failed + t.failed);
    pthread_mutex_unlock(&server->lock);
    fprintf(out,
            "\"needs\":{\"read\":%ld,\"write\":%ld,\"sleep\":%ld,"
            "\"work\":%ld,\"turn\":%ld,\"finish\":%ld},\n",
            t.need[NEED_READ], t.need[NEED_WRITE], t.need[NEED_SLEEP],
            t.need[NEED_WORK], t.need[NEED_TURN], t.need[NEED_FINISH]);
    fprintf(out,
            "\"threads\":%ld,\"fds\":%ld,\"rss_bytes\":%ld,"
            "\"cpu_user_s\":%.6f,\"cpu_system_s\":%.6f,\n"
            "\"switches_voluntary\":%ld,\"switches_forced\":%ld}\n",
            status_number("Threads: %ld"), count_fds(),
            status_number("VmRSS: %ld") * 1024, seconds(used.ru_utime),
            seconds(used.ru_stime), used.ru_nvcsw, used.ru_nivcsw);
}

enum http_then route_stats(struct http_request *request,
                           struct http_response *response)
{
    char *body = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&body, &length);
    if (out == NULL)
        return http_explain(response, 503, "out of memory");
    write_stats(out, request->server);
    if (fclose(out) != 0 || body == NULL) {
        free(body);
        return http_explain(response, 503, "out of memory");
    }
    http_field(response, "Cache-Control", "no-store");
    http_reply_owned(response, 200, "application/json", body, length);
    return THEN_REPLY;
}
