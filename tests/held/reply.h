/* reply.h: recognizes one response in a stream of bytes, and checks it. */
#ifndef HELD_REPLY_H
#define HELD_REPLY_H

#include <stdbool.h>
#include <stddef.h>

/* The text that GET /bytes repeats, and other bodies that loads expect. */
extern const char reply_line[], reply_hello[], reply_waited[];

struct reply {
    char head[400];
    size_t head_length;
    const char *expect; /* the body is this text over and over, or NULL */
    size_t period;      /* its length */
    int status;
    long length; /* of the body; -1: up to the connection's end */
    long got;    /* bytes of it so far */
    bool began;  /* a byte arrived */
    bool in_body;
    bool closes; /* it says Connection: close */
    bool done;
    bool wrong; /* no response, or not the expected body */
};

/* Before the first byte of a response. */
void reply_begin(struct reply *reply, const char *expect);

/* Takes bytes of the response; says how many of n belonged to it. */
size_t reply_take(struct reply *reply, const char *bytes, size_t n);

#endif
