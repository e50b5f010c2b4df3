/* exchange.h: one request and its response, while they last.
 *
 * Private to the request module. Allocated when a request's first byte
 * arrives and freed when its reply was sent; at most 1,032 bytes, the
 * largest block that malloc keeps in a thread's own cache. */
#ifndef REQUEST_EXCHANGE_H
#define REQUEST_EXCHANGE_H

#include <llhttp.h>

#include "handler.h"

enum {
    EXCHANGE_HEAD = 416,  /* bytes for a response's head (and small body) */
    EXCHANGE_TEXT = 160,  /* bytes for the target and values, before malloc */
    EXCHANGE_NAME = 20,   /* longer than any field name that matters */
    EXCHANGE_FIELDS = 100 /* header lines a request may have */
};

struct http_response {
    int status;       /* 0: nothing was replied yet */
    bool head_only;   /* HEAD: the body is counted and left out */
    bool close;       /* says Connection: close, and does */
    bool old;         /* HTTP/1.0: says Connection: keep-alive */
    const char *date; /* the Date line of this second */
    char *owned;      /* freed with the exchange */
    int64_t sleep_ns;
    struct http_job job;
    struct iovec out[2]; /* what waits to be sent: head, body */
    int out_first, out_count;
    unsigned extra; /* bytes of `head` taken by http_field */
    char head[EXCHANGE_HEAD];
};

struct exchange {
    llhttp_t parser;
    struct http_request request;
    const struct config *config;
    char *text;          /* target, then values, each ended by NUL */
    size_t body_size;    /* room at request.body */
    uint32_t head_bytes; /* target, names and values so far */
    uint32_t text_used, text_size;
    uint32_t value[FIELDS]; /* offset in text; 0 (the target's) = absent */
    int refusal;            /* status that the parser decided on, or 0 */
    bool complete;          /* the whole request was seen */
    bool head_complete;     /* ... or at least its head */
    bool keep_alive;        /* as the client wishes */
    bool expects;           /* 100 Continue is still to be sent */
    bool line_begins;       /* the last byte ended a line */
    bool scanned;           /* the head's empty line was seen */
    uint8_t field;          /* enum field, the one being read */
    uint8_t name_length;
    uint8_t lines; /* header lines so far */
    char name[EXCHANGE_NAME];
    struct http_response response; /* zero up to its head */
    char inline_text[EXCHANGE_TEXT];
};

struct exchange *exchange_new(struct http_server *server);
void exchange_free(struct exchange *x);

/* The value of a header field, or "" when it did not come. */
const char *exchange_value(const struct exchange *x, enum field field);

/* What llhttp calls while it parses; parse.c. */
extern const llhttp_settings_t exchange_parser;

/* Parses some of n bytes; says how many were used up. Sets x->complete, or
 * x->refusal with the status to refuse with. Whether the bytes come whole or
 * one by one makes no difference. */
size_t exchange_parse(struct exchange *x, const char *bytes, size_t n);

/* Splits a request target in place into a decoded path and a query.
 * Returns 0, or -1 when it is none that this server can mean. */
int target_split(char *target, char **path, char **query);

/* Composes a refusal by the parser: the status, why, Connection: close. */
void response_refuse(struct exchange *x);

#endif
