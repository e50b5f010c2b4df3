/* news.h: waiting for news of the feed. */
#ifndef LAB_NEWS_H
#define LAB_NEWS_H

#include "serve.h"

/* Has the server announce news to all these loops, of which none runs yet
 * and none is open. */
void news_init(struct http_server *server, struct loop *loops, int count);

/* Puts the connection on its loop's list of listeners. */
void news_listen(struct conn *conn);

/* Takes it off again, if it is on it. */
void news_ignore(struct conn *conn);

/* Goes on serving the listeners of this loop for whom there are news. Called
 * on the loop, each time that it was poked. */
void news_tell(struct loop *loop);

#endif
