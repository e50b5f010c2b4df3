/* test_sweep.c: the search finds limits that are known by construction. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "responder.h"

#include "../../loadgen/clock.h"
#include "../../loadgen/sweep.h"

enum { SEATS = 3, NAP_MS = 20, PAIR = 2, RATE_MOST = PAIR * 1000 / NAP_MS };

#define OK_HEAD "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"

static struct responder server;
static struct load_plan plan;
static struct sweep sweep;
static char error[LOAD_ERROR_SIZE];

/* ---- a load that is made up ------------------------------------------- */

enum exit_status __real_load_run(const struct load_plan *plan,
                                 struct load_result *result,
                                 char error[LOAD_ERROR_SIZE]);
enum exit_status __wrap_load_run(const struct load_plan *plan,
                                 struct load_result *result,
                                 char error[LOAD_ERROR_SIZE]);

/* What becomes of the nth run, 0 being the first, with so many clients:
 * answers alone, an error, or a run that is invalid. NULL: a real load. */
enum fate { SERVED, TURNED_AWAY, SPOILT };
static enum fate (*fate)(int64_t clients, int nth);
static int runs;

/* The linker puts it in the place of load_run() (Makefile). */
enum exit_status __wrap_load_run(const struct load_plan *the_plan,
                                 struct load_result *result,
                                 char the_error[LOAD_ERROR_SIZE])
{
    if (fate == NULL)
        return __real_load_run(the_plan, result, the_error);
    enum fate met = fate(the_plan->clients, runs++);
    result->duration_s = 1;
    result->requests = 100;
    result->errors[OUTCOME_READ] = met == TURNED_AWAY;
    if (met == SPOILT)
        result_reason(result, "made up");
    return met == SPOILT ? EXIT_INVALID : EXIT_GOOD;
}

static enum fate has_seats(int64_t clients, int nth)
{
    (void)nth;
    return clients <= SEATS ? SERVED : TURNED_AWAY;
}

/* As above, but every third run is spoilt: the first of each level. */
static enum fate has_seats_and_hiccups(int64_t clients, int nth)
{
    return nth % 3 == 0 ? SPOILT : has_seats(clients, nth);
}

/* Until its tenth run, which is the first that measures an end again. */
static enum fate loses_its_seats(int64_t clients, int nth)
{
    return nth < 9 ? has_seats(clients, nth) : TURNED_AWAY;
}

/* ---- a server that is real -------------------------------------------- */

static bool naps(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    usleep(NAP_MS * 1000);
    responder_say(fd, OK_HEAD "hello");
    return true;
}

/* ---- the sweep -------------------------------------------------------- */

static void prepare(const char *search)
{
    plan_defaults(&plan);
    plan.url = server.url;
    plan.warmup = 0;
    plan.timeout = 60 * CLOCK_S;
    plan.drain = 60 * CLOCK_S;
    assert_int_equal(plan_finish(&plan, error), 0);
    sweep = (struct sweep){.plan = &plan, .repeats = 1, .search = search};
    assert_null(condition_read(search, &sweep.condition));
    sweep.runs = json_array();
}

/* Searches for the last client with a seat, from 2 on: 2, 4 and 3 clients
 * are tried three times each, then 3 and 4 again. */
static void search_seats(enum fate (*made_up)(int64_t clients, int nth))
{
    snprintf(server.url, sizeof server.url, "http://127.0.0.1:1/");
    prepare("errors<1");
    fate = made_up;
    runs = 0;
    sweep.repeats = 3;
    sweep.from = 2;
    sweep.most = 100;
    assert_int_equal(sweep_search(&sweep), EXIT_GOOD);
    fate = NULL;
    assert_int_equal(runs, 15);
    assert_int_equal(json_array_size(sweep.runs), 15);
    json_decref(sweep.runs);
    assert_int_equal(sweep.held, SEATS);
    assert_int_equal(sweep.failed, SEATS + 1);
}

/* ---- tests ------------------------------------------------------------ */

static void the_last_client_with_a_seat_is_found(void **state)
{
    (void)state;
    search_seats(has_seats);
    assert_string_equal(sweep.finding,
                        "errors<1 holds up to 3 clients (6 of 6 runs), and no "
                        "longer with 4 clients (0 of 6 runs)");
}

static void one_bad_run_of_three_does_not_mislead(void **state)
{
    (void)state;
    search_seats(has_seats_and_hiccups);
    assert_string_equal(sweep.finding,
                        "errors<1 holds up to 3 clients (4 of 6 runs), and no "
                        "longer with 4 clients (0 of 6 runs)");
}

static void a_limit_that_moves_is_told(void **state)
{
    (void)state;
    search_seats(loses_its_seats);
    assert_non_null(strstr(sweep.finding, "3 clients (3 of 6 runs)"));
    assert_non_null(strstr(sweep.finding, "an end went the other way"));
}

/* Two connections and at least 20 ms for an answer: the nth is answered n
 * times 10 ms after the window began or later. At 200 a second, the median
 * request of a quarter of a second, the 25th, is due after 125 ms: it waits
 * 125 ms, on any machine. A slow one finds a lower limit, or none. */
static void no_rate_is_found_that_cannot_be_served(void **state)
{
    (void)state;
    responder_start(&server, naps, INT32_MAX, 0);
    prepare("p50<50ms");
    plan.duration = 250 * CLOCK_MS;
    plan.clients = PAIR;
    sweep.by_rate = true;
    sweep.from = RATE_MOST / 2;
    sweep.most = 100000;
    assert_int_equal(sweep_search(&sweep), EXIT_GOOD);
    /* 50 ms are exceeded from 1.4 times the most on: 125 ms times 0.4. */
    assert_true(sweep.held <= RATE_MOST * 14 / 10);
    assert_true(sweep.failed > 0 && sweep.failed <= 2 * RATE_MOST);
    assert_true(sweep.held == 0 ||
                (double)sweep.failed <= (double)sweep.held * 1.05 + 1);
    json_decref(sweep.runs);
    responder_stop(&server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_client_with_a_seat_is_found),
        cmocka_unit_test(one_bad_run_of_three_does_not_mislead),
        cmocka_unit_test(a_limit_that_moves_is_told),
        cmocka_unit_test(no_rate_is_found_that_cannot_be_served),
    };
    return cmocka_run_group_tests_name("sweep", tests, NULL, NULL);
}
