/* trace.c: writes the trace, an event a line (see trace.h).
 *
 * A thread that waits, or works, for one connection is a bar on the thread's
 * lane ("X"). A connection that waits while its thread serves others is a
 * bar of its own, from "b" to "e". Memory is stdio's buffer; the file ends
 * after a fixed number of events, and is valid JSON once closed. */
#include "trace.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "exchange.h"

enum { TRACE_EVENTS = 200000 }; /* about 25 MB */

struct trace {
    pthread_mutex_t lock; /* protects all that follows */
    FILE *file;           /* NULL once closed */
    long events;
    int pid;
};

static const char *const names[HTTP_NEEDS] = {
    [NEED_READ] = "read",     [NEED_WRITE] = "write", [NEED_SLEEP] = "sleep",
    [NEED_WORK] = "work",     [NEED_NEWS] = "news",   [NEED_TURN] = "turn",
    [NEED_FINISH] = "finish", [NEED_CLOSE] = "close",
};

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

struct trace *trace_open(const char *path, const char *model)
{
    struct trace *trace = calloc(1, sizeof *trace);
    if (trace == NULL)
        return NULL;
    trace->file = fopen(path, "we");
    if (trace->file == NULL) {
        free(trace);
        return NULL;
    }
    pthread_mutex_init(&trace->lock, NULL);
    trace->pid = (int)getpid();
    fprintf(trace->file,
            "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n"
            "{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":%d,\"tid\":0,"
            "\"args\":{\"name\":\"%s\"}}",
            trace->pid, model);
    return trace;
}

/* Whether one more event may be written; the lock is held. */
static bool has_room(struct trace *trace)
{
    return trace->file != NULL && trace->events++ < TRACE_EVENTS;
}

/* Names this thread's lane, the first time it is seen; the lock is held. */
static int lane(struct trace *trace)
{
    static _Thread_local int thread;
    char name[17] = "";
    if (thread != 0)
        return thread;
    thread = (int)gettid();
    prctl(PR_GET_NAME, name);
    fprintf(trace->file,
            ",\n{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":%d,\"tid\":%d,"
            "\"args\":{\"name\":\"%s %d\"}}",
            trace->pid, thread, name, thread);
    return thread;
}

/* A bar on this thread's lane. */
static void bar(struct trace *trace, const struct http_conn *conn,
                const char *name, int64_t from, int64_t to)
{
    pthread_mutex_lock(&trace->lock);
    if (has_room(trace))
        fprintf(trace->file,
                ",\n{\"ph\":\"X\",\"name\":\"%s\",\"cat\":\"thread\","
                "\"pid\":%d,\"tid\":%d,\"ts\":%.3f,\"dur\":%.3f,"
                "\"args\":{\"connection\":%" PRIu32 "}}",
                name, trace->pid, lane(trace), (double)from / 1000,
                (double)(to - from) / 1000, conn->number);
    pthread_mutex_unlock(&trace->lock);
}

/* A bar of the connection's own, beside the threads. */
static void waiting(struct trace *trace, const struct http_conn *conn,
                    const char *name, int64_t from, int64_t to)
{
    const int64_t at[] = {from, to};
    pthread_mutex_lock(&trace->lock);
    for (int i = 0; i < 2; i++)
        if (has_room(trace))
            fprintf(trace->file,
                    ",\n{\"ph\":\"%s\",\"name\":\"%s\",\"cat\":\"waiting\","
                    "\"id\":%" PRIu32 ",\"pid\":%d,\"tid\":%d,\"ts\":%.3f}",
                    i == 0 ? "b" : "e", name, conn->number, trace->pid,
                    lane(trace), (double)at[i] / 1000);
    pthread_mutex_unlock(&trace->lock);
}

void trace_met(struct trace *trace, struct http_conn *conn)
{
    int64_t now = now_ns();
    const char *name = names[conn->need];
    if (conn->since != 0 && conn->parked)
        waiting(trace, conn, name, conn->since, now);
    else if (conn->since != 0 && conn->need != NEED_WORK)
        bar(trace, conn, name, conn->since, now);
    conn->parked = false;
    conn->since = now;
}

void trace_need(struct trace *trace, struct http_conn *conn)
{
    int64_t now = now_ns();
    bar(trace, conn, "http_next", conn->since, now);
    conn->since = now;
}

static void run_job(void *argument)
{
    const struct http_conn *conn = argument;
    struct http_job job = conn->exchange->response.job;
    int64_t from = now_ns();
    job.run(job.argument);
    bar(conn->server->trace, conn, names[NEED_WORK], from, now_ns());
}

struct http_job trace_job(const struct http_conn *conn)
{
    return (struct http_job){run_job, (void *)conn};
}

void trace_close(struct trace *trace)
{
    pthread_mutex_lock(&trace->lock);
    if (trace->file != NULL) {
        fputs("\n]}\n", trace->file);
        fclose(trace->file);
    }
    trace->file = NULL;
    pthread_mutex_unlock(&trace->lock);
}
