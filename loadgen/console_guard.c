/* console_guard.c: see console_guard.h. */
#include "console_guard.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#include "clock.h"

/* ---- where a request comes from --------------------------------------- */

static bool is_port(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return digits >= 1 && digits <= 5 && text[digits] == '\0';
}

bool guard_host_is_local(const char *host)
{
    char name[64];
    struct in_addr address;
    if (host == NULL)
        return false;
    size_t length = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
    if (length >= sizeof name || length > strlen(host))
        return false;
    memcpy(name, host, length);
    name[length] = '\0';
    if (host[length] != '\0' &&
        (host[length] != ':' || !is_port(host + length + 1)))
        return false;
    if (strcasecmp(name, "localhost") == 0 || strcmp(name, "[::1]") == 0)
        return true;
    return inet_pton(AF_INET, name, &address) == 1 &&
           ntohl(address.s_addr) >> 24 == 127;
}

bool guard_same_origin(const char *origin, const char *host)
{
    static const char scheme[] = "http://";
    if (origin == NULL)
        return true;
    return host != NULL && strncmp(origin, scheme, sizeof scheme - 1) == 0 &&
           strcasecmp(origin + sizeof scheme - 1, host) == 0;
}

bool guard_same_site(const char *site)
{
    return site == NULL || strcmp(site, "same-origin") == 0 ||
           strcmp(site, "none") == 0;
}

/* ---- tokens ----------------------------------------------------------- */

bool guard_token_is(const char *token, const char *given)
{
    size_t length = strlen(token), other = given ? strlen(given) : 0;
    unsigned differs = length != other;
    for (size_t i = 0; i < length; i++) {
        char theirs = i < other ? given[i] : '\0';
        differs |= (unsigned char)token[i] ^ (unsigned char)theirs;
    }
    return differs == 0 && length > 0;
}

int guard_token_make(char token[GUARD_TOKEN])
{
    unsigned char bytes[GUARD_TOKEN / 2];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return -1;
    for (size_t i = 0; i < sizeof bytes; i++)
        sprintf(token + 2 * i, "%02x", bytes[i]);
    return 0;
}

/* ---- rates ------------------------------------------------------------ */

struct guard_rate guard_rate(double burst, double per_second, int64_t now)
{
    return (struct guard_rate){burst, per_second, burst, now};
}

bool guard_take(struct guard_rate *rate, int64_t now)
{
    rate->left += clock_seconds(now - rate->at) * rate->per_second;
    rate->at = now;
    if (rate->left > rate->burst)
        rate->left = rate->burst;
    if (rate->left < 1)
        return false;
    rate->left -= 1;
    return true;
}

/* The one that has asked for nothing for longest makes room. */
static int place_for(struct guard_addresses *all, const char *address)
{
    int oldest = 0;
    for (int i = 0; i < all->count; i++) {
        if (strcmp(all->known[i].address, address) == 0)
            return i;
        if (all->known[i].rate.at < all->known[oldest].rate.at)
            oldest = i;
    }
    if (all->count < GUARD_ADDRESSES)
        oldest = all->count++;
    all->known[oldest].address[0] = '\0';
    return oldest;
}

bool guard_take_for(struct guard_addresses *all, const char *address,
                    double burst, double per_second, int64_t now)
{
    int i = place_for(all, address);
    if (all->known[i].address[0] == '\0') {
        snprintf(all->known[i].address, GUARD_ADDRESS, "%s", address);
        all->known[i].rate = guard_rate(burst, per_second, now);
    }
    return guard_take(&all->known[i].rate, now);
}
