/* wire.h: the request as the bytes that go on the wire, built once. */
#ifndef LOADGEN_WIRE_H
#define LOADGEN_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "url.h"

enum { WIRE_HEADERS = 64 }; /* -H may be given this often */

struct wire {
    char *bytes;   /* head and body */
    size_t length; /* of both */
    int target;    /* which one of a mix: below CLIENT_TARGETS */
    bool is_head;  /* method HEAD: the answer has no body */
};

/* What to build it from. The texts are borrowed. */
struct wire_request {
    const char *method;
    const char *headers[WIRE_HEADERS]; /* "Name: value" */
    int header_count;
    bool one_request;      /* say that the connection ends with it */
    const char *body_file; /* NULL, or a file to send as the body */
};

/* A setting_take for -H: checks "Name: value" and adds it. */
const char *wire_take_header(const char *text, void *request);

/* Builds the request for `url`: 0, with bytes to wire_free(), or -1 with
 * errno when the body's file cannot be read. Host, and Content-Length when
 * there is a body, are added unless a header names them. */
int wire_build(struct wire *wire, const struct wire_request *request,
               const struct url *url);
void wire_free(struct wire *wire);

/* Makes it hold the same request `times` times. 0, or -1 without memory. */
int wire_repeat(struct wire *wire, int64_t times);

/* NULL, or (static) why the method is none. */
const char *wire_check_method(const char *method);

#endif
