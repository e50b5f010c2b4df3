/* scripts_body.c: requests with bodies, and 100 Continue. */
#include "scripts.h"

#define POST(more) "POST /echo HTTP/1.1\r\nHost: x\r\n" more "\r\n"
#define CHUNKED    POST("Transfer-Encoding: chunked\r\n")

static const struct step counted[] = {
    SEND(POST("Content-Length: 5\r\n") "12345"),
    ANSWER(200, "12345"),
    HEADER("Content-Type", "text/plain; charset=utf-8"),
    STILL_OPEN,
    END,
};

static const struct step typed[] = {
    SEND(POST("Content-Length: 2\r\nContent-Type: application/json\r\n") "{}"),
    ANSWER(200, "{}"),
    HEADER("Content-Type", "application/json"),
    STILL_OPEN,
    END,
};

static const struct step chunked[] = {
    SEND(CHUNKED "5\r\nhello\r\n1\r\n \r\nA\r\n0123456789\r\n0\r\n\r\n"),
    ANSWER(200, "hello 0123456789"),
    STILL_OPEN,
    END,
};

static const struct step chunked_rich[] = {
    SEND(CHUNKED "3;name=value\r\nabc\r\n003;q=\"x y\"\r\ndef\r\n"
                 "0;last\r\nX-Sum: 6\r\nX-More: a\r\n\r\n"),
    ANSWER(200, "abcdef"),
    STILL_OPEN,
    END,
};

static const struct step chunked_any_case[] = {
    SEND(POST("transfer-encoding: Chunked\r\n") "a\r\n0123456789\r\n"
                                                "0\r\n\r\n"),
    ANSWER(200, "0123456789"),
    STILL_OPEN,
    END,
};

static const struct step empty[] = {
    SEND(POST("Content-Length: 0\r\n")),
    ANSWER(200, ""),
    SEND(POST("")),
    ANSWER(200, ""),
    SEND(CHUNKED "0\r\n\r\n"),
    ANSWER(200, ""),
    STILL_OPEN,
    END,
};

static const struct step binary[] = {
    SEND(POST("Content-Length: 8\r\n") "\0\r\n\r\n\xff\x80z"),
    ANSWER(200, "\0\r\n\r\n\xff\x80z"),
    STILL_OPEN,
    END,
};

static const struct step looks_like_request[] = {
    SEND(POST("Content-Length: 39\r\n") REQUEST("GET", "/nothing") "12345"),
    ANSWER(200, REQUEST("GET", "/nothing") "12345"),
    STILL_OPEN,
    END,
};

static const struct step pieces[] = {
    SEND(POST("Content-Length: 9\r\n")),
    SETTLE,
    SEND("abc"),
    SETTLE,
    SEND("def"),
    SETTLE,
    SEND("ghi"),
    ANSWER(200, "abcdefghi"),
    STILL_OPEN,
    END,
};

static const struct step chunk_pieces[] = {
    SEND(CHUNKED),    SETTLE,
    SEND("3"),        SETTLE,
    SEND("\r\nab"),   SETTLE,
    SEND("c\r\n0\r"), SETTLE,
    SEND("\n\r\n"),   ANSWER(200, "abc"),
    STILL_OPEN,       END,
};

static const struct step megabyte[] = {
    SEND(POST("Content-Length: 1048576\r\n")),
    SEND_TIMES(65536, "0123456789abcde\n"),
    ECHOED(65536, "0123456789abcde\n"),
    STILL_OPEN,
    END,
};

static const struct step megabyte_chunked[] = {
    SEND(CHUNKED),     SEND_TIMES(65536, "10\r\n0123456789abcde\n\r\n"),
    SEND("0\r\n\r\n"), ECHOED(65536, "0123456789abcde\n"),
    STILL_OPEN,        END,
};

static const struct step megabytes_pipelined[] = {
    SEND(POST("Content-Length: 1048576\r\n")),
    SEND_TIMES(65536, "0123456789abcde\n"),
    SEND(POST("Content-Length: 1048576\r\n")),
    SEND_TIMES(65536, "fedcba987654321\n"),
    ECHOED(65536, "0123456789abcde\n"),
    ECHOED(65536, "fedcba987654321\n"),
    STILL_OPEN,
    END,
};

static const struct step unwanted[] = {
    SEND("GET /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"),
    ANSWER(200, "hello\n"),
    STILL_OPEN,
    END,
};

static const struct step lost[] = {
    SEND("POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"),
    STATUS(404),
    STILL_OPEN,
    END,
};

static const struct step old_body[] = {
    SEND("POST /echo HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc"),
    ANSWER(200, "abc"),
    CLOSED,
    END,
};

#define CONTINUE EXACT("HTTP/1.1 100 Continue\r\n\r\n")

static const struct step continued[] = {
    SEND(POST("Content-Length: 3\r\nExpect: 100-continue\r\n")),
    CONTINUE,
    SEND("abc"),
    ANSWER(200, "abc"),
    STILL_OPEN,
    END,
};

static const struct step continued_chunked[] = {
    SEND(POST("Transfer-Encoding: chunked\r\nExpect: 100-Continue\r\n")),
    CONTINUE,
    SEND("3\r\nabc\r\n0\r\n\r\n"),
    ANSWER(200, "abc"),
    STILL_OPEN,
    END,
};

static const struct step continue_needless[] = {
    SEND(POST("Content-Length: 0\r\nExpect: 100-continue\r\n")),
    ANSWER(200, ""),
    SEND("GET /hello HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n"),
    ANSWER(200, "hello\n"),
    STILL_OPEN,
    END,
};

static const struct step continue_old[] = {
    SEND("POST /echo HTTP/1.0\r\nContent-Length: 3\r\n"
         "Expect: 100-continue\r\n\r\nabc"),
    ANSWER(200, "abc"),
    CLOSED,
    END,
};

static const struct step continue_too_large[] = {
    SEND(POST("Content-Length: 1048577\r\nExpect: 100-continue\r\n")),
    REFUSED(413),
    END,
};

static const struct step expects_other[] = {
    SEND(POST("Content-Length: 3\r\nExpect: cake\r\n")),
    REFUSED(417),
    END,
};

const struct script scripts_body[] = {
    {"a body with a length", counted},
    {"a body comes back with its media type", typed},
    {"a chunked body", chunked},
    {"a chunked body with extensions and trailers", chunked_rich},
    {"a chunked body, in any case", chunked_any_case},
    {"an empty body, said in three ways", empty},
    {"a body of bytes that are no text", binary},
    {"a body that looks like a request", looks_like_request},
    {"a body in pieces", pieces},
    {"a chunked body in pieces", chunk_pieces},
    {"a body of a megabyte", megabyte},
    {"a megabyte in 65,536 chunks", megabyte_chunked},
    {"two megabytes in a pipeline", megabytes_pipelined},
    {"GET with a body: it is skipped", unwanted},
    {"a body for an unknown path is skipped", lost},
    {"a body to HTTP/1.0", old_body},
    {"100 Continue comes before the body", continued},
    {"100 Continue before a chunked body", continued_chunked},
    {"no 100 Continue when there is no body", continue_needless},
    {"no 100 Continue to HTTP/1.0", continue_old},
    {"too large for 100 Continue: 413 at once", continue_too_large},
    {"an unknown expectation: 417", expects_other},
    {.name = NULL},
};
