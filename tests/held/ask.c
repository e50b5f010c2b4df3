/* ask.c: questions to the server (see ask.h). */
#include "ask.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "held.h"
#include "loop.h"

enum { PAUSE_MS = 5 /* between two looks at /stats */ };

static struct client asker = {.fd = -1};
static char *text; /* head and body of the answer so far */
static size_t length;

/* Keeps the bytes, which reply_take() alone would not. */
static void bytes(struct client *client, const char *at, size_t n)
{
    reply_take(&client->reply, at, n);
    text = realloc(text, length + n + 1);
    if (text == NULL)
        errx(2, "out of memory");
    memcpy(text + length, at, n);
    length += n;
    text[length] = '\0';
}

static const struct role questions = {NULL, NULL, bytes};

/* Forgets the last answer; returns whether there is a connection. */
static bool prepare(void)
{
    free(text);
    text = NULL;
    length = 0;
    return asker.fd >= 0 || client_open(&asker, &questions, NULL) == 0;
}

void ask_send(const char *target)
{
    if (prepare())
        client_ask(&asker, target, NULL);
}

bool ask_arrived(void)
{
    return client_arrived(&asker);
}

char *ask_answer(void)
{
    while (asker.fd >= 0 && !asker.reply.done)
        loop_turn(-1);
    char *answer = text, *start = answer ? strstr(answer, "\r\n\r\n") : NULL;
    text = NULL;
    if (start == NULL || !asker.reply.done || !client_content(&asker)) {
        fault("a question was answered: %.60s", answer ? answer : "not at all");
        free(answer);
        return NULL;
    }
    memmove(answer, start + 4, strlen(start + 4) + 1);
    return answer;
}

char *ask(const char *target)
{
    ask_send(target);
    return ask_answer();
}

char *tell(const char *target, const char *message)
{
    char *request;
    int n = asprintf(&request,
                     "POST %s HTTP/1.1\r\nHost: held\r\n"
                     "Content-Length: %zu\r\n\r\n%s",
                     target, strlen(message), message);
    if (n < 0)
        errx(2, "out of memory");
    if (prepare()) {
        reply_begin(&asker.reply, NULL);
        client_send(&asker, request, (size_t)n);
    }
    free(request);
    return ask_answer();
}

void ask_end(void)
{
    client_close(&asker);
}

long stat_in(char *stats, const char *name)
{
    char key[40];
    snprintf(key, sizeof key, "\"%s\":", name);
    const char *at = stats ? strstr(stats, key) : NULL;
    long number = at ? strtol(at + strlen(key), NULL, 10) : -1;
    if (stats != NULL && at == NULL)
        fault("/stats has no %s", name);
    free(stats);
    return number;
}

long stat_of(const char *name)
{
    return stat_in(ask("/stats"), name);
}

void stat_await(const char *name, long wanted)
{
    long now = stat_of(name);
    while (now != wanted && now >= 0) {
        stage("/stats tells %ld as %s, and not %ld", wanted, name, now);
        loop_turn(PAUSE_MS);
        now = stat_of(name);
    }
}
