/* fuzz_http.c: the whole path of a request, from bytes to bytes.
 *
 * An input is four bytes of settings (which limits, and chances) and then
 * what a client sends. The same bytes given whole, one by one and in pieces
 * must get the same replies, all well-formed; and then once more while
 * deadlines pass, sockets fail and the server stops. /files are those of
 * tests/fuzz/root, /orders are kept in memory. */
#include <err.h>
#include <sqlite3.h>
#include <string.h>

#include "check.h"
#include "feed.h"
#include "judge.h"
#include "trace.h"

enum {
    HEADER = 4,
    SMALL = 1,    /* flags in its first byte: small limits, */
    NO_STORE = 2, /* neither files nor orders, */
    TRACED = 4    /* a trace, to nowhere */
};

static const char database[] = "file:fuzz?mode=memory&cache=shared";

static struct config limits[2]; /* the default ones, and small ones */
static struct http_server server;
static struct orders *orders;
static struct trace *trace;
static int root;
static sqlite3 *cleaner; /* a connection of our own to the same orders */

static void server_init(void)
{
    char *nothing[] = {"fuzz", NULL};
    const struct setting none[] = {{0}};
    sqlite3_config(SQLITE_CONFIG_URI, 1);
    config_read(&limits[0], "fuzz", 1, none, "", 1, nothing);
    limits[0].root = "tests/fuzz/root";
    limits[0].database = database;
    limits[1] = limits[0];
    limits[1].max_head = 256;
    limits[1].max_body = 64;
    http_server_init(&server, "fuzz", 'F', &limits[0]);
    orders = server.orders;
    root = server.root;
    trace = trace_open("/dev/null", "fuzz");
    if (sqlite3_open(database, &cleaner) != SQLITE_OK)
        errx(1, "SQLite: %s", sqlite3_errmsg(cleaner));
}

static void feed_renew(void)
{
    CHECK(server.feed->subscribers == 0, "a subscriber was not counted out");
    if (server.feed->last == 0)
        return;
    for (int i = 0; i < FEED_RING; i++)
        free(server.feed->text[i]);
    free(server.feed);
    server.feed = feed_new();
}

/* As it was at the start. */
static void server_renew(uint8_t flags)
{
    CHECK(server.open == 0 && server.connections == NULL,
          "a connection was not counted out");
    feed_renew();
    sqlite3_exec(cleaner, "DELETE FROM orders", NULL, NULL, NULL);
    server.stopping = false;
    server.config = &limits[(flags & SMALL) != 0];
    server.orders = flags & NO_STORE ? NULL : orders;
    server.trace = flags & TRACED ? trace : NULL;
    server.root = flags & NO_STORE ? -1 : root;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static struct talk whole, other;
    if (size < HEADER)
        return -1;
    if (server.config == NULL)
        server_init();
    uint64_t random = data[1] | (uint64_t)data[2] << 8;
    struct plan plans[] = {
        {SIZE_MAX, SIZE_MAX, random, false},
        {1, 1, random, false},
        {0, 0, random, false},
        {0, 0, random + 1, true},
    };
    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++) {
        struct talk *talk = i == 0 ? &whole : &other;
        server_renew(data[0]);
        talk_hold(talk, &server, data + HEADER, size - HEADER, &plans[i]);
        judge_replies(talk);
        if (i > 0 && !plans[i].chaos)
            judge_same(&whole, talk);
    }
    return 0;
}
