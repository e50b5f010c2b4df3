/* tray.c: a buffer with a rim: never more than TRAY_SIZE bytes of a reply are
 * copied ahead of what the customer takes. */
#include "tray.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void tray_init(struct tray *tray)
{
    *tray = (struct tray){0};
}

void tray_free(struct tray *tray)
{
    free(tray->bytes);
    tray_init(tray);
}

bool tray_is_empty(const struct tray *tray)
{
    return tray->from == tray->to;
}

static bool make_room(struct tray *tray)
{
    if (tray->bytes == NULL)
        tray->bytes = malloc(TRAY_SIZE);
    tray->size = tray->bytes != NULL ? TRAY_SIZE : 0;
    return tray->bytes != NULL;
}

size_t tray_put(struct tray *tray, const struct iovec *pieces, int count)
{
    size_t taken = 0;
    if (!make_room(tray))
        return 0;
    for (int i = 0; i < count; i++) {
        size_t room = tray->size - tray->to;
        size_t part = pieces[i].iov_len < room ? pieces[i].iov_len : room;
        memcpy(tray->bytes + tray->to, pieces[i].iov_base, part);
        tray->to += part;
        taken += part;
    }
    return taken;
}

int tray_carry(struct tray *tray, int fd)
{
    if (tray_is_empty(tray))
        return 0;
    ssize_t n = write(fd, tray->bytes + tray->from, tray->to - tray->from);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -1;
    tray->from += (size_t)n;
    if (tray_is_empty(tray))
        tray_free(tray); /* who waits for the next order owns no buffer */
    return 0;
}
