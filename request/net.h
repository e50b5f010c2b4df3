/* net.h: the sockets that both servers and the load generator open.
 *
 * One function opens every listening socket, so that no chart is ever
 * explained by a socket flag that one server has and the other lacks. */
#ifndef REQUEST_NET_H
#define REQUEST_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

/* Reads "127.0.0.1:8001", "[::1]:8001", ":8001" or "8001" (the last two mean
 * loopback) into *address. Numbers only, no name look-up, but "localhost".
 * Returns 0, or -1 when `text` is not of that form. */
int net_address(const char *text, struct sockaddr_storage *address,
                socklen_t *length);

/* Opens, binds and listens: close-on-exec, SO_REUSEADDR, TCP_NODELAY (which
 * accepted sockets inherit), SO_REUSEPORT if `shared`, O_NONBLOCK if
 * `nonblocking`. Returns the descriptor, the caller's to close, or -1 with
 * errno. */
int net_listen(const char *address, int backlog, bool shared, bool nonblocking);

/* Writes the local address of a socket as "127.0.0.1:8001" (port as bound,
 * which is how port 0 becomes known). Returns `text`. */
char *net_name(int fd, char *text, size_t size);

/* Ignores SIGPIPE and raises the soft limit of descriptors to the hard one.
 * Returns the limit in force. Call once at start. */
long net_prepare(void);

#endif
