/* Experiment files: sets of runs, peers, rows, and what theory says. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../loadgen/exp_formula.h"
#include "exp_text.h"

static void a_set_has_values_of_its_own(void **state)
{
    (void)state;
    const char *text = with("clients = 1k, 10 100,10",
                            "full.clients = 5, 7\nclients = 3\nblocks = 4\n"
                            "full.blocks = 9\ntoy.blocks = 1");
    struct exp *brief = load_good(text, SET_SHORT, NULL);
    struct exp *full = load_good(text, SET_FULL, NULL);
    struct exp *toy = load_good(text, SET_TOY, NULL);
    assert_int_equal(brief->points.n, 1);
    assert_int_equal(brief->points.value[0], 3);
    assert_int_equal(brief->blocks, 4);
    assert_int_equal(full->points.value[1], 7);
    assert_int_equal(full->blocks, 9);
    assert_int_equal(toy->points.value[0], 3);
    assert_int_equal(toy->blocks, 1);
    exp_free(brief);
    exp_free(full);
    exp_free(toy);
}

static void a_text_of_a_set_goes_on_in_the_next_line(void **state)
{
    (void)state;
    const char *text = with("options = -c %(clients) -d %(seconds)",
                            "full.options = -c 1\n  -d 2s\n"
                            "options = -c 3\n  -d 4s");
    struct exp *brief = load_good(text, SET_SHORT, NULL);
    struct exp *full = load_good(text, SET_FULL, NULL);
    assert_string_equal(brief->rows[0].options, "-c 3 -d 4s");
    assert_string_equal(full->rows[0].options, "-c 1 -d 2s");
    exp_free(brief);
    exp_free(full);
}

static void a_toy_is_small_by_itself(void **state)
{
    (void)state;
    const char *text = with("1k, 10 100,10", "1, 2, 3, 4, 5");
    struct exp *exp = load_good(text, SET_TOY, NULL);
    assert_int_equal(exp->points.n, 2);
    assert_int_equal(exp->blocks, 1);
    assert_in_range(exp->seconds, 1, INT64_C(300000000));
    exp_free(exp);
}

/* The good file with a third server, a peer, and a verdict about it. */
static const char *with_peer(void)
{
    return with("[verdict]\nmetric = rps\n",
                "[server node]\nlabel = Node.js\npeer = node\n"
                "command = %(peers)/node.js\npath = /other\n"
                "[chart one]\nmetric = rps\nrows = B, node\n"
                "[verdict node]\nmetric = rps\ncompare = B, node\n"
                "[verdict]\nmetric = p99\n");
}

static void peers_are_there_when_asked_for(void **state)
{
    (void)state;
    struct exp *without = load_good(with_peer(), SET_SHORT, "nginx");
    struct exp *with_it = load_good(with_peer(), SET_SHORT, "nginx node");
    assert_int_equal(without->rows_n, 2);
    assert_int_equal(without->verdicts_n, 1);
    assert_int_equal(without->charts[0].rows.n, 1);
    assert_int_equal(with_it->rows_n, 3);
    assert_int_equal(with_it->verdicts_n, 2);
    assert_int_equal(with_it->verdicts[1].b, 2);
    assert_int_equal(with_it->charts[0].rows.n, 2);
    exp_free(without);
    exp_free(with_it);
}

static void the_headline_comes_first_and_compares_the_first_two(void **state)
{
    (void)state;
    struct exp *exp = load_good(with_peer(), SET_SHORT, "node");
    assert_ptr_equal(exp->verdicts[0].metric, metric_find("p99"));
    assert_int_equal(exp->verdicts[0].a, 0);
    assert_int_equal(exp->verdicts[0].b, 1);
    exp_free(exp);
}

static void a_row_says_only_what_differs(void **state)
{
    (void)state;
    struct exp *exp = load_good(with_peer(), SET_SHORT, "node");
    assert_string_equal(exp->rows[2].path, "/other");
    assert_string_equal(exp->rows[1].path, "/hello");
    assert_string_equal(exp->rows[2].load, "run");
    exp_free(exp);
}

