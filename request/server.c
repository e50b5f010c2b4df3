/* server.c: what all connections of one server share (see http.h). */
#include <err.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "feed.h"
#include "http.h"
#include "orders.h"
#include "trace.h"

static void open_root_or_exit(struct http_server *server)
{
    const char *root = server->config->root;
    server->root = -1;
    if (root == NULL)
        return;
    server->root = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (server->root < 0 || access(root, R_OK | X_OK) != 0)
        err(1, "--root=%s: give a folder that can be read", root);
}

static void open_database_or_exit(struct http_server *server)
{
    const char *why, *file = server->config->database;
    if (file == NULL)
        return;
    server->orders = orders_open(file, &why);
    if (server->orders == NULL)
        errx(1, "--database=%s: %s; give a file that can be written", file,
             why);
}

static void open_trace_or_exit(struct http_server *server)
{
    const char *file = server->config->trace;
    if (file == NULL)
        return;
    server->trace = trace_open(file, server->model);
    if (server->trace == NULL)
        err(1, "--trace=%s: give a file that can be written", file);
}

void http_server_init(struct http_server *server, const char *model, char scene,
                      const struct config *config)
{
    memset(server, 0, sizeof *server);
    server->model = model;
    server->scene = scene;
    server->config = config;
    server->started = http_now();
    server->feed = feed_new();
    if (server->feed == NULL)
        errx(1, "out of memory");
    open_root_or_exit(server);
    open_database_or_exit(server);
    open_trace_or_exit(server);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->left, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

void http_stop(struct http_server *server)
{
    server->stopping = true;
    if (server->announce != NULL)
        server->announce(server->announce_argument);
}

void http_goodbye(struct http_server *server)
{
    if (server->trace != NULL)
        trace_close(server->trace);
    if (server->config->quiet)
        return;
    pthread_mutex_lock(&server->lock);
    printf("%s: served %" PRIu64 " requests on %" PRIu64 " connections\n",
           server->model, server->served, server->accepted);
    pthread_mutex_unlock(&server->lock);
    fflush(stdout);
}

void http_refused(struct http_server *server)
{
    pthread_mutex_lock(&server->lock);
    server->refused++;
    pthread_mutex_unlock(&server->lock);
}

void http_each(struct http_server *server,
               void (*each)(struct http_conn *conn, void *argument),
               void *argument)
{
    pthread_mutex_lock(&server->lock);
    for (struct http_conn *c = server->connections; c != NULL; c = c->after)
        each(c, argument);
    pthread_mutex_unlock(&server->lock);
}
