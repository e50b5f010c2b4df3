/* console_kernel.h: what the kernel tells of a server, whether or not it
 * answers: the queue at its door, threads, memory, CPU. */
#ifndef LOADGEN_CONSOLE_KERNEL_H
#define LOADGEN_CONSOLE_KERNEL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

/* A listening socket of this machine. */
struct kernel_door {
    int64_t waiting; /* connections that nobody has accepted yet, or -1 */
    int64_t most;    /* so many may wait, or -1 */
    uint32_t inode;  /* the socket's */
    bool listening;
};

/* Opens the way to ask: a descriptor, or -1 with errno. */
int kernel_open(void);

/* Looks at the listening sockets of `count` addresses. Takes some 20 us. Where
 * the kernel may not be asked, all listen, and nothing else is known. */
void kernel_look(int netlink, const struct sockaddr_storage *addresses,
                 int count, struct kernel_door *doors);

/* Whether the process has that socket. With ten thousand descriptors this
 * takes 10 ms. */
bool kernel_owns(pid_t pid, uint32_t inode);

/* Its command line without the folder of the program, and without where it
 * listens and the like: "threaded --threads=1". Whether it is known. */
bool kernel_command(pid_t pid, char *text, size_t size);

#endif
