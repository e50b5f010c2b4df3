/* wire.c: builds the request's bytes (see wire.h).
 *
 * Nothing is built while the load runs: every request is the same bytes. */
#include "wire.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char token_signs[] = "!#$%&'*+-.^_`|~0123456789"
                                  "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

const char *wire_take_header(const char *text, void *value)
{
    struct wire_request *request = value;
    size_t name = strspn(text, token_signs);
    if (name == 0 || text[name] != ':' || strpbrk(text, "\r\n") != NULL)
        return "a header such as 'Accept: text/plain'";
    if (request->header_count == WIRE_HEADERS)
        return "no more than 64 headers";
    request->headers[request->header_count++] = text;
    return NULL;
}

const char *wire_check_method(const char *method)
{
    if (*method == '\0' || method[strspn(method, token_signs)] != '\0')
        return "give a method such as GET or POST";
    if (strcmp(method, "CONNECT") == 0)
        return "CONNECT makes a tunnel, not a request; use GET or POST";
    return NULL;
}

static bool names(const struct wire_request *request, const char *name)
{
    size_t length = strlen(name);
    for (int i = 0; i < request->header_count; i++)
        if (strncasecmp(request->headers[i], name, length) == 0 &&
            request->headers[i][length] == ':')
            return true;
    return false;
}

static void write_head(FILE *out, const struct wire_request *request,
                       const struct url *url, size_t body)
{
    const char *slash = *url->path == '/' ? "" : "/";
    fprintf(out, "%s %s%s HTTP/1.1\r\n", request->method, slash, url->path);
    if (!names(request, "Host"))
        fprintf(out, "Host: %s\r\n", url->authority);
    for (int i = 0; i < request->header_count; i++)
        fprintf(out, "%s\r\n", request->headers[i]);
    if (request->body_file != NULL && !names(request, "Content-Length"))
        fprintf(out, "Content-Length: %zu\r\n", body);
    if (request->one_request && !names(request, "Connection"))
        fputs("Connection: close\r\n", out);
    fputs("\r\n", out);
}

/* The whole file at *bytes, the caller's to free; -1 with errno. */
static int read_file(const char *path, char **bytes, size_t *length)
{
    char part[4096];
    size_t got;
    FILE *in = fopen(path, "rb");
    if (in == NULL)
        return -1;
    FILE *out = open_memstream(bytes, length);
    while (out != NULL && (got = fread(part, 1, sizeof part, in)) > 0)
        fwrite(part, 1, got, out);
    int failed = out == NULL || ferror(in);
    if (out != NULL && fclose(out) != 0)
        failed = 1;
    fclose(in);
    return failed ? -1 : 0;
}

int wire_build(struct wire *wire, const struct wire_request *request,
               const struct url *url)
{
    char *body = NULL;
    size_t body_length = 0;
    if (request->body_file != NULL &&
        read_file(request->body_file, &body, &body_length) != 0)
        return -1;
    FILE *out = open_memstream(&wire->bytes, &wire->length);
    if (out == NULL) {
        free(body);
        return -1;
    }
    write_head(out, request, url, body_length);
    if (body_length > 0)
        fwrite(body, 1, body_length, out);
    free(body);
    wire->is_head = strcmp(request->method, "HEAD") == 0;
    return fclose(out) == 0 ? 0 : -1;
}

int wire_repeat(struct wire *wire, int64_t times)
{
    char *bytes = realloc(wire->bytes, wire->length * (size_t)times);
    if (bytes == NULL)
        return -1;
    for (int64_t i = 1; i < times; i++)
        memcpy(bytes + wire->length * (size_t)i, bytes, wire->length);
    wire->bytes = bytes;
    wire->length *= (size_t)times;
    return 0;
}

void wire_free(struct wire *wire)
{
    free(wire->bytes);
    wire->bytes = NULL;
}
