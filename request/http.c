/* http.c: what a connection needs next (see http.h).
 *
 * A small machine. Output that waits comes before everything else: that
 * alone gives partial writes, 100 Continue and sending before a wait. The
 * next request is parsed only after the reply to this one was sent: that
 * alone gives pipelining and backpressure. */
#include "conn.h"
#include "trace.h"

enum state {
    STATE_RECEIVING, /* a request arrives, or is waited for */
    STATE_ANSWERING, /* the handler is to be called */
    STATE_WAITING,   /* the handler waits; ask for what, then call it */
    STATE_REPLIED,   /* the response is complete; its rest is being sent */
    STATE_SAID_LAST, /* the last reply was sent: say that no more comes */
    STATE_LINGERING, /* ... and read on, so that it is not lost to a reset */
    STATE_ENDED      /* nothing more to do */
};

enum {
    TURN = 16,              /* requests and pieces before others' turn */
    LINGER_BYTES = 4 << 20, /* thrown away at most after a last reply ... */
    LINGER_NS = 2000000000  /* ... and for how long, in nanoseconds */
};

/* Between two requests: the connection owns nothing and may be closed. */
static void rest(struct http_conn *conn)
{
    conn->state = STATE_RECEIVING;
    atomic_store_explicit(&conn->in_flight, false, RELAXED);
    conn_patience(conn, conn->server->config->idle_timeout);
}

/* A new piece of output waits: the client has write_timeout to take it. */
static void output_begins(struct http_conn *conn)
{
    conn->turns++;
    atomic_store_explicit(&conn->expired, false, RELAXED);
    conn_patience(conn, conn->server->config->write_timeout);
}

/* The response is complete (but maybe not sent): count it. */
static void replied(struct http_conn *conn)
{
    conn_count(&conn->served);
    if (conn->exchange->response.status >= 400)
        conn_count(&conn->failed);
    conn->state = STATE_REPLIED;
}

static void refuse(struct http_conn *conn, int status)
{
    conn->exchange->refusal = status;
    conn->exchange->response.date = conn_date(conn->scratch);
    response_refuse(conn->exchange);
    conn_use_input(conn, conn->input_length);
    replied(conn);
    output_begins(conn);
}

/* Lines that may stand before a request mean nothing and begin none. */
static void skip_blank_lines(struct http_conn *conn)
{
    size_t n = 0;
    while (n < conn->input_length &&
           (conn->input[n] == '\r' || conn->input[n] == '\n'))
        n++;
    if (n > 0)
        conn_use_input(conn, n);
}

static bool begin(struct http_conn *conn)
{
    conn->exchange = exchange_new(conn->server);
    atomic_store_explicit(&conn->in_flight, true, RELAXED);
    if (conn->exchange == NULL) {
        conn->state = STATE_ENDED;
        return false;
    }
    return true;
}

static void promise_100(struct exchange *x)
{
    static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
    x->expects = false;
    x->response.out[0].iov_base = (char *)text;
    x->response.out[0].iov_len = sizeof text - 1;
    x->response.out_count = 1;
}

/* The whole request is there: settle how its response begins. */
static void complete(struct http_conn *conn)
{
    struct exchange *x = conn->exchange;
    struct http_response *response = &x->response;
    response->head_only = x->request.method == METHOD_HEAD;
    response->close = !x->keep_alive;
    response->old = x->parser.http_minor == 0;
    conn->state = STATE_ANSWERING;
}

/* Whether the deadline passed, which is told to /stats. */
static bool expired(struct http_conn *conn)
{
    if (!atomic_load_explicit(&conn->expired, RELAXED))
        return false;
    conn->timed_out = true;
    return true;
}

/* No input left: wait for some, or give up. */
static enum http_need need_input(struct http_conn *conn)
{
    bool between = conn->exchange == NULL;
    bool late = expired(conn);
    if (late && !between) {
        refuse(conn, 408);
        return NEED_WRITE;
    }
    /* When the server is stopping, the next request may be here already: it
     * is read, up to the end that the server's shutdown(SHUT_RD) makes. */
    return late || conn->ended ? NEED_CLOSE : NEED_READ;
}

/* Parses input. Returns whether the state changed or output waits; without,
 * *need tells what is missing. */
