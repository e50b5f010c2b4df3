/* tray.h: what was cooked for a customer and is not sent yet. */
#ifndef LAB_TRAY_H
#define LAB_TRAY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

enum { TRAY_SIZE = 64 << 10 }; /* bytes, when trays have a rim (task 4) */

/* bytes[from] to bytes[to - 1] wait to be sent. */
struct tray {
    char *bytes; /* malloc'd, or NULL */
    size_t size; /* room in `bytes` */
    size_t from, to;
};

/* An empty tray, which needs no memory yet. */
void tray_init(struct tray *tray);

/* Gives back what it holds. */
void tray_free(struct tray *tray);

bool tray_is_empty(const struct tray *tray);

/* Copies bytes of these pieces, in their order, behind those that wait.
 * Returns how many it took; 0 when there is no memory. */
size_t tray_put(struct tray *tray, const struct iovec *pieces, int count);

/* Sends what the socket takes now, which may be nothing; never blocks.
 * Returns 0, or -1 when the customer is gone. */
int tray_carry(struct tray *tray, int fd);

#endif
