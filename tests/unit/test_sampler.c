/* test_sampler.c: samples and stalls are what they say. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
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
    struct gather_glance glance = {.latency = hist_new()};
    int64_t begin = 5 * CLOCK_S; /* long looks put off those after them */
    (void)state;
    sampler_begin(&sampler, getpid(), true, begin);
    sampler_take(&sampler, begin - 1, &glance); /* too early */
    sampler_take(&sampler, begin, &glance);
    for (int i = 0; i < 20; i++)
        hist_record(glance.latency, 1000);
    glance.scheduled = 30;
    glance.queue = 9;
    glance.errors = 1;
    sampler_take(&sampler, begin + 100 * CLOCK_S, &glance);
    sampler_take(&sampler, begin + 100 * CLOCK_S + 1, &glance); /* too early */
    hist_record(glance.latency, 2000);
    hist_record(glance.latency, 9000);
    glance.aged = 1; /* of these two */
    sampler_take(&sampler, begin + 300 * CLOCK_S, &glance);
    result_init(&result, "run");
    sampler_end(&sampler, &result);
    assert_int_equal(result.sample_count, 2);
    const struct result_sample *a = &result.samples[0], *b = a + 1;
    assert_int_equal((int)(a->t_s + 0.5), 100);
    assert_int_equal((int)(b->t_s + 0.5), 300);
    assert_int_equal((int)(a->rate * 1000 + 0.5), 200);
    assert_int_equal((int)(a->offered * 1000 + 0.5), 300);
    assert_int_equal((int)(a->errors * 1000 + 0.5), 10);
    assert_int_equal(a->queue, 9);
    assert_int_equal(a->p50_ns, 1000);
    assert_int_equal((int)(b->rate * 1000 + 0.5), 5);
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
    sampler_begin(&sampler, 0, false, CLOCK_S);
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
        cmocka_unit_test(a_stalled_process_stops_and_goes_on),
        cmocka_unit_test(only_a_server_of_ours_may_be_stalled),
    };
    return cmocka_run_group_tests_name("sampler", tests, NULL, NULL);
}
