/* orders.h: a real database behind /orders.
 *
 * Private to the request module. SQLite with a write-ahead log, synced to
 * disk before a commit returns: an order that was answered 201 is there
 * after a crash. All calls block and lock, so they belong into jobs. */
#ifndef REQUEST_ORDERS_H
#define REQUEST_ORDERS_H

#include <stdint.h>

struct orders;

/* Opens or makes the file. Returns NULL with *why set (static or SQLite's
 * text, not to be freed). */
struct orders *orders_open(const char *path, const char **why);

/* Stores one order, durably. Returns its number, or -1. */
int64_t orders_add(struct orders *orders, const char *item, int64_t quantity);

/* The newest orders, at most `limit`, as a JSON array: malloc'd, the
 * caller's to free. NULL on failure. */
char *orders_list(struct orders *orders, int64_t limit);

#endif
