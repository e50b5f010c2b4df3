/* test_proc.c: what the kernel tells is read right, also when it is odd. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../loadgen/cgroup.h"
#include "../../loadgen/doctor.h"
#include "../../loadgen/proc.h"
#include "../../loadgen/proc_tree.h"
#include "../../loadgen/units.h"

static void a_field_is_found_by_its_whole_name(void **state)
{
    static const char text[] = "VmPeak:\t 9 kB\nVmRSS:\t  1234 kB\n"
                               "voluntary_ctxt_switches:\t5\n"
                               "nonvoluntary_ctxt_switches:\t6\n";
    (void)state;
    assert_int_equal(proc_field(text, "VmRSS"), 1234);
    assert_int_equal(proc_field(text, "voluntary_ctxt_switches"), 5);
    assert_int_equal(proc_field(text, "nonvoluntary_ctxt_switches"), 6);
    assert_int_equal(proc_field(text, "Vm"), -1);
}

static void ticks_are_read_past_any_name(void **state)
{
    int64_t user = 0, system = 0;
    (void)state;
    assert_int_equal(proc_stat_ticks("7 (a) b) S 1 2 3 4 5 6 7 8 9 10 11 12 "
                                     "13 14",
                                     &user, &system),
                     0);
    assert_int_equal(user, 11);
    assert_int_equal(system, 12);
    assert_int_equal(proc_stat_ticks("7 (a) S 1 2", &user, &system), -1);
    assert_int_equal(proc_stat_ticks("", &user, &system), -1);
}

static void a_column_of_netstat_is_found(void **state)
{
    static const char text[] = "TcpExt: Sent ListenOverflows ListenDrops\n"
                               "TcpExt: 1 22 333\n"
                               "IpExt: Sent In\n"
                               "IpExt: 8 9\n";
    (void)state;
    assert_int_equal(proc_netstat(text, "TcpExt", "ListenOverflows"), 22);
    assert_int_equal(proc_netstat(text, "TcpExt", "ListenDrops"), 333);
    assert_int_equal(proc_netstat(text, "IpExt", "Sent"), 8);
    assert_int_equal(proc_netstat(text, "IpExt", "ListenDrops"), -1);
    assert_int_equal(proc_netstat(text, "Nothing", "Sent"), -1);
    assert_int_equal(proc_netstat("TcpExt: A\n", "TcpExt", "A"), -1);
}

static int64_t cpu_of_this_process(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void this_process_is_read(void **state)
{
    struct proc_process me;
    (void)state;
    int64_t before = cpu_of_this_process();
    assert_int_equal(proc_process(getpid(), &me), 0);
    int64_t after = cpu_of_this_process();
    assert_true(me.cpu_ns >= before && me.cpu_ns <= after);
    assert_true(me.threads >= 1);
    assert_true(me.fds >= 3);
    assert_true(me.rss_bytes > 0 && me.vmsize_bytes >= me.rss_bytes);
}

static void a_process_that_is_gone_is_an_error(void **state)
{
    struct proc_process nobody;
    (void)state;
    assert_int_equal(proc_process(1 << 29, &nobody), -1);
}

static void the_machine_is_read(void **state)
{
    struct proc_machine machine;
    (void)state;
    proc_machine(&machine);
    assert_true(machine.cores >= 1);
    assert_true(machine.kernel_stack_bytes > 0);
    assert_true(machine.slab_bytes > 0);
    assert_true(proc_cores(0) >= 1);
}

static void groups_of_both_versions_are_found(void **state)
{
    static const char text[] = "9:name=systemd:/\n8:cpu,pids:/box/inner\n"
                               "4:memory:/box\n0::/user.slice\n";
    char path[64];
    (void)state;
    assert_int_equal(cgroup_path(text, "pids", path, sizeof path), 0);
    assert_string_equal(path, "/box/inner");
    assert_int_equal(cgroup_path(text, "memory", path, sizeof path), 0);
    assert_string_equal(path, "/box");
    assert_int_equal(cgroup_path(text, "", path, sizeof path), 0);
    assert_string_equal(path, "/user.slice");
    assert_int_equal(cgroup_path(text, "pid", path, sizeof path), -1);
    assert_int_equal(cgroup_path("odd", "pids", path, sizeof path), -1);
}

/* A machine on which everything fits. */
static struct doctor_facts roomy(void)
{
    return (struct doctor_facts){
        .files_soft = 1024,
        .files_hard = 1 << 20,
        .files_nr_open = 1 << 20,
        .file_max = INT64_MAX,
        .port_low = 1,
        .port_high = 65535,
        .somaxconn = 4096,
        .syn_backlog = 4096,
        .pids_room = INT64_MAX,
        .pid_max = 1 << 22,
        .threads_max = 1 << 22,
        .threads_used = 100,
        .user_limit = INT64_MAX,
        .map_count = 1 << 20,
        .memory_available = 1LL << 40,
        .conntrack_room = INT64_MAX,
        .cores = 4,
    };
}

