/* test_against.c: two results side by side, from made data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../loadgen/against.h"

/* One verdict, told with 1,000 clients. */
struct made {
    const char *finding;
    double low, median, high;
    int at;
    bool few; /* blocks */
};

static json_t *verdict_of(const char *name, const struct made *made)
{
    return json_pack("{s:s,s:s,s:s,s:s,s:i,s:s,s:{s:f,s:f,s:f,s:f},s:s}",
                     "name", name, "metric", "rps", "row", "evented", "of",
                     "threaded", "at", made->at, "finding", made->finding,
                     "ratio", "coverage", made->few ? 0.5 : 0.96, "median",
                     made->median, "low", made->low, "high", made->high,
                     "sentence", "So it is");
}

static json_t *experiment(const char *name, const struct made *made, double rps)
{
    return json_pack("{s:s,s:[o],s:[{s:i,s:s,s:{s:{s:f}}}]}", "name", name,
                     "verdicts", verdict_of("", made), "points", "at", made->at,
                     "label", "evented", "metrics", "rps", "median", rps);
}

static json_t *results(const char *processor, json_t *experiments)
{
    return json_pack("{s:s,s:s,s:[{s:s,s:s},{s:s,s:s}],s:o}", "schema",
                     "two-counters-results/1", "created",
                     "2026-01-31T12:00:00Z", "machine", "name", "Processor",
                     "value", processor, "name", "Memory", "value", "8 GB",
                     "experiments", experiments);
}

/* How two verdicts compare. */
static char *agreement(const struct made *old, const struct made *new)
{
    static char name[32];
    json_t *a = results("x", json_pack("[o]", experiment("waiting", old, 1)));
    json_t *b = results("x", json_pack("[o]", experiment("waiting", new, 1)));
    json_t *both = against_compare(a, b);
    const json_t *found = against_verdict(both, "waiting", "");
    snprintf(name, sizeof name, "%s",
             json_string_value(json_object_get(found, "agreement")));
    json_decref(a);
    json_decref(b);
    json_decref(both);
    return name;
}

static const struct made win = {"more", 1.8, 2.0, 2.2, 1000, false};
static const struct made larger = {"more", 2.9, 3.0, 3.1, 1000, false};
static const struct made tie = {"tie", 0.9, 1.1, 1.9, 1000, false};
static const struct made narrow_tie = {"tie", 0.98, 1.0, 1.02, 1000, false};
static const struct made noise = {"noise", 1.05, 1.1, 1.2, 1000, false};
static const struct made loss = {"less", 0.4, 0.5, 0.6, 1000, false};
static const struct made none = {"none", 0, 0, 0, 1000, false};
static const struct made elsewhere = {"more", 1.8, 2.0, 2.2, 10000, false};

static void the_same_agrees(void **state)
{
    (void)state;
    assert_string_equal(agreement(&win, &win), "same");
    assert_string_equal(agreement(&loss, &loss), "same");
}

static void two_ties_agree_wherever_they_lie(void **state)
{
    (void)state;
    assert_string_equal(agreement(&narrow_tie, &noise), "same");
}

static void another_size_is_told(void **state)
{
    (void)state;
    assert_string_equal(agreement(&win, &larger), "size");
}

static void overlap_is_no_contradiction(void **state)
{
    (void)state;
    assert_string_equal(agreement(&tie, &win), "overlap");
}

static void opposite_findings_disagree(void **state)
{
    (void)state;
    assert_string_equal(agreement(&win, &loss), "apart");
    assert_string_equal(agreement(&win, &narrow_tie), "apart");
}

/* Intervals of few blocks are narrow by chance. */
static void few_blocks_cannot_disagree(void **state)
{
    (void)state;
    struct made few = larger;
    few.few = true;
    assert_string_equal(agreement(&win, &few), "few");
    assert_string_equal(agreement(&few, &loss), "few");
    few = win;
    few.few = true;
    assert_string_equal(agreement(&few, &win), "same");
}

static void invalid_is_not_compared(void **state)
{
    (void)state;
    assert_string_equal(agreement(&none, &win), "nothing");
    assert_string_equal(agreement(&win, &none), "nothing");
}

static void other_points_are_not_compared(void **state)
{
    (void)state;
    assert_string_equal(agreement(&elsewhere, &win), "points");
}

