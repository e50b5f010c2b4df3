/* talk.h: a connection with no socket in sight, for tests of the seam.
 *
 * A script of input goes in by http_got, the needs and the output come back
 * as text: "SLEEP", "WORK" and so on, with output between them. */
#ifndef TESTS_TALK_H
#define TESTS_TALK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http.h"

#define GET(target) "GET " target " HTTP/1.1\r\nHost: a\r\n\r\n"

static struct config config;
static struct http_server server;
static struct http_scratch scratch;

/* A connection, and what it said: needs in capitals, output as it is. */
struct talk {
    struct http_conn conn;
    const char *input;
    size_t input_left, piece; /* bytes to give, and at most at once */
    size_t room;              /* bytes that a write takes */
    char said[200000];
    size_t said_length;
};

static inline void say(struct talk *talk, const char *bytes, size_t n)
{
    assert_true(talk->said_length + n < sizeof talk->said);
    memcpy(talk->said + talk->said_length, bytes, n);
    talk->said_length += n;
    talk->said[talk->said_length] = '\0';
}

static inline void give_input(struct talk *talk)
{
    size_t room;
    char *into = http_input(&talk->conn, &room);
    size_t n = talk->input_left < talk->piece ? talk->input_left : talk->piece;
    n = n < room ? n : room;
    memset(into, '#', room); /* nothing may rely on what was there */
    memcpy(into, talk->input, n);
    talk->input += n;
    talk->input_left -= n;
    http_got(&talk->conn, n);
}

static inline void take_output(struct talk *talk)
{
    int count;
    struct iovec *out = http_output(&talk->conn, &count);
    size_t left = talk->room, sent = 0;
    assert_true(count > 0);
    for (int i = 0; i < count && left > 0; i++) {
        size_t part = out[i].iov_len < left ? out[i].iov_len : left;
        say(talk, out[i].iov_base, part);
        sent += part;
        left -= part;
    }
    assert_true(sent > 0);
    if (!http_sent(&talk->conn, sent)) /* others use the scratch meanwhile */
        memset(scratch.input, '!', sizeof scratch.input);
}

/* Goes on until input is missing or the connection ends; returns the last
 * need. */
static inline enum http_need run(struct talk *talk)
{
    for (;;) {
        enum http_need need = http_next(&talk->conn);
        struct http_job job;
        switch (need) {
        case NEED_READ:
            if (talk->input_left == 0)
                return need;
            give_input(talk);
            break;
        case NEED_WRITE:
            take_output(talk);
            break;
        case NEED_SLEEP:
            say(talk, "SLEEP\n", 6);
            memset(scratch.input, '!', sizeof scratch.input);
            break;
        case NEED_WORK:
            say(talk, "WORK\n", 5);
            memset(scratch.input, '!', sizeof scratch.input);
            job = http_job(&talk->conn);
            job.run(job.argument);
            break;
        case NEED_NEWS:
            say(talk, "NEWS\n", 5);
            if (!http_news(&talk->conn))
                return need;
            break;
        case NEED_TURN:
            say(talk, "TURN\n", 5);
            memset(scratch.input, '!', sizeof scratch.input);
            break;
        case NEED_FINISH:
            say(talk, "FINISH\n", 7);
            break;
        case NEED_CLOSE:
            return need;
        }
    }
}

static inline struct talk *begin(const char *input, size_t piece, size_t room)
{
    struct talk *talk = calloc(1, sizeof *talk);
    assert_non_null(talk);
    talk->input = input;
    talk->input_left = strlen(input);
    talk->piece = piece;
    talk->room = room;
    http_open(&talk->conn, &server);
    http_lend(&talk->conn, &scratch);
    return talk;
}

static inline void end(struct talk *talk)
{
    http_close(&talk->conn);
    free(talk);
}

static inline int count(const char *text, const char *part)
{
    int n = 0;
    for (; (text = strstr(text, part)) != NULL; text += strlen(part))
        n++;
    return n;
}

/* Two talks may fall into different seconds: no Date stays. */
static inline void hide_dates(char *text)
{
    while ((text = strstr(text, "\r\nDate: ")) != NULL) {
        text += strlen("\r\nDate: ");
        memset(text, '-', strcspn(text, "\r"));
    }
}

/* Runs input in every way that it may come and go; the talk must be the
 * same each time, but for dates, and ends with `last`. Returns it for a closer
 * look. */
static inline struct talk *same_any_way(const char *input, enum http_need last)
{
    const size_t sizes[] = {100000, 1, 7};
    struct talk *first = begin(input, 100000, 1000000);
    assert_int_equal(run(first), last);
    hide_dates(first->said);
    for (int i = 0; i < 9; i++) {
        struct talk *other = begin(input, sizes[i % 3], sizes[i / 3]);
        assert_int_equal(run(other), last);
        hide_dates(other->said);
        assert_string_equal(first->said, other->said);
        end(other);
    }
    return first;
}

/* What main does: the tests of one file, against a server of defaults. */
static inline void talk_begin(void)
{
    static char *argv[] = {"test", NULL};
    const struct setting none[] = {{0}};
    config_read(&config, "test", 1, none, "", 1, argv);
    http_server_init(&server, "test", 'T', &config);
}

#endif
