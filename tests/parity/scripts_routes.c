/* scripts_routes.c: what each route answers, and to which method. */
#include "scripts.h"

static const struct step wait_ms[] = {
    GET("/wait?ms=1"), STATUS(200), GET("/wait?ms=0"),
    STATUS(200),       STILL_OPEN,  END,
};

static const struct step block_ms[] = {
    GET("/block?ms=1"), STATUS(200), GET("/block?ms=0"),
    STATUS(200),        STILL_OPEN,  END,
};

static const struct step burn_us[] = {
    GET("/burn?us=100"), STATUS(200), GET("/burn?us=0"),
    STATUS(200),         STILL_OPEN,  END,
};

static const struct step bytes_none[] = {
    GET("/bytes?n=0"),
    BYTES(0),
    STILL_OPEN,
    END,
};

static const struct step bytes_few[] = {
    GET("/bytes?n=1"),  BYTES(1),  GET("/bytes?n=60"), BYTES(60),
    GET("/bytes?n=61"), BYTES(61), STILL_OPEN,         END,
};

static const struct step bytes_64k[] = {
    GET("/bytes?n=65535"),
    BYTES(65535),
    GET("/bytes?n=65536"),
    BYTES(65536),
    GET("/bytes?n=65537"),
    BYTES(65537),
    STILL_OPEN,
    END,
};

static const struct step bytes_million[] = {
    GET("/bytes?n=1000000"),
    BYTES(1000000),
    STILL_OPEN,
    END,
};

static const struct step bytes_pipeline[] = {
    SEND_TIMES(4, REQUEST("GET", "/bytes?n=300000")),
    BYTES(300000),
    BYTES(300000),
    BYTES(300000),
    BYTES(300000),
    STILL_OPEN,
    END,
};

static const struct step bytes_old[] = {
    SEND("GET /bytes?n=100000 HTTP/1.0\r\n\r\n"),
    BYTES(100000),
    CLOSED,
    END,
};

static const struct step bytes_head[] = {
    SEND(REQUEST("HEAD", "/bytes?n=1000000")),
    HEAD_ANSWER(200, "1000000"),
    STILL_OPEN,
    END,
};

static const struct step head_all[] = {
    SEND(REQUEST("HEAD", "/")),
    HEAD_ANSWER(200, NULL),
    SEND(REQUEST("HEAD", "/wait?ms=1")),
    HEAD_ANSWER(200, NULL),
    SEND(REQUEST("HEAD", "/block?ms=1")),
    HEAD_ANSWER(200, NULL),
    SEND(REQUEST("HEAD", "/burn?us=1")),
    HEAD_ANSWER(200, NULL),
    SEND(REQUEST("HEAD", "/nothing")),
    HEAD_ANSWER(404, NULL),
    SEND(REQUEST("HEAD", "/wait?ms=x")),
    HEAD_ANSWER(400, NULL),
    STILL_OPEN,
    END,
};

static const struct step absolute[] = {
    SEND("GET http://example.test/hello HTTP/1.1\r\nHost: example.test\r\n"
         "\r\n"),
    ANSWER(200, "hello\n"),
    SEND("GET HTTP://example.test:80/bytes?n=2 HTTP/1.1\r\n"
         "Host: example.test\r\n\r\n"),
    BYTES(2),
    STILL_OPEN,
    END,
};

static const struct step encoded[] = {
    GET("/%68ello"),
    ANSWER(200, "hello\n"),
    GET("/h%65%6C%6c%6F"),
    ANSWER(200, "hello\n"),
    STILL_OPEN,
    END,
};

static const struct step encoded_once[] = {
    GET("/%2568ello"),
    STATUS(404),
    STILL_OPEN,
    END,
};

static const struct step query_ignored[] = {
    GET("/hello?"),
    ANSWER(200, "hello\n"),
    GET("/hello?a=b&c&=&&d=%zz"),
    ANSWER(200, "hello\n"),
    STILL_OPEN,
    END,
};

static const struct step query_order[] = {
    GET("/bytes?a=9&n=7&n=8"),
    BYTES(7),
    GET("/bytes?nn=9&n=5"),
    BYTES(5),
    STILL_OPEN,
    END,
};

static const struct step query_missing[] = {
    GET("/wait"), STATUS(200),   GET("/block"), STATUS(200), GET("/burn"),
    STATUS(200),  GET("/bytes"), STATUS(200),   STILL_OPEN,  END,
};

#define BAD(target) GET(target), STATUS(400)

static const struct step query_bad[] = {
    BAD("/wait?ms=-1"),
    BAD("/wait?ms=+1"),
    BAD("/wait?ms=abc"),
    BAD("/wait?ms=1x"),
    BAD("/wait?ms="),
    BAD("/wait?ms=99999999999999999999999"),
    BAD("/block?ms=0x10"),
    BAD("/burn?us=1.5"),
    BAD("/bytes?n=18446744073709551616"),
    BAD("/bytes?n=-1"),
    STILL_OPEN,
    END,
};

static const struct step not_found[] = {
    GET("/nothing"),
    STATUS(404),
    NO_HEADER("Connection"),
    GET("/hello/"),
    STATUS(404),
    GET("/HELLO"),
    STATUS(404),
    GET("//hello"),
    STATUS(404),
    STILL_OPEN,
    END,
};

static const struct step not_allowed[] = {
    SEND("POST /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab"),
    STATUS(405),
    HEADER("Allow", "GET, HEAD"),
    SEND(REQUEST("DELETE", "/bytes?n=1")),
    STATUS(405),
    HEADER("Allow", "GET, HEAD"),
    GET("/echo"),
    STATUS(405),
    HEADER("Allow", "POST"),
    STILL_OPEN,
    END,
};

static const struct step other_methods[] = {
    SEND(REQUEST("OPTIONS", "/hello")),
    STATUS(405),
    HEADER("Allow", "GET, HEAD"),
    SEND(REQUEST("TRACE", "/hello")),
    STATUS(405),
    SEND(REQUEST("PUT", "/nothing")),
    STATUS(404),
    STILL_OPEN,
    END,
};

static const struct step home[] = {
    GET("/"),   STATUS(200), HEADER("Content-Type", "text/html; charset=utf-8"),
    STILL_OPEN, END,
};

const struct script scripts_routes[] = {
    {"/wait waits and answers", wait_ms},
    {"/block blocks and answers", block_ms},
    {"/burn computes and answers", burn_us},
    {"/bytes?n=0 is empty", bytes_none},
    {"/bytes of a line's length", bytes_few},
    {"/bytes around 64 KiB", bytes_64k},
    {"/bytes of a million", bytes_million},
    {"a pipeline of large answers", bytes_pipeline},
    {"/bytes to HTTP/1.0 has a length too", bytes_old},
    {"HEAD of a million bytes", bytes_head},
    {"HEAD of every route", head_all},
    {"a target in absolute form", absolute},
    {"a path with percent-encoding", encoded},
    {"percent-encoding is undone only once", encoded_once},
    {"parameters that mean nothing are ignored", query_ignored},
    {"the first parameter of a name counts", query_order},
    {"a missing parameter has a default", query_missing},
    {"a parameter that is no number, or too large: 400", query_bad},
    {"an unknown path: 404, and stays open", not_found},
    {"a wrong method: 405 with Allow, and stays open", not_allowed},
    {"OPTIONS, TRACE, PUT", other_methods},
    {"/ is a page, the same one from both", home},
    {.name = NULL},
};
