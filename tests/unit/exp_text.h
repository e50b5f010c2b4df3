/* exp_text.h: experiment files made of text, for the tests that read them.
 * Includes follow those of cmocka. */
#ifndef TESTS_EXP_TEXT_H
#define TESTS_EXP_TEXT_H

#include "../../loadgen/exp.h"

static const char good[] = "[experiment]\n"
                           "name = toy\n"
                           "claim = It scales.\n"
                           "prediction = It does\n"
                           "    not, say I.\n"
                           "[server A]\n"
                           "label = one\n"
                           "command = threaded --listen 127.0.0.1:0\n"
                           "[server B]\n"
                           "label = other\n"
                           "command = evented --listen 127.0.0.1:0\n"
                           "[load]\n"
                           "command = run\n"
                           "options = -c %(clients) -d %(seconds)\n"
                           "path = /hello\n"
                           "[vary]\n"
                           "clients = 1k, 10 100,10\n"
                           "[verdict]\n"
                           "metric = rps\n";

/* Loads a file of that text, named x.exp in errors. */
static inline struct exp *load_for(const char *text, enum exp_set set,
                                   const char *peers, char error[EXP_ERROR])
{
    char folder[] = "/tmp/test_exp.XXXXXX";
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    FILE *out = fopen("x.exp", "w");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
    struct exp *exp = exp_load("x.exp", set, peers, error);
    assert_int_equal(unlink("x.exp"), 0);
    assert_int_equal(rmdir(folder), 0);
    return exp;
}

static inline struct exp *load(const char *text, char error[EXP_ERROR])
{
    return load_for(text, SET_SHORT, NULL, error);
}

/* Loads what must be right. */
static inline struct exp *load_good(const char *text, enum exp_set set,
                                    const char *peers)
{
    char error[EXP_ERROR];
    struct exp *exp = load_for(text, set, peers, error);
    assert_string_equal(error, "");
    assert_non_null(exp);
    return exp;
}

static inline void assert_refused(const char *text, const char *wanted)
{
    char error[EXP_ERROR];
    struct exp *exp = load(text, error);
    assert_null(exp);
    assert_string_equal(error, wanted);
}

/* The good file with `from` replaced. */
static inline const char *with(const char *from, const char *to)
{
    static char text[4000];
    const char *at = strstr(good, from);
    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - good), good, to,
             at + strlen(from));
    return text;
}

#endif