static bool receive(struct http_conn *conn, enum http_need *need)
{
    if (conn->exchange == NULL)
        skip_blank_lines(conn);
    if (conn->input_length == 0) {
        *need = need_input(conn);
        return false;
    }
    bool began = conn->exchange == NULL;
    if (began && !begin(conn))
        return true;
    struct exchange *x = conn->exchange;
    conn_use_input(conn, exchange_parse(x, conn->input, conn->input_length));
    if (x->refusal != 0)
        refuse(conn, x->refusal);
    else if (x->complete)
        complete(conn);
    else if (began)
        conn_patience(conn, conn->server->config->request_timeout);
    if (x->expects && x->refusal == 0)
        promise_100(x);
    return true;
}

static void answer(struct http_conn *conn)
{
    struct exchange *x = conn->exchange;
    x->response.date = conn_date(conn->scratch);
    if (atomic_load_explicit(&conn->server->stopping, RELAXED))
        x->response.close = true; /* also when that began during a wait */
    enum http_then then = route_dispatch(&x->request, &x->response);
    x->request.before = then;
    x->request.step++;
    if (conn_output_waits(conn))
        output_begins(conn);
    bool headless = x->response.head_only && then == THEN_MORE;
    if (then == THEN_BREAK)
        conn->broken = true;
    else if (then == THEN_REPLY || headless)
        replied(conn);
    else if (then != THEN_MORE)
        conn->state = STATE_WAITING;
}

/* What the handler waits for; http_next calls it again after that. */
static enum http_need handler_need(struct http_conn *conn)
{
    conn->state = STATE_ANSWERING;
    atomic_store_explicit(&conn->deadline, INT64_MAX, RELAXED);
    conn->turns = 0;
    conn_keep_input(conn);
    switch (conn->exchange->request.before) {
    case THEN_SLEEP:
        return NEED_SLEEP;
    case THEN_NEWS:
        return NEED_NEWS;
    case THEN_WORK:
    case THEN_REPLY:
    case THEN_MORE:
    case THEN_BREAK:
        break;
    }
    return NEED_WORK;
}

/* The reply was sent. */
static void finish(struct http_conn *conn)
{
    bool last = conn->exchange->response.close;
    exchange_free(conn->exchange);
    conn->exchange = NULL;
    rest(conn);
    if (last)
        conn->state = STATE_SAID_LAST;
}

static enum http_need linger(struct http_conn *conn)
{
    conn->discarded += conn->input_length;
    conn_use_input(conn, conn->input_length);
    bool enough = conn->ended || conn->discarded > LINGER_BYTES;
    return enough || expired(conn) ? NEED_CLOSE : NEED_READ;
}

/* One step of the machine: returns true to be called again, or false with
 * what is needed. */
static bool step(struct http_conn *conn, enum http_need *need)
{
    switch ((enum state)conn->state) {
    case STATE_RECEIVING:
        return receive(conn, need);
    case STATE_ANSWERING:
        answer(conn);
        return true;
    case STATE_WAITING:
        *need = handler_need(conn);
        return false;
    case STATE_REPLIED:
        finish(conn);
        return true;
    case STATE_SAID_LAST:
        conn->state = STATE_LINGERING;
        conn_patience(conn, LINGER_NS);
        *need = NEED_FINISH;
        return false;
    case STATE_LINGERING:
        *need = linger(conn);
        return false;
    case STATE_ENDED:
        break;
    }
    *need = NEED_CLOSE;
    return false;
}

static enum http_need advance(struct http_conn *conn)
{
    enum http_need need;
    do {
        if (conn->broken)
            return NEED_CLOSE;
        if (conn_output_waits(conn))
            return expired(conn) ? NEED_CLOSE : NEED_WRITE;
        if (conn->turns >= TURN) {
            conn->turns = 0;
            conn_keep_input(conn);
            return conn->broken ? NEED_CLOSE : NEED_TURN;
        }
    } while (step(conn, &need));
    return need;
}

enum http_need http_next(struct http_conn *conn)
{
    struct trace *trace = conn->server->trace;
    if (trace != NULL)
        trace_met(trace, conn);
    enum http_need need = advance(conn);
    atomic_store_explicit(&conn->need, (uint8_t)need, RELAXED);
    if (trace != NULL)
        trace_need(trace, conn);
    return need;
}
