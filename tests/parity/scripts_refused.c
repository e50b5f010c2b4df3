/* scripts_refused.c: requests that must be refused, and how.
 *
 * RFC 9112 lets a server be lenient about some of these; this project is
 * strict, since leniency is where two readers of one request differ. */
#include "scripts.h"

/* A script of one request that is refused with this status. */
#define REFUSAL(name, status, request)                                         \
    static const struct step name[] = {SEND(request), REFUSED(status), END}

#define HEAD_OF(line, more) line "\r\nHost: x\r\n" more "\r\n"
#define GET_WITH(more)      HEAD_OF("GET /hello HTTP/1.1", more)
#define POST_WITH(more)     HEAD_OF("POST /echo HTTP/1.1", more)
#define CHUNKS(body)        POST_WITH("Transfer-Encoding: chunked\r\n") body

REFUSAL(no_sense, 400, "(hello)\r\n\r\n");
REFUSAL(no_version, 505, "GET /hello\r\n\r\n");
REFUSAL(no_target, 400, "GET  HTTP/1.1\r\nHost: x\r\n\r\n");
REFUSAL(extra_word, 400, HEAD_OF("GET /hello /bytes HTTP/1.1", ""));
REFUSAL(relative_target, 400, HEAD_OF("GET hello HTTP/1.1", ""));
REFUSAL(other_scheme, 400, HEAD_OF("GET ftp://x/hello HTTP/1.1", ""));
REFUSAL(bad_escape, 400, HEAD_OF("GET /hell%6 HTTP/1.1", ""));
REFUSAL(bad_escape_letters, 400, HEAD_OF("GET /hell%zz HTTP/1.1", ""));
REFUSAL(null_escape, 400, HEAD_OF("GET /hello%00 HTTP/1.1", ""));
REFUSAL(null_target, 400, HEAD_OF("GET /hel\0lo HTTP/1.1", ""));
REFUSAL(method_characters, 400, HEAD_OF("G\x01T /hello HTTP/1.1", ""));
REFUSAL(method_lower, 501, HEAD_OF("get /hello HTTP/1.1", ""));
REFUSAL(method_unknown, 501, HEAD_OF("BREW /hello HTTP/1.1", ""));
REFUSAL(method_longer, 501, HEAD_OF("GETS /hello HTTP/1.1", ""));
REFUSAL(connect, 400, HEAD_OF("CONNECT x:80 HTTP/1.1", ""));
REFUSAL(lower_version, 400, HEAD_OF("GET /hello http/1.1", ""));
REFUSAL(other_protocol, 400, HEAD_OF("GET /hello HTCPCP/1.0", ""));
REFUSAL(version_2, 505, HEAD_OF("GET /hello HTTP/2.0", ""));
REFUSAL(version_3_7, 505, HEAD_OF("GET /hello HTTP/3.7", ""));
REFUSAL(version_1_2, 505, HEAD_OF("GET /hello HTTP/1.2", ""));
REFUSAL(http2_preface, 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
REFUSAL(tls_hello, 400,
        "\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03\x01\x02\x03\x04\x05\x06");
REFUSAL(host_missing, 400, "GET /hello HTTP/1.1\r\n\r\n");
REFUSAL(host_twice, 400, GET_WITH("Host: y\r\n"));
REFUSAL(host_bad, 400, "GET /hello HTTP/1.1\r\nHost: a b\r\n\r\n");
REFUSAL(host_path, 400, "GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n");
REFUSAL(space_before_colon, 400, GET_WITH("X : y\r\n"));
REFUSAL(name_empty, 400, GET_WITH(": y\r\n"));
REFUSAL(no_colon, 400, GET_WITH("nonsense\r\n"));
REFUSAL(folded, 400, GET_WITH("X: y\r\n z\r\n"));
REFUSAL(folded_first, 400, "GET /hello HTTP/1.1\r\n Host: x\r\n\r\n");
REFUSAL(bare_cr, 400, GET_WITH("X: y\rz\r\n"));
REFUSAL(null_in_value, 400, GET_WITH("X: a\0b\r\n"));
REFUSAL(null_in_name, 400, GET_WITH("X\0Y: a\r\n"));
REFUSAL(length_differs, 400,
        POST_WITH("Content-Length: 3\r\nContent-Length: 4\r\n") "abcd");
REFUSAL(length_list, 400, POST_WITH("Content-Length: 3, 3\r\n") "abc");
REFUSAL(length_negative, 400, POST_WITH("Content-Length: -3\r\n") "abc");
REFUSAL(length_plus, 400, POST_WITH("Content-Length: +3\r\n") "abc");
REFUSAL(length_letters, 400, POST_WITH("Content-Length: 0x3\r\n") "abc");
REFUSAL(length_empty, 400, POST_WITH("Content-Length: \r\n"));
REFUSAL(length_overflow, 400,
        POST_WITH("Content-Length: 18446744073709551617\r\n") "a");
REFUSAL(both_lengths, 400,
        POST_WITH(
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") "0\r\n\r\n");
REFUSAL(both_lengths_turned, 400,
        POST_WITH(
            "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n") "0\r\n\r\n");
REFUSAL(coding_gzip, 501, POST_WITH("Transfer-Encoding: gzip\r\n"));
REFUSAL(coding_two, 501, POST_WITH("Transfer-Encoding: gzip, chunked\r\n"));
REFUSAL(coding_hidden, 501, POST_WITH("Transfer-Encoding: xchunked\r\n"));
REFUSAL(coding_twice, 400,
        POST_WITH("Transfer-Encoding: chunked\r\n"
                  "Transfer-Encoding: chunked\r\n") "0\r\n\r\n");
REFUSAL(coding_old, 400,
        "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
REFUSAL(chunk_letters, 400, CHUNKS("xyz\r\n"));
REFUSAL(chunk_negative, 400, CHUNKS("-1\r\n"));
REFUSAL(chunk_prefix, 400, CHUNKS("0x3\r\nabc\r\n"));
REFUSAL(chunk_empty, 400, CHUNKS("\r\nabc\r\n"));
REFUSAL(chunk_overflow, 400, CHUNKS("fffffffffffffffff\r\n"));
REFUSAL(chunk_longer, 400, CHUNKS("3\r\nabcd\r\n0\r\n\r\n"));
REFUSAL(chunk_bare_lf, 400, CHUNKS("3\nabc\r\n0\r\n\r\n"));

const struct script scripts_refused[] = {
    {"no request at all: 400", no_sense},
    {"no version (HTTP/0.9): 505", no_version},
    {"no target: 400", no_target},
    {"a word too many: 400", extra_word},
    {"a target that does not begin with /: 400", relative_target},
    {"a target of another scheme: 400", other_scheme},
    {"percent-encoding cut short: 400", bad_escape},
    {"percent-encoding without digits: 400", bad_escape_letters},
    {"an encoded NUL in the path: 400", null_escape},
    {"a NUL in the target: 400", null_target},
    {"a method of strange characters: 400", method_characters},
    {"a method in lower case: 501", method_lower},
    {"an unknown method: 501", method_unknown},
    {"a method that only begins like GET: 501", method_longer},
    {"CONNECT: 400", connect},
    {"http/1.1 in lower case: 400", lower_version},
    {"another protocol: 400", other_protocol},
    {"HTTP/2.0: 505", version_2},
    {"HTTP/3.7: 505", version_3_7},
    {"HTTP/1.2: 505", version_1_2},
    {"the preface of HTTP/2: 505", http2_preface},
    {"the first bytes of TLS: 400", tls_hello},
    {"no Host: 400", host_missing},
    {"two Hosts: 400", host_twice},
    {"a Host with a space: 400", host_bad},
    {"a Host with a path: 400", host_path},
    {"a space before the colon: 400", space_before_colon},
    {"a header without a name: 400", name_empty},
    {"a header without a colon: 400", no_colon},
    {"a folded header: 400", folded},
    {"a space before the first header: 400", folded_first},
    {"CR alone in a header: 400", bare_cr},
    {"NUL in a header's value: 400", null_in_value},
    {"NUL in a header's name: 400", null_in_name},
    {"two lengths that differ: 400", length_differs},
    {"a list of lengths: 400", length_list},
    {"a negative length: 400", length_negative},
    {"a length with a plus: 400", length_plus},
    {"a length in letters: 400", length_letters},
    {"an empty length: 400", length_empty},
    {"a length beyond 64 bits: 400", length_overflow},
    {"a length, then chunks: 400", both_lengths},
    {"chunks, then a length: 400", both_lengths_turned},
    {"another transfer coding: 501", coding_gzip},
    {"another transfer coding and chunks: 501", coding_two},
    {"a coding that only looks like chunked: 501", coding_hidden},
    {"chunked twice: 400", coding_twice},
    {"chunks in HTTP/1.0: 400", coding_old},
    {"a chunk size in letters: 400", chunk_letters},
    {"a negative chunk size: 400", chunk_negative},
    {"a chunk size with 0x: 400", chunk_prefix},
    {"no chunk size: 400", chunk_empty},
    {"a chunk size beyond 64 bits: 400", chunk_overflow},
    {"a chunk longer than its size: 400", chunk_longer},
    {"a chunk size line that ends with LF alone: 400", chunk_bare_lf},
    {.name = NULL},
};
