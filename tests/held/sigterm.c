/* sigterm.c: SIGTERM while many clients are busy.
 *
 * Each asks /wait and /hello in turn on one connection. SIGTERM comes while
 * the server is stopped and a request of every client waits in it or in its
 * sockets: all these must be answered. Later ones need not be, but a
 * connection may end only between two responses. The caller looks at the
 * exit status. */
#include "held.h"
#include "loop.h"
#include "proc.h"

#include <signal.h>

enum { BEFORE = 10 /* answers at least that each client has before it */ };

/* A client's state: how many answers it got after SIGTERM. */
static long answers;
static int regulars; /* have as many answers as that, so were let in */
static int finished, closed_between, announced;
static bool terminated, holding; /* holding: nobody asks anew */

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
    regulars += client->seen == BEFORE;
    client->state += terminated;
    if (!client_content(client))
        fault("client %d was answered %d", client->number,
              client->reply.status);
    if (!client->reply.closes) {
        if (!holding)
            ask_next(client);
        return;
    }
    announced++;
    finished++;
    client_close(client);
}

static void ended(struct client *client)
{
    finished++;
    if (client->asked && client->reply.began)
        fault("client %d: an answer was cut off: status %d, %ld of %ld bytes",
              client->number, client->reply.status, client->reply.got,
              client->reply.length);
    else if (client->asked && client->state == 0)
        fault("client %d: a request from before SIGTERM was not answered",
              client->number);
    else
        closed_between++;
}

static const struct role regular = {answered, ended, NULL};

/* Returns with a request of every client under way or arrived. */
static void busy_then_stopped(struct client *clients)
{
    for (int i = 0; i < held.count; i++)
        ask_next(&clients[i]);
    stage("%d clients are busy", held.count);
    while (finished == 0 && regulars < held.count)
        loop_turn(-1);
    if (finished > 0)
        fault("a connection ended before SIGTERM");
    proc_stop();
    while (loop_turn(0) > 0)
        continue;
    holding = true;
    stage("what %d clients sent arrives", held.count);
    for (int i = 0; i < held.count; i++)
        while (!client_arrived(&clients[i]))
            loop_turn(1);
}

void load_sigterm(void)
{
    answers = regulars = finished = closed_between = announced = 0;
    terminated = holding = false;
    struct client *clients = clients_open(held.count, &regular, NULL);
    busy_then_stopped(clients);
    long before = answers;
    terminated = true;
    holding = false;
    kill(held.pid, SIGTERM);
    proc_continue();
    stage("the server ends all connections after SIGTERM");
    while (finished < held.count)
        loop_turn(-1);
    note("%ld answers before SIGTERM, %ld after; %d told to close, %d closed "
         "between two requests",
         before, answers - before, announced, closed_between);
    clients_close(clients, held.count);
}
