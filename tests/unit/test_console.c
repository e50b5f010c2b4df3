/* test_console.c: who may ask the console, and for what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../loadgen/clock.h"
#include "../../loadgen/console_ask.h"
#include "../../loadgen/console_guard.h"
#include "../../loadgen/console_vote.h"

static const struct ask_rules rules = {{"B", "D"}, 2, 100};

static json_t *body_of(const char *text)
{
    char error[ASK_ERROR];
    json_t *body = ask_parse(text, strlen(text), error);
    if (body == NULL)
        fail_msg("%s: %s", text, error);
    return body;
}

/* The status that a body of that kind leads to. */
typedef int reader(const json_t *body, const struct ask_rules *rules,
                   struct ask *ask, char error[ASK_ERROR]);
static int status_of(reader *read, const char *text, struct ask *ask)
{
    char error[ASK_ERROR] = "";
    json_t *body = body_of(text);
    int status = read(body, &rules, ask, error);
    if ((status == 0) != (error[0] == '\0'))
        fail_msg("%s: %d, but it says '%s'", text, status, error);
    json_decref(body);
    return status;
}

/* ---- bodies ----------------------------------------------------------- */

static void a_load_is_read(void **state)
{
    struct ask ask;
    (void)state;
    assert_int_equal(status_of(ask_load,
                               "{\"servers\":[\"D\"],\"clients\":100,"
                               "\"menu\":\"wait\",\"arrival\":\"open\","
                               "\"rate\":500,\"keep\":false}",
                               &ask),
                     0);
    assert_int_equal(ask.servers, 2);
    assert_int_equal(ask.clients, 100);
    assert_string_equal(ask.item->path, "/wait?ms=100");
    assert_true(ask.open);
    assert_int_equal(ask.rate, 500);
    assert_int_equal(ask.keep, 0);
}

static void what_is_not_said_has_a_default(void **state)
{
    struct ask ask;
    (void)state;
    assert_int_equal(
        status_of(ask_load, "{\"servers\":[\"B\",\"D\"],\"clients\":1}", &ask),
        0);
    assert_int_equal(ask.servers, 3);
    assert_string_equal(ask.item->id, "hello");
    assert_false(ask.open);
    assert_int_equal(ask.keep, -1);
}

static void no_load_needs_no_rate(void **state)
{
    struct ask ask;
    (void)state;
    assert_int_equal(status_of(ask_load,
                               "{\"servers\":[\"B\"],\"clients\":0,"
                               "\"arrival\":\"open\"}",
                               &ask),
                     0);
}

