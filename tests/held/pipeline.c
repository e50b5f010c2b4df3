/* pipeline.c: one client sends ten thousand requests at once; another one.
 *
 * The server is stopped (SIGSTOP) while both send, so that both wait for it
 * when it goes on, the long queue first. The probe asks /stats, whose answer
 * counts the requests served before it: with one event loop that may be a
 * few turns of the queue and no more, whatever the machine is doing. Nobody
 * reads the queue's answers meanwhile, so a server that serves the queue to
 * its end first never answers the probe. */
#include "ask.h"
#include "held.h"
#include "loop.h"
#include "proc.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { ROUNDS = 10, FEW = 64 /* four turns of 16 requests */ };

static const char request[] = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";
enum { REQUEST = sizeof request - 1 };

static long replies;

/* Takes the responses apart, one after another. */
static void bytes(struct client *client, const char *at, size_t n)
{
    while (n > 0) {
        size_t used = reply_take(&client->reply, at, n);
        at += used;
        n -= used;
        if (!client->reply.done)
            continue;
        replies++;
        if (!client_content(client))
            fault("answer %ld is not right", replies);
        reply_begin(&client->reply, reply_hello);
    }
}

static void ended(struct client *client)
{
    (void)client;
    fault("the connection ended after %ld answers", replies);
}

static const struct role hasty = {NULL, ended, bytes};

/* Sends what the kernel takes of the requests; says how much. */
static size_t send_some(struct client *client, const char *all, size_t n)
{
    ssize_t sent = send(client->fd, all, n, MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent > 0 ? (size_t)sent : 0;
}

/* How many requests were served before the probe's, when both queue up. */
static long served_before_probe(struct client *client, const char *all,
                                size_t n, size_t *sent)
{
    long before = stat_of("served");
    proc_stop();
    *sent = send_some(client, all, n);
    ask_send("/stats");
    stage("the probe's request arrives");
    while (!ask_arrived())
        loop_turn(1);
    proc_continue();
    long after = stat_in(ask_answer(), "served");
    return after - before - 1; /* the first /stats itself */
}

static void round_of(const char *all, size_t n, long *most)
{
    const struct sizes small = {.receive = 16384, .segment = 1460};
    const int room = 1 << 20;
    size_t sent;
    struct client *client = clients_open(1, &hasty, &small);
    setsockopt(client->fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    reply_begin(&client->reply, reply_hello);
    replies = 0;
    client_send(client, request, REQUEST);
    while (replies < 1 && client->fd >= 0)
        loop_turn(-1);
    client_read(client, false);
    long served = served_before_probe(client, all, n, &sent);
    *most = served > *most ? served : *most;
    client_read(client, true);
    stage("all pipelined requests are answered");
    client_send(client, all + sent, n - sent);
    while (replies < held.count + 1 && client->fd >= 0)
        loop_turn(-1);
    clients_close(client, 1);
}

void load_pipeline(void)
{
    size_t n = (size_t)held.count * REQUEST;
    char *all = malloc(n);
    long most = 0;
    for (int i = 0; all != NULL && i < held.count; i++)
        memcpy(all + (size_t)i * REQUEST, request, REQUEST);
    for (int i = 0; all != NULL && i < ROUNDS; i++)
        round_of(all, n, &most);
    free(all);
    note("at most %ld of %d requests in a queue were served before a probe",
         most, held.count);
    if (held.one_loop && most > FEW)
        fault("a loop served %ld requests of one client first, %d at most",
              most, FEW);
    if (most >= held.count)
        fault("the whole queue was served before the probe");
}
