/* parse.c: from bytes to a request, with llhttp (see exchange.h).
 *
 * llhttp finds the parts and refuses what is malformed. What it leaves to
 * its user is decided here: exactly one Host, a target that this server can
 * mean, limits, and no transfer coding but chunked. Limits count what
 * llhttp hands over and not how it arrived. The bytes come from
 * execute.c. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "exchange.h"

/* Returned by a callback to make llhttp stop; `refusal` says why. */
enum { STOP = -1 };

static int refuse(struct exchange *x, int status)
{
    x->refusal = status;
    return STOP;
}

/* Adds n bytes to the text, which stays NUL-ended. */
static int text_add(struct exchange *x, const char *bytes, size_t n)
{
    if (x->text_used + n + 1 > x->text_size) {
        size_t size = 2 * (x->text_used + n + 1);
        bool grown = x->text != x->inline_text;
        char *text = realloc(grown ? x->text : NULL, size);
        if (text == NULL)
            return refuse(x, 503);
        if (!grown)
            memcpy(text, x->inline_text, x->text_used);
        x->text = text;
        x->text_size = (uint32_t)size;
    }
    memcpy(x->text + x->text_used, bytes, n);
    x->text_used += (uint32_t)n;
    x->text[x->text_used] = '\0';
    return 0;
}

static int on_url(llhttp_t *parser, const char *at, size_t n)
{
    struct exchange *x = parser->data;
    x->head_bytes += (uint32_t)n;
    if (x->head_bytes > x->config->max_head)
        return refuse(x, 414);
    return text_add(x, at, n);
}

static int on_field(llhttp_t *parser, const char *at, size_t n)
{
    struct exchange *x = parser->data;
    x->head_bytes += (uint32_t)n;
    if (x->head_bytes > x->config->max_head)
        return refuse(x, 431);
    for (size_t i = 0; i < n && x->name_length < EXCHANGE_NAME; i++)
        x->name[x->name_length++] = at[i];
    return 0;
}

static enum field field_named(const char *name, size_t length)
{
    static const struct {
        const char *name;
        size_t length;
        enum field field;
    } known[] = {
        {"host", 4, FIELD_HOST},
        {"content-type", 12, FIELD_CONTENT_TYPE},
        {"expect", 6, FIELD_EXPECT},
        {"transfer-encoding", 17, FIELD_TRANSFER_ENCODING},
        {"range", 5, FIELD_RANGE},
        {"if-range", 8, FIELD_IF_RANGE},
        {"if-none-match", 13, FIELD_IF_NONE_MATCH},
        {"if-modified-since", 17, FIELD_IF_MODIFIED_SINCE},
        {"last-event-id", 13, FIELD_LAST_EVENT_ID},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].length == length &&
            strncasecmp(known[i].name, name, length) == 0)
            return known[i].field;
    return FIELD_OTHER;
}

/* A name is complete: its value comes next. What says where the request ends
 * or whom it is for may come only once; of others the last one counts. */
static int on_field_complete(llhttp_t *parser)
{
    struct exchange *x = parser->data;
    enum field field = field_named(x->name, x->name_length);
    if (x->name_length == 0)
        return refuse(x, 400);
    x->name_length = 0;
    x->field = (uint8_t)field;
    if (++x->lines > EXCHANGE_FIELDS)
        return refuse(x, 431);
    if (field == FIELD_OTHER || x->head_complete)
        return 0;
    bool once = field == FIELD_HOST || field == FIELD_TRANSFER_ENCODING ||
                field == FIELD_EXPECT;
    if (x->value[field] != 0 && once)
        return refuse(x, 400);
    if (text_add(x, "", 1) != 0) /* keeps the NUL before it */
        return STOP;
    x->value[field] = x->text_used;
    return 0;
}

static int on_value(llhttp_t *parser, const char *at, size_t n)
{
    struct exchange *x = parser->data;
    x->head_bytes += (uint32_t)n;
    if (x->head_bytes > x->config->max_head)
        return refuse(x, 431);
    if (x->field == FIELD_OTHER || x->head_complete)
        return 0;
    return text_add(x, at, n);
}

