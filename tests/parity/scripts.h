/* scripts.h: what a client does and what must come back, as tables.
 *
 * A script is a list of steps, played in order against each server. Sending
 * never waits for an answer unless a step says so, and nothing ever sleeps:
 * where order matters, the next step waits for the one before. */
#ifndef PARITY_SCRIPTS_H
#define PARITY_SCRIPTS_H

#include <stdbool.h>
#include <stddef.h>

enum step_kind {
    STEP_END = 0,    /* the list ends here */
    STEP_WHOLE,      /* do nothing; the script is not played byte by byte */
    STEP_SEND,       /* send `text`, `number` times (0 means once) */
    STEP_SETTLE,     /* wait until the server has read all that was sent */
    STEP_SPLIT,      /* send `text` once for every place where it can be cut
                        in two, each time expecting a 200 with body `value` */
    STEP_ANSWER,     /* expect a response with status `number`; its body is
                        `text`, or any if that is NULL */
    STEP_ANSWERS,    /* `number` times 200 with the body `text` */
    STEP_HEAD,       /* a response to HEAD: status `number`, no body, and the
                        Content-Length `value` (any if NULL) */
    STEP_BYTES,      /* 200 with `number` bytes of the pattern of /bytes */
    STEP_ECHO,       /* 200 whose body is `number` times `text` */
    STEP_HEADER,     /* the last response has header `text` with `value`
                        (NULL: any value) */
    STEP_NO_HEADER,  /* ... has no header `text` */
    STEP_EXACT,      /* exactly these bytes come next */
    STEP_UNTIL,      /* anything that ends with these bytes comes next */
    STEP_CLOSED,     /* the server closes; nothing more came */
    STEP_HALF_CLOSE, /* tell the server that no more will be sent */
    STEP_LEAVE,      /* close the connection at once */
    STEP_USE         /* go on with connection `number`, opened if need be */
};

struct step {
    enum step_kind kind;
    const char *text;
    size_t length; /* of text, which may hold NULs */
    const char *value;
    size_t number;
};

struct script {
    const char *name;
    const struct step *steps;
};

enum { SCRIPT_CONNECTIONS = 4 }; /* STEP_USE 0 ... 3; a script begins at 0 */

/* Each table ends with a script without a name. */
extern const struct script scripts_basic[];
extern const struct script scripts_routes[];
extern const struct script scripts_body[];
extern const struct script scripts_refused[];
extern const struct script scripts_limits[];
extern const struct script scripts_store[];

/* How the tables are written. `text` is always a string literal. */
/* clang-format off */
#define STEP(k)             .kind = STEP_##k
#define TEXT(t)             .text = (t), .length = sizeof(t) - 1
#define WHOLE               {STEP(WHOLE)}
#define SEND(t)             {STEP(SEND), TEXT(t)}
#define SEND_TIMES(n, t)    {STEP(SEND), TEXT(t), .number = (n)}
#define SETTLE              {STEP(SETTLE)}
#define SPLIT(t, body)      {STEP(SPLIT), TEXT(t), .value = (body)}
#define ANSWER(code, t)     {STEP(ANSWER), TEXT(t), .number = (code)}
#define ANSWERS(n, t)       {STEP(ANSWERS), TEXT(t), .number = (n)}
#define STATUS(code)        {STEP(ANSWER), .number = (code)}
#define HEAD_ANSWER(c, size) {STEP(HEAD), .value = (size), .number = (c)}
#define BYTES(n)            {STEP(BYTES), .number = (n)}
#define ECHOED(n, t)        {STEP(ECHO), TEXT(t), .number = (n)}
#define HEADER(name, v)     {STEP(HEADER), TEXT(name), .value = (v)}
#define NO_HEADER(name)     {STEP(NO_HEADER), TEXT(name)}
#define EXACT(t)            {STEP(EXACT), TEXT(t)}
#define UNTIL(t)            {STEP(UNTIL), TEXT(t)}
#define CLOSED              {STEP(CLOSED)}
#define HALF_CLOSE          {STEP(HALF_CLOSE)}
#define LEAVE               {STEP(LEAVE)}
#define USE(n)              {STEP(USE), .number = (n)}
#define END                 {STEP(END)}

/* A whole request, as short as HTTP/1.1 allows. */
#define REQUEST(method, target) \
    method " " target " HTTP/1.1\r\nHost: x\r\n\r\n"
#define GET(target) SEND(REQUEST("GET", target))

/* The connection stays open: another request on it is answered. */
#define STILL_OPEN GET("/hello"), ANSWER(200, "hello\n")

/* Refused, said so, and closed in good order. */
#define REFUSED(code) STATUS(code), HEADER("Connection", "close"), CLOSED
/* clang-format on */

#endif
