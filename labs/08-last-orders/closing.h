/* closing.h: the end of the day. */
#ifndef LAB_CLOSING_H
#define LAB_CLOSING_H

#include "http.h"

/* From now on, on SIGTERM or SIGINT the server stops: http_stop() is called,
 * whoever accepts from `door` is woken, and connections between two requests
 * are sent home. Called first, before there is any other thread. Returns 0
 * or an errno. */
int closing_watch(struct http_server *server, int door);

/* Waits until every connection is closed, at most --drain-timeout. */
void closing_wait(struct http_server *server);

#endif