/* What a Host may be made of; enough to refuse what hides something else. */
static bool host_valid(const char *host)
{
    return host[strspn(host, "abcdefghijklmnopqrstuvwxyz"
                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                             "0123456789.-_~!$&'()*+,;=%:[]")] == '\0';
}

static int check_version(struct exchange *x)
{
    if (x->parser.http_major != 1 || x->parser.http_minor > 1)
        return refuse(x, 505);
    return 0;
}

static int check_host(struct exchange *x)
{
    bool required = x->parser.http_minor >= 1;
    if (required && x->value[FIELD_HOST] == 0)
        return refuse(x, 400);
    return host_valid(exchange_value(x, FIELD_HOST)) ? 0 : refuse(x, 400);
}

static int check_body(struct exchange *x)
{
    const char *coding = exchange_value(x, FIELD_TRANSFER_ENCODING);
    const char *expect = exchange_value(x, FIELD_EXPECT);
    bool codes = x->value[FIELD_TRANSFER_ENCODING] != 0;
    if (codes && (x->parser.flags & F_CONTENT_LENGTH))
        return refuse(x, 400);
    if (codes && x->parser.http_minor == 0)
        return refuse(x, 400); /* HTTP/1.0 knows no codings */
    if (codes && strcasecmp(coding, "chunked") != 0)
        return refuse(x, 501);
    if (*expect != '\0' && strcasecmp(expect, "100-continue") != 0)
        return refuse(x, 417);
    bool counted = (x->parser.flags & F_CONTENT_LENGTH) != 0;
    if (counted && x->parser.content_length > (uint64_t)x->config->max_body)
        return refuse(x, 413);
    bool body = codes || (counted && x->parser.content_length > 0);
    x->expects = *expect != '\0' && body && x->parser.http_minor >= 1;
    return 0;
}

static int on_headers_complete(llhttp_t *parser)
{
    struct exchange *x = parser->data;
    x->head_complete = true;
    parser->upgrade = 0; /* an upgrade may be ignored, and is */
    if (check_version(x) != 0 || check_host(x) != 0 || check_body(x) != 0)
        return STOP;
    return 0;
}

/* Room for n bytes more, and for what is announced, up to a megabyte: memory
 * follows what was sent and not what was claimed. */
static int body_reserve(struct exchange *x, size_t n)
{
    size_t need = x->request.body_length + n;
    if (need > (size_t)x->config->max_body)
        return refuse(x, 413);
    if (need <= x->body_size)
        return 0;
    size_t size = 2 * need;
    if (x->parser.flags & F_CONTENT_LENGTH) /* what is left, behind `n` */
        size = size < need + x->parser.content_length
                   ? size
                   : need + (size_t)x->parser.content_length;
    char *body = realloc((char *)x->request.body, size);
    if (body == NULL)
        return refuse(x, 503);
    x->request.body = body;
    x->body_size = size;
    return 0;
}

static int on_body(llhttp_t *parser, const char *at, size_t n)
{
    struct exchange *x = parser->data;
    x->expects = false;
    if (body_reserve(x, n) != 0)
        return STOP;
    memcpy((char *)x->request.body + x->request.body_length, at, n);
    x->request.body_length += n;
    return 0;
}

/* The request is whole: llhttp is paused here, since the next request is
 * parsed only after the reply to this one was sent. */
static int on_message_complete(llhttp_t *parser)
{
    struct exchange *x = parser->data;
    struct http_request *request = &x->request;
    char *path, *query;
    x->keep_alive = llhttp_should_keep_alive(parser);
    x->expects = false;
    if (target_split(x->text, &path, &query) != 0)
        return refuse(x, 400);
    request->path = path;
    request->query = query;
    request->method = parser->method == HTTP_GET    ? METHOD_GET
                      : parser->method == HTTP_HEAD ? METHOD_HEAD
                      : parser->method == HTTP_POST ? METHOD_POST
                                                    : 0;
    x->complete = true;
    return HPE_PAUSED;
}

const llhttp_settings_t exchange_parser = {
    .on_url = on_url,
    .on_header_field = on_field,
    .on_header_field_complete = on_field_complete,
    .on_header_value = on_value,
    .on_headers_complete = on_headers_complete,
    .on_body = on_body,
    .on_message_complete = on_message_complete,
};
