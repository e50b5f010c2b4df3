/* news.h: waiting for news of the feed. Twin: threaded/news.h. */
#ifndef EVENTED_NEWS_H
#define EVENTED_NEWS_H

#include "serve.h"

/* Puts the connection on its loop's list of listeners. */
void news_listen(struct conn *conn);

/* Takes it off again, if it is on it. */
void news_ignore(struct conn *conn);

/* Goes on serving the listeners for whom there are news. */
void news_tell(struct loop *loop);

#endif