static void wrong_bodies_are_refused(void **state)
{
    static const struct {
        reader *read;
        const char *body;
        int status;
    } wrong[] = {
        {ask_load, "{}", 400},
        {ask_load, "{\"servers\":[],\"clients\":1}", 400},
        {ask_load, "{\"servers\":\"B\",\"clients\":1}", 400},
        {ask_load, "{\"servers\":[\"X\"],\"clients\":1}", 404},
        {ask_load, "{\"servers\":[\"http://10.0.0.1/\"],\"clients\":1}", 404},
        {ask_load, "{\"servers\":[1],\"clients\":1}", 404},
        {ask_load, "{\"servers\":[\"B\"]}", 400},
        {ask_load, "{\"servers\":[\"B\"],\"clients\":-1}", 400},
        {ask_load, "{\"servers\":[\"B\"],\"clients\":101}", 400},
        {ask_load, "{\"servers\":[\"B\"],\"clients\":1.5}", 400},
        {ask_load, "{\"servers\":[\"B\"],\"clients\":\"1\"}", 400},
        {ask_load, "{\"servers\":[\"B\"],\"clients\":null}", 400},
        {ask_load,
         "{\"servers\":[\"B\"],\"clients\":1,\"menu\":\"/etc/passwd\"}", 400},
        {ask_load, "{\"servers\":[\"B\"],\"clients\":1,\"menu\":7}", 400},
        {ask_load, "{\"servers\":[\"B\"],\"clients\":1,\"url\":\"x\"}", 400},
        {ask_load, "{\"servers\":[\"B\"],\"clients\":1,\"arrival\":\"x\"}",
         400},
        {ask_load, "{\"servers\":[\"B\"],\"clients\":1,\"arrival\":\"open\"}",
         400},
        {ask_load,
         "{\"servers\":[\"B\"],\"clients\":1,\"arrival\":\"open\","
         "\"rate\":50001}",
         400},
        {ask_load,
         "{\"servers\":[\"B\"],\"clients\":1,\"arrival\":\"open\",\"rate\":9,"
         "\"menu\":\"feed\"}",
         400},
        {ask_load, "{\"servers\":[\"B\"],\"clients\":1,\"keep\":1}", 400},
        {ask_spike, "{\"servers\":[\"B\"],\"factor\":1,\"seconds\":1}", 400},
        {ask_spike, "{\"servers\":[\"B\"],\"factor\":21,\"seconds\":1}", 400},
        {ask_spike, "{\"servers\":[\"B\"],\"factor\":3,\"seconds\":61}", 400},
        {ask_slow, "{\"servers\":[\"B\"],\"clients\":101}", 400},
        {ask_freeze, "{\"servers\":[\"B\"],\"seconds\":11}", 400},
        {ask_freeze, "{\"servers\":[\"B\"],\"seconds\":1,\"pid\":1}", 400},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct ask ask;
        int status = status_of(wrong[i].read, wrong[i].body, &ask);
        if (status != wrong[i].status)
            fail_msg("%s: %d, not %d", wrong[i].body, status, wrong[i].status);
    }
}

static void what_is_no_object_is_refused(void **state)
{
    static const char deep[] = "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[";
    static const char *const wrong[] = {"",
                                        "null",
                                        "[]",
                                        "\"B\"",
                                        "{",
                                        "{\"a\":1}x",
                                        deep,
                                        "{\"a\":1,\"a\":2}",
                                        "{a:1}",
                                        "{\"a\":\"\xff\"}",
                                        "\xef\xbb\xbf{}",
                                        "{\"a\\u0000b\":1}",
                                        "{\"a\":1e999}"};
    char error[ASK_ERROR];
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (ask_parse(wrong[i], strlen(wrong[i]), error) != NULL)
            fail_msg("'%s' was taken for an object", wrong[i]);
}

static void names_are_plain_words(void **state)
{
    (void)state;
    assert_true(ask_is_name("B"));
    assert_true(ask_is_name("my-server_2"));
    assert_false(ask_is_name(""));
    assert_false(ask_is_name("-x"));
    assert_false(ask_is_name("a b"));
    assert_false(ask_is_name("<b>"));
    assert_false(ask_is_name("sixteen-letters-"));
}

/* ---- who asks --------------------------------------------------------- */

static void only_names_of_this_machine_are_local(void **state)
{
    static const char *const here[] = {"127.0.0.1:8000", "127.9.9.9",
                                       "localhost:1",    "LocalHost",
                                       "[::1]:8000",     "[::1]"};
    static const char *const elsewhere[] = {"",
                                            "evil.example",
                                            "localhost.evil.example:8000",
                                            "127.0.0.1.evil.example",
                                            "10.0.0.1:8000",
                                            "[::2]:8000",
                                            "localhost:",
                                            "localhost:x",
                                            "localhost:80:80",
                                            "[::1",
                                            "127.1",
                                            "[::1]x"};
    (void)state;
    for (size_t i = 0; i < sizeof here / sizeof here[0]; i++)
        if (!guard_host_is_local(here[i]))
            fail_msg("'%s' is here", here[i]);
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++)
        if (guard_host_is_local(elsewhere[i]))
            fail_msg("'%s' is not here", elsewhere[i]);
    assert_false(guard_host_is_local(NULL));
}

