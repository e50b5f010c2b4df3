/* fuzz_target.c: addresses, request targets and their numbers.
 *
 * An input is one text. It is read as an address, which written down again
 * must be the same; and split as a request target, whose path must be what a
 * second, plainer decoder makes of it. */
#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "check.h"
#include "exchange.h"
#include "net.h"

static void check_address(const char *text)
{
    struct sockaddr_storage first, second;
    char host[INET6_ADDRSTRLEN], again[80];
    socklen_t length = 0;
    if (net_address(text, &first, &length) != 0)
        return;
    if (first.ss_family == AF_INET6) {
        struct sockaddr_in6 *six = (struct sockaddr_in6 *)&first;
        CHECK(length == sizeof *six, "the address has a wrong length");
        inet_ntop(AF_INET6, &six->sin6_addr, host, sizeof host);
        snprintf(again, sizeof again, "[%s]:%d", host, ntohs(six->sin6_port));
    } else {
        struct sockaddr_in *four = (struct sockaddr_in *)&first;
        CHECK(first.ss_family == AF_INET, "an address of no family");
        CHECK(length == sizeof *four, "the address has a wrong length");
        inet_ntop(AF_INET, &four->sin_addr, host, sizeof host);
        snprintf(again, sizeof again, "%s:%d", host, ntohs(four->sin_port));
    }
    CHECK(net_address(again, &second, &length) == 0, "%s is refused", again);
    CHECK(memcmp(&first, &second, sizeof first) == 0,
          "%s is read as something else", again);
}

/* Decodes a path in the plainest way. Returns its length, or -1. */
static long decode(const char *from, size_t length, char *to)
{
    long n = 0;
    for (size_t i = 0; i < length; i++) {
        char digits[3] = "";
        to[n] = from[i];
        if (from[i] == '%') {
            if (length - i < 3 || !isxdigit((unsigned char)from[i + 1]) ||
                !isxdigit((unsigned char)from[i + 2]))
                return -1;
            memcpy(digits, from + i + 1, 2);
            to[n] = (char)strtol(digits, NULL, 16);
            if (to[n] == '\0')
                return -1;
            i += 2;
        }
        n++;
    }
    to[n] = '\0';
    return n;
}

/* The number of the parameter n, taken by hand; -1 if it is not there, -2
 * if it is no number up to max. */
static int64_t number_of(const char *query, int64_t max)
{
    const char *at = strncmp(query, "n=", 2) == 0 ? query : NULL;
    int64_t value = 0;
    if (at == NULL && (at = strstr(query, "&n=")) != NULL)
        at++;
    if (at == NULL)
        return -1;
    at += 2;
    if (*at == '&' || *at == '\0')
        return -2;
    for (; *at != '&' && *at != '\0'; at++) {
        if (*at < '0' || *at > '9' || value > max)
            return -2;
        value = value * 10 + (*at - '0');
    }
    return value <= max ? value : -2;
}

static void check_query(const char *query)
{
    struct http_request request = {.query = query};
    struct http_response response = {.date = ""};
    uint64_t value = 99;
    enum { OTHERWISE = 7, MAX = 1000000 };
    int64_t right = number_of(query, MAX);
    int result = http_query(&request, &response, "n", OTHERWISE, MAX, &value);
    CHECK((result == 0) == (right != -2), "'%s': %d", query, result);
    CHECK((result == 0) == (response.status == 0), "a reply or none");
    if (result == 0)
        CHECK(value == (right == -1 ? OTHERWISE : (uint64_t)right),
              "'%s' gives %lld", query, (long long)value);
    else
        CHECK(response.status == 400, "not refused with 400");
    free(response.owned);
}

static void check_target(const char *text)
{
    char *target = strdup(text), *plain = malloc(strlen(text) + 2);
    char *path = NULL, *query = NULL;
    const char *start = text;
    if (strncasecmp(text, "http://", 7) == 0)
        start += 7 + strcspn(text + 7, "/?");
    size_t length = strcspn(start, "?");
    long n = decode(start, length, plain);
    if (n == 0)
        n = (long)strlen(strcpy(plain, "/"));
    if (target_split(target, &path, &query) == 0) {
        CHECK(*path == '/' || strcmp(text, "*") == 0,
              "a path that does not start at the root: %s", path);
        CHECK(n >= 0 && strcmp(path, plain) == 0, "the path is %s, not %s",
              path, plain);
        CHECK(strcmp(query, start[length] ? start + length + 1 : "") == 0,
              "the query is %s", query);
        check_query(query);
    } else {
        CHECK(*text != '/' || n < 0, "a good path is refused");
    }
    free(target);
    free(plain);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    char *text = strndup((const char *)data, size);
    check_address(text);
    check_target(text);
    check_query(text);
    free(text);
    return 0;
}
