/* scripts_store.c: files, orders and the feed: routes that keep something.
 *
 * Played only when the servers were given a folder (see `run`), which holds
 * root/hello.txt ("hello, file\n"), root/empty, root/a b.json ("{}"),
 * root/large (300,000 bytes of the pattern of /bytes), root/folder/inner.txt
 * ("inner\n"), root/out (a link to ../secret) and secret. Each server has a
 * database and a feed of its own, so numbers given out agree. */
#include "scripts.h"

#define ASK(method, target, more)                                              \
    SEND(method " " target " HTTP/1.1\r\nHost: x\r\n" more "\r\n")
#define POST(target, length, body)                                             \
    SEND("POST " target " HTTP/1.1\r\nHost: x\r\nContent-Length: " length      \
         "\r\n\r\n" body)

static const struct step file_whole[] = {
    GET("/files/hello.txt"),
    ANSWER(200, "hello, file\n"),
    HEADER("Content-Type", "text/plain; charset=utf-8"),
    HEADER("Accept-Ranges", "bytes"),
    HEADER("ETag", NULL),
    HEADER("Last-Modified", "Sat, 01 Jan 2000 00:00:00 GMT"),
    GET("/files/folder/inner.txt"),
    ANSWER(200, "inner\n"),
    GET("/files/a%20b.json"),
    ANSWER(200, "{}"),
    HEADER("Content-Type", "application/json"),
    GET("/files/empty"),
    ANSWER(200, ""),
    STILL_OPEN,
    END,
};

static const struct step file_large[] = {
    SEND_TIMES(3, REQUEST("GET", "/files/large")),
    BYTES(300000),
    BYTES(300000),
    BYTES(300000),
    SEND(REQUEST("HEAD", "/files/large")),
    HEAD_ANSWER(200, "300000"),
    STILL_OPEN,
    END,
};

#define RANGE(range) ASK("GET", "/files/hello.txt", "Range: " range "\r\n")

static const struct step file_range[] = {
    RANGE("bytes=0-4"),
    ANSWER(206, "hello"),
    HEADER("Content-Range", "bytes 0-4/12"),
    RANGE("bytes=7-"),
    ANSWER(206, "file\n"),
    HEADER("Content-Range", "bytes 7-11/12"),
    RANGE("bytes=-5"),
    ANSWER(206, "file\n"),
    RANGE("bytes=7-1000"),
    ANSWER(206, "file\n"),
    RANGE("bytes=-1000"),
    ANSWER(206, "hello, file\n"),
    STILL_OPEN,
    END,
};

static const struct step file_no_range[] = {
    RANGE("bytes=12-"),
    STATUS(416),
    HEADER("Content-Range", "bytes */12"),
    RANGE("bytes=-0"),
    STATUS(416),
    STILL_OPEN,
    END,
};

static const struct step file_odd_range[] = {
    RANGE("lines=1-2"),
    ANSWER(200, "hello, file\n"),
    RANGE("bytes=5-2"),
    ANSWER(200, "hello, file\n"),
    RANGE("bytes=a-b"),
    ANSWER(200, "hello, file\n"),
    RANGE("bytes=0-1,3-4"),
    ANSWER(200, "hello, file\n"),
    ASK("GET", "/files/hello.txt",
        "Range: bytes=0-4\r\nIf-Range: \"other\"\r\n"),
    ANSWER(200, "hello, file\n"),
    ASK("GET", "/files/hello.txt",
        "Range: bytes=0-4\r\nIf-Range: Sat, 01 Jan 2000 00:00:00 GMT\r\n"),
    ANSWER(206, "hello"),
    STILL_OPEN,
    END,
};

static const struct step file_unchanged[] = {
    ASK("GET", "/files/hello.txt", "If-None-Match: *\r\n"),
    STATUS(304),
    HEADER("ETag", NULL),
    ASK("GET", "/files/hello.txt",
        "If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT\r\n"),
    STATUS(304),
    ASK("GET", "/files/hello.txt",
        "If-Modified-Since: Fri, 31 Dec 1999 23:59:59 GMT\r\n"),
    ANSWER(200, "hello, file\n"),
    ASK("GET", "/files/hello.txt", "If-None-Match: \"other\"\r\n"),
    ANSWER(200, "hello, file\n"),
    ASK("GET", "/files/hello.txt", "If-Modified-Since: yesterday\r\n"),
    ANSWER(200, "hello, file\n"),
    STILL_OPEN,
    END,
};

#define MISSING(target) GET(target), STATUS(404)

static const struct step file_outside[] = {
    MISSING("/files/../secret"),
    MISSING("/files/%2e%2e/secret"),
    MISSING("/files/..%2fsecret"),
    MISSING("/files/folder/../../secret"),
    MISSING("/files//etc/hostname"),
    MISSING("/files/%2fetc/hostname"),
    MISSING("/files/out"),
    STILL_OPEN,
    END,
};

