/* readers.c: a crowd that asks for a megabyte each and reads nothing.
 *
 * Once /stats tells that all of them wait for room to write, the server's
 * memory may not have grown by more than a bound: no response is ever in
 * memory as a whole. In the end each reader gets all of it, byte for byte. */
#include "ask.h"
#include "held.h"
#include "loop.h"
#include "probe.h"
#include "proc.h"

#include <sys/socket.h>

enum { PROBES = 200, MOST_EACH = 64 << 10 /* bytes of RSS */ };

static int finished;

static void answered(struct client *client)
{
    finished++;
    if (!client_content(client) || client->reply.length != 1000000)
        fault("reader %d got %ld bytes of %ld, status %d%s", client->number,
              client->reply.got, client->reply.length, client->reply.status,
              client->reply.wrong ? ", not as expected" : "");
}

static void ended(struct client *client)
{
    finished++;
    fault("reader %d was cut off after %ld bytes", client->number,
          client->reply.got);
}

static const struct role reader = {answered, ended, NULL};

void load_readers(void)
{
    const struct sizes small = {.receive = 4096, .segment = 1460};
    const int large = 1 << 18;
    long before = proc_rss();
    finished = 0;
    struct client *clients = clients_open(held.count, &reader, &small);
    for (int i = 0; i < held.count; i++) {
        if (clients[i].fd < 0)
            continue;
        client_read(&clients[i], false);
        client_ask(&clients[i], "/bytes?n=1000000", reply_line);
    }
    stat_await("write", held.count);
    long each = note_memory("wait for room", before);
    if (each > MOST_EACH)
        fault("a slow reader costs %ld bytes, %d at most", each, MOST_EACH);
    probes_run(PROBES, NULL);
    stage("slow readers read");
    for (int i = 0; i < held.count; i++) {
        if (clients[i].fd < 0)
            continue;
        setsockopt(clients[i].fd, SOL_SOCKET, SO_RCVBUF, &large, sizeof large);
        client_read(&clients[i], true);
    }
    while (finished < held.count)
        loop_turn(-1);
    clients_close(clients, held.count);
}
