/* news.h: waiting for news of the feed. Twin: evented/news.h. */
#ifndef THREADED_NEWS_H
#define THREADED_NEWS_H

#include "http.h"

/* Has the server announce news to the threads that wait here. */
void news_init(struct http_server *server);

/* Waits until there are news for the connection, at most so long. */
void news_wait(const struct http_conn *conn, int64_t ns);

#endif
