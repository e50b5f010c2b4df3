/* closing.h: the end of the day. */
#ifndef LAB_CLOSING_H
#define LAB_CLOSING_H

#include "http.h"

/* Starts the manager: a thread that waits for SIGTERM and SIGINT, which it
 * blocks for all threads started later. On one of them it sets
 * server->stopping, makes accept() on `door` return, and from then on closes
 * connections that wait for another request. Call it first. Returns 0 or an
 * errno. */
int closing_watch(struct http_server *server, int door);

#endif
