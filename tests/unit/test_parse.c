/* test_parse.c: the request parser, each case in four ways: whole, byte by
 * byte, in threes, and whole again right before an unreadable page, so that
 * reading one byte too far is a crash. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "exchange.h"

static struct config config = {.max_head = 1000, .max_body = 1000};
static struct http_server server;

/* What the parser made of some bytes, as one line to compare. */
static void describe(struct exchange *x, size_t used, size_t n, char *text)
{
    if (x->refusal != 0)
        sprintf(text, "refused %d", x->refusal);
    else if (!x->complete)
        sprintf(text, "unfinished%s", x->expects ? ", expects 100" : "");
    else
        sprintf(text, "method %d path %s query %s type %s body %.*s%s%s",
                (int)x->request.method, x->request.path, x->request.query,
                http_value(&x->request, FIELD_CONTENT_TYPE),
                (int)x->request.body_length,
                x->request.body ? x->request.body : "",
                x->keep_alive ? "" : " close", used < n ? " and more" : "");
}

/* Parses n bytes in pieces of at most `piece`. */
static void parse(const char *bytes, size_t n, size_t piece, char *text)
{
    struct exchange *x = exchange_new(&server);
    size_t used = 0;
    assert_non_null(x);
    while (used < n && x->refusal == 0 && !x->complete) {
        size_t part = n - used < piece ? n - used : piece;
        used += exchange_parse(x, bytes + used, part);
    }
    describe(x, used, n, text);
    exchange_free(x);
}

