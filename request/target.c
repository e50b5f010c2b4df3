/* target.c: request targets and query parameters.
 *
 * Takes the origin form (/path?query), the absolute form (http://host/path)
 * and the asterisk; decodes %XX in the path, once, and refuses %00. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "exchange.h"

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes %XX in place; the result is never longer. */
static int percent_decode(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++, to++) {
        *to = *from;
        if (*from != '%')
            continue;
        int high = hex(from[1]);
        int low = high < 0 ? -1 : hex(from[2]);
        if (low < 0 || high + low == 0)
            return -1;
        *to = (char)(high * 16 + low);
        from += 2;
    }
    *to = '\0';
    return 0;
}

int target_split(char *target, char **path, char **query)
{
    static char root[] = "/", none[] = "";
    if (strncasecmp(target, "http://", 7) == 0) {
        char *slash = target + 7 + strcspn(target + 7, "/?");
        if (slash == target + 7)
            return -1; /* no authority */
        *path = slash;
    } else if (*target == '/' || strcmp(target, "*") == 0) {
        *path = target;
    } else {
        return -1;
    }
    char *mark = strchr(*path, '?');
    *query = mark ? mark + 1 : none;
    if (mark)
        *mark = '\0';
    if (**path == '\0')
        *path = root;
    return percent_decode(*path);
}

/* The value of `name` in the query, up to & or the end, or NULL. */
static const char *parameter(const char *query, const char *name,
                             size_t *length)
{
    size_t name_length = strlen(name);
    while (*query != '\0') {
        size_t whole = strcspn(query, "&");
        if (whole > name_length && query[name_length] == '=' &&
            strncmp(query, name, name_length) == 0) {
            *length = whole - name_length - 1;
            return query + name_length + 1;
        }
        query += whole + (query[whole] == '&');
    }
    return NULL;
}

int http_query(struct http_request *request, struct http_response *response,
               const char *name, uint64_t otherwise, uint64_t max,
               uint64_t *value)
{
    size_t length;
    const char *text = parameter(request->query, name, &length);
    *value = otherwise;
    if (text == NULL)
        return 0;
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (length > 0 && *text >= '0' && *text <= '9' && end == text + length &&
        errno == 0 && number <= max) {
        *value = number;
        return 0;
    }
    http_explain(response, 400, "%s must be a number from 0 to %llu", name,
                 (unsigned long long)max);
    return -1;
}
