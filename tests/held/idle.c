/* idle.c: a crowd that says nothing, or nothing more.
 *
 * Every other connection was served once and is kept. All are in the
 * server's hands (it says so in /stats) before the probes begin; afterwards
 * each can still be used. */
#include "ask.h"
#include "held.h"
#include "loop.h"
#include "probe.h"
#include "proc.h"

enum { PROBES = 200 };

static int answers;

static void answered(struct client *client)
{
    answers++;
    if (!client_content(client))
        fault("number %d was answered %d", client->number,
              client->reply.status);
}

static void ended(struct client *client)
{
    answers++;
    fault("idle connection %d was %s", client->number,
          client->was_reset ? "reset" : "closed");
}

static const struct role sitter = {answered, ended, NULL};

/* A request on every n-th connection; waits for all answers. */
static void ask_every(struct client *clients, int n)
{
    int asked = 0;
    answers = 0;
    stage("idle connections are answered");
    for (int i = 0; i < held.count; i += n)
        if (clients[i].fd >= 0) {
            client_ask(&clients[i], "/hello", reply_hello);
            asked++;
        }
    while (answers < asked)
        loop_turn(-1);
}

void load_idle(void)
{
    long before = proc_rss();
    if (held.count > loop_room()) {
        fault("this process may hold only %d connections", loop_room());
        return;
    }
    struct client *clients = clients_open(held.count, &sitter, NULL);
    ask_every(clients, 2);
    stat_await("open", held.count + 1);
    note_memory("idle", before);
    probes_run(PROBES, NULL);
    ask_every(clients, 1);
    clients_close(clients, held.count);
}
