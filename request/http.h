/* http.h: the seam between HTTP and concurrency.
 *
 * The request module never reads, writes, sleeps or starts a thread. It is
 * handed the bytes that arrived and answers one question, again and again:
 * what does this connection need next? How it gets it is the server's whole
 * job, and the only thing in which the two servers differ.
 *
 *     for (;;)
 *         switch (http_next(conn)) { case NEED_READ: ... }
 *
 * A connection belongs to one thread at a time; only http_each and the
 * fields marked so may be used from another. Twins that call this:
 * threaded/serve.c and evented/serve.c.
 */
#ifndef REQUEST_HTTP_H
#define REQUEST_HTTP_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "config.h"

enum http_need {
    NEED_READ,   /* bytes from the client: read, then http_got */
    NEED_WRITE,  /* room to send: writev of http_output, then http_sent */
    NEED_SLEEP,  /* time to pass: http_sleep_ns from now */
    NEED_WORK,   /* http_job run to its end: it computes, or blocks */
    NEED_NEWS,   /* http_news to be true, at most http_sleep_ns from now */
    NEED_TURN,   /* nothing, but others waited long enough: their turn */
    NEED_FINISH, /* the client told that no more comes: shutdown(SHUT_WR) */
    NEED_CLOSE   /* the end: http_close, then close the descriptor */
};

enum { HTTP_NEEDS = NEED_CLOSE + 1 };

enum { HTTP_INPUT_SIZE = 16384 };

/* What a thread or a loop lends to the connections it serves, one at a time:
 * a connection that waits for its next request owns no buffer. The input
 * comes last, so that a small request touches few pages. */
struct http_scratch {
    int64_t date_second;         /* the second that `date` tells, or 0 */
    char date[40];               /* the Date header's line, kept a second */
    char input[HTTP_INPUT_SIZE]; /* bytes just read */
};

struct exchange;

/* One connection. The server embeds it and leaves its fields alone. */
struct http_conn {
    struct http_server *server;
    struct http_scratch *scratch;
    struct exchange *exchange; /* the request in hand; NULL between two */
    const char *input;         /* bytes not parsed yet ... */
    size_t input_length;       /* ... and how many */
    char *kept;                /* owns `input` once kept over a wait */
    struct http_conn *before, *after; /* server->connections, its lock */
    _Atomic int64_t deadline;         /* see http_deadline; any thread */
    _Atomic uint32_t served;          /* requests answered; any thread */
    _Atomic uint32_t failed;          /* of them with 4xx or 5xx; any thread */
    _Atomic uint8_t need;             /* the last answer; any thread */
    _Atomic bool in_flight;           /* a request is in hand; any thread */
    uint8_t state;                    /* enum state in http.c */
    uint8_t turns;                    /* requests and chunks since it waited */
    bool ended;                       /* the client sends no more */
    bool broken;                      /* the socket failed */
    _Atomic bool expired;             /* its deadline passed; any thread */
    bool timed_out;                   /* ... and that is why it ends */
    size_t discarded;                 /* bytes thrown away after a refusal */
    int64_t since;   /* when the need arose, if there is a trace */
    uint32_t number; /* the how-manieth connection this is */
    bool parked;     /* it waits while its thread serves others */
};

/* What all connections of a server share. */
struct http_server {
    const char *model; /* "threaded" or "evented" */
    char scene;        /* 'A' to 'E', one of five restaurants */
    const struct config *config;
    int64_t started;               /* CLOCK_MONOTONIC, nanoseconds */
    void (*announce)(void *);      /* wakes who waits for news; may be NULL */
    void *announce_argument;       /* ... given to it */
    struct feed *feed;             /* what /feed tells; locks by itself */
    struct orders *orders;         /* behind /orders; NULL: no --database */
    struct trace *trace;           /* where needs are written, or NULL */
    int root;                      /* --root, an open folder, or -1 */
    atomic_bool stopping;          /* every reply says Connection: close */
    pthread_mutex_t lock;          /* protects all that follows */
    pthread_cond_t left;           /* signalled when a connection closes */
    struct http_conn *connections; /* all that are open */
    long open;                     /* how many */
    uint64_t accepted, refused, timed_out;
    uint64_t served, failed; /* by connections that are closed */
};

