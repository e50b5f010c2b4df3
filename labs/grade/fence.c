/* fence.c: has the program write in its own folder only, by Landlock.
 *
 * And it cannot look into processes outside the fence, which matters where
 * the grader is not root and the program is the same user. Reading is free.
 * A kernel without Landlock has no fence. */
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "inside.h"

/* Since Linux 6.2; older headers do not have it. */
#define FS_TRUNCATE (1ULL << 14)

/* All that changes something, of what this kernel's Landlock knows. */
static uint64_t changes(long version)
{
    uint64_t first = LANDLOCK_ACCESS_FS_WRITE_FILE |
                     LANDLOCK_ACCESS_FS_REMOVE_DIR |
                     LANDLOCK_ACCESS_FS_REMOVE_FILE;
    for (uint64_t make = LANDLOCK_ACCESS_FS_MAKE_CHAR;
         make <= LANDLOCK_ACCESS_FS_MAKE_SYM; make <<= 1)
        first |= make;
    return first | (version >= 2 ? LANDLOCK_ACCESS_FS_REFER : 0) |
           (version >= 3 ? FS_TRUNCATE : 0);
}

static void allow(int fence, const char *path, uint64_t what)
{
    struct landlock_path_beneath_attr rule = {
        .allowed_access = what,
        .parent_fd = open(path, O_PATH | O_CLOEXEC),
    };
    syscall(SYS_landlock_add_rule, fence, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent_fd);
}

void fence_enter(const char *folder)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
                           LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1)
        return;
    struct landlock_ruleset_attr all = {.handled_access_fs = changes(version)};
    int fence = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    allow(fence, folder, all.handled_access_fs);
    allow(fence, "/dev/null", LANDLOCK_ACCESS_FS_WRITE_FILE);
    syscall(SYS_landlock_restrict_self, fence, 0);
    close(fence);
}
