/* url.c: reads the URL (see url.h). Opens nothing, looks nothing up. */
#include "url.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "net.h"

/* Copies the host out of "host:port", "[::1]:port" or either without the
 * port. Returns 0, or -1 when it is too long or has an odd bracket. */
static int copy_host(const char *authority, char host[64])
{
    size_t length = strcspn(authority, ":");
    if (*authority == '[') {
        authority++;
        length = strcspn(authority, "]");
        if (authority[length] != ']')
            return -1;
    }
    if (length == 0 || length >= 64)
        return -1;
    memcpy(host, authority, length);
    host[length] = '\0';
    return 0;
}

/* Whether the text names its port: a colon after the host. */
static bool names_port(const char *authority)
{
    const char *bracket = strrchr(authority, ']');
    return strchr(bracket != NULL ? bracket : authority, ':') != NULL;
}

static bool has_blank(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text <= ' ' || *text == 0x7f)
            return true;
    return false;
}

const char *url_parse(const char *text, struct url *url)
{
    static const char scheme[] = "http://";
    char full[96];
    memset(url, 0, sizeof *url);
    if (strncmp(text, "https://", 8) == 0)
        return "https is not spoken here; use http://";
    if (strncmp(text, scheme, sizeof scheme - 1) != 0)
        return "give a URL such as http://127.0.0.1:8001/hello";
    const char *authority = text + sizeof scheme - 1;
    size_t length = strcspn(authority, "/?#");
    if (length == 0 || length >= sizeof url->authority)
        return "no address after http://; give one such as 127.0.0.1:8001";
    memcpy(url->authority, authority, length);
    url->path = authority + length;
    if (has_blank(text) || strchr(url->path, '#') != NULL)
        return "blanks and # do not belong in a URL; write %20 and %23";
    snprintf(full, sizeof full, "%s%s", url->authority,
             names_port(url->authority) ? "" : ":80");
    if (copy_host(url->authority, url->host) != 0 ||
        net_address(full, &url->address, &url->length) != 0)
        return "names are not looked up; give a numeric address or localhost";
    return NULL;
}

bool url_is_loopback(const struct url *url)
{
    if (url->address.ss_family == AF_INET6) {
        const struct sockaddr_in6 *six =
            (const struct sockaddr_in6 *)&url->address;
        return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
    }
    const struct sockaddr_in *four = (const struct sockaddr_in *)&url->address;
    return ntohl(four->sin_addr.s_addr) >> 24 == 127;
}
