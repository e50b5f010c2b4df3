/* route.c: which handler answers which path, and the small handlers.
 *
 * Each small route stands for one kind of order: nothing but the counter,
 * waiting for someone else, a call that blocks, computing, a large plate. */
#include <string.h>
#include <time.h>

#include "handler.h"

static const char text_plain[] = "text/plain; charset=utf-8";

struct route {
    const char *path;
    int methods; /* enum http_method, or-ed; HEAD goes with GET */
    http_handler *handler;
};

static const struct route routes[] = {
    {"/hello", METHOD_GET | METHOD_HEAD, route_hello},
    {"/wait", METHOD_GET | METHOD_HEAD, route_wait},
    {"/block", METHOD_GET | METHOD_HEAD, route_block},
    {"/burn", METHOD_GET | METHOD_HEAD, route_burn},
    {"/bytes", METHOD_GET | METHOD_HEAD, route_bytes},
    {"/files/", METHOD_GET | METHOD_HEAD, route_files},
    {"/echo", METHOD_POST, route_echo},
    {"/feed", METHOD_GET | METHOD_HEAD | METHOD_POST, route_feed},
    {"/orders", METHOD_GET | METHOD_HEAD | METHOD_POST, route_orders},
    {"/stats", METHOD_GET | METHOD_HEAD, route_stats},
    {"/metrics", METHOD_GET | METHOD_HEAD, route_metrics},
    {"/", METHOD_GET | METHOD_HEAD, route_home},
};

enum { ROUTES = sizeof routes / sizeof routes[0] };

/* A path that ends in / (but not the root itself) stands for all below it. */
static bool matches(const char *route, const char *path)
{
    size_t n = strlen(route);
    return route[n - 1] == '/' && n > 1 ? strncmp(route, path, n) == 0
                                        : strcmp(route, path) == 0;
}

enum http_then route_dispatch(struct http_request *request,
                              struct http_response *response)
{
    int i = 0;
    while (i < ROUTES && !matches(routes[i].path, request->path))
        i++;
    if (i == ROUTES)
        return http_explain(response, 404,
                            "no such route; GET / lists them all");
    if (routes[i].methods & (int)request->method)
        return routes[i].handler(request, response);
    const char *allowed =
        routes[i].methods & METHOD_POST
            ? routes[i].methods & METHOD_GET ? "GET, HEAD, POST" : "POST"
            : "GET, HEAD";
    http_field(response, "Allow", allowed);
    return http_explain(response, 405, "this route takes %s", allowed);
}

enum http_then route_hello(struct http_request *request,
                           struct http_response *response)
{
    (void)request;
    http_reply(response, 200, text_plain, "hello\n", 6);
    return THEN_REPLY;
}

/* GET /wait?ms=: someone else's service takes that long. */
enum http_then route_wait(struct http_request *request,
                          struct http_response *response)
{
    uint64_t ms;
    if (http_query(request, response, "ms", 100, 60000, &ms) != 0)
        return THEN_REPLY;
    if (request->step == 0) {
        http_sleep(response, (int64_t)ms * 1000000);
        return THEN_SLEEP;
    }
    http_reply(response, 200, text_plain, "waited\n", 7);
    return THEN_REPLY;
}

static void sleep_ns(void *argument)
{
    uint64_t ns = *(uint64_t *)argument;
    struct timespec left = {(time_t)(ns / 1000000000), (long)(ns % 1000000000)};
    while (nanosleep(&left, &left) != 0)
        continue;
}

/* GET /block?ms=: a library call that blocks for that long. */
enum http_then route_block(struct http_request *request,
                           struct http_response *response)
{
    uint64_t ms;
    if (http_query(request, response, "ms", 100, 60000, &ms) != 0)
        return THEN_REPLY;
    if (request->step == 0) {
        request->progress = ms * 1000000;
        http_work(response, sleep_ns, &request->progress);
        return THEN_WORK;
    }
    http_reply(response, 200, text_plain, "blocked\n", 8);
    return THEN_REPLY;
}

/* Computes for argument nanoseconds of this thread's own CPU time: the same
 * amount of work however often the thread is interrupted. */
static void burn_ns(void *argument)
{
    uint64_t ns = *(uint64_t *)argument, x = 88172645463325252;
    struct timespec start, now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
    do {
        for (int i = 0; i < 2000; i++) { /* xorshift, a few microseconds */
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
        }
        *(volatile uint64_t *)argument = x;
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    } while ((uint64_t)(now.tv_sec - start.tv_sec) * 1000000000 +
                 (uint64_t)(now.tv_nsec - start.tv_nsec) <
             ns);
}

/* GET /burn?us=: computing that takes so much CPU time. */
enum http_then route_burn(struct http_request *request,
                          struct http_response *response)
{
    uint64_t us;
    if (http_query(request, response, "us", 1000, 10000000, &us) != 0)
        return THEN_REPLY;
    if (request->step == 0) {
        request->progress = us * 1000;
        http_work(response, burn_ns, &request->progress);
        return THEN_WORK;
    }
    http_reply(response, 200, text_plain, "burned\n", 7);
    return THEN_REPLY;
}

enum { LINE = 60, PLATE = 1092 * LINE };

static char plate[PLATE];

static void plate_fill(void)
{
    static const char line[LINE + 1] =
        "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvw\n";
    for (int at = 0; at < PLATE; at += LINE)
        memcpy(plate + at, line, LINE);
}

/* One plate of text. A response is as many plates as it takes, and no
 * connection ever owns one. */
static const char *plate_text(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, plate_fill);
    return plate;
}

/* GET /bytes?n=: a large response, generated as it goes. */
enum http_then route_bytes(struct http_request *request,
                           struct http_response *response)
{
    uint64_t n;
    if (http_query(request, response, "n", 1000, 1 << 30, &n) != 0)
        return THEN_REPLY;
    if (request->step == 0)
        http_start(response, 200, text_plain, n);
    uint64_t left = n - request->progress;
    size_t part = left < PLATE ? (size_t)left : PLATE;
    http_piece(response, plate_text(), part);
    request->progress += part;
    return request->progress < n ? THEN_MORE : THEN_REPLY;
}

/* POST /echo: the body back. */
enum http_then route_echo(struct http_request *request,
                          struct http_response *response)
{
    const char *type = http_value(request, FIELD_CONTENT_TYPE);
    if (*type == '\0' || strlen(type) > 64)
        type = text_plain;
    size_t length = request->body_length;
    http_reply_owned(response, 200, type, http_take_body(request), length);
    return THEN_REPLY;
}
