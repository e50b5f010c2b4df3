/* orders.c: kill -9 while orders are placed.
 *
 *   held orders PORT PID COUNT FILE
 *
 * FILE lists the orders that were answered 201, a line each ("ID ITEM"). The
 * last ones in it, from rounds before this one, must be found by GET
 * /orders. Then some clients place orders, each answer 201 is added to FILE,
 * and the COUNT-th of them kills the server: whatever it was at. */
#include "ask.h"
#include "held.h"
#include "loop.h"

#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLIENTS = 8, CHECKED = 100, LINE = 80 };

static FILE *confirmed;
static int answers;
static bool killed;

/* Looks for one order in the server's list. */
static void check_line(const char *list, const char *line)
{
    char item[LINE] = "", wanted[2 * LINE];
    long id = 0;
    if (sscanf(line, "%ld %79s", &id, item) != 2)
        errx(2, "%s: a line is no order: %s", held.file, line);
    snprintf(wanted, sizeof wanted, "{\"id\":%ld,\"item\":\"%s\",", id, item);
    if (strstr(list, wanted) == NULL)
        fault("order %ld (%s) was answered 201 and is lost", id, item);
}

/* The newest 1,000 orders hold our last ones: between two of these there
 * are at most CLIENTS that were stored and not answered. */
static void check_confirmed(void)
{
    char lines[CHECKED][LINE];
    long n = 0;
    rewind(confirmed);
    while (fgets(lines[n % CHECKED], LINE, confirmed) != NULL)
        n++;
    char *list = ask("/orders?limit=1000");
    for (long i = n > CHECKED ? n - CHECKED : 0; list != NULL && i < n; i++)
        check_line(list, lines[i % CHECKED]);
    free(list);
}

static void item_of(const struct client *client, char item[LINE])
{
    snprintf(item, LINE, "pid%d-client%d-%ld", (int)held.pid, client->number,
             client->seen);
}

static void place(struct client *client)
{
    char item[LINE], body[2 * LINE], request[4 * LINE];
    client->seen++;
    item_of(client, item);
    int n = snprintf(body, sizeof body, "{\"item\":\"%s\"}", item);
    n = snprintf(request, sizeof request,
                 "POST /orders HTTP/1.1\r\nHost: held\r\n"
                 "Content-Length: %d\r\n\r\n%s",
                 n, body);
    client->state = 0;
    client->reply.head_length = 0;
    client_send(client, request, (size_t)n);
}

/* An answer is small and comes whole: {"id":N} ends it. */
static void bytes(struct client *client, const char *at, size_t n)
{
    struct reply *reply = &client->reply;
    char item[LINE];
    if (n > sizeof reply->head - 1 - reply->head_length)
        n = sizeof reply->head - 1 - reply->head_length;
    memcpy(reply->head + reply->head_length, at, n);
    reply->head_length += n;
    reply->head[reply->head_length] = '\0';
    if (strstr(reply->head, "}\n") == NULL)
        return;
    const char *id = strstr(reply->head, "{\"id\":");
    if (strncmp(reply->head, "HTTP/1.1 201 ", 13) != 0 || id == NULL)
        fault("an order was answered %.60s", reply->head);
    item_of(client, item);
    fprintf(confirmed, "%ld %s\n", id ? strtol(id + 6, NULL, 10) : 0, item);
    if (++answers == held.count) {
        kill(held.pid, SIGKILL);
        killed = true;
    }
    if (!killed)
        place(client);
}

static void ended(struct client *client)
{
    if (!killed)
        fault("client %d lost its connection", client->number);
}

static const struct role buyer = {NULL, ended, bytes};

static int open_clients(const struct client *clients)
{
    int n = 0;
    for (int i = 0; i < CLIENTS; i++)
        n += clients[i].fd >= 0;
    return n;
}

void load_orders(void)
{
    confirmed = held.file ? fopen(held.file, "a+") : NULL;
    if (confirmed == NULL)
        err(2, "orders needs a file to keep what was confirmed");
    check_confirmed();
    struct client *clients = clients_open(CLIENTS, &buyer, NULL);
    for (int i = 0; i < CLIENTS; i++)
        place(&clients[i]);
    stage("%d orders are answered, and the server is killed", held.count);
    while (open_clients(clients) > 0)
        loop_turn(-1);
    if (fclose(confirmed) != 0)
        err(2, "%s", held.file);
    clients_close(clients, CLIENTS);
}
