/* server.c: what all connections of one server share (see http.h). */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "http.h"

void http_server_init(struct http_server *server, const char *model, char scene,
                      const struct config *config)
{
    memset(server, 0, sizeof *server);
    server->model = model;
    server->scene = scene;
    server->config = config;
    server->started = http_now();
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
