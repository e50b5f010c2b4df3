/* loop.h: many client connections at once, on epoll. */
#ifndef HELD_LOOP_H
#define HELD_LOOP_H

#include "reply.h"

struct client;

/* What a load does with its connections; what is NULL is not called. Each
 * call may close the client. */
struct role {
    /* The whole response came; client->reply tells of it. */
    void (*answered)(struct client *client);
    /* The connection ended, and no response was complete. Closed already. */
    void (*ended)(struct client *client);
    /* Bytes as they come, instead of a response. */
    void (*bytes)(struct client *client, const char *bytes, size_t n);
};

struct client {
    int fd;                  /* -1: closed */
    const struct role *role; /* what to do with it */
    struct reply reply;      /* of the request in hand */
    bool asked;              /* a request is in hand */
    bool was_reset;          /* how it ended, for ended() */
    int number;              /* the load's own */
    int state;               /* the load's own, 0 at first */
    long seen;               /* the load's own, 0 at first */
};

/* Sizes of a client's socket, 0 for the kernel's own choice. */
struct sizes {
    int receive; /* SO_RCVBUF */
    int segment; /* TCP_MAXSEG */
};

/* Call once. Raises the limit of descriptors. */
void loop_init(void);

/* How many connections this process can hold. */
int loop_room(void);

/* Serves what happened; waits for that for so many milliseconds, -1 for
 * ever. Returns how many things happened. */
int loop_turn(int ms);

/* Connects. `sizes` may be NULL. Returns 0, or -1 after a fault. */
int client_open(struct client *client, const struct role *role,
                const struct sizes *sizes);

/* Opens `count` of them, numbered from 0: calloc'd, the caller's to free. */
struct client *clients_open(int count, const struct role *role,
                            const struct sizes *sizes);

/* Begins to read, or leaves the bytes where they are. Clients read from the
 * beginning on. */
void client_read(struct client *client, bool reads);

/* Sends all the bytes. Returns 0, or -1 when the connection is gone. */
int client_send(struct client *client, const char *bytes, size_t n);

/* Asks for a target by GET; the body is to be `expect` (see reply.h). */
int client_ask(struct client *client, const char *target, const char *expect);

/* Whether all that was sent lies in the server's socket, or was read, or the
 * connection is closed. */
bool client_arrived(const struct client *client);

/* Whether the response is a 200 with the expected body. */
bool client_content(const struct client *client);

/* Closes by a reset, so that no port stays taken. Fine if closed already. */
void client_close(struct client *client);

/* Closes and frees all. */
void clients_close(struct client *clients, int count);

#endif
