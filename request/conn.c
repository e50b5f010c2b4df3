/* conn.c: a connection's books: opening and closing it, its input and
 * output, its deadline (see http.h and conn.h). Decides nothing. */
#include "conn.h"
#include "feed.h"
#include "trace.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t http_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

void conn_patience(struct http_conn *conn, int64_t nanoseconds)
{
    int64_t when = nanoseconds > 0 ? http_now() + nanoseconds : INT64_MAX;
    atomic_store_explicit(&conn->deadline, when, RELAXED);
}

int64_t http_deadline(struct http_conn *conn)
{
    return atomic_load_explicit(&conn->deadline, RELAXED);
}

void http_expire(struct http_conn *conn)
{
    atomic_store_explicit(&conn->deadline, INT64_MAX, RELAXED);
    atomic_store_explicit(&conn->expired, true, RELAXED);
}

bool http_idle(struct http_conn *conn)
{
    return !atomic_load_explicit(&conn->in_flight, RELAXED);
}

bool http_writing(struct http_conn *conn)
{
    return atomic_load_explicit(&conn->need, RELAXED) == NEED_WRITE;
}

void http_parked(struct http_conn *conn)
{
    conn->parked = true;
}

void http_broken(struct http_conn *conn)
{
    conn->broken = true;
}

/* Composed once a second and scratch: gmtime costs as much as parsing. */
const char *conn_date(struct http_scratch *scratch)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    if (scratch->date_second != now.tv_sec) {
        struct tm utc;
        gmtime_r(&now.tv_sec, &utc);
        strftime(scratch->date, sizeof scratch->date,
                 "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
        scratch->date_second = now.tv_sec;
    }
    return scratch->date;
}

void http_open(struct http_conn *conn, struct http_server *server)
{
    memset(conn, 0, sizeof *conn);
    conn->server = server;
    conn_patience(conn, server->config->idle_timeout);
    pthread_mutex_lock(&server->lock);
    conn->after = server->connections;
    if (conn->after != NULL)
        conn->after->before = conn;
    server->connections = conn;
    server->open++;
    conn->number = (uint32_t)++server->accepted;
    pthread_mutex_unlock(&server->lock);
}

void http_lend(struct http_conn *conn, struct http_scratch *scratch)
{
    conn->scratch = scratch;
}

void http_close(struct http_conn *conn)
{
    struct http_server *server = conn->server;
    if (conn->exchange != NULL)
        exchange_free(conn->exchange);
    free(conn->kept);
    pthread_mutex_lock(&server->lock);
    if (conn->before != NULL)
        conn->before->after = conn->after;
    else
        server->connections = conn->after;
    if (conn->after != NULL)
        conn->after->before = conn->before;
    server->open--;
    server->served += conn->served;
    server->failed += conn->failed;
    server->timed_out += conn->timed_out;
    pthread_cond_broadcast(&server->left);
    pthread_mutex_unlock(&server->lock);
}

char *http_input(struct http_conn *conn, size_t *room)
{
    *room = HTTP_INPUT_SIZE;
    return conn->scratch->input;
}

void http_got(struct http_conn *conn, size_t n)
{
    assert(conn->input_length == 0);
    conn->input = conn->scratch->input;
    conn->input_length = n;
    conn->ended = n == 0;
    conn->turns = 0;
}

void conn_keep_input(struct http_conn *conn)
{
    if (conn->input_length == 0 || conn->kept != NULL)
        return;
    conn->kept = malloc(conn->input_length);
    if (conn->kept == NULL)
        conn->broken = true;
    else
        memcpy(conn->kept, conn->input, conn->input_length);
    conn->input = conn->kept;
}

void conn_use_input(struct http_conn *conn, size_t n)
{
    conn->input_length -= n;
    if (conn->input_length > 0) {
        conn->input += n;
        return;
    }
    free(conn->kept);
    conn->kept = NULL;
}

bool conn_output_waits(const struct http_conn *conn)
{
    return conn->exchange != NULL && conn->exchange->response.out_first <
                                         conn->exchange->response.out_count;
}

struct iovec *http_output(struct http_conn *conn, int *count)
{
    struct http_response *response = &conn->exchange->response;
    *count = response->out_count - response->out_first;
    return response->out + response->out_first;
}

bool http_sent(struct http_conn *conn, size_t n)
{
    struct http_response *response = &conn->exchange->response;
    while (response->out_first < response->out_count) {
        struct iovec *next = &response->out[response->out_first];
        size_t part = n < next->iov_len ? n : next->iov_len;
        next->iov_base = (char *)next->iov_base + part;
        next->iov_len -= part;
        n -= part;
        if (next->iov_len > 0) {
            conn_keep_input(conn); /* the server will wait for room */
            return false;
        }
        response->out_first++;
    }
    response->out_first = response->out_count = 0;
    free(response->owned); /* not to be kept over a long wait for more */
    response->owned = NULL;
    return true;
}

int64_t http_sleep_ns(const struct http_conn *conn)
{
    return conn->exchange->response.sleep_ns;
}

/* A handler that waits for news keeps what it has seen in `progress`. */
bool http_news(const struct http_conn *conn)
{
    const struct http_server *server = conn->server;
    return conn->exchange->request.progress !=
               atomic_load(&server->feed->last) ||
           atomic_load(&server->stopping);
}

struct http_job http_job(const struct http_conn *conn)
{
    return conn->server->trace != NULL ? trace_job(conn)
                                       : conn->exchange->response.job;
}
