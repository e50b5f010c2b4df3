/* conn.h: a connection's own affairs, apart from what it needs next.
 *
 * Private to the request module: http.c decides, conn.c keeps the books. */
#ifndef REQUEST_CONN_H
#define REQUEST_CONN_H

#include "exchange.h"

#define RELAXED memory_order_relaxed

/* Patience with the client ends that many nanoseconds from now; 0 never. */
void conn_patience(struct http_conn *conn, int64_t nanoseconds);

/* The Date line of this second. */
const char *conn_date(struct http_scratch *scratch);

/* Drops n bytes of input that were used. */
void conn_use_input(struct http_conn *conn, size_t n);

/* Keeps unused input over a wait, during which the scratch is others'. */
void conn_keep_input(struct http_conn *conn);

bool conn_output_waits(const struct http_conn *conn);

/* One more for a counter that only this thread writes, and others read. */
static inline void conn_count(_Atomic uint32_t *counter)
{
    uint32_t value = atomic_load_explicit(counter, RELAXED);
    atomic_store_explicit(counter, value + 1, RELAXED);
}

#endif
