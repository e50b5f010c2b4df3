/* route_orders.c: POST /orders stores an order, GET /orders?limit= lists the
 * newest. What the client sent is checked here, at once; the database is a
 * job, because it blocks. */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handler.h"
#include "orders.h"

enum { ITEM = 100, QUANTITY = 1000, LIMIT = 1000 };

/* One call of the database, before and after it was made. */
struct call {
    struct orders *orders;
    char item[ITEM + 1];
    int64_t quantity, limit;
    int64_t id; /* of the new order, or -1 */
    char *text; /* the list, or NULL */
};

static void call_release(void *state)
{
    struct call *call = state;
    free(call->text);
    free(call);
}

static void add(void *argument)
{
    struct call *call = argument;
    call->id = orders_add(call->orders, call->item, call->quantity);
}

static void list(void *argument)
{
    struct call *call = argument;
    call->text = orders_list(call->orders, call->limit);
}

/* Takes an order over from JSON. Returns NULL, or what is wrong with it. */
static const char *read_order(const json_t *order, struct call *call)
{
    const json_t *item = json_object_get(order, "item");
    const json_t *quantity = json_object_get(order, "quantity");
    if (!json_is_object(order))
        return "an order is an object like {\"item\":\"burger\"}";
    if (!json_is_string(item) || json_string_length(item) == 0 ||
        json_string_length(item) > ITEM)
        return "item must be a text of 1 to 100 bytes";
    if (quantity != NULL && !json_is_integer(quantity))
        return "quantity must be a whole number from 1 to 1000";
    call->quantity = quantity ? json_integer_value(quantity) : 1;
    if (call->quantity < 1 || call->quantity > QUANTITY)
        return "quantity must be a whole number from 1 to 1000";
    strcpy(call->item, json_string_value(item));
    return NULL;
}

static enum http_then check_order(struct http_request *request,
                                  struct http_response *response,
                                  struct call *call)
{
    json_error_t error;
    const char *body = request->body ? request->body : "";
    json_t *order = json_loadb(body, request->body_length, 0, &error);
    if (order == NULL)
        return http_explain(response, 400, "not JSON: %.80s", error.text);
    const char *why = read_order(order, call);
    json_decref(order);
    if (why != NULL)
        return http_explain(response, 400, "%s", why);
    http_work(response, add, call);
    return THEN_WORK;
}

static enum http_then start(struct http_request *request,
                            struct http_response *response)
{
    uint64_t limit;
    if (request->server->orders == NULL)
        return http_explain(response, 503,
                            "no database; start with --database=FILE");
    struct call *call = calloc(1, sizeof *call);
    if (call == NULL)
        return http_explain(response, 503, "out of memory");
    call->orders = request->server->orders;
    request->state = call;
    request->release = call_release;
    if (request->method == METHOD_POST)
        return check_order(request, response, call);
    if (http_query(request, response, "limit", 10, LIMIT, &limit) != 0)
        return THEN_REPLY;
    call->limit = (int64_t)limit;
    http_work(response, list, call);
    return THEN_WORK;
}

static enum http_then stored(struct http_response *response,
                             const struct call *call)
{
    char *text;
    if (call->id < 0)
        return http_explain(response, 500, "the database failed");
    int n = asprintf(&text, "{\"id\":%" PRId64 "}\n", call->id);
    if (n < 0)
        return http_explain(response, 503, "out of memory");
    http_reply_owned(response, 201, "application/json", text, (size_t)n);
    return THEN_REPLY;
}

enum http_then route_orders(struct http_request *request,
                            struct http_response *response)
{
    struct call *call = request->state;
    if (request->step == 0)
        return start(request, response);
    if (request->method == METHOD_POST)
        return stored(response, call);
    if (call->text == NULL)
        return http_explain(response, 500, "the database failed");
    http_reply(response, 200, "application/json", call->text,
               strlen(call->text));
    return THEN_REPLY;
}
