/* console_pages.c: the files of the page.
 *
 * A name may have letters, digits, - _ and dots inside, and one folder: there
 * is no way out of the page's folder, and nothing hidden is served. */
#include <errno.h>
#include <event2/buffer.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "console.h"

struct kind {
    const char *suffix, *type;
};

static const struct kind kinds[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".txt", "text/plain; charset=utf-8"},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* By the name's end; NULL: nothing that a page is made of. */
static const char *type_of(const char *name)
{
    size_t length = strlen(name);
    for (int i = 0; i < KINDS; i++) {
        size_t suffix = strlen(kinds[i].suffix);
        if (length > suffix &&
            strcmp(name + length - suffix, kinds[i].suffix) == 0)
            return kinds[i].type;
    }
    return NULL;
}

/* Whether the name (without its first slash) may be looked for. */
static bool is_safe(const char *name)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    int slashes = 0;
    for (const char *part = name;; part++) {
        size_t length = strspn(part, letters);
        if (length == 0 || *part == '.')
            return false;
        part += length;
        if (*part == '\0')
            return true;
        if (*part != '/' || ++slashes > 1)
            return false;
    }
}

void pages_send(struct evhttp_request *request, int file, off_t length,
                const char *type, const char *tail)
{
    struct evbuffer *body = evbuffer_new();
    if (body == NULL ||
        (length > 0 && evbuffer_add_file(body, file, 0, length) != 0)) {
        close(file);
        if (body != NULL)
            evbuffer_free(body);
        http_error(request, 500, "cannot read the file: %s", strerror(errno));
        return;
    }
    if (length == 0)
        close(file); /* else it is the buffer's */
    if (tail != NULL)
        evbuffer_add(body, tail, strlen(tail));
    evhttp_add_header(evhttp_request_get_output_headers(request),
                      "Content-Type", type);
    evhttp_send_reply(request, 200, "OK", body);
    evbuffer_free(body);
}

void pages_serve(struct console *console, struct evhttp_request *request,
                 const char *path)
{
    char full[PATH_MAX + 256];
    struct stat status;
    const char *name = strcmp(path, "/") == 0       ? "index.html"
                       : strcmp(path, "/vote") == 0 ? "vote.html"
                                                    : path + 1;
    const char *type = type_of(name);
    int length = snprintf(full, sizeof full, "%s/%s", console->page, name);
    int file = -1;
    if (type != NULL && is_safe(name) && length < (int)sizeof full)
        file = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
        pages_send(request, file, status.st_size, type, NULL);
        return;
    }
    if (file >= 0)
        close(file);
    http_error(request, 404, "there is no such page; go to /");
}
