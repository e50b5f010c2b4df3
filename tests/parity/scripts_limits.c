/* scripts_limits.c: what is too large, at the limit and beyond it.
 *
 * The defaults: 16 KiB for target and header fields together, 100 header
 * lines, 1 MiB of body. */
#include "scripts.h"

#define CHUNKED                                                                \
    "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

static const struct step long_target[] = {
    SEND("GET /hello?"),
    SEND_TIMES(1600, "0123456789"),
    SEND(" HTTP/1.1\r\nHost: x\r\n\r\n"),
    ANSWER(200, "hello\n"),
    STILL_OPEN,
    END,
};

static const struct step target_too_long[] = {
    SEND("GET /hello?"),
    SEND_TIMES(1700, "0123456789"),
    SEND(" HTTP/1.1\r\nHost: x\r\n\r\n"),
    REFUSED(414),
    END,
};

static const struct step target_without_end[] = {
    SEND("GET /"),
    SEND_TIMES(17000, "a"),
    REFUSED(414),
    END,
};

static const struct step large_head[] = {
    SEND("GET /hello HTTP/1.1\r\nHost: x\r\nX-Large: "),
    SEND_TIMES(1600, "0123456789"),
    SEND("\r\n\r\n"),
    ANSWER(200, "hello\n"),
    STILL_OPEN,
    END,
};

static const struct step head_too_large[] = {
    SEND("GET /hello HTTP/1.1\r\nHost: x\r\nX-Large: "),
    SEND_TIMES(1700, "0123456789"),
    SEND("\r\n\r\n"),
    REFUSED(431),
    END,
};

static const struct step name_too_long[] = {
    SEND("GET /hello HTTP/1.1\r\nHost: x\r\n"),
    SEND_TIMES(17000, "n"),
    REFUSED(431),
    END,
};

static const struct step head_far_too_large[] = {
    SEND("GET /hello HTTP/1.1\r\nHost: x\r\n"),
    SEND_TIMES(20, "X-Large: 0123456789012345678901234567890123456789\r\n"),
    SEND("X-Huge: "),
    SEND_TIMES(10000, "0123456789"),
    SEND("\r\n\r\n"),
    REFUSED(431),
    END,
};

static const struct step many_lines[] = {
    SEND("GET /hello HTTP/1.1\r\nHost: x\r\n"),
    SEND_TIMES(99, "A: b\r\n"),
    SEND("\r\n"),
    ANSWER(200, "hello\n"),
    STILL_OPEN,
    END,
};

static const struct step too_many_lines[] = {
    SEND("GET /hello HTTP/1.1\r\nHost: x\r\n"),
    SEND_TIMES(100, "A: b\r\n"),
    SEND("\r\n"),
    REFUSED(431),
    END,
};

static const struct step body_declared[] = {
    SEND("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n"),
    REFUSED(413),
    END,
};

static const struct step body_declared_huge[] = {
    SEND("POST /echo HTTP/1.1\r\nHost: x\r\n"
         "Content-Length: 9223372036854775807\r\n\r\n"),
    REFUSED(413),
    END,
};

static const struct step body_sent_too_large[] = {
    SEND("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n"),
    SEND_TIMES(20000, "0123456789"),
    REFUSED(413),
    END,
};

static const struct step chunks_too_large[] = {
    SEND(CHUNKED),
    SEND_TIMES(65536, "10\r\n0123456789abcdef\r\n"),
    SEND("1\r\nx\r\n0\r\n\r\n"),
    REFUSED(413),
    END,
};

static const struct step chunk_too_large[] = {
    SEND(CHUNKED "fffffff\r\n"),
    SEND_TIMES(110000, "0123456789"),
    REFUSED(413),
    END,
};

static const struct step trailers_too_large[] = {
    SEND(CHUNKED "1\r\na\r\n0\r\nX-Large: "),
    SEND_TIMES(1700, "0123456789"),
    SEND("\r\n\r\n"),
    REFUSED(431),
    END,
};

static const struct step too_many_trailers[] = {
    SEND(CHUNKED "1\r\na\r\n0\r\n"),
    SEND_TIMES(100, "A: b\r\n"),
    SEND("\r\n"),
    REFUSED(431),
    END,
};

static const struct step then_others[] = {
    SEND("GET /"), SEND_TIMES(17000, "a"), USE(1), STILL_OPEN,
    USE(0),        REFUSED(414),           USE(1), STILL_OPEN,
    END,
};

const struct script scripts_limits[] = {
    {"a long target", long_target},
    {"a target too long: 414", target_too_long},
    {"a target without end: 414", target_without_end},
    {"a large header", large_head},
    {"a header too large: 431", head_too_large},
    {"a header's name too long: 431", name_too_long},
    {"a header of 100 KB: 431", head_far_too_large},
    {"100 header lines", many_lines},
    {"101 header lines: 431", too_many_lines},
    {"a body declared too large: 413 before it comes", body_declared},
    {"a body declared beyond all measure: 413", body_declared_huge},
    {"a body too large that comes anyway: 413", body_sent_too_large},
    {"chunks too large together: 413", chunks_too_large},
    {"one chunk too large: 413", chunk_too_large},
    {"trailers too large: 431", trailers_too_large},
    {"too many trailers: 431", too_many_trailers},
    {"a refused client leaves the others alone", then_others},
    {.name = NULL},
};
