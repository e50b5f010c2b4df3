/* test_load.c: whatever a server does, it is counted under its right name,
 * and the load ends by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <netinet/in.h>

#include "responder.h"

#include "../../loadgen/clock.h"

enum { CLIENTS = 4, ENOUGH = 40 };

/* ---- scripts ---------------------------------------------------------- */

#define OK_HEAD "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"

static bool answers(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_say(fd, OK_HEAD "hello");
    return true;
}

static bool answers_byte_by_byte(struct responder *responder, int fd,
                                 int number)
{
    static const char whole[] = "HTTP/1.1 200 OK\r\n"
                                "Transfer-Encoding: chunked\r\n\r\n"
                                "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nA: b\r\n\r\n";
    (void)responder;
    (void)number;
    for (const char *at = whole; *at != '\0'; at++)
        responder_say(fd, (char[]){*at, '\0'});
    return true;
}

static bool answers_and_closes(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_say(fd, "HTTP/1.0 200 OK\r\n\r\nhello");
    return false;
}

static bool continues_first(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_say(fd, "HTTP/1.1 100 Continue\r\n\r\n" OK_HEAD "hello");
    return true;
}

static bool fails(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_say(fd, "HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\nno");
    return true;
}

/* Every other answer on a connection is another one, of the same length. */
static bool changes_its_mind(struct responder *responder, int fd, int number)
{
    (void)number;
    if (atomic_load(&responder->met) % 2 == 0)
        responder_say(fd, OK_HEAD "hello");
    else
        responder_say(fd, "HTTP/1.1 500 OK\r\nContent-Length: 5\r\n\r\nhello");
    return true;
}

static bool resets(struct responder *responder, int fd, int number)
{
    struct linger at_once = {1, 0};
    (void)responder;
    (void)number;
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    return false;
}

static bool closes_early(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)fd;
    (void)number;
    return false;
}

static bool truncates(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_say(fd, OK_HEAD "hel");
    return false;
}

static bool talks_garbage(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_say(fd, "220 mail.test ESMTP\r\n");
    responder_wait_for_end(fd);
    return false;
}

static bool answers_twice(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_say(fd, OK_HEAD "hello" OK_HEAD "hello");
    responder_wait_for_end(fd);
    return false;
}

static bool hangs(struct responder *responder, int fd, int number)
{
    (void)responder;
    (void)number;
    responder_wait_for_end(fd);
    return false;
}

/* Counts as met only what the first connection asked. */
static bool serves_the_first_only(struct responder *responder, int fd,
                                  int number)
{
    if (number == 0)
        return answers(responder, fd, number);
    atomic_fetch_sub(&responder->met, 1);
    responder_wait_for_end(fd);
    return false;
}

/* ---- the load --------------------------------------------------------- */

static struct responder server;
static struct load_result result;
static struct load_plan plan;
static char error[LOAD_ERROR_SIZE];

/* The end comes from the responder; the minute is for when it fails to. */
static void prepare(responder_script *script, int turned_away)
{
    responder_start(&server, script, ENOUGH, turned_away);
    plan_defaults(&plan);
    plan.clients = CLIENTS;
    plan.duration = 60 * CLOCK_S;
    plan.timeout = 60 * CLOCK_S;
    plan.warmup = 0;
    plan.url = server.url;
    assert_int_equal(plan_finish(&plan, error), 0);
}

static enum exit_status load(void)
{
    result_init(&result, "run");
    enum exit_status status = load_run(&plan, &result, error);
    responder_stop(&server);
    return status;
}

/* Runs a script that serves well: everything but the last few is counted. */
static void assert_served_well(responder_script *script)
{
    prepare(script, 0);
    plan.expect_body = "hello";
    load();
    assert_true(result.requests >= ENOUGH - CLIENTS);
    assert_int_equal(result.latency->count, result.requests);
    assert_int_equal(result_errors(&result), 0);
    assert_int_equal(result.census.counts.established, CLIENTS);
    assert_true(result.bytes > 0 && result.bytes % result.requests == 0);
    result_free(&result);
}

/* Runs a script that never serves well: all failures have the one name. */
static void assert_fails_as(responder_script *script, enum outcome outcome)
{
    prepare(script, 0);
    assert_int_equal(load(), EXIT_INVALID);
    assert_int_equal(result.requests, 0);
    assert_int_equal(result.latency->count, 0);
    assert_true(result.errors[outcome] >= ENOUGH - CLIENTS);
    assert_int_equal(result_errors(&result), result.errors[outcome]);
    assert_int_equal(result.census.served, 0);
    assert_int_equal(result.census.starved, CLIENTS);
    result_free(&result);
}

/* ---- tests ------------------------------------------------------------ */

static void good_answers_are_counted(void **state)
{
    (void)state;
    assert_served_well(answers);
}

static void an_answer_in_single_bytes_is_one_answer(void **state)
{
    (void)state;
    assert_served_well(answers_byte_by_byte);
}

static void a_server_that_closes_is_connected_to_again(void **state)
{
    (void)state;
    assert_served_well(answers_and_closes);
    assert_true(result.census.counts.connects >= ENOUGH - CLIENTS);
}

static void an_interim_answer_is_no_answer(void **state)
{
    (void)state;
    assert_served_well(continues_first);
}

