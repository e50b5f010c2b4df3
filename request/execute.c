/* execute.c: gives llhttp the bytes that came, and tells what its refusals
 * mean (see exchange.h, parse.c).
 *
 * Promises that a request gets the same answer whether it comes whole or
 * byte by byte. */
#include <string.h>

#include "exchange.h"

static bool is_token(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || (c != 0 && strchr("!#$%&'*+-.^_`|~", c));
}

/* The status for what llhttp refused at *at. A method or a version that is
 * well-formed but unknown is told apart from garbage. */
static int status_of(enum llhttp_errno error, const char *reason,
                     const char *at, const char *end)
{
    bool inside = at != NULL && at < end;
    switch ((int)error) {
    case HPE_INVALID_METHOD:
        return inside && (is_token((unsigned char)*at) || *at == ' ') ? 501
                                                                      : 400;
    case HPE_INVALID_VERSION:
        return strcmp(reason, "Invalid HTTP version") == 0 ? 505 : 400;
    case HPE_PAUSED_H2_UPGRADE:
        return 505;
    default:
        return 400;
    }
}

/* Where a header line is folded onto the next, which llhttp would undo and
 * RFC 9112 lets a server refuse; n if nowhere. Looks at line beginnings up
 * to the head's empty line. */
static size_t fold_at(struct exchange *x, const char *bytes, size_t n)
{
    const char *at = bytes, *end = bytes + n;
    while (!x->scanned && at < end) {
        if (x->line_begins && (*at == ' ' || *at == '\t'))
            return (size_t)(at - bytes);
        x->scanned = x->line_begins && (*at == '\r' || *at == '\n');
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        x->line_begins = newline != NULL;
        at = newline ? newline + 1 : end;
    }
    return n;
}

/* How much llhttp may get at once. It hands a name or a value over when that
 * or the bytes end; ending them where the limit may be reached makes sure
 * that a limit is met before whatever is wrong behind it. */
static size_t slice(const struct exchange *x, size_t n)
{
    bool counts = !x->head_complete || (x->parser.flags & F_CHUNKED);
    size_t room = (size_t)x->config->max_head - x->head_bytes + 1;
    return counts && room < n ? room : n;
}

size_t exchange_parse(struct exchange *x, const char *bytes, size_t n)
{
    size_t fold = fold_at(x, bytes, n), used = 0;
    enum llhttp_errno error = HPE_OK;
    while (error == HPE_OK && used < fold) {
        size_t part = slice(x, fold - used);
        error = llhttp_execute(&x->parser, bytes + used, part);
        used += part;
    }
    if (error == HPE_OK && fold < n)
        x->refusal = 400;
    if (error == HPE_OK)
        return n;
    const char *at = llhttp_get_error_pos(&x->parser);
    if (!x->complete && x->refusal == 0)
        x->refusal = status_of(error, llhttp_get_error_reason(&x->parser), at,
                               bytes + used);
    if (!x->complete)
        return n; /* what follows a refused request is thrown away */
    return (size_t)(at - bytes);
}
