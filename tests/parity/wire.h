/* wire.h: one client connection, as raw bytes.
 *
 * Everything that arrives is kept from the first byte on, so that two
 * servers can be compared byte for byte afterwards. Nothing here knows HTTP.
 * Every call that waits gives up at the deadline, which is set once for a
 * whole script. */
#ifndef PARITY_WIRE_H
#define PARITY_WIRE_H

#include <stdbool.h>
#include <stddef.h>

struct wire {
    int fd;        /* -1 until opened */
    char *in;      /* all that was received so far; owned */
    size_t length; /* bytes in it */
    size_t room;   /* bytes allocated */
    size_t taken;  /* bytes that the steps of the script have accounted for */
    bool ended;    /* the server closed its side in good order */
    bool broken;   /* the connection was reset */
};

/* Allows every wire together this many seconds from now on. */
void wire_deadline(int seconds);

/* Connects to the port on loopback. Returns 0, or -1 with errno. */
int wire_open(struct wire *wire, int port);

/* Sends all of it, reading what arrives meanwhile, so that neither side can
 * wait for the other for ever. Returns 0, or -1 when the server no longer
 * takes it (see `broken`) or the deadline has passed. */
int wire_send(struct wire *wire, const char *bytes, size_t length);

/* Waits until something more has arrived or the server has closed. Returns
 * the number of new bytes, 0 at the end, -1 at the deadline. */
long wire_more(struct wire *wire);

/* Waits until the server has read all that was sent, so that what is sent
 * next reaches it in another read(). Returns at once where the kernel does
 * not tell. Returns 0, or -1 at the deadline. */
int wire_settle(struct wire *wire);

/* Says that no more will be sent: the server sees the end of file. */
void wire_half_close(struct wire *wire);

/* Closes and frees; the wire may be opened again. */
void wire_close(struct wire *wire);

#endif