/* A copy of n bytes that ends where the next page cannot be read. */
static char *guarded(const char *bytes, size_t n, void **map, size_t *size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t whole = (n + page - 1) / page * page;
    *size = whole + page;
    *map = mmap(NULL, *size, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(*map, MAP_FAILED);
    assert_int_equal(mprotect((char *)*map + whole, page, PROT_NONE), 0);
    char *at = (char *)*map + whole - n;
    memcpy(at, bytes, n);
    return at;
}

static void expect_bytes(const char *bytes, size_t n, const char *expected)
{
    const size_t pieces[] = {n, 1, 3};
    char text[2048];
    void *map;
    size_t size;
    for (int i = 0; i < 3; i++) {
        parse(bytes, n, pieces[i], text);
        assert_string_equal(text, expected);
    }
    char *at = guarded(bytes, n, &map, &size);
    parse(at, n, n, text);
    assert_string_equal(text, expected);
    munmap(map, size);
}

static void expect(const char *bytes, const char *expected)
{
    expect_bytes(bytes, strlen(bytes), expected);
}

#define HOST "Host: a\r\n"

static void plain_requests(void **state)
{
    (void)state;
    expect("GET / HTTP/1.1\r\n" HOST "\r\n",
           "method 1 path / query  type  body ");
    expect("HEAD /x HTTP/1.1\r\n" HOST "\r\n",
           "method 2 path /x query  type  body ");
    expect("PUT /x HTTP/1.1\r\n" HOST "\r\n",
           "method 0 path /x query  type  body ");
    expect("GET /hello?a=1&b=2 HTTP/1.1\r\nhOsT:a:80\r\nX: y\r\n\r\n",
           "method 1 path /hello query a=1&b=2 type  body ");
    expect("GET / HTTP/1.1\r\n" HOST "\r\nGET / HTTP/1.1\r\n",
           "method 1 path / query  type  body  and more");
    expect("GET / HTTP/1.1\r\n" HOST, "unfinished");
}

static void targets(void **state)
{
    (void)state;
    expect("GET /a%20b%2Fc HTTP/1.1\r\n" HOST "\r\n",
           "method 1 path /a b/c query  type  body ");
    expect("GET http://h:1/p?q HTTP/1.1\r\n" HOST "\r\n",
           "method 1 path /p query q type  body ");
    expect("GET http://h HTTP/1.1\r\n" HOST "\r\n",
           "method 1 path / query  type  body ");
    expect("GET http://h?q HTTP/1.1\r\n" HOST "\r\n",
           "method 1 path / query q type  body ");
    expect("GET /%00 HTTP/1.1\r\n" HOST "\r\n", "refused 400");
    expect("GET /%4 HTTP/1.1\r\n" HOST "\r\n", "refused 400");
    expect("GET /%zz HTTP/1.1\r\n" HOST "\r\n", "refused 400");
    expect("GET ftp://h/ HTTP/1.1\r\n" HOST "\r\n", "refused 400");
    expect("GET http:/// HTTP/1.1\r\n" HOST "\r\n", "refused 400");
    expect("OPTIONS * HTTP/1.1\r\n" HOST "\r\n",
           "method 0 path * query  type  body ");
    expect("CONNECT a:1 HTTP/1.1\r\n" HOST "\r\n", "refused 400");
}

static void bodies(void **state)
{
    (void)state;
    expect("POST / HTTP/1.1\r\n" HOST
           "Content-Type: a/b\r\nContent-Length: 3\r\n\r\nabcGET",
           "method 4 path / query  type a/b body abc and more");
    expect("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: Chunked\r\n\r\n"
           "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nHost: z\r\nExpect: z\r\n\r\n",
           "method 4 path / query  type  body abcde");
    expect("POST / HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n",
           "method 4 path / query  type  body ");
    expect("POST / HTTP/1.1\r\n" HOST "Content-Length: 1001\r\n\r\n",
           "refused 413");
    expect("POST / HTTP/1.1\r\n" HOST "Content-Length: 9\r\n\r\nab",
           "unfinished");
    expect("POST / HTTP/1.1\r\n" HOST
           "Expect: 100-Continue\r\nContent-Length: 9\r\n\r\n",
           "unfinished, expects 100");
    expect("POST / HTTP/1.1\r\n" HOST
           "Expect: 100-continue\r\nContent-Length: 9\r\n\r\nab",
           "unfinished");
    expect("POST / HTTP/1.1\r\n" HOST
           "Expect: tea\r\nContent-Length: 9\r\n\r\n",
           "refused 417");
}

static void chunked_body_too_large(void **state)
{
    char bytes[4096] =
        "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n3e9\r\n";
    (void)state;
    memset(bytes + strlen(bytes), 'x', 1001);
    strcat(bytes, "\r\n0\r\n\r\n");
    expect(bytes, "refused 413");
}

static void ambiguous_framing(void **state)
{
    (void)state;
    expect("POST / HTTP/1.1\r\n" HOST
           "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
           "refused 400");
    expect("POST / HTTP/1.1\r\n" HOST
           "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
           "refused 400");
    expect("POST / HTTP/1.1\r\n" HOST
           "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
           "refused 400");
    expect("POST / HTTP/1.1\r\n" HOST "Content-Length: -3\r\n\r\n",
           "refused 400");
    expect("POST / HTTP/1.1\r\n" HOST "Content-Length: 3x\r\n\r\n",
           "refused 400");
    expect("POST / HTTP/1.1\r\n" HOST
           "Content-Length: 99999999999999999999\r\n\r\n",
           "refused 400");
    expect("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip\r\n\r\n",
           "refused 501");
    expect("POST / HTTP/1.1\r\n" HOST
           "Transfer-Encoding: gzip, chunked\r\n\r\n",
           "refused 501");
    expect("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n"
           "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           "refused 400");
    expect("POST / HTTP/1.0\r\n" HOST
           "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           "refused 400");
    expect("POST / HTTP/1.1\r\n" HOST
           "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
           "refused 400");
}

static void malformed_heads(void **state)
{
    (void)state;
    expect("GET / HTTP/1.1\r\n\r\n", "refused 400");
    expect("GET / HTTP/1.1\r\n" HOST HOST "\r\n", "refused 400");
    expect("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "refused 400");
    expect("GET / HTTP/1.1\r\n" HOST "X : y\r\n\r\n", "refused 400");
    expect("GET / HTTP/1.1\r\n" HOST "X: y\r\n z\r\n\r\n", "refused 400");
    expect("GET / HTTP/1.1\r\n" HOST ": y\r\n\r\n", "refused 400");
    expect("GET / http/1.1\r\n" HOST "\r\n", "refused 400");
    expect("GET  HTTP/1.1\r\n\r\n", "refused 400");
    expect("\x16\x03\x01\x02", "refused 400");
    expect_bytes("GET / HTTP/1.1\r\nX: a\0b\r\n\r\n", 27, "refused 400");
}

static void what_is_not_implemented(void **state)
{
    (void)state;
    expect("BREW / HTTP/1.1\r\n" HOST "\r\n", "refused 501");
    expect("GETS / HTTP/1.1\r\n" HOST "\r\n", "refused 501");
    expect("GET /\r\n\r\n", "refused 505"); /* HTTP/0.9 */
    expect("GET / HTTP/2.0\r\n" HOST "\r\n", "refused 505");
    expect("GET / HTTP/3.7\r\n" HOST "\r\n", "refused 505");
    expect("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "refused 505");
}

static void keep_alive(void **state)
{
    (void)state;
    expect("GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n",
           "method 1 path / query  type  body  close");
    expect("GET / HTTP/1.0\r\n\r\n",
           "method 1 path / query  type  body  close");
    expect("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
           "method 1 path / query  type  body ");
    expect("GET / HTTP/1.1\r\n" HOST
           "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
           "method 1 path / query  type  body ");
}

static void limits(void **state)
{
    char bytes[4096];
    (void)state;
    sprintf(bytes, "GET /%01000d HTTP/1.1\r\n" HOST "\r\n", 0);
    expect(bytes, "refused 414");
    sprintf(bytes, "GET / HTTP/1.1\r\n" HOST "X: %01000d\r\n\r\n", 0);
    expect(bytes, "refused 431");
    sprintf(bytes, "GET / HTTP/1.1\r\n" HOST "%01000d: x\r\n\r\n", 0);
    expect(bytes, "refused 431");
    strcpy(bytes, "GET / HTTP/1.1\r\n" HOST);
    for (int i = 0; i < EXCHANGE_FIELDS; i++)
        strcat(bytes, "a: b\r\n");
    strcat(bytes, "\r\n");
    expect(bytes, "refused 431");
}

static void long_target_grows_the_text(void **state)
{
    char bytes[2048], expected[2048];
    (void)state;
    sprintf(bytes, "GET /%0900d HTTP/1.1\r\n" HOST "\r\n", 0);
    sprintf(expected, "method 1 path /%0900d query  type  body ", 0);
    expect(bytes, expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_requests),
        cmocka_unit_test(targets),
        cmocka_unit_test(bodies),
        cmocka_unit_test(chunked_body_too_large),
        cmocka_unit_test(ambiguous_framing),
        cmocka_unit_test(malformed_heads),
        cmocka_unit_test(what_is_not_implemented),
        cmocka_unit_test(keep_alive),
        cmocka_unit_test(limits),
        cmocka_unit_test(long_target_grows_the_text),
    };
    http_server_init(&server, "test", 'T', &config);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
