/* closing.h: deadlines, and the end of the day. Twin: evented/closing.h. */
#ifndef THREADED_CLOSING_H
#define THREADED_CLOSING_H

#include "http.h"

/* Starts the manager: a thread that ends the patience with slow clients and
 * waits for SIGTERM and SIGINT, which it blocks for all threads started
 * later. On one of them it sets server->stopping and wakes whoever accepts
 * from `door`. Call it first. Returns 0 or an errno. */
int closing_watch(struct http_server *server, int door);

/* Waits until every connection is closed, at most --drain-timeout. */
void closing_wait(struct http_server *server);

#endif
