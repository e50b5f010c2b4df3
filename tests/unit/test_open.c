/* test_open.c: the open loop's times are those that the responder saw.
 *
 * A responder on one connection at a time writes down when it heard each
 * request, when it replied, and when it saw the connection close, which the
 * client does as soon as it has the answer. The truth then lies between
 * stamps that come before and after it, on a machine of any speed:
 *
 *   heard[k] <= replied[k] <= done[k] <= closed[k]
 *
 * and due[k] is known from the schedule. So each percentile of what was
 * measured has to lie between the same percentiles of those bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "responder.h"

#include "../../loadgen/arrivals.h"
#include "../../loadgen/clock.h"

enum { MOST = 1000 };

static struct responder server;
static struct load_result result;
static struct load_plan plan;
static char error[LOAD_ERROR_SIZE];

/* ---- scripts ---------------------------------------------------------- */

#define CLOSING                                                                \
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"

static int64_t heard[MOST], replied[MOST], closed[MOST];
static int64_t think_ns; /* before each reply */
static int stall_at;     /* before this reply, */
static int64_t stall_ns; /* so long as well */
static atomic_int stamps;

static void pause_for(int64_t ns)
{
    struct timespec t = {ns / CLOCK_S, ns % CLOCK_S};
    nanosleep(&t, NULL);
}

/* One client, so one request at a time: no two threads are in here. */
static bool stamps_and_closes(struct responder *responder, int fd, int number)
{
    int k = atomic_load(&stamps);
    (void)responder;
    (void)number;
    assert_true(k < MOST);
    heard[k] = clock_now();
    pause_for(think_ns + (k == stall_at ? stall_ns : 0));
    replied[k] = clock_now();
    atomic_store(&stamps, k + 1);
    responder_say(fd, CLOSING);
    responder_wait_for_end(fd);
    closed[k] = clock_now();
    return false;
}

static bool answers(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    return true;
}

/* ---- the load --------------------------------------------------------- */

/* What is scheduled ends the load, or the drain does. */
static void prepare(responder_script *script, int64_t rate, int64_t duration)
{
    think_ns = stall_ns = 0;
    stall_at = -1;
    atomic_store(&stamps, 0);
    responder_start(&server, script, INT32_MAX, 0);
    plan_defaults(&plan);
    plan.clients = 1;
    plan.duration = duration;
    plan.warmup = 0;
    plan.drain = 60 * CLOCK_S;
    plan.timeout = 60 * CLOCK_S;
    plan.rate = rate;
    plan.url = server.url;
}

static enum exit_status load(void)
{
    assert_int_equal(plan_finish(&plan, error), 0);
    result_init(&result, "run");
    enum exit_status status = load_run(&plan, &result, error);
    responder_stop(&server);
    return status;
}

/* ---- the truth -------------------------------------------------------- */

static int64_t due[MOST];