static void other_sites_are_told_apart(void **state)
{
    (void)state;
    assert_true(guard_same_origin(NULL, "127.0.0.1:8000"));
    assert_true(guard_same_origin("http://127.0.0.1:8000", "127.0.0.1:8000"));
    assert_false(guard_same_origin("http://127.0.0.1:8001", "127.0.0.1:8000"));
    assert_false(guard_same_origin("https://127.0.0.1:8000", "127.0.0.1:8000"));
    assert_false(guard_same_origin("http://evil.example", "127.0.0.1:8000"));
    assert_false(guard_same_origin("null", "127.0.0.1:8000"));
    assert_false(guard_same_origin("http://x", NULL));
    assert_true(guard_same_site(NULL));
    assert_true(guard_same_site("same-origin"));
    assert_false(guard_same_site("cross-site"));
    assert_false(guard_same_site("same-site"));
}

static void tokens_are_compared_whole(void **state)
{
    (void)state;
    assert_true(guard_token_is("abcdefgh", "abcdefgh"));
    assert_false(guard_token_is("abcdefgh", "abcdefgi"));
    assert_false(guard_token_is("abcdefgh", "abcdefg"));
    assert_false(guard_token_is("abcdefgh", "abcdefghi"));
    assert_false(guard_token_is("abcdefgh", ""));
    assert_false(guard_token_is("abcdefgh", NULL));
    assert_false(guard_token_is("", ""));
}

static void made_tokens_differ(void **state)
{
    char one[GUARD_TOKEN], other[GUARD_TOKEN];
    (void)state;
    assert_int_equal(guard_token_make(one), 0);
    assert_int_equal(guard_token_make(other), 0);
    assert_int_equal(strlen(one), 32);
    assert_string_not_equal(one, other);
}

static void a_rate_allows_a_burst_and_then_so_many(void **state)
{
    struct guard_rate rate = guard_rate(3, 2, 0);
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_true(guard_take(&rate, 0));
    assert_false(guard_take(&rate, 0));
    assert_false(guard_take(&rate, CLOCK_S / 4));
    assert_true(guard_take(&rate, CLOCK_S / 2));
    for (int i = 0; i < 3; i++) /* a long rest saves up no more than that */
        assert_true(guard_take(&rate, 100 * CLOCK_S));
    assert_false(guard_take(&rate, 100 * CLOCK_S));
}

static void each_address_has_a_rate_of_its_own(void **state)
{
    static struct guard_addresses all;
    (void)state;
    assert_true(guard_take_for(&all, "10.0.0.1", 1, 1, 1));
    assert_false(guard_take_for(&all, "10.0.0.1", 1, 1, 2));
    assert_true(guard_take_for(&all, "10.0.0.2", 1, 1, 3));
    for (int i = 0; i < 2 * GUARD_ADDRESSES; i++) {
        char address[GUARD_ADDRESS];
        snprintf(address, sizeof address, "10.1.%d.%d", i / 256, i % 256);
        assert_true(guard_take_for(&all, address, 1, 1, 4 + i));
    }
    assert_int_equal(all.count, GUARD_ADDRESSES);
}

/* ---- voting ----------------------------------------------------------- */

static struct vote vote;

static void ask_the_class(void)
{
    struct ask_question question;
    char error[ASK_ERROR];
    json_t *body = body_of("{\"text\":\"Which?\",\"answers\":[\"a\",\"b\"]}");
    assert_int_equal(ask_question(body, &question, error), 0);
    vote_begin(&vote, &question);
    json_decref(body);
}

static int vote_by(int id, int answer, const char *voter)
{
    char error[ASK_ERROR];
    return vote_take(
        &vote, &(struct ask_vote){.id = id, .answer = answer, .voter = voter},
        error);
}

static void a_second_vote_replaces_the_first(void **state)
{
    (void)state;
    ask_the_class();
    assert_int_equal(vote_by(vote.id, 0, "pupil-01"), 0);
    assert_int_equal(vote_by(vote.id, 0, "pupil-02"), 0);
    assert_int_equal(vote_by(vote.id, 1, "pupil-01"), 0);
    assert_int_equal(vote.counts[0], 1);
    assert_int_equal(vote.counts[1], 1);
    assert_int_equal(vote.voters, 2);
}

