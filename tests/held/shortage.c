/* shortage.c: more clients than the server has descriptors.
 *
 * Each sends a request. As many are answered as there are descriptors, and
 * stay; then they leave, and all others must be answered as well. */
#include "held.h"
#include "loop.h"
#include "probe.h"
#include "proc.h"

enum { PROBES = 50 };

static int answers;
static bool leaving;

static void answered(struct client *client)
{
    answers++;
    if (!client_content(client))
        fault("client %d was answered %d", client->number,
              client->reply.status);
    if (leaving)
        client_close(client);
}

static void ended(struct client *client)
{
    answers++;
    fault("client %d was %s", client->number,
          client->was_reset ? "reset" : "closed");
}

static const struct role guest = {answered, ended, NULL};

void load_shortage(void)
{
    long limit = proc_fd_limit(), inside = limit - proc_read().fds;
    answers = 0;
    leaving = false;
    if (limit >= held.count) {
        fault("the server may have %ld descriptors, too many for this", limit);
        return;
    }
    struct client *clients = clients_open(held.count, &guest, NULL);
    for (int i = 0; i < held.count; i++)
        client_ask(&clients[i], "/hello", reply_hello);
    stage("%ld are answered, as many as there are descriptors", inside);
    while (answers < inside)
        loop_turn(-1);
    note("%d of %d answered, %ld of %ld descriptors taken", answers, held.count,
         proc_read().fds, limit);
    leaving = true;
    for (int i = 0; i < held.count; i++)
        if (!clients[i].asked)
            client_close(&clients[i]);
    stage("those who waited outside are answered");
    while (answers < held.count)
        loop_turn(-1);
    probes_run(PROBES, NULL);
    clients_close(clients, held.count);
}