static int read_schedule(void)
{
    struct arrivals arrivals;
    int count = 0;
    int64_t at;
    arrivals_begin(&arrivals, &plan, 0);
    while ((at = arrivals_next(&arrivals)) < plan.duration)
        due[count++] = result.began_ns + at;
    return count;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* What a histogram would say of the values; sorts them. */
static int64_t percentile(int64_t *values, int n, double percent)
{
    struct hist *h = hist_new();
    qsort(values, (size_t)n, sizeof *values, by_size);
    for (int i = 0; i < n; i++)
        hist_record(h, values[i] < 0 ? 0 : values[i]);
    int64_t value = hist_percentile(h, percent);
    free(h);
    return value;
}

/* Each percentile of h lies between those of the bounds; a thousandth is the
 * histogram's own grain. */
static void assert_between(const struct hist *h, int64_t *low, int64_t *high,
                           int n)
{
    static const double percents[] = {1, 10, 25, 50, 75, 90, 99, 100};
    assert_int_equal(h->count, n);
    for (size_t i = 0; i < sizeof percents / sizeof percents[0]; i++) {
        int64_t value = hist_percentile(h, percents[i]);
        int64_t least = percentile(low, n, percents[i]);
        int64_t most = percentile(high, n, percents[i]);
        if (value < least - least / 1000 - 1 || value > most + most / 1000 + 1)
            fail_msg("p%g is %lld, not from %lld to %lld", percents[i],
                     (long long)value, (long long)least, (long long)most);
    }
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static void assert_times_are_true(void)
{
    static int64_t low[MOST], high[MOST];
    int n = read_schedule();
    assert_int_equal(result.scheduled, n);
    assert_int_equal(atomic_load(&stamps), n);
    assert_int_equal(result.requests, n);
    assert_int_equal(result.censored, 0);
    for (int k = 0; k < n; k++) {
        low[k] = replied[k] - due[k];
        high[k] = closed[k] - due[k];
    }
    assert_between(&result.response, low, high, n);
    for (int k = 0; k < n; k++) {
        /* It was not sent before it was due, nor before the one ahead of it
         * was answered. */
        int64_t free = k > 0 ? larger(due[k], replied[k - 1]) : due[k];
        low[k] = replied[k] - heard[k];
        high[k] = closed[k] - free;
    }
    assert_between(&result.service, low, high, n);
    for (int k = 0; k < n; k++) {
        low[k] = (k > 0 ? larger(due[k], replied[k - 1]) : due[k]) - due[k] -
                 result.lag.max;
        high[k] = heard[k] - due[k];
    }
    assert_between(&result.wait, low, high, n);
    for (int k = 0; k < n; k++)
        low[k] = 0;
    assert_between(&result.lag, low, high, n);
    /* The three add up to the fourth, to the nanosecond. */
    assert_int_equal(result.response.sum,
                     result.lag.sum + result.wait.sum + result.service.sum);
}

/* 2 ms of service each, and a request every 5 ms. */
static void times_are_true_below_capacity(void **state)
{
    (void)state;
    for (int arrival = ARRIVAL_FIXED; arrival <= ARRIVAL_POISSON; arrival++) {
        prepare(stamps_and_closes, 200, CLOCK_S / 2);
        plan.arrival = (enum arrival)arrival;
        think_ns = 2 * CLOCK_MS;
        load();
        assert_times_are_true();
        result_free(&result);
    }
}

/* 4 ms of service each, and a request every 2 ms: the queue grows. */
static void times_are_true_above_capacity(void **state)
{
    (void)state;
    for (int arrival = ARRIVAL_FIXED; arrival <= ARRIVAL_POISSON; arrival++) {
        prepare(stamps_and_closes, 500, CLOCK_S * 2 / 5);
        plan.arrival = (enum arrival)arrival;
        think_ns = 4 * CLOCK_MS;
        load();
        assert_times_are_true();
        assert_true(result.queue > 0);
        /* The last to be served waited for all before it. */
        assert_true(result.response.max >=
                    (int64_t)(result.scheduled - 1) * 4 * CLOCK_MS -
                        plan.duration);
        result_free(&result);
    }
}

static void a_stall_is_seen_by_all_who_would_have_come(void **state)
{
    (void)state;
    prepare(stamps_and_closes, 100, 2 * CLOCK_S);
    stall_at = 20;
    stall_ns = 1400 * CLOCK_MS;
    load();
    assert_times_are_true();
    assert_true(hist_percentile(&result.response, 99) > CLOCK_S);
    result_free(&result);
}

static bool stalls_once(struct responder *responder, int fd, int number)
{
    if (atomic_load(&responder->met) == 20)
        pause_for(1400 * CLOCK_MS);
    return answers(responder, fd, number);
}

/* The same stall: one request of a thousand sees it. */
static void the_closed_loop_hardly_notices_a_stall(void **state)
{
    (void)state;
    prepare(stalls_once, 0, 60 * CLOCK_S);
    server.enough = 1000;
    load();
    assert_true(result.response.max > CLOCK_S);
    assert_true(hist_percentile(&result.response, 99) < CLOCK_S);
    result_free(&result);
}

/* ---- accounts --------------------------------------------------------- */

static void everyone_is_counted_once(int64_t threads, int64_t clients)
{
    prepare(answers, 2000, CLOCK_S / 4);
    plan.threads = threads;
    plan.clients = clients;
    plan.arrival = ARRIVAL_POISSON;
    load();
    assert_int_equal(result.requests, result.scheduled);
    assert_int_equal(result.response.count, result.scheduled);
    assert_int_equal(result.lag.count, result.scheduled);
    assert_int_equal(result.wait.count, result.scheduled);
    assert_int_equal(result_errors(&result), 0);
    assert_int_equal(result.response.sum,
                     result.lag.sum + result.wait.sum + result.service.sum);
    result_free(&result);
}

static void nothing_is_lost_between_threads_and_clients(void **state)
{
    (void)state;
    everyone_is_counted_once(1, 1);
    everyone_is_counted_once(1, 16);
    everyone_is_counted_once(3, 7);
}

static void a_connection_each_is_counted_too(void **state)
{
    (void)state;
    prepare(stamps_and_closes, 400, CLOCK_S / 4);
    plan.conn_per_request = true;
    load();
    assert_int_equal(result.requests, 100);
    assert_int_equal(result_errors(&result), 0);
    /* One more connection was made before the load began. */
    assert_int_equal(result.census.counts.connects, 101);
    result_free(&result);
}

static void an_early_end_loses_nothing(void **state)
{
    (void)state;
    prepare(answers, 500, 60 * CLOCK_S);
    server.enough = 40;
    load();
    assert_true(result.scheduled >= 40);
    assert_int_equal(result.requests, result.scheduled);
    assert_int_equal(result.lag.count, result.scheduled);
    result_free(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_true_below_capacity),
        cmocka_unit_test(times_are_true_above_capacity),
        cmocka_unit_test(a_stall_is_seen_by_all_who_would_have_come),
        cmocka_unit_test(the_closed_loop_hardly_notices_a_stall),
        cmocka_unit_test(nothing_is_lost_between_threads_and_clients),
        cmocka_unit_test(a_connection_each_is_counted_too),
        cmocka_unit_test(an_early_end_loses_nothing),
    };
    return cmocka_run_group_tests_name("open", tests, NULL, NULL);
}
