/* news.c: all who wait for news are on one list of their loop.
 *
 * Telling them is a loop over sockets, so it stops now and then to let
 * others have their turn. Twin: threaded/news.c. */
#include "news.h"

enum { GROUP = 64 }; /* listeners told before the others' turn */

void news_listen(struct conn *conn)
{
    conn->listens = true;
    TAILQ_INSERT_TAIL(&conn->loop->listeners, conn, listening);
}

void news_ignore(struct conn *conn)
{
    if (!conn->listens)
        return;
    conn->listens = false;
    TAILQ_REMOVE(&conn->loop->listeners, conn, listening);
}

/* Whoever is told goes to the end of the list, so the first has heard least:
 * once there are no news for it, there are none for anyone. */
void news_tell(struct loop *loop)
{
    for (int told = 0; told < GROUP; told++) {
        struct conn *conn = TAILQ_FIRST(&loop->listeners);
        if (conn == NULL || !http_news(&conn->http))
            return;
        news_ignore(conn);
        serve(conn);
    }
    inbox_poke(&loop->inbox);
}
