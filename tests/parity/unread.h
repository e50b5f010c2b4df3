/* unread.h: how much of what we sent the other program has not read yet. */
#ifndef PARITY_UNREAD_H
#define PARITY_UNREAD_H

/* Asks the kernel about the other end of a TCP connection over loopback.
 * Returns the bytes that wait there for read(), 0 when the other end is gone,
 * -1 when this kernel does not tell. */
long unread_bytes(int fd);

#endif
