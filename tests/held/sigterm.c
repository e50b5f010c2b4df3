/* sigterm.c: SIGTERM while many clients are busy.
 *
 * Each asks /wait and /hello in turn on one connection. After SIGTERM the
 * server may close a connection between two requests, and nowhere else: a
 * response that began is complete. The caller looks at the exit status. */
#include "held.h"
#include "loop.h"

#include <signal.h>

enum { BEFORE = 10 /* answers a client on average before the signal */ };

static long answers;
static int started, finished, closed_between, announced;

static void ask_next(struct client *client)
{
    if (client->seen++ % 2 == 0)
        client_ask(client, "/wait?ms=5", reply_waited);
    else
        client_ask(client, "/hello", reply_hello);
}

static void answered(struct client *client)
{
    answers++;
    started += client->seen == 1;
    if (!client_content(client))
        fault("client %d was answered %d", client->number,
              client->reply.status);
    if (!client->reply.closes) {
        ask_next(client);
        return;
    }
    announced++;
    finished++;
    client_close(client);
}

/* Fine if it was served before and not a byte of this answer came. */
static void ended(struct client *client)
{
    finished++;
    if (client->reply.began)
        fault("client %d: an answer was cut off: status %d, %ld of %ld bytes",
              client->number, client->reply.status, client->reply.got,
              client->reply.length);
    else if (client->seen < 2)
        fault("client %d was never answered", client->number);
    else
        closed_between++;
}

static const struct role regular = {answered, ended, NULL};

void load_sigterm(void)
{
    answers = 0;
    started = finished = closed_between = announced = 0;
    struct client *clients = clients_open(held.count, &regular, NULL);
    for (int i = 0; i < held.count; i++)
        ask_next(&clients[i]);
    stage("%d clients are busy", held.count);
    while (finished == 0 &&
           (started < held.count || answers < (long)BEFORE * held.count))
        loop_turn(-1);
    if (finished > 0)
        fault("a connection ended before SIGTERM");
    kill(held.pid, SIGTERM);
    long before = answers;
    stage("the server ends all connections after SIGTERM");
    while (finished < held.count)
        loop_turn(-1);
    note("%ld answers before SIGTERM, %ld after; %d told to close, %d closed "
         "between two requests",
         before, answers - before, announced, closed_between);
    clients_close(clients, held.count);
}
