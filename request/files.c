/* files.c: GET /files/PATH, static files from --root.
 *
 * Opening and reading may wait for a disk, so both are NEED_WORK. No path
 * leads out of the root: openat2 resolves beneath it, whatever .. and
 * symbolic links say. One piece is in memory at a time. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "handler.h"

enum { PIECE = 65536 };

/* A file while it is being sent. */
struct file {
    int root, fd;
    int error;        /* errno of the last job, or 0 */
    const char *path; /* below the root; the request's */
    struct stat stat;
    uint64_t at, end; /* the bytes still to be read */
    size_t got;       /* bytes of the piece that was read */
    char tag[48];     /* ETag */
    char date[40];    /* Last-Modified */
    char *piece;
};

static void file_release(void *state)
{
    struct file *file = state;
    if (file->fd >= 0)
        close(file->fd);
    free(file->piece);
    free(file);
}

/* Job: opens the file and learns its size and age. */
static void file_open(void *argument)
{
    struct file *file = argument;
    struct open_how how = {.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    file->fd =
        (int)syscall(SYS_openat2, file->root, file->path, &how, sizeof how);
    file->error = file->fd < 0 ? errno : 0;
    if (file->fd >= 0 && fstat(file->fd, &file->stat) != 0)
        file->error = errno;
    if (file->error == 0 && !S_ISREG(file->stat.st_mode))
        file->error = ENOENT;
}

/* Job: reads the next piece. */
static void file_read(void *argument)
{
    struct file *file = argument;
    uint64_t left = file->end - file->at;
    size_t want = left < PIECE ? (size_t)left : PIECE;
    ssize_t n;
    do
        n = pread(file->fd, file->piece, want, (off_t)file->at);
    while (n < 0 && errno == EINTR);
    file->got = n > 0 ? (size_t)n : 0; /* 0: it became shorter meanwhile */
    file->at += file->got;
}

static const char *type_of(const char *path)
{
    static const char *const types[][2] = {
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".json", "application/json"},
        {".txt", "text/plain; charset=utf-8"},
        {".md", "text/markdown; charset=utf-8"},
        {".csv", "text/csv; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".gif", "image/gif"},
        {".ico", "image/x-icon"},
        {".pdf", "application/pdf"},
        {".wasm", "application/wasm"},
    };
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(types[i][0], dot) == 0)
            return types[i][1];
    return "application/octet-stream";
}

/* Reads "bytes=A-B", "bytes=A-" or "bytes=-N". Returns 206 with the range
 * set, 416 when it lies outside, or 200 for whatever is to be ignored. */
static int range_of(const char *text, struct file *file)
{
    uint64_t size = (uint64_t)file->stat.st_size;
    unsigned long long first = 0, last = 0;
    int used = -1;
    if (strncmp(text, "bytes=", 6) != 0)
        return 200;
    text += 6;
    if (*text == '-' && text[1] >= '0' && text[1] <= '9' &&
        sscanf(text, "-%llu%n", &last, &used) == 1 && text[used] == '\0') {
        if (last == 0 || size == 0)
            return 416;
        file->at = last < size ? size - last : 0;
        return 206;
    }
    if (*text < '0' || *text > '9' ||
        sscanf(text, "%llu-%n", &first, &used) != 1 || used < 0)
        return 200;
    text += used;
    used = 0;
    bool open = *text == '\0';
    if (!open && (*text < '0' || *text > '9' ||
                  sscanf(text, "%llu%n", &last, &used) != 1 ||
                  text[used] != '\0' || last < first))
        return 200;
    if (first >= size)
        return 416;
    file->at = first;
    file->end = open || last >= size ? size : last + 1;
    return 206;
}

static void validators(struct file *file)
{
    struct tm utc;
    snprintf(file->tag, sizeof file->tag, "\"%llx-%llx%09lx\"",
             (unsigned long long)file->stat.st_size,
             (unsigned long long)file->stat.st_mtim.tv_sec,
             (unsigned long)file->stat.st_mtim.tv_nsec);
    gmtime_r(&file->stat.st_mtim.tv_sec, &utc);
    strftime(file->date, sizeof file->date, "%a, %d %b %Y %H:%M:%S GMT", &utc);
}