/* Work for NEED_WORK: run(argument), on any thread, once. */
struct http_job {
    void (*run)(void *argument);
    void *argument;
};

/* Sets a server up; `config` must outlive it. Exits 1 with a line on stderr
 * when --root or --database cannot be opened. */
void http_server_init(struct http_server *server, const char *model, char scene,
                      const struct config *config);

/* The end of the day: replies say Connection: close from now on, and who
 * waits is told. Any thread, but no signal handler. */
void http_stop(struct http_server *server);

/* Ends the trace; prints what was served, a line on stdout, unless --quiet. */
void http_goodbye(struct http_server *server);

/* Counts a connection that was turned away before it had one. */
void http_refused(struct http_server *server);

/* A complete 503 reply for a client that cannot be served at all. */
extern const char http_overloaded[];

/* Begins a connection and counts it. Allocates nothing. */
void http_open(struct http_conn *conn, struct http_server *server);

/* Lends it a scratch, before the first http_next. May be shared with other
 * connections of the same thread. */
void http_lend(struct http_conn *conn, struct http_scratch *scratch);

/* Frees what the connection holds and counts it out. Call it before the
 * descriptor is closed: until then http_each may still show it to others. */
void http_close(struct http_conn *conn);

/* What this connection needs next. Call again once the need was met, even in
 * part. Never blocks. Output that waits always comes first. */
enum http_need http_next(struct http_conn *conn);

/* NEED_READ: where bytes may be put (lent by the scratch), and how many. */
char *http_input(struct http_conn *conn, size_t *room);

/* n bytes were put there; 0 tells that the client ended or was lost. */
void http_got(struct http_conn *conn, size_t n);

/* NEED_WRITE: what waits to be sent, at least a byte. */
struct iovec *http_output(struct http_conn *conn, int *count);

/* n bytes of it were sent. Call it after every try, with 0 when the socket
 * had no room. Returns whether that was all. */
bool http_sent(struct http_conn *conn, size_t n);

/* Writing failed: the client is gone. http_next will say NEED_CLOSE. */
void http_broken(struct http_conn *conn);

/* NEED_SLEEP: for how long, in nanoseconds (NEED_NEWS: at most). NEED_WORK:
 * what to run. */
int64_t http_sleep_ns(const struct http_conn *conn);
struct http_job http_job(const struct http_conn *conn);

/* NEED_NEWS: whether there are any. Changes to true before the server's
 * announce() is called. Any thread may ask. */
bool http_news(const struct http_conn *conn);

/* When patience with the client ends (CLOCK_MONOTONIC, nanoseconds, 4 ms
 * coarse), INT64_MAX for never. Any thread may ask. */
int64_t http_deadline(struct http_conn *conn);

/* The thread turns to others while this connection waits. Only the trace
 * wants to know: such waits are drawn beside the thread and not on it. */
void http_parked(struct http_conn *conn);

/* The deadline passed: http_next will answer 408 to half a request and close
 * a silent or stuck connection. Any thread may say so. */
void http_expire(struct http_conn *conn);

/* Whether no request has begun: what may be closed at any time. Any thread.*/
bool http_idle(struct http_conn *conn);

/* Whether it waits for room to send. Any thread. */
bool http_writing(struct http_conn *conn);

/* Calls each(conn, argument) for every open connection, with the server's
 * lock held: `each` must be quick and may not open or close any. */
void http_each(struct http_server *server,
               void (*each)(struct http_conn *conn, void *argument),
               void *argument);

/* Coarse CLOCK_MONOTONIC in nanoseconds: what http_deadline counts in. */
int64_t http_now(void);

#endif
