/* heads.c: a crowd that sends half a head, and then a byte now and then.
 *
 * The server's --request-timeout, set short, must end them all by 408, while
 * probes are served from the first to the last of them. */
#include "held.h"
#include "loop.h"
#include "probe.h"

enum { PROBES = 200, DRIBBLE = 50 /* bytes after each probe */ };

static struct client *clients;
static int refused, closed;

static void answered(struct client *client)
{
    if (client->reply.status == 408)
        refused++;
    else
        fault("half a head was answered %d", client->reply.status);
    client_close(client);
}

static void ended(struct client *client)
{
    (void)client;
    closed++;
}

static const struct role dribbler = {answered, ended, NULL};

/* After each pair of probes: some send another byte. Goes on until the last
 * of them was refused. */
static bool dribble(void)
{
    static int next;
    for (int i = 0; i < DRIBBLE; i++) {
        struct client *client = &clients[next++ % held.count];
        if (client->fd >= 0 && !client->reply.began)
            client_send(client, "x", 1);
    }
    return refused + closed < held.count;
}

void load_heads(void)
{
    static const char half[] = "GET /hello HTTP/1.1\r\nHost: x\r\nX-Slow: ";
    refused = closed = 0;
    clients = clients_open(held.count, &dribbler, NULL);
    for (int i = 0; i < held.count; i++) {
        if (clients[i].fd < 0)
            continue;
        reply_begin(&clients[i].reply, NULL);
        clients[i].asked = true;
        client_send(&clients[i], half, sizeof half - 1);
    }
    probes_run(PROBES, dribble);
    note("%d answered 408, %d closed", refused, closed);
    if (refused < held.count / 2)
        fault("only %d of %d were told why (408)", refused, held.count);
    clients_close(clients, held.count);
}
