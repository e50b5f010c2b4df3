/* client.h: one connection that speaks HTTP, as its owner tells it to.
 *
 * A client connects, sends the one prebuilt request when told, and reports
 * the answer. It never decides when to send: that is its owner's policy.
 * It costs about 360 bytes and owns no buffer: what arrives is read into
 * the buffer of the group and parsed at once. */
#ifndef LOADGEN_CLIENT_H
#define LOADGEN_CLIENT_H

#include <event2/event.h>
#include <event2/event_struct.h>
#include <llhttp.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "wire.h"

enum { CLIENT_BUFFER = 65536, CLIENT_KNOWN = 1024, CLIENT_TARGETS = 16 };

enum client_state {
    CLIENT_CLOSED,     /* has no socket */
    CLIENT_CONNECTING, /* connect() is under way */
    CLIENT_OPEN,       /* connected, nothing asked */
    CLIENT_SENDING,    /* part of the request is sent, the socket is full */
    CLIENT_WAITING     /* all of the request is sent, the answer is awaited */
};

/* How a connection attempt or a request ended. */
enum outcome {
    OUTCOME_GOOD,     /* a whole 2xx answer, with the body expected */
    OUTCOME_CONNECT,  /* the connection could not be made */
    OUTCOME_READ,     /* closed or reset before the answer was whole */
    OUTCOME_WRITE,    /* the request could not be sent */
    OUTCOME_TIMEOUT,  /* no whole answer in time */
    OUTCOME_STATUS,   /* a whole answer, but its status is not 2xx */
    OUTCOME_PROTOCOL, /* what came is not HTTP, or came unasked */
    OUTCOME_BODY,     /* a whole 2xx answer with another body */
    OUTCOMES
};

struct client;

/* What the owner is told. The calls come from inside the event loop; each
 * may send on, connect or close that client. */
struct client_owner {
    /* The connection is made; state is CLIENT_OPEN. */
    void (*connected)(struct client *client);
    /* An answer is whole (GOOD, STATUS or BODY) since `now`. The state is
     * CLIENT_OPEN, or CLIENT_CLOSED when the server does not keep it open. */
    void (*answered)(struct client *client, enum outcome outcome, int64_t now);
    /* The connection is gone, and so is any request on it. `error` is an
     * errno, or 0 when the server closed it in good order. */
    void (*broken)(struct client *client, enum outcome outcome, int error);
};

/* An answer that came whole in one read, and what it means. */
struct client_known {
    char bytes[CLIENT_KNOWN];
    size_t length; /* 0: none yet */
    enum outcome outcome;
};

/* What the clients of a thread share. The owner fills it in. */
struct client_group {
    struct event_base *base;
    char *buffer;            /* CLIENT_BUFFER bytes */
    const struct wire *wire; /* what clients send unless told otherwise */
    uint32_t depth;          /* requests in that wire: for client_send_many() */
    int receive_buffer;      /* bytes of SO_RCVBUF, 0 leaves it */
    bool reset;              /* end by a reset: no TIME_WAIT is left */
    const struct client_owner *owner;
    void *context;      /* the owner's */
    const char *expect; /* the whole body of a good answer, or NULL */
    size_t expect_length;
    const struct sockaddr *server;
    socklen_t server_length;
    struct in_addr source_first; /* local addresses, taken in turn; */
    int source_count;            /* 0 leaves them to the kernel */
    int source_next;
    llhttp_settings_t settings; /* answer.c's, as is what follows */
    struct client_known known[CLIENT_TARGETS]; /* by client->wire->target */
};

struct client {
    struct event event;
    llhttp_t parser;
    struct client_group *group;
    const struct wire *wire; /* what it sends; the owner may change it */
    struct client *next;     /* the crowd's: a list that the client is on */
    int64_t since;           /* connect or request began, ns */
    int64_t rest_until;      /* the crowd's: when to try again, ns */
    int64_t mark;            /* the policy's: a time, ns */
    uint64_t received;       /* bytes of the answer so far */
    uint64_t unread;         /* of a body that nobody looks at, to come */
    uint32_t sent;           /* bytes of the request so far */
    uint32_t matched;        /* bytes of the body that were as expected */
    uint32_t served;         /* the policy's: good answers in the window */
    uint32_t pending;        /* answers to come after client_send_many() */
    uint16_t attempts;       /* the crowd's: failures in a row */
    uint8_t state;           /* enum client_state */
    uint8_t outcome;         /* of the answer, enum outcome */
    bool answered;           /* a whole answer was parsed */
    bool keep;               /* and the connection stays open */
    bool wrong_body;         /* the body differs from what is expected */
    bool listed;             /* the policy's: it is in a queue */
    bool was_established;    /* the crowd's: it was connected once */
};

/* Makes a client of zeroed memory; it is CLIENT_CLOSED. */
void client_init(struct client *client, struct client_group *group);

/* Begins to connect. Returns 0, and connected() or broken() will be called,
 * perhaps before this returns; or -1 with errno when there is no descriptor
 * (EMFILE, ENFILE) or no local port (EADDRNOTAVAIL). */
int client_connect(struct client *client, int64_t now);

/* Sends the request; the client must be CLIENT_OPEN. answered() or broken()
 * will be called, broken() perhaps before this returns. */
void client_send(struct client *client, int64_t now);

/* Sends a wire that holds group->depth requests, more than one. answered() is
 * called for each: the state is CLIENT_WAITING while client->pending more
 * are to come. Should the server end before, the pending ones are lost. */
void client_send_many(struct client *client, int64_t now);

/* Closes the socket, if any. Calls nobody. */
void client_close(struct client *client);

/* Closes, and tells the owner through broken(). */
void client_break(struct client *client, enum outcome outcome, int error);

static inline bool client_is_busy(const struct client *client)
{
    return client->state == CLIENT_SENDING || client->state == CLIENT_WAITING;
}

#endif
