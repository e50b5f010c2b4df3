/* gatekeeper.c: the grader's side of the gate (see gate.c, grade.h). */
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "gate.h"
#include "inside.h"

static struct gate *gate;

void gatekeeper_prepare(void)
{
    char path[128];
    snprintf(path, sizeof path, "%s/gate", session_folder());
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    bool made = fd >= 0 && ftruncate(fd, sizeof *gate) == 0 &&
                fchown(fd, session_user(), (gid_t)-1) == 0;
    gate = made ? mmap(NULL, sizeof *gate, PROT_READ | PROT_WRITE, MAP_SHARED,
                       fd, 0)
                : MAP_FAILED;
    require(gate != MAP_FAILED, "a gate for the program", "none");
    close(fd);
}

static int held(void)
{
    return (int)(gate->came - gate->passed);
}

void expect_held(int count)
{
    char expected[64], got[160];
    struct patience patience;
    const char *why = NULL;
    patience_begin(&patience);
    while (held() != count && why == NULL) {
        server_watch(-1, 0, 5);
        why =
            server_ended() ? "the program is gone" : patience_ended(&patience);
    }
    transcript_add("%d held at the gate", held());
    if (why == NULL)
        return;
    snprintf(expected, sizeof expected, "%d requests in hand at the same time",
             count);
    snprintf(got, sizeof got, "%d; %s", held(), why);
    session_fail(expected, got);
}

void gate_open(int count)
{
    transcript_add("the gate opens for %d", count);
    atomic_fetch_add(&gate->opened, (uint32_t)count);
    syscall(SYS_futex, &gate->opened, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}
