/* box.c: the box that the student's program runs in.
 *
 * It may listen, start threads and use some memory. It may not start
 * processes or signal them (a seccomp filter ends it with SIGSYS), it may
 * write nowhere but in its own folder (Landlock, see fence.c), and when the
 * grader is root it is a user that owns nothing. What the machine does not
 * let us forbid is left out: the grader also looks after it. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inside.h"

enum { FILE_SIZE = 64 << 20, THREADS_MOST = 4000 };

static void limit(int what, rlim_t most)
{
    struct rlimit had, now = {most, most};
    if (getrlimit((__rlimit_resource_t)what, &had) == 0 && had.rlim_max < most)
        now.rlim_cur = now.rlim_max = had.rlim_max;
    setrlimit((__rlimit_resource_t)what, &now);
}

/* A sanitizer's leak check looks at all threads from a clone that shares
 * memory and is none of them. Nobody else needs such a thing. */
static void forbid_processes(scmp_filter_ctx filter, enum build build)
{
    const uint32_t kill = SCMP_ACT_KILL_PROCESS;
    const scmp_datum_t must = build == ADDRESS ? CLONE_VM : CLONE_THREAD;
    const struct scmp_arg_cmp no_thread = SCMP_A0(SCMP_CMP_MASKED_EQ, must, 0);
    const struct scmp_arg_cmp vfork =
        SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_VFORK, CLONE_VFORK);
    seccomp_rule_add(filter, kill, SCMP_SYS(fork), 0);
    seccomp_rule_add(filter, kill, SCMP_SYS(vfork), 0);
    seccomp_rule_add_array(filter, kill, SCMP_SYS(clone), 1, &no_thread);
    seccomp_rule_add_array(filter, kill, SCMP_SYS(clone), 1, &vfork);
    /* Its flags cannot be seen from here; libc then falls back to clone. */
    seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

/* It may signal itself, as abort() does. */
static void forbid_signals(scmp_filter_ctx filter)
{
    const uint32_t kill = SCMP_ACT_KILL_PROCESS;
    const struct scmp_arg_cmp other = {
        .arg = 0, .op = SCMP_CMP_NE, .datum_a = (scmp_datum_t)getpid()};
    seccomp_rule_add_array(filter, kill, SCMP_SYS(kill), 1, &other);
    seccomp_rule_add_array(filter, kill, SCMP_SYS(tgkill), 1, &other);
    seccomp_rule_add_array(filter, kill, SCMP_SYS(rt_sigqueueinfo), 1, &other);
    seccomp_rule_add_array(filter, kill, SCMP_SYS(rt_tgsigqueueinfo), 1,
                           &other);
    seccomp_rule_add(filter, kill, SCMP_SYS(tkill), 0);
    seccomp_rule_add(filter, kill, SCMP_SYS(pidfd_send_signal), 0);
    seccomp_rule_add(filter, kill, SCMP_SYS(process_vm_writev), 0);
}

/* It dies with the grader, and lets it look. */
static void forbid_hiding(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp survive =
        SCMP_A0(SCMP_CMP_EQ, PR_SET_PDEATHSIG, 0);
    const struct scmp_arg_cmp hide[] = {
        SCMP_A0(SCMP_CMP_EQ, PR_SET_DUMPABLE, 0),
        SCMP_A1(SCMP_CMP_EQ, 0, 0),
    };
    const uint32_t fail = SCMP_ACT_ERRNO(EPERM);
    seccomp_rule_add_array(filter, fail, SCMP_SYS(prctl), 1, &survive);
    seccomp_rule_add_array(filter, fail, SCMP_SYS(prctl), 2, hide);
}

/* Memory that is nobody's, and files that are large without a write: what
 * takes_too_much() would not see. */
static void forbid_hoarding(scmp_filter_ctx filter)
{
    const int calls[] = {SCMP_SYS(memfd_create), SCMP_SYS(shmget),
                         SCMP_SYS(fallocate), SCMP_SYS(io_uring_setup)};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), calls[i], 0);
}

static void forbid(enum build build)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (filter == NULL)
        return;
    forbid_processes(filter, build);
    forbid_signals(filter);
    forbid_hiding(filter);
    forbid_hoarding(filter);
    if (build != ADDRESS) /* whose leak check stops threads by it */
        seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(ptrace), 0);
    seccomp_load(filter);
    seccomp_release(filter);
}