/* Whether the client's copy is still good. */
static bool unchanged(const struct http_request *request,
                      const struct file *file)
{
    const char *tags = http_value(request, FIELD_IF_NONE_MATCH);
    const char *since = http_value(request, FIELD_IF_MODIFIED_SINCE);
    struct tm utc = {0};
    if (*tags != '\0')
        return strcmp(tags, "*") == 0 || strstr(tags, file->tag) != NULL;
    const char *end = strptime(since, "%a, %d %b %Y %H:%M:%S GMT", &utc);
    return *since != '\0' && end != NULL && *end == '\0' &&
           timegm(&utc) >= file->stat.st_mtim.tv_sec;
}

static int status_for(const struct http_request *request, struct file *file)
{
    const char *range = http_value(request, FIELD_RANGE);
    const char *guard = http_value(request, FIELD_IF_RANGE);
    file->at = 0;
    file->end = (uint64_t)file->stat.st_size;
    if (unchanged(request, file))
        return 304;
    if (*range == '\0' || request->method != METHOD_GET)
        return 200;
    if (*guard != '\0' && strcmp(guard, file->tag) != 0 &&
        strcmp(guard, file->date) != 0)
        return 200;
    return range_of(range, file);
}

static enum http_then not_opened(struct http_response *response, int error)
{
    switch (error) {
    case EACCES:
    case EPERM:
        return http_explain(response, 403, "this file may not be read");
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return http_explain(response, 503, "out of descriptors; try again");
    default: /* missing, a folder, a device, or outside the root */
        return http_explain(response, 404, "no such file below --root");
    }
}

/* The file is open: the head, and the first piece to read. */
static enum http_then begin(struct http_request *request,
                            struct http_response *response, struct file *file)
{
    char range[80];
    validators(file);
    int status = status_for(request, file);
    uint64_t size = (uint64_t)file->stat.st_size;
    http_field(response, "ETag", file->tag);
    http_field(response, "Last-Modified", file->date);
    http_field(response, "Accept-Ranges", "bytes");
    if (status == 416)
        snprintf(range, sizeof range, "bytes */%" PRIu64, size);
    else
        snprintf(range, sizeof range, "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64,
                 file->at, file->end - 1, size);
    if (status == 416 || status == 206)
        http_field(response, "Content-Range", range);
    if (status == 416)
        return http_explain(response, 416, "the file has %" PRIu64 " bytes",
                            size);
    http_start(response, status, type_of(file->path), file->end - file->at);
    if (status == 304 || file->at == file->end ||
        request->method == METHOD_HEAD)
        return THEN_REPLY;
    file->piece = malloc(PIECE);
    return file->piece == NULL ? THEN_BREAK : THEN_MORE;
}

static enum http_then start(struct http_request *request,
                            struct http_response *response)
{
    if (request->server->root < 0)
        return http_explain(response, 404,
                            "nothing to serve; start with --root=FOLDER");
    struct file *file = calloc(1, sizeof *file);
    if (file == NULL)
        return http_explain(response, 503, "out of memory");
    file->fd = -1;
    file->root = request->server->root;
    file->path = request->path + strlen("/files/");
    request->state = file;
    request->release = file_release;
    http_work(response, file_open, file);
    return THEN_WORK;
}

enum http_then route_files(struct http_request *request,
                           struct http_response *response)
{
    struct file *file = request->state;
    if (request->step == 0)
        return start(request, response);
    if (request->step == 1)
        return file->error != 0 ? not_opened(response, file->error)
                                : begin(request, response, file);
    if (request->before == THEN_MORE) {
        http_work(response, file_read, file);
        return THEN_WORK;
    }
    if (file->got == 0)
        return THEN_BREAK;
    http_piece(response, file->piece, file->got);
    return file->at < file->end ? THEN_MORE : THEN_REPLY;
}
