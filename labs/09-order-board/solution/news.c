/* news.c: all who wait for news are on one list of their loop.
 *
 * Who publishes tells nobody: it pokes the loops, and each tells its own
 * listeners, in groups, so that others have their turn in between. A list
 * belongs to its loop's thread and needs no lock. */
#include "news.h"

enum { GROUP = 64 }; /* listeners told before the others' turn */

static struct loop *all;
static int loops;

/* On the thread of whoever published. */
static void announce(void *nothing)
{
    (void)nothing;
    for (int i = 0; i < loops; i++)
        inbox_poke(&all[i].inbox);
}

void news_init(struct http_server *server, struct loop *first, int count)
{
    all = first;
    loops = count;
    server->announce = announce;
}

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
