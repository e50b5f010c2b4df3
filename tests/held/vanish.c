/* vanish.c: clients that vanish, by a reset, wherever they are.
 *
 * A table of requests, and how far each goes before the client is gone: at
 * once, when a probe was answered meanwhile (the server is at work on it by
 * then), or when so many bytes of the answer came. The server is to have a
 * --database; and, if the load is given a FILE, that as /files/big. */
#include "ask.h"
#include "held.h"
#include "loop.h"
#include "probe.h"

#include <stdlib.h>
#include <string.h>

enum { CROWD = 64 /* at a time */, PROBES = 50 };

enum { AT_ONCE = -2, AT_PROBE = -1 }; /* or at so many bytes */

struct exit_point {
    const char *sends;
    long when;
};

#define HEAD(line)  line " HTTP/1.1\r\nHost: x\r\n"
#define GET(target) HEAD("GET " target) "\r\n"
#define CHUNKED     HEAD("POST /echo") "Transfer-Encoding: chunked\r\n\r\n"
#define ORDER                                                                  \
    HEAD("POST /orders") "Content-Length: 15\r\n\r\n{\"item\":\"soup\"}"

static const struct exit_point exits[] = {
    {"", AT_ONCE},
    {"", AT_PROBE},
    {"G", AT_PROBE},
    {"GET /hello HTTP/1.1\r\nHos", AT_ONCE},
    {"GET /hello HTTP/1.1\r\nHost: x\r\nX: ", AT_PROBE},
    {HEAD("POST /echo") "Content-Length: 100\r\n\r\nabc", AT_PROBE},
    {HEAD("POST /echo") "Content-Length: 900000\r\n\r\nabc", AT_ONCE},
    {CHUNKED "5\r\nhello\r\n5\r\nwor", AT_PROBE},
    {HEAD("POST /echo") "Content-Length: 9\r\nExpect: 100-continue\r\n\r\n", 1},
    {GET("/hello"), AT_ONCE},
    {GET("/hello"), 1},
    {HEAD("HEAD /bytes?n=100000") "\r\n", 1},
    {GET("/hello") GET("/hello") GET("/hello") "GET /he", 1},
    {GET("/wait?ms=30"), AT_ONCE},
    {GET("/wait?ms=30"), AT_PROBE},
    {GET("/block?ms=1"), AT_ONCE},
    {GET("/block?ms=1") GET("/block?ms=1"), AT_PROBE},
    {GET("/burn?us=100"), AT_ONCE},
    {GET("/bytes?n=1000000"), AT_ONCE},
    {GET("/bytes?n=100000000"), AT_PROBE},
    {GET("/bytes?n=100000000"), 1},
    {GET("/bytes?n=100000000"), 300000},
    {GET("/feed"), AT_ONCE},
    {GET("/feed"), AT_PROBE},
    {GET("/feed"), 1},
    {HEAD("POST /feed") "Content-Length: 4\r\n\r\nnews", AT_ONCE},
    {ORDER, AT_ONCE},
    {ORDER, AT_PROBE},
    {GET("/orders?limit=1000"), AT_ONCE},
    {GET("/orders?limit=1000"), 1},
    {GET("/stats"), AT_ONCE},
    {"what is this?\r\n\r\n", AT_ONCE},
    {"what is this?\r\n\r\n", 1},
    {HEAD("POST /echo") "Content-Length: 9999999999\r\n\r\nabc", 1},
    /* The last FILES of them need files. */
    {GET("/files/big"), AT_ONCE},
    {GET("/files/big"), AT_PROBE},
    {GET("/files/big"), 100000},
    {GET("/files/none"), 1},
};

enum { EXITS = sizeof exits / sizeof exits[0], FILES = 4 };

static struct client *clients;
static int came, gone;

static const struct exit_point *exit_of(const struct client *client)
{
    return &exits[client->state % (held.file ? EXITS : EXITS - FILES)];
}

static void vanish(struct client *client)
{
    client_close(client);
    gone++;
}

static void bytes(struct client *client, const char *at, size_t n)
{
    long when = exit_of(client)->when;
    (void)at;
    client->seen += (long)n;
    if (when > 0 && client->seen >= when)
        vanish(client);
}

/* Only some of them may see the server close first: after a refusal. */
static void ended(struct client *client)
{
    if (exit_of(client)->when > 0)
        fault("the end came after %ld bytes; sent was: %.40s", client->seen,
              exit_of(client)->sends);
    gone++;
}

static const struct role visitor = {NULL, ended, bytes};

static void come(struct client *client)
{
    client->state = came++;
    client->seen = 0;
    const struct exit_point *exit = exit_of(client);
    if (client_open(client, &visitor, NULL) != 0)
        gone++;
    else if (client_send(client, exit->sends, strlen(exit->sends)) != 0)
        fault("this cannot be sent: %.40s", exit->sends);
    else if (exit->when == AT_ONCE)
        vanish(client);
}

/* After each pair of probes: who waited for that vanishes, others come. */
static bool churn(void)
{
    for (int i = 0; i < CROWD; i++) {
        struct client *client = &clients[i];
        if (client->fd >= 0 && exit_of(client)->when == AT_PROBE)
            vanish(client);
        while (client->fd < 0 && came < held.count)
            come(client);
    }
    return gone < held.count;
}

void load_vanish(void)
{
    came = gone = 0;
    clients = calloc(CROWD, sizeof *clients);
    for (int i = 0; clients != NULL && i < CROWD; i++)
        clients[i].fd = -1;
    if (clients != NULL)
        probes_run(PROBES, churn);
    note("%d clients vanished", gone);
    /* A subscriber who is gone is found out when it is told something. */
    free(tell("/feed", "is anybody here?"));
    stat_await("open", 1);
    stat_await("subscribers", 0);
    clients_close(clients, CROWD);
}
