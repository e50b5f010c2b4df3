/* answer.h: finds one HTTP response in the bytes received.
 *
 * Written apart from the servers' own code and from llhttp, so that it cannot
 * share a misunderstanding with them. Strict: it is we who test. */
#ifndef PARITY_ANSWER_H
#define PARITY_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

struct answer {
    int status;
    const char *head;   /* from the status line to the empty line, inside */
    size_t head_length; /* the bytes given; the empty line included */
    const char *body;   /* as sent: chunked framing is still in it */
    size_t body_length; /* of the content, without framing */
    size_t size;        /* head and body as sent: where the next one begins */
    bool chunked;
    bool to_end; /* neither length nor chunks: the body ends with the
                           connection */
};

enum answer_found {
    ANSWER_WHOLE,   /* *answer is filled in */
    ANSWER_PARTIAL, /* so far so good, more must come */
    ANSWER_WRONG    /* no valid HTTP/1.1 response; *why says what is wrong */
};

/* Looks for a response at the start of `bytes`. `to_head`: it answers a HEAD
 * request, so it has no body. */
enum answer_found answer_find(const char *bytes, size_t length, bool to_head,
                              struct answer *answer, const char **why);

/* Returns the value of a header as it stands up to CR, and its length; NULL
 * if there is none. Names are compared without regard to case. */
const char *answer_header(const struct answer *answer, const char *name,
                          size_t *length);

#endif