static const struct step file_missing[] = {
    MISSING("/files/nothing"),
    MISSING("/files/"),
    MISSING("/files"),
    MISSING("/files/folder"),
    MISSING("/files/folder/"),
    MISSING("/files/hello.txt/"),
    POST("/files/hello.txt", "1", "x"),
    STATUS(405),
    HEADER("Allow", "GET, HEAD"),
    STILL_OPEN,
    END,
};

static const struct step order[] = {
    POST("/orders", "17", "{\"item\":\"burger\"}"),
    STATUS(201),
    HEADER("Content-Type", "application/json"),
    POST("/orders", "28", "{\"item\":\"soup\",\"quantity\":2}"),
    STATUS(201),
    GET("/orders?limit=0"),
    ANSWER(200, "[]"),
    STILL_OPEN,
    END,
};

#define NO_ORDER(length, body) POST("/orders", length, body), STATUS(400)

static const struct step order_bad[] = {
    NO_ORDER("0", ""),
    NO_ORDER("6", "burger"),
    NO_ORDER("2", "{}"),
    NO_ORDER("2", "[]"),
    NO_ORDER("11", "{\"item\":\"\"}"),
    NO_ORDER("10", "{\"item\":1}"),
    NO_ORDER("25", "{\"item\":\"a\",\"quantity\":0}"),
    NO_ORDER("26", "{\"item\":\"a\",\"quantity\":-1}"),
    NO_ORDER("27", "{\"item\":\"a\",\"quantity\":1.5}"),
    NO_ORDER("13", "{\"item\":\"a\"}x"),
    GET("/orders?limit=x"),
    STATUS(400),
    GET("/orders?limit=1001"),
    STATUS(400),
    STILL_OPEN,
    END,
};

static const struct step order_pipeline[] = {
    SEND_TIMES(5, "POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n"
                  "\r\n{\"item\":\"a\"}"),
    STATUS(201),
    STATUS(201),
    STATUS(201),
    STATUS(201),
    STATUS(201),
    STILL_OPEN,
    END,
};

#define SUBSCRIBED UNTIL(": subscribed\n\n")

static const struct step feed[] = {
    GET("/feed"),
    SUBSCRIBED,
    USE(1),
    GET("/feed"),
    SUBSCRIBED,
    USE(2),
    POST("/feed", "3", "one"),
    STATUS(200),
    USE(0),
    UNTIL("data: one\n\n"),
    USE(1),
    UNTIL("data: one\n\n"),
    USE(2),
    POST("/feed", "3", "two"),
    STATUS(200),
    USE(1),
    UNTIL("data: two\n\n"),
    USE(0),
    UNTIL("data: two\n\n"),
    USE(2),
    STILL_OPEN,
    END,
};

static const struct step feed_lines[] = {
    GET("/feed"),
    SUBSCRIBED,
    USE(1),
    POST("/feed", "6", "a\nb\r\nc"),
    STATUS(200),
    USE(0),
    UNTIL("data: a\ndata: b\ndata: c\n\n"),
    END,
};

/* Whole only: a second time there would be more to catch up with. */
static const struct step feed_resumes[] = {
    WHOLE,
    POST("/feed", "5", "first"),
    STATUS(200),
    POST("/feed", "6", "second"),
    STATUS(200),
    USE(1),
    ASK("GET", "/feed", "Last-Event-ID: 0\r\n"),
    UNTIL("data: first\n\n"),
    UNTIL("data: second\n\n"),
    END,
};

static const struct step feed_leaves[] = {
    GET("/feed"), SUBSCRIBED,   LEAVE,
    USE(1),       GET("/feed"), SUBSCRIBED,
    HALF_CLOSE,   USE(2),       POST("/feed", "3", "bye"),
    STATUS(200),  STILL_OPEN,   END,
};

static const struct step feed_bad[] = {
    POST("/feed", "0", ""),
    STATUS(400),
    SEND(REQUEST("HEAD", "/feed")),
    STATUS(200),
    CLOSED,
    END,
};

const struct script scripts_store[] = {
    {"a file, with its type and age", file_whole},
    {"a large file, three times in a pipeline", file_large},
    {"a part of a file", file_range},
    {"a part beyond the file's end: 416", file_no_range},
    {"a part that makes no sense is ignored", file_odd_range},
    {"a file that is still the same: 304", file_unchanged},
    {"no way out of the root", file_outside},
    {"no file there: 404", file_missing},
    {"orders are stored", order},
    {"orders that make no sense: 400", order_bad},
    {"a pipeline of orders", order_pipeline},
    {"the feed tells every subscriber", feed},
    {"a message of several lines", feed_lines},
    {"a subscriber that comes back hears what it missed", feed_resumes},
    {"subscribers that leave hold up nobody", feed_leaves},
    {"HEAD of the feed, and a message that is empty", feed_bad},
    {.name = NULL},
};
