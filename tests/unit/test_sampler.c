/* test_sampler.c: samples and stalls are what they say. */
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../loadgen/clock.h"
#include "../../loadgen/sampler.h"
#include "../../loadgen/stall.h"

/* ---- samples ---------------------------------------------------------- */

static struct load_result result;

static void samples_tell_what_happened_between(void **state)
{
    struct sampler sampler;
    struct switches switches = {0};
    struct gather_glance glance = {.latency = hist_new()};
    int64_t begin = 5 * CLOCK_S; /* long looks put off those after them */
    (void)state;
    sampler_begin(&sampler, getpid(), true, begin, &switches);
    sampler_take(&sampler, begin - 1, &glance); /* too early */
    sampler_take(&sampler, begin, &glance);
    for (int i = 0; i < 20; i++)
        hist_record(glance.latency, 1000);
    glance.scheduled = 30;
    glance.queue = 9;
    glance.errors = 1;
    sampler_take(&sampler, begin + 10000 * CLOCK_S, &glance);
    sampler_take(&sampler, begin + 10000 * CLOCK_S + 1,
                 &glance); /* too early */
    hist_record(glance.latency, 2000);
    hist_record(glance.latency, 9000);
    glance.aged = 1; /* of these two */
    sampler_take(&sampler, begin + 30000 * CLOCK_S, &glance);
    result_init(&result, "run");
    sampler_end(&sampler, &result);
    switches_free(&switches);
    assert_int_equal(result.sample_count, 2);
    const struct result_sample *a = &result.samples[0], *b = a + 1;
    assert_int_equal((int)(a->t_s + 0.5), 10000);
    assert_int_equal((int)(b->t_s + 0.5), 30000);
    assert_int_equal((int)(a->rate * 100000 + 0.5), 200);
    assert_int_equal((int)(a->offered * 100000 + 0.5), 300);
    assert_int_equal((int)(a->errors * 100000 + 0.5), 10);
    assert_int_equal(a->queue, 9);
    assert_int_equal(a->p50_ns, 1000);
    assert_int_equal((int)(b->rate * 100000 + 0.5), 5);
    assert_int_equal(b->p50_ns, 2000);
    assert_in_range(b->p99_ns, 8990, 9010);
    assert_true(a->rss_bytes > 0 && a->vmsize_bytes > a->rss_bytes);
    assert_int_equal(a->threads, 1);
    assert_true(a->fds >= 3 && a->cpu >= 0 && a->voluntary >= 0);
    result_free(&result);
    free(glance.latency);
}

static void a_server_that_is_unknown_is_not_made_up(void **state)
{
    struct sampler sampler;
    struct gather_glance glance = {.latency = hist_new()};
    (void)state;
    sampler_begin(&sampler, 0, false, CLOCK_S, NULL);
    sampler_take(&sampler, CLOCK_S, &glance);
    sampler_take(&sampler, 100 * CLOCK_S, &glance);
    result_init(&result, "run");
    sampler_end(&sampler, &result);
    assert_int_equal(result.sample_count, 1);
    assert_int_equal(result.samples[0].rss_bytes, -1);
    assert_int_equal(result.samples[0].threads, -1);
    assert_int_equal(result.samples[0].p50_ns, -1);
    assert_true(result.samples[0].offered < 0);
    result_free(&result);
    free(glance.latency);
}

/* ---- context switches ------------------------------------------------- */

enum { NAPS = 1000 };

static void *nap_and_end(void *arg)
{
    const struct timespec nap = {0, 1000};
    sem_t *steps = arg; /* napped; may end */
    for (int i = 0; i < NAPS; i++)
        nanosleep(&nap, NULL);
    sem_post(&steps[0]);
    sem_wait(&steps[1]);
    return NULL;
}

/* Its entry in /proc may outlive pthread_join() a little. */
static int threads_now(void)
{
    struct proc_process me;
    assert_int_equal(proc_process_brief(getpid(), &me), 0);
    return (int)me.threads;
}

/* Nearly each of a thread's naps is a switch; our own meanwhile are few. */
static void switches_of_ended_threads_are_kept(void **state)
{
    struct switches switches = {0};
    sem_t steps[2];
    pthread_t thread;
    (void)state;
    sem_init(&steps[0], 0, 0);
    sem_init(&steps[1], 0, 0);
    switches_look(&switches, getpid());
    int64_t before = switches.voluntary;
    pthread_create(&thread, NULL, nap_and_end, steps);
    sem_wait(&steps[0]);
    switches_look(&switches, getpid());
    int64_t during = switches.voluntary, forced = switches.involuntary;
    size_t threads = switches.count; /* a sanitizer may have one too */
    assert_true(threads >= 2);
    assert_true(during >= before + NAPS / 2);
    sem_post(&steps[1]);
    pthread_join(thread, NULL);
    while ((size_t)threads_now() >= threads)
        usleep(1000);
    switches_look(&switches, getpid());
    assert_int_equal(switches.count, threads - 1);
    assert_true(switches.gone_voluntary >= NAPS / 2);
    assert_true(switches.voluntary >= during);
    assert_true(switches.involuntary >= forced);
    switches_free(&switches);
}

static void a_process_that_is_gone_keeps_its_switches(void **state)
{
    struct switches switches = {0};
    (void)state;
    switches_look(&switches, getpid());
    int64_t before = switches.voluntary + switches.involuntary;
    switches_look(&switches, 1 << 29);
    assert_int_equal(switches.voluntary + switches.involuntary, before);
    switches_free(&switches);
}

/* An id may be given to another thread, whose counts begin anew. */
static void an_id_used_again_is_another_thread(void **state)
{
    struct switches switches = {0};
    (void)state;
    switches_look(&switches, getpid());
    switches.seen[0].voluntary += 1000000;
    switches_look(&switches, getpid());
    assert_true(switches.gone_voluntary >= 1000000);
    assert_true(switches.voluntary >= 1000000);
    switches_free(&switches);
}

/* ---- stalls ----------------------------------------------------------- */

static void a_stalled_process_stops_and_goes_on(void **state)
{
    int status;
    (void)state;
    pid_t victim = fork();
    if (victim == 0)
        for (;;)
            pause();
    assert_null(stall_check(victim));
    pid_t child = stall_begin(victim, 60 * CLOCK_S);
    assert_int_equal(waitpid(victim, &status, WUNTRACED), victim);
    assert_true(WIFSTOPPED(status));
    kill(child, SIGTERM); /* ends the stall early */
    assert_int_equal(waitpid(victim, &status, WCONTINUED), victim);
    assert_true(WIFCONTINUED(status));
    stall_end(child);
    kill(victim, SIGKILL);
    waitpid(victim, &status, 0);
    assert_non_null(stall_check(victim)); /* it is gone */
}

static void only_a_server_of_ours_may_be_stalled(void **state)
{
    (void)state;
    assert_non_null(stall_check(0));
    assert_non_null(stall_check(1));
    assert_non_null(stall_check(getpid()));
    assert_non_null(stall_check(getppid()));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_tell_what_happened_between),
        cmocka_unit_test(a_server_that_is_unknown_is_not_made_up),
        cmocka_unit_test(switches_of_ended_threads_are_kept),
        cmocka_unit_test(a_process_that_is_gone_keeps_its_switches),
        cmocka_unit_test(an_id_used_again_is_another_thread),
        cmocka_unit_test(a_stalled_process_stops_and_goes_on),
        cmocka_unit_test(only_a_server_of_ours_may_be_stalled),
    };
    return cmocka_run_group_tests_name("sampler", tests, NULL, NULL);
}
