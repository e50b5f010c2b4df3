/* faults.h: what the fault shim can inject, and how it counts.
 *
 * The file named by FAULTS_COUNTS holds one struct fault_counts: eight-byte
 * integers in the order of the enums below. It is shared memory: it may be
 * read at any time, also after the program was killed. */
#ifndef FAULTS_H
#define FAULTS_H

#include <stdint.h>

/* Groups of calls that are treated alike. */
enum fault_call {
    CALL_READ,   /* read, readv, recv on a stream socket */
    CALL_WRITE,  /* write, writev, send, sendmsg on a stream socket */
    CALL_ACCEPT, /* accept, accept4 */
    CALL_WAIT,   /* poll, epoll_wait */
    CALL_SLEEP,  /* nanosleep, clock_nanosleep */
    CALL_FILE,   /* pread */
    CALLS
};

enum fault_kind {
    FAULT_SHORT,    /* fewer bytes than asked for (epoll_wait: one event) */
    FAULT_ONE_BYTE, /* one byte */
    FAULT_EINTR,    /* interrupted by a signal, before anything was done */
    FAULT_EAGAIN,   /* would block; only where the call may not block */
    FAULT_ABORTED,  /* ECONNABORTED: the client left before accept */
    FAULT_EMFILE,   /* no descriptor left to accept with */
    FAULT_DELAY,    /* the call takes longer */
    FAULTS
};

struct fault_counts {
    _Atomic uint64_t calls[CALLS]; /* calls that the shim saw */
    _Atomic uint64_t faults[CALLS][FAULTS];
};

#endif