static void several_threads_add_up(void **state)
{
    (void)state;
    prepare(answers, 0);
    plan.threads = 3;
    load();
    assert_true(result.requests >= ENOUGH - CLIENTS);
    assert_int_equal(result.census.counts.established, CLIENTS);
    assert_int_equal(result_errors(&result), 0);
    result_free(&result);
}

static void other_statuses_are_errors(void **state)
{
    (void)state;
    assert_fails_as(fails, OUTCOME_STATUS);
}

static void each_answer_is_judged_by_itself(void **state)
{
    (void)state;
    prepare(changes_its_mind, 0);
    plan.clients = 1;
    assert_int_equal(load(), EXIT_INVALID);
    uint64_t failed = result.errors[OUTCOME_STATUS];
    assert_true(result.requests + failed >= ENOUGH - 1);
    /* They take turns, so their numbers differ by one at most. */
    assert_true(result.requests <= failed + 1);
    assert_true(failed <= result.requests + 1);
    assert_int_equal(result_errors(&result), failed);
    result_free(&result);
}

static void another_body_is_an_error(void **state)
{
    (void)state;
    static const char *const others[] = {"hellO", "hell", "hello!", ""};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        prepare(answers, 0);
        plan.expect_body = others[i];
        assert_int_equal(load(), EXIT_INVALID);
        assert_int_equal(result.requests, 0);
        assert_true(result.errors[OUTCOME_BODY] >= ENOUGH - CLIENTS);
        result_free(&result);
    }
}

static void resets_are_read_errors(void **state)
{
    (void)state;
    assert_fails_as(resets, OUTCOME_READ);
    assert_true(result.census.counts.reset >= ENOUGH - CLIENTS);
}

static void an_early_close_is_a_read_error(void **state)
{
    (void)state;
    assert_fails_as(closes_early, OUTCOME_READ);
}

static void a_truncated_answer_is_a_read_error(void **state)
{
    (void)state;
    assert_fails_as(truncates, OUTCOME_READ);
}

static void garbage_is_a_protocol_error(void **state)
{
    (void)state;
    assert_fails_as(talks_garbage, OUTCOME_PROTOCOL);
}

static void a_second_answer_is_a_protocol_error(void **state)
{
    (void)state;
    assert_fails_as(answers_twice, OUTCOME_PROTOCOL);
}

static void silence_is_a_timeout(void **state)
{
    (void)state;
    prepare(hangs, 0);
    plan.timeout = 10 * CLOCK_MS;
    assert_int_equal(load(), EXIT_INVALID);
    assert_int_equal(result.requests, 0);
    assert_true(result.errors[OUTCOME_TIMEOUT] >= ENOUGH - CLIENTS);
    result_free(&result);
}

static void starved_clients_are_named(void **state)
{
    (void)state;
    prepare(serves_the_first_only, 0);
    assert_int_equal(load(), EXIT_INVALID);
    assert_int_equal(result.census.served, 1);
    assert_int_equal(result.census.starved, CLIENTS - 1);
    /* One of four gets everything: Jain's index is a quarter. */
    assert_int_equal((int)(result.census.fairness * 1000 + 0.5), 250);
    assert_non_null(strstr(result.reasons[0], "never served"));
    result_free(&result);
}

static void nobody_there_is_said_so(void **state)
{
    struct sockaddr_in here = {.sin_family = AF_INET};
    socklen_t length = sizeof here;
    char url[64];
    (void)state;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0); /* bound, does not listen */
    assert_int_equal(bind(fd, (struct sockaddr *)&here, sizeof here), 0);
    getsockname(fd, (struct sockaddr *)&here, &length);
    snprintf(url, sizeof url, "http://127.0.0.1:%d/", ntohs(here.sin_port));
    plan_defaults(&plan);
    plan.clients = CLIENTS;
    plan.url = url;
    assert_int_equal(plan_finish(&plan, error), 0);
    result_init(&result, "run");
    assert_int_equal(load_run(&plan, &result, error), EXIT_UNREACHED);
    assert_non_null(strstr(error, "Connection refused; is the server"));
    result_free(&result);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_answers_are_counted),
        cmocka_unit_test(an_answer_in_single_bytes_is_one_answer),
        cmocka_unit_test(a_server_that_closes_is_connected_to_again),
        cmocka_unit_test(an_interim_answer_is_no_answer),
        cmocka_unit_test(several_threads_add_up),
        cmocka_unit_test(other_statuses_are_errors),
        cmocka_unit_test(each_answer_is_judged_by_itself),
        cmocka_unit_test(another_body_is_an_error),
        cmocka_unit_test(resets_are_read_errors),
        cmocka_unit_test(an_early_close_is_a_read_error),
        cmocka_unit_test(a_truncated_answer_is_a_read_error),
        cmocka_unit_test(garbage_is_a_protocol_error),
        cmocka_unit_test(a_second_answer_is_a_protocol_error),
        cmocka_unit_test(silence_is_a_timeout),
        cmocka_unit_test(starved_clients_are_named),
        cmocka_unit_test(nobody_there_is_said_so),
    };
    return cmocka_run_group_tests_name("load", tests, NULL, NULL);
}