static void a_row_may_be_nearer_or_farther_than_the_rest(void **state)
{
    (void)state;
    struct exp *loopback = load_good(with("[vary]", "[vary]"), SET_SHORT, NULL);
    assert_true(loopback->rows[0].rtt < 0);
    exp_free(loopback);
    struct exp *exp = load_good(with("path = /hello\n",
                                     "path = /hello\nrtt = 20ms\nloss = 0.1%\n"
                                     "[server C]\nlabel = near\nrtt = 0ms\n"
                                     "loss = 0%\n"
                                     "command = evented --listen %(host):0\n"),
                                SET_SHORT, NULL);
    assert_int_equal(exp->rows[1].rtt, 20000000);
    assert_true(fabs(exp->rows[1].loss - 0.001) < 1e-12);
    assert_int_equal(exp->rows[2].rtt, 0);
    assert_true(exp->rows[2].loss >= 0 && exp->rows[2].loss < 1e-12);
    exp_free(exp);
}

static void a_loss_is_a_share_of_a_network(void **state)
{
    (void)state;
    assert_refused(with("path = /hello\n", "path = /hello\nloss = 0.1\n"),
                   "x.exp:16: loss = 0.1 will not do; give a share of the "
                   "packets, such as 0.1%");
    assert_refused(with("path = /hello\n", "path = /hello\nloss = 0.1%\n"),
                   "x.exp:20: loss needs a network; for example: rtt = 20ms");
}

static void any_quantity_may_vary_and_only_one(void **state)
{
    (void)state;
    char text[4000];
    snprintf(
        text, sizeof text, "%s",
        with("clients = 1k, 10 100,10", "loops = 1, 2\nunit = event loops"));
    memset(strstr(text, "%(clients)"), '9', strlen("%(clients)"));
    struct exp *exp = load_good(text, SET_SHORT, NULL);
    assert_string_equal(exp->vary, "loops");
    assert_string_equal(exp->unit, "event loops");
    exp_free(exp);
    assert_refused(with("[verdict]", "loops = 1, 2\n[verdict]"),
                   "x.exp:18: clients and loops vary; keep one");
}

static void formulas_are_worked_out(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double wanted;
    } good_ones[] = {{"1 + 2 * 3", 7},
                     {"(1 + 2) * 3", 9},
                     {"min(clients, 64) / 0.1", 640},
                     {"max(1, 2) - -3", 5},
                     {"1e6 * sqrt(4)", 2e6},
                     {"8 / 2 / 2", 2}};
    static const char *const bad[] = {"",       "1 +",          "x",
                                      "(1",     "1 2",          "min(1)",
                                      "log(1)", "min(1, 2, 3)", "clients()"};
    double value;
    for (size_t i = 0; i < sizeof good_ones / sizeof good_ones[0]; i++) {
        assert_true(formula_work(good_ones[i].text, "clients", 100, &value));
        assert_true(fabs(value - good_ones[i].wanted) < 1e-9);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(formula_work(bad[i], "clients", 100, &value));
}

static void a_formula_is_checked_when_it_is_read(void **state)
{
    (void)state;
    assert_refused(with("metric = rps",
                        "metric = rps\n[verdict law]\nmetric = rps\n"
                        "row = A\nexpect = client / 2"),
                   "x.exp:23: client / 2 is no formula; it may hold numbers, "
                   "+ - * / ( ), min, max, sqrt and clients");
    assert_refused(with("metric = rps", "metric = rps\n[verdict law]\n"
                                        "metric = rps\nrow = A"),
                   "x.exp:22: row = A needs what is expected; for example: "
                   "expect = 64 / 0.1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_set_has_values_of_its_own),
        cmocka_unit_test(a_text_of_a_set_goes_on_in_the_next_line),
        cmocka_unit_test(a_toy_is_small_by_itself),
        cmocka_unit_test(peers_are_there_when_asked_for),
        cmocka_unit_test(the_headline_comes_first_and_compares_the_first_two),
        cmocka_unit_test(a_row_says_only_what_differs),
        cmocka_unit_test(a_row_may_be_nearer_or_farther_than_the_rest),
        cmocka_unit_test(a_loss_is_a_share_of_a_network),
        cmocka_unit_test(any_quantity_may_vary_and_only_one),
        cmocka_unit_test(formulas_are_worked_out),
        cmocka_unit_test(a_formula_is_checked_when_it_is_read),
    };
    return cmocka_run_group_tests_name("exp_sets", tests, NULL, NULL);
}