static void assert_fits(struct doctor_facts facts, int64_t fits)
{
    struct doctor_verdict verdict = doctor_judge(&facts, 10000);
    assert_int_equal(verdict.fits, fits);
    int low = 0;
    for (int i = 0; i < verdict.count; i++) {
        const struct doctor_limit *limit = &verdict.limits[i];
        assert_int_equal(limit->ok, limit->mend[0] == '\0');
        low += !limit->ok;
    }
    assert_int_equal(low, fits < 10000 ? 1 : 0);
}

static void each_limit_alone_holds_the_clients_back(void **state)
{
    (void)state;
    assert_fits(roomy(), 65535);
    struct doctor_facts facts = roomy();
    facts.files_hard = 1064;
    assert_fits(facts, 1000);
    facts = roomy();
    facts.file_max = 2000;
    assert_fits(facts, 1000);
    facts = roomy();
    facts.port_low = 64536;
    assert_fits(facts, 1000);
    facts = roomy();
    facts.pids_room = 1064;
    assert_fits(facts, 1000);
    facts = roomy();
    facts.pid_max = 1164;
    assert_fits(facts, 1000);
    facts = roomy();
    facts.threads_max = 1164;
    assert_fits(facts, 1000);
    facts = roomy();
    facts.user_limit = 1074;
    facts.user_threads = 10;
    assert_fits(facts, 1000);
    facts = roomy();
    facts.map_count = 2256;
    assert_fits(facts, 1000);
    facts = roomy();
    facts.memory_available = 1000 << 16;
    assert_fits(facts, 1000);
    facts = roomy();
    facts.conntrack_room = 1000;
    assert_fits(facts, 1000);
}

static void a_short_queue_is_named_but_holds_nobody_back(void **state)
{
    struct doctor_facts facts = roomy();
    (void)state;
    facts.somaxconn = 128;
    struct doctor_verdict verdict = doctor_judge(&facts, 10000);
    assert_int_equal(verdict.fits, 65535);
    int low = 0;
    for (int i = 0; i < verdict.count; i++)
        low += !verdict.limits[i].ok;
    assert_int_equal(low, 1);
}

static void numbers_read_as_wrk_writes_them(void **state)
{
    char text[UNITS_SIZE];
    (void)state;
    assert_string_equal(units_time(635910, text), "635.91us");
    assert_string_equal(units_time(999999, text), "1.00ms");
    assert_string_equal(units_time(1500000000, text), "1.50s");
    assert_string_equal(units_time(90000000000, text), "1.50m");
    assert_string_equal(units_count(52300, text), "52.30k");
    assert_string_equal(units_count(999.999, text), "1.00k");
    assert_string_equal(units_bytes(1048576, text), "1.00MB");
    assert_string_equal(units_bytes(0, text), "0.00B");
}

/* ---- families --------------------------------------------------------- */

/* A child that has a child; both live until the pipe is closed. */
static pid_t start_family(int ends[2])
{
    char byte;
    int ready[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[1]);
        if (fork() == 0 && write(ready[1], "x", 1) < 1)
            _exit(1);
        _exit(read(ends[0], &byte, 1) < 0 ? 1 : 0); /* waits for the end */
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    close(ready[1]);
    return child;
}

static void a_family_is_added_up(void **state)
{
    (void)state;
    int ends[2];
    pid_t pids[PROC_TREE], child = start_family(ends);
    struct proc_process one, all;
    assert_int_equal(proc_tree_find(child, pids), 2);
    assert_int_equal(pids[0], child);
    assert_int_equal(proc_process(child, &one), 0);
    assert_int_equal(proc_process(-child, &all), 0);
    assert_true(one.threads >= 1); /* a sanitizer may have one too */
    assert_int_equal(all.threads, 2 * one.threads);
    assert_true(all.vmsize_bytes >= 2 * one.vmsize_bytes - 100000);
    assert_true(all.rss_bytes < one.rss_bytes * 2); /* they share pages */
    assert_int_equal(proc_process_fds(-child), 2 * proc_process_fds(child));
    close(ends[1]);
    close(ends[0]);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_is_found_by_its_whole_name),
        cmocka_unit_test(ticks_are_read_past_any_name),
        cmocka_unit_test(a_column_of_netstat_is_found),
        cmocka_unit_test(this_process_is_read),
        cmocka_unit_test(a_process_that_is_gone_is_an_error),
        cmocka_unit_test(the_machine_is_read),
        cmocka_unit_test(groups_of_both_versions_are_found),
        cmocka_unit_test(each_limit_alone_holds_the_clients_back),
        cmocka_unit_test(a_short_queue_is_named_but_holds_nobody_back),
        cmocka_unit_test(numbers_read_as_wrk_writes_them),
        cmocka_unit_test(a_family_is_added_up),
    };
    return cmocka_run_group_tests_name("proc", tests, NULL, NULL);
}