static void become(uid_t user)
{
    if (geteuid() != 0)
        return;
    limit(RLIMIT_NPROC, THREADS_MOST);
    if (setgroups(0, NULL) != 0 || setgid((gid_t)user) != 0 ||
        setuid(user) != 0)
        _exit(126);
}

/* Adds a shim to LD_PRELOAD, and its settings to the environment. */
static void add_shim(char *preload, size_t size, const char *shim,
                     const char *name, const char *value)
{
    size_t length = strlen(preload);
    if (value == NULL)
        return;
    snprintf(preload + length, size - length, "%s/%s.so ", session_folder(),
             shim);
    setenv("LD_PRELOAD", preload, 1);
    setenv(name, value, 1);
}

static void set_environment(const struct start *how)
{
    char counts[128], gate[128], preload[512] = "";
    snprintf(counts, sizeof counts, "%s/faults", session_folder());
    snprintf(gate, sizeof gate, "%s/gate", session_folder());
    clearenv();
    setenv("PATH", "/usr/bin:/bin", 1);
    setenv("ASAN_OPTIONS", "verify_asan_link_order=0:exitcode=99", 1);
    setenv("UBSAN_OPTIONS", "print_stacktrace=1", 1);
    setenv("TSAN_OPTIONS", "exitcode=99:second_deadlock_stack=1", 1);
    setenv("FAULTS_COUNTS", counts, 1);
    add_shim(preload, sizeof preload, "faults", "FAULTS", how->faults);
    add_shim(preload, sizeof preload, "threads", "THREADS", how->threads);
    add_shim(preload, sizeof preload, "gate", "GATE", how->gate ? gate : NULL);
}

void box_enter(const struct start *how, uid_t user, const char *home)
{
    rlim_t files = how->files > 0 ? (rlim_t)how->files : 4096;
    setsid();
    signal(SIGXFSZ, SIG_IGN); /* a write too many fails, no more */
    signal(SIGPIPE, SIG_DFL);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, FILE_SIZE);
    limit(RLIMIT_NOFILE, files);
    umask(022);
    if (chdir(home) != 0)
        _exit(126);
    become(user);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0); /* gdb's way in */
    if (how->build == THREAD) /* it wants addresses where it expects them */
        personality(ADDR_NO_RANDOMIZE);
    set_environment(how);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    fence_enter(session_folder());
    forbid(how->build);
}

/* In a child: ends with the number of the first folder that `user` may not
 * enter, or with 0. */
static void __attribute__((noreturn))
try_to_enter(const char *const *folders, uid_t user)
{
    become(user);
    for (int i = 0; folders[i] != NULL; i++)
        if (access(folders[i], X_OK) != 0)
            _exit(i + 1);
    _exit(0);
}

const char *box_closed(const char *const *folders, uid_t user)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0)
        try_to_enter(folders, user);
    if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status) ||
        WEXITSTATUS(status) == 0)
        return NULL;
    return folders[WEXITSTATUS(status) - 1];
}

/* Kills the processes under this one that can be seen. Returns how many. */
static int kill_children(void)
{
    char path[64];
    int count = 0, pid;
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *in = fopen(path, "re");
    if (in == NULL)
        return 0;
    for (; fscanf(in, "%d", &pid) == 1; count++)
        kill((pid_t)pid, SIGKILL);
    fclose(in);
    return count;
}

/* Ends all that run as this user, at once: none of them can start another in
 * between. Never as root, who is everybody's. */
static void kill_all_of(uid_t user)
{
    pid_t pid = fork();
    if (pid == 0) {
        become(user);
        if (getuid() == user && geteuid() == user && user != 0)
            kill(-1, SIGKILL);
        _exit(0);
    }
    if (pid > 0)
        waitpid(pid, NULL, 0);
}

void box_empty(uid_t user)
{
    double end = seconds_now() + 10;
    if (geteuid() == 0 && user != 0)
        kill_all_of(user);
    while (kill_children() > 0 && seconds_now() < end)
        while (waitpid(-1, NULL, WNOHANG) > 0)
            continue;
}
