/* exchange.c: the life of one request and its response (see exchange.h). */
#include "exchange.h"

#include <stdlib.h>
#include <string.h>

struct exchange *exchange_new(struct http_server *server)
{
    _Static_assert(sizeof(struct exchange) <= 1032, "fits malloc's cache");
    struct exchange *x = malloc(sizeof *x);
    if (x == NULL)
        return NULL;
    memset(x, 0,
           offsetof(struct exchange, response) +
               offsetof(struct http_response, head));
    llhttp_init(&x->parser, HTTP_REQUEST, &exchange_parser);
    x->parser.data = x;
    x->config = server->config;
    x->request.server = server;
    x->text = x->inline_text;
    x->text_size = EXCHANGE_TEXT;
    x->text[0] = '\0';
    return x;
}

void exchange_free(struct exchange *x)
{
    if (x->request.state != NULL)
        x->request.release(x->request.state);
    if (x->text != x->inline_text)
        free(x->text);
    free((char *)x->request.body);
    free(x->response.owned);
    free(x);
}

const char *exchange_value(const struct exchange *x, enum field field)
{
    return x->value[field] ? x->text + x->value[field] : "";
}

const char *http_value(const struct http_request *request, enum field field)
{
    const char *x = (const char *)request - offsetof(struct exchange, request);
    return exchange_value((const struct exchange *)(const void *)x, field);
}

char *http_take_body(struct http_request *request)
{
    char *body = (char *)request->body;
    request->body = NULL;
    return body;
}