static void only_the_open_question_takes_votes(void **state)
{
    (void)state;
    ask_the_class();
    assert_int_equal(vote_by(vote.id - 1, 0, "pupil-01"), 409);
    assert_int_equal(vote_by(vote.id, 2, "pupil-01"), 400);
    assert_true(vote_end(&vote));
    assert_false(vote_end(&vote));
    assert_int_equal(vote_by(vote.id, 0, "pupil-01"), 409);
}

static void a_new_question_forgets_the_votes(void **state)
{
    (void)state;
    ask_the_class();
    assert_int_equal(vote_by(vote.id, 0, "pupil-01"), 0);
    ask_the_class();
    assert_int_equal(vote.counts[0], 0);
    assert_int_equal(vote.voters, 0);
}

static void voters_are_limited(void **state)
{
    char voter[32];
    (void)state;
    ask_the_class();
    for (int i = 0; i < VOTE_VOTERS; i++) {
        snprintf(voter, sizeof voter, "pupil-%04d", i);
        assert_int_equal(vote_by(vote.id, i % 2, voter), 0);
    }
    assert_int_equal(vote_by(vote.id, 0, "one-too-many"), 429);
    assert_int_equal(vote_by(vote.id, 0, "pupil-0001"), 0);
    assert_int_equal(vote.counts[0] + vote.counts[1], VOTE_VOTERS);
}

static void odd_questions_and_votes_are_refused(void **state)
{
    static const char *const questions[] = {
        "{}",
        "{\"text\":\"\",\"answers\":[\"a\",\"b\"]}",
        "{\"text\":\"x\",\"answers\":[\"a\"]}",
        "{\"text\":\"x\",\"answers\":[\"a\",\"\"]}",
        "{\"text\":\"x\",\"answers\":[\"a\",1]}",
        "{\"text\":\"x\",\"answers\":[1,2,3,4,5,6,7]}",
        "{\"text\":\"x\",\"answers\":[\"a\",\"b\"],\"html\":\"<b>\"}"};
    static const char *const votes[] = {
        "{}",
        "{\"id\":0,\"answer\":0,\"voter\":\"pupil-01\"}",
        "{\"id\":1,\"answer\":6,\"voter\":\"pupil-01\"}",
        "{\"id\":1,\"answer\":-1,\"voter\":\"pupil-01\"}",
        "{\"id\":1,\"answer\":0,\"voter\":\"short\"}",
        "{\"id\":1,\"answer\":0,\"voter\":\"<script>alert\"}",
        "{\"id\":1,\"answer\":0}"};
    char error[ASK_ERROR];
    (void)state;
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        struct ask_question question;
        json_t *body = body_of(questions[i]);
        if (ask_question(body, &question, error) != 400)
            fail_msg("%s was taken", questions[i]);
        json_decref(body);
    }
    for (size_t i = 0; i < sizeof votes / sizeof votes[0]; i++) {
        struct ask_vote given;
        json_t *body = body_of(votes[i]);
        if (ask_vote(body, &given, error) != 400)
            fail_msg("%s was taken", votes[i]);
        json_decref(body);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_load_is_read),
        cmocka_unit_test(what_is_not_said_has_a_default),
        cmocka_unit_test(no_load_needs_no_rate),
        cmocka_unit_test(wrong_bodies_are_refused),
        cmocka_unit_test(what_is_no_object_is_refused),
        cmocka_unit_test(names_are_plain_words),
        cmocka_unit_test(only_names_of_this_machine_are_local),
        cmocka_unit_test(other_sites_are_told_apart),
        cmocka_unit_test(tokens_are_compared_whole),
        cmocka_unit_test(made_tokens_differ),
        cmocka_unit_test(a_rate_allows_a_burst_and_then_so_many),
        cmocka_unit_test(each_address_has_a_rate_of_its_own),
        cmocka_unit_test(a_second_vote_replaces_the_first),
        cmocka_unit_test(only_the_open_question_takes_votes),
        cmocka_unit_test(a_new_question_forgets_the_votes),
        cmocka_unit_test(voters_are_limited),
        cmocka_unit_test(odd_questions_and_votes_are_refused),
    };
    return cmocka_run_group_tests_name("console", tests, NULL, NULL);
}
