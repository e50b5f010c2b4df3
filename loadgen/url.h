/* url.h: where the load goes: http://ADDRESS[:PORT][/PATH][?QUERY].
 *
 * Addresses are numbers or localhost: no name is ever looked up. */
#ifndef LOADGEN_URL_H
#define LOADGEN_URL_H

#include <stdbool.h>
#include <sys/socket.h>

struct url {
    char host[64];      /* as written, without the brackets of IPv6 */
    char authority[80]; /* for the Host field: 127.0.0.1:8001 */
    const char *path;   /* path and query, points into the text; "" is "/" */
    struct sockaddr_storage address;
    socklen_t length;
};

/* Reads `text`, which must outlive *url. Returns NULL, or (static) what is
 * wrong with it and how to mend it. */
const char *url_parse(const char *text, struct url *url);

/* Whether the address is this machine's own loopback. */
bool url_is_loopback(const struct url *url);

#endif
