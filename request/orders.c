/* orders.c: one SQLite connection, one lock (see orders.h).
 *
 * SQLite lets one writer in at a time however many connections there are,
 * so a lock of our own costs no parallel writes. */
#include "orders.h"

#include <jansson.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>

struct orders {
    pthread_mutex_t lock; /* protects all that follows */
    sqlite3 *database;
    sqlite3_stmt *add, *list;
};

static const char schema[] =
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "CREATE TABLE IF NOT EXISTS orders ("
    " id INTEGER PRIMARY KEY, item TEXT NOT NULL,"
    " quantity INTEGER NOT NULL CHECK (quantity > 0),"
    " placed TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ')));";

static const char add[] = "INSERT INTO orders (item, quantity) VALUES (?, ?)";

static const char list[] = "SELECT id, item, quantity, placed FROM orders"
                           " ORDER BY id DESC LIMIT ?";

/* Two servers that open a new file at once: one of them waits. The change to
 * a write-ahead log does not wait by itself, whatever the timeout. */
static int prepare_file(sqlite3 *database)
{
    int error = SQLITE_BUSY;
    sqlite3_busy_timeout(database, 5000);
    for (int tries = 0; error == SQLITE_BUSY && tries < 50; tries++) {
        error = sqlite3_exec(database, schema, NULL, NULL, NULL);
        if (error == SQLITE_BUSY)
            sqlite3_sleep(100);
    }
    return error;
}

struct orders *orders_open(const char *path, const char **why)
{
    struct orders *orders = calloc(1, sizeof *orders);
    *why = "out of memory";
    if (orders == NULL)
        return NULL;
    pthread_mutex_init(&orders->lock, NULL);
    int error = sqlite3_open(path, &orders->database);
    if (error == SQLITE_OK)
        error = prepare_file(orders->database);
    if (error == SQLITE_OK)
        error =
            sqlite3_prepare_v2(orders->database, add, -1, &orders->add, NULL);
    if (error == SQLITE_OK)
        error =
            sqlite3_prepare_v2(orders->database, list, -1, &orders->list, NULL);
    if (error == SQLITE_OK)
        return orders;
    *why = sqlite3_errstr(error);
    sqlite3_close_v2(orders->database);
    free(orders);
    return NULL;
}

int64_t orders_add(struct orders *orders, const char *item, int64_t quantity)
{
    int64_t id = -1;
    pthread_mutex_lock(&orders->lock);
    sqlite3_bind_text(orders->add, 1, item, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(orders->add, 2, quantity);
    if (sqlite3_step(orders->add) == SQLITE_DONE)
        id = sqlite3_last_insert_rowid(orders->database);
    sqlite3_reset(orders->add);
    pthread_mutex_unlock(&orders->lock);
    return id;
}

/* One row as a JSON object; NULL when there is no memory. */
static json_t *row(sqlite3_stmt *list_row)
{
    return json_pack("{s:I, s:s, s:I, s:s}", "id",
                     (json_int_t)sqlite3_column_int64(list_row, 0), "item",
                     (const char *)sqlite3_column_text(list_row, 1), "quantity",
                     (json_int_t)sqlite3_column_int64(list_row, 2), "placed",
                     (const char *)sqlite3_column_text(list_row, 3));
}

char *orders_list(struct orders *orders, int64_t limit)
{
    json_t *array = json_array();
    char *text = NULL;
    int step;
    pthread_mutex_lock(&orders->lock);
    sqlite3_bind_int64(orders->list, 1, limit);
    while ((step = sqlite3_step(orders->list)) == SQLITE_ROW)
        if (json_array_append_new(array, row(orders->list)) != 0)
            break;
    sqlite3_reset(orders->list);
    pthread_mutex_unlock(&orders->lock);
    if (step == SQLITE_DONE)
        text = json_dumps(array, JSON_COMPACT);
    json_decref(array);
    return text;
}
