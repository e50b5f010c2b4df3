/* probe.c: good requests beside a load (see probe.h). */
#include "probe.h"

#include "held.h"
#include "loop.h"

enum { PAUSE_MS = 2 /* between two probes, so that the load has its turn */ };

static bool waiting; /* for the probe's answer */
static int good, bad;

static void probe_answered(struct client *client)
{
    waiting = false;
    if (client_content(client)) {
        good++;
        return;
    }
    bad++;
    fault("a probe was answered %d: %.60s", client->reply.status,
          client->reply.head);
}

static void probe_ended(struct client *client)
{
    if (!client->asked)
        return; /* a kept connection may end between two requests */
    waiting = false;
    bad++;
    fault("a probe's connection was %s",
          client->was_reset ? "reset" : "closed");
}

static const struct role prober = {probe_answered, probe_ended, NULL};

static void probe(struct client *client)
{
    if (client->fd < 0 && client_open(client, &prober, NULL) != 0) {
        bad++;
        return;
    }
    stage("probe %d is answered", good + bad);
    waiting = true;
    client_ask(client, "/hello", reply_hello);
    while (waiting)
        loop_turn(-1);
}

void probes_run(int least, bool (*more)(void))
{
    struct client kept = {.fd = -1}, fresh = {.fd = -1};
    good = bad = 0;
    while (good + bad < least || (more != NULL && more())) {
        probe(&kept);
        probe(&fresh);
        client_close(&fresh);
        loop_turn(PAUSE_MS);
    }
    client_close(&kept);
    note("%d probes beside it, %d failed", good + bad, bad);
}
