/* answer.c: reads one HTTP response (see answer.h).
 *
 * Promises to accept nothing that a careful client would not: exact line
 * ends, one Content-Length, no length beside chunks. Won't allocate. */
#include "answer.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The line that starts at `at`: its length up to CRLF, or -1 if no CRLF. */
static long line_length(const char *at, const char *end)
{
    const char *cr = memmem(at, (size_t)(end - at), "\r\n", 2);
    return cr ? cr - at : -1;
}

const char *answer_header(const struct answer *answer, const char *name,
                          size_t *length)
{
    const char *end = answer->head + answer->head_length;
    const char *line = answer->head;
    size_t named = strlen(name);
    while ((line += line_length(line, end) + 2) < end) {
        long size = line_length(line, end);
        if ((size_t)size > named && line[named] == ':' &&
            strncasecmp(line, name, named) == 0) {
            const char *value = line + named + 1;
            value += strspn(value, " ");
            *length = (size_t)(line + size - value);
            return value;
        }
    }
    return NULL;
}

static int count_headers(const struct answer *answer, const char *name)
{
    struct answer rest = *answer;
    const char *value;
    size_t length;
    int count = 0;
    while ((value = answer_header(&rest, name, &length)) != NULL) {
        count++;
        rest.head_length -= (size_t)(value - rest.head);
        rest.head = value;
    }
    return count;
}

/* Checks the status line and that every line is "Name: value". */
static const char *check_head(struct answer *answer)
{
    const char *line = answer->head;
    const char *end = answer->head + answer->head_length;
    if (answer->head_length < 17 || memcmp(line, "HTTP/1.1 ", 9) != 0 ||
        line[12] != ' ')
        return "the status line is not 'HTTP/1.1 NNN reason'";
    answer->status = (int)strtol(line + 9, NULL, 10);
    if (answer->status < 100 || answer->status > 599)
        return "the status is no number from 100 to 599";
    while ((line += line_length(line, end) + 2) < end - 2) {
        long size = line_length(line, end);
        size_t name = strcspn(line, ": \t\r\n");
        if (size <= 0 || name == 0 || line[name] != ':' ||
            line[name + 1] != ' ')
            return "a header line is not 'Name: value'";
        if (memchr(line, '\n', (size_t)size) ||
            memchr(line, '\0', (size_t)size))
            return "a header has a stray byte";
    }
    return NULL;
}

/* Walks over the chunks. Needs the last one's end, trailers and all. */
static enum answer_found skip_chunks(struct answer *answer, const char *end,
                                     const char **why)
{
    const char *at = answer->body;
    for (;;) {
        long size = line_length(at, end);
        if (size < 0)
            return ANSWER_PARTIAL;
        char *stop;
        unsigned long n = strtoul(at, &stop, 16);
        if (stop == at || stop != at + size) {
            *why = "a chunk's size line is wrong";
            return ANSWER_WRONG;
        }
        at += size + 2;
        if ((size_t)(end - at) < n + 2)
            return ANSWER_PARTIAL;
        if (memcmp(at + n, "\r\n", 2) != 0) {
            *why = "a chunk does not end with CRLF";
            return ANSWER_WRONG;
        }
        at += n + 2;
        answer->body_length += n;
        if (n == 0) {
            answer->size = (size_t)(at - answer->head);
            return ANSWER_WHOLE;
        }
    }
}

/* Finds the body that the head announces. */
static enum answer_found find_body(struct answer *answer, const char *end,
                                   bool to_head, const char **why)
{
    size_t length;
    const char *value = answer_header(answer, "Content-Length", &length);
    answer->body = answer->head + answer->head_length;
    answer->size = answer->head_length;
    answer->chunked = count_headers(answer, "Transfer-Encoding") > 0;
    if (count_headers(answer, "Content-Length") > 1 ||
        (answer->chunked && value != NULL)) {
        *why = "the body's length is given twice";
        return ANSWER_WRONG;
    }
    if (to_head || answer->status < 200 || answer->status == 204 ||
        answer->status == 304)
        return ANSWER_WHOLE;
    if (answer->chunked)
        return skip_chunks(answer, end, why);
    if (value == NULL) {
        answer->to_end = true;
        answer->body_length = (size_t)(end - answer->body);
    } else {
        answer->body_length = strtoul(value, NULL, 10);
    }
    answer->size += answer->body_length;
    return (size_t)(end - answer->head) < answer->size ? ANSWER_PARTIAL
                                                       : ANSWER_WHOLE;
}

enum answer_found answer_find(const char *bytes, size_t length, bool to_head,
                              struct answer *answer, const char **why)
{
    memset(answer, 0, sizeof *answer);
    if (length == 0)
        return ANSWER_PARTIAL;
    const char *end = memmem(bytes, length, "\r\n\r\n", 4);
    if (end == NULL)
        return ANSWER_PARTIAL;
    answer->head = bytes;
    answer->head_length = (size_t)(end - bytes) + 4;
    *why = check_head(answer);
    if (*why != NULL)
        return ANSWER_WRONG;
    return find_body(answer, bytes + length, to_head, why);
}
