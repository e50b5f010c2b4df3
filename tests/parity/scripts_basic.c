/* scripts_basic.c: connections: how long they last, pipelines, pieces. */
#include "scripts.h"

static const struct step get[] = {
    GET("/hello"),
    ANSWER(200, "hello\n"),
    HEADER("Content-Type", "text/plain; charset=utf-8"),
    HEADER("Content-Length", "6"),
    HEADER("Date", NULL),
    NO_HEADER("Connection"),
    STILL_OPEN,
    END,
};

static const struct step head[] = {
    SEND(REQUEST("HEAD", "/hello")),
    HEAD_ANSWER(200, "6"),
    HEADER("Content-Type", "text/plain; charset=utf-8"),
    STILL_OPEN,
    END,
};

static const struct step keep_alive[] = {
    STILL_OPEN, STILL_OPEN, GET("/bytes?n=3"), BYTES(3), STILL_OPEN, END,
};

static const struct step old_version[] = {
    SEND("GET /hello HTTP/1.0\r\n\r\n"),
    ANSWER(200, "hello\n"),
    CLOSED,
    END,
};

static const struct step old_keep_alive[] = {
    SEND("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
    ANSWER(200, "hello\n"),
    HEADER("Connection", "keep-alive"),
    STILL_OPEN,
    END,
};

static const struct step close_asked[] = {
    SEND("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
    ANSWER(200, "hello\n"),
    HEADER("Connection", "close"),
    CLOSED,
    END,
};

static const struct step close_mixed_case[] = {
    SEND("GET /hello HTTP/1.1\r\nhOST: x\r\ncoNNection: Close\r\n\r\n"),
    ANSWER(200, "hello\n"),
    HEADER("Connection", "close"),
    CLOSED,
    END,
};

static const struct step after_close[] = {
    WHOLE, /* the server may close before the last byte */
    SEND("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" REQUEST(
        "GET", "/bytes?n=1")),
    ANSWER(200, "hello\n"),
    CLOSED,
    END,
};

static const struct step pipeline_8[] = {
    SEND_TIMES(8, REQUEST("GET", "/hello")),
    ANSWERS(8, "hello\n"),
    STILL_OPEN,
    END,
};

static const struct step pipeline_1000[] = {
    SEND_TIMES(1000, REQUEST("GET", "/hello")),
    ANSWERS(1000, "hello\n"),
    STILL_OPEN,
    END,
};

static const struct step pipeline_mixed[] = {
    SEND(REQUEST("GET", "/wait?ms=1") REQUEST("HEAD", "/hello")
             REQUEST("GET", "/bytes?n=100") REQUEST("GET", "/nothing")
                 REQUEST("GET", "/block?ms=1") REQUEST("GET", "/hello")),
    STATUS(200),
    HEAD_ANSWER(200, "6"),
    BYTES(100),
    STATUS(404),
    STATUS(200),
    ANSWER(200, "hello\n"),
    STILL_OPEN,
    END,
};

static const struct step pipeline_bodies[] = {
    SEND_TIMES(50, "POST /echo HTTP/1.1\r\nHost: x\r\n"
                   "Content-Length: 5\r\n\r\n12345"),
    ANSWERS(50, "12345"),
    SEND_TIMES(50, "POST /echo HTTP/1.1\r\nHost: x\r\n"
                   "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n"),
    ANSWERS(50, "12345"),
    STILL_OPEN,
    END,
};

static const struct step pipeline_refused[] = {
    SEND(REQUEST("GET", "/hello") "GET /hello HTTP/9.9\r\n\r\n" REQUEST(
        "GET", "/hello")),
    ANSWER(200, "hello\n"),
    REFUSED(505),
    END,
};

static const struct step cut_get[] = {
    SPLIT("GET /hello HTTP/1.1\r\nHost: x\r\nAccept: a, b\r\n\r\n", "hello\n"),
    END,
};

static const struct step cut_post[] = {
    SPLIT("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nabcd",
          "abcd"),
    END,
};

static const struct step cut_chunked[] = {
    SPLIT("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
          "\r\n2;a=b\r\nab\r\n2\r\ncd\r\n0\r\nSum: 4\r\n\r\n",
          "abcd"),
    END,
};

static const struct step half_close[] = {
    GET("/wait?ms=1"), HALF_CLOSE, STATUS(200), CLOSED, END,
};

static const struct step half_close_pipeline[] = {
    SEND_TIMES(3, REQUEST("GET", "/hello")),
    HALF_CLOSE,
    ANSWERS(3, "hello\n"),
    CLOSED,
    END,
};

static const struct step half_close_echo[] = {
    SEND("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"),
    HALF_CLOSE,
    ANSWER(200, "abc"),
    CLOSED,
    END,
};

static const struct step silent[] = {
    HALF_CLOSE,
    CLOSED,
    END,
};

static const struct step silent_later[] = {
    STILL_OPEN,
    HALF_CLOSE,
    CLOSED,
    END,
};

static const struct step ends_in_head[] = {
    SEND("GET /hello HTTP/1.1\r\nHo"), SETTLE, HALF_CLOSE, CLOSED, END,
};

static const struct step ends_in_body[] = {
    SEND("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"),
    SETTLE,
    HALF_CLOSE,
    CLOSED,
    END,
};

static const struct step ends_in_chunk[] = {
    SEND("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
         "\r\n5\r\nab"),
    SETTLE,
    HALF_CLOSE,
    CLOSED,
    END,
};

static const struct step two_clients[] = {
    SEND("GET /hello HT"),
    SETTLE,
    USE(1),
    STILL_OPEN,
    USE(0),
    SEND("TP/1.1\r\nHost: x\r\n\r\n"),
    ANSWER(200, "hello\n"),
    USE(1),
    STILL_OPEN,
    USE(0),
    STILL_OPEN,
    END,
};

static const struct step others_wait[] = {
    GET("/wait?ms=100"), SETTLE, USE(1),
    STILL_OPEN,          USE(2), GET("/wait?ms=1"),
    STATUS(200),         USE(0), STATUS(200),
    STILL_OPEN,          END,
};

static const struct step vanishes[] = {
    GET("/wait?ms=50"),
    SETTLE,
    LEAVE,
    USE(1),
    GET("/bytes?n=1000000"),
    LEAVE,
    USE(2),
    STILL_OPEN,
    END,
};

static const struct step blank_lines[] = {
    SEND("\r\n" REQUEST("GET", "/hello")),
    ANSWER(200, "hello\n"),
    SEND("\r\n" REQUEST("GET", "/hello")),
    ANSWER(200, "hello\n"),
    END,
};

/* RFC 9112, 3: words may be parted by more than one space. */
static const struct step two_spaces[] = {
    SEND("GET  /hello HTTP/1.1\r\nHost: x\r\n\r\n"),
    ANSWER(200, "hello\n"),
    STILL_OPEN,
    END,
};

static const struct step upgrade[] = {
    SEND("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
         "Upgrade: websocket\r\n\r\n"),
    ANSWER(200, "hello\n"),
    STILL_OPEN,
    END,
};

static const struct step upgrade_h2c[] = {
    SEND("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, "
         "HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n"),
    ANSWER(200, "hello\n"),
    STILL_OPEN,
    END,
};

const struct script scripts_basic[] = {
    {"GET, and the connection stays open", get},
    {"HEAD has the length but no body", head},
    {"several requests on one connection", keep_alive},
    {"HTTP/1.0 closes after one answer", old_version},
    {"HTTP/1.0 with keep-alive stays open", old_keep_alive},
    {"Connection: close closes", close_asked},
    {"header names and close in any case", close_mixed_case},
    {"nothing is answered after Connection: close", after_close},
    {"a pipeline of 8", pipeline_8},
    {"a pipeline of 1,000", pipeline_1000},
    {"a pipeline of all sorts keeps its order", pipeline_mixed},
    {"a pipeline of 100 bodies", pipeline_bodies},
    {"a refused request ends a pipeline", pipeline_refused},
    {"a request cut at every byte", cut_get},
    {"a request with a body cut at every byte", cut_post},
    {"a chunked request cut at every byte", cut_chunked},
    {"half-closed after the request: still answered", half_close},
    {"half-closed after a pipeline: all answered", half_close_pipeline},
    {"half-closed after a body: still answered", half_close_echo},
    {"a client that says nothing and ends", silent},
    {"a client that ends between two requests", silent_later},
    {"a client that ends in the head", ends_in_head},
    {"a client that ends in the body", ends_in_body},
    {"a client that ends in a chunk", ends_in_chunk},
    {"half a request does not hold up another client", two_clients},
    {"a waiting request does not hold up another client", others_wait},
    {"clients that vanish leave the others alone", vanishes},
    {"an empty line before a request is skipped", blank_lines},
    {"two spaces before the target", two_spaces},
    {"an upgrade is ignored", upgrade},
    {"an upgrade to HTTP/2 is ignored", upgrade_h2c},
    {.name = NULL},
};
