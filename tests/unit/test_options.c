/* test_options.c: command lines, numbers with units, clear refusals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "options.h"

static bool loud;
static int64_t clients, size, patience;
static const char *name;

static const char *take_even(const char *text, void *value)
{
    *(int *)value += atoi(text);
    return atoi(text) % 2 == 0 ? NULL : "an even number";
}

static int sum;

static const struct setting settings[] = {
    {"loud", 'l', SETTING_FLAG, &loud, 0, 0, NULL, "", NULL},
    {"clients", 'c', SETTING_COUNT, &clients, 1, 10000, "N", "", NULL},
    {"size", 0, SETTING_BYTES, &size, 0, 1 << 20, "SIZE", "", NULL},
    {"patience", 0, SETTING_TIME, &patience, 0, INT64_MAX, "TIME", "", NULL},
    {"name", 0, SETTING_TEXT, &name, 0, 0, "TEXT", "", NULL},
    {"even", 'e', SETTING_CALL, &sum, 0, 0, "N", "", take_even},
    {0},
};

static char error[OPTIONS_ERROR_SIZE];

/* Parses a line of words; the last parse's words stay readable. */
static int parse(const char *line)
{
    static char copy[200], *argv[20];
    int argc = 1;
    strcpy(copy, line);
    argv[0] = "test";
    for (char *w = strtok(copy, " "); w != NULL; w = strtok(NULL, " "))
        argv[argc++] = w;
    name = NULL;
    loud = false;
    clients = size = patience = sum = 0;
    return options_parse(settings, argc, argv, error);
}

static void every_form_is_read(void **state)
{
    (void)state;
    assert_int_equal(parse("--clients=5 --loud --size 64K"), 0);
    assert_int_equal(clients, 5);
    assert_int_equal(size, 65536);
    assert_true(loud);
    assert_int_equal(parse("-c 7 -l"), 0);
    assert_int_equal(clients, 7);
    assert_int_equal(parse("-c10k --name=x"), 0);
    assert_int_equal(clients, 10000);
    assert_string_equal(name, "x");
    assert_int_equal(parse("-e 2 -e4 --even=6"), 0);
    assert_int_equal(sum, 12);
}

static void words_are_kept(void **state)
{
    (void)state;
    assert_int_equal(parse("a -c 2 b -- -c -"), 4);
    assert_int_equal(clients, 2);
    assert_int_equal(parse("-"), 1);
}

static void refusals_name_option_and_mend(void **state)
{
    (void)state;
    assert_int_equal(parse("--clients=0"), -1);
    assert_string_equal(error, "--clients=0: give 1 to 10k");
    assert_int_equal(parse("--clients=many"), -1);
    assert_string_equal(error,
                        "--clients=many: give a count such as 250 or 10k");
    assert_int_equal(parse("--clients"), -1);
    assert_string_equal(error, "--clients: needs a value; give --clients=N");
    assert_int_equal(parse("--loud=yes"), -1);
    assert_string_equal(error, "--loud=yes: takes no value; give --loud alone");
    assert_int_equal(parse("--nothing"), -1);
    assert_string_equal(error, "--nothing: no such option; --help lists them");
    assert_int_equal(parse("-e 3"), -1);
    assert_string_equal(error, "--even=3: give an even number");
}

static int64_t number(enum setting_kind kind, const char *text)
{
    int64_t value = -1;
    return options_number(kind, text, &value) == 0 ? value : -1;
}

static void numbers_have_units(void **state)
{
    (void)state;
    assert_int_equal(number(SETTING_COUNT, "250"), 250);
    assert_int_equal(number(SETTING_COUNT, "1.5k"), 1500);
    assert_int_equal(number(SETTING_COUNT, "2m"), 2000000);
    assert_int_equal(number(SETTING_BYTES, "1G"), 1 << 30);
    assert_int_equal(number(SETTING_BYTES, "3k"), 3072);
    assert_int_equal(number(SETTING_TIME, "3"), 3000000000);
    assert_int_equal(number(SETTING_TIME, "0.25s"), 250000000);
    assert_int_equal(number(SETTING_TIME, "10us"), 10000);
    assert_int_equal(number(SETTING_TIME, "2m"), 120000000000);
}

static void what_is_no_number_is_refused(void **state)
{
    const char *const bad[] = {"",   "-1",  "+1",  " 1",
                               "1x", "k",   "1kk", "99999999999999999999",
                               "1s", "0x10"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(number(SETTING_COUNT, bad[i]), -1);
    assert_int_equal(number(SETTING_COUNT, "9223372036854775807k"), -1);
}

static void formatted_numbers_are_read_back(void **state)
{
    const int64_t values[] = {0, 1, 999, 1000, 1024, 65536, 1000000, 1 << 30};
    const enum setting_kind kinds[] = {SETTING_COUNT, SETTING_BYTES,
                                       SETTING_TIME};
    char text[32];
    (void)state;
    for (size_t i = 0; i < 8; i++)
        for (int k = 0; k < 3; k++)
            assert_int_equal(
                number(kinds[k], options_format(kinds[k], values[i], text)),
                values[i]);
    assert_string_equal(options_format(SETTING_COUNT, 10000, text), "10k");
    assert_string_equal(options_format(SETTING_TIME, 60000000000, text), "1m");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_is_read),
        cmocka_unit_test(words_are_kept),
        cmocka_unit_test(refusals_name_option_and_mend),
        cmocka_unit_test(numbers_have_units),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(formatted_numbers_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