static json_t *compare_lists(json_t *old, json_t *new)
{
    json_t *a = results("a laptop", old), *b = results("a server", new);
    json_t *both = against_compare(a, b);
    json_decref(a);
    json_decref(b);
    return both;
}

static const char *in(const json_t *both, size_t i)
{
    const json_t *list = json_object_get(both, "experiments");
    return json_string_value(json_object_get(json_array_get(list, i), "in"));
}

static void an_experiment_in_one_of_them_is_named(void **state)
{
    (void)state;
    json_t *both =
        compare_lists(json_pack("[o,o]", experiment("both", &win, 1),
                                experiment("gone", &win, 1)),
                      json_pack("[o,o]", experiment("fresh", &win, 1),
                                experiment("both", &win, 1)));
    assert_string_equal(in(both, 0), "new");
    assert_string_equal(in(both, 1), "both");
    assert_string_equal(in(both, 2), "old");
    assert_null(against_verdict(both, "fresh", ""));
    json_decref(both);
}

/* What differs between the machines, and nothing else. */
static void machines_are_told_apart(void **state)
{
    (void)state;
    json_t *both = compare_lists(json_array(), json_array());
    const json_t *list = json_object_get(both, "machine");
    const json_t *entry = json_array_get(list, 0);
    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(json_string_value(json_object_get(entry, "name")),
                        "Processor");
    assert_string_equal(json_string_value(json_object_get(entry, "old")),
                        "a laptop");
    json_decref(both);
}

static void absolute_values_stand_side_by_side(void **state)
{
    (void)state;
    json_t *both =
        compare_lists(json_pack("[o]", experiment("waiting", &win, 5000)),
                      json_pack("[o]", experiment("waiting", &win, 8000)));
    const json_t *list = json_object_get(both, "experiments");
    const json_t *values = json_object_get(json_array_get(list, 0), "values");
    const json_t *value = json_array_get(values, 0);
    assert_int_equal(json_array_size(values), 1);
    assert_true(json_number_value(json_object_get(value, "old")) == 5000);
    assert_true(json_number_value(json_object_get(value, "new")) == 8000);
    json_decref(both);
}

/* A verdict that asks for something else now is not the same verdict. */
static void another_question_is_not_compared(void **state)
{
    (void)state;
    json_t *old = json_pack("[o]", experiment("waiting", &win, 1));
    json_t *verdict =
        json_array_get(json_object_get(json_array_get(old, 0), "verdicts"), 0);
    json_object_set_new(verdict, "metric", json_string("p99"));
    json_t *both =
        compare_lists(old, json_pack("[o]", experiment("waiting", &win, 1)));
    assert_null(against_verdict(both, "waiting", ""));
    json_decref(both);
}

static void it_is_printed(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    json_t *both =
        compare_lists(json_pack("[o,o]", experiment("waiting", &win, 5000),
                                experiment("gone", &win, 1)),
                      json_pack("[o]", experiment("waiting", &larger, 8000)));
    against_print(out, both);
    fclose(out);
    assert_non_null(strstr(text, "a server, older a laptop"));
    assert_non_null(strstr(text, "3.0 (2.9 to 3.1), older 2.0 (1.80 to 2.2)"));
    assert_non_null(strstr(text, "the same direction, but not the same"));
    assert_non_null(strstr(text, "8,000, older 5,000 (1.60 times)"));
    assert_non_null(strstr(text, "gone: only in the old run"));
    free(text);
    json_decref(both);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_agrees),
        cmocka_unit_test(two_ties_agree_wherever_they_lie),
        cmocka_unit_test(another_size_is_told),
        cmocka_unit_test(overlap_is_no_contradiction),
        cmocka_unit_test(opposite_findings_disagree),
        cmocka_unit_test(few_blocks_cannot_disagree),
        cmocka_unit_test(invalid_is_not_compared),
        cmocka_unit_test(other_points_are_not_compared),
        cmocka_unit_test(an_experiment_in_one_of_them_is_named),
        cmocka_unit_test(machines_are_told_apart),
        cmocka_unit_test(absolute_values_stand_side_by_side),
        cmocka_unit_test(another_question_is_not_compared),
        cmocka_unit_test(it_is_printed),
    };
    return cmocka_run_group_tests_name("against", tests, NULL, NULL);
}
