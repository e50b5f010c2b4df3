/* play.c: carries out the steps of a script (see play.h, scripts.h).
 *
 * Promises that a step is done when the next begins, and one deadline for
 * all of them. Stops at the first step that fails, and says which it was. */
#include "play.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "expect.h"
#include "transcript.h"

enum { DEADLINE_S = 60, LINGER_S = 2, TRIES = 5 };

static int use(struct play *play, size_t number)
{
    play->wire = &play->wires[number];
    if (play->wire->fd >= 0)
        return 0;
    if (wire_open(play->wire, play->port) != 0)
        return play_fail(play, "cannot connect to port %d", play->port);
    return 0;
}

static int send_bytes(struct play *play, const char *bytes, size_t length)
{
    size_t piece = play->dribble ? 1 : length;
    for (size_t at = 0; at < length; at += piece) {
        if (wire_send(play->wire, bytes + at, piece) != 0)
            return play_fail(play, "the server did not take byte %zu of %zu%s",
                             at, length, play->wire->broken ? ": reset" : "");
        if (play->dribble && wire_settle(play->wire) != 0)
            return play_fail(play, "the server never read byte %zu of %zu", at,
                             length);
    }
    return 0;
}

/* Repeats `text` into one piece of memory, so that it goes out at once. */
static int send_times(struct play *play, const struct step *step)
{
    size_t times = step->number ? step->number : 1;
    char *bytes = malloc(times * step->length);
    if (bytes == NULL)
        abort();
    for (size_t i = 0; i < times; i++)
        memcpy(bytes + i * step->length, step->text, step->length);
    int failed = send_bytes(play, bytes, times * step->length);
    free(bytes);
    return failed;
}

/* Cuts a request in two at every place, on one connection kept open. */
static int split(struct play *play, const struct step *step)
{
    for (size_t cut = 1; cut < step->length; cut++)
        if (send_bytes(play, step->text, cut) != 0 ||
            wire_settle(play->wire) != 0 ||
            send_bytes(play, step->text + cut, step->length - cut) != 0 ||
            expect_status(play, 200, false) != 0 ||
            expect_body(play, step->value, strlen(step->value), 1) != 0) {
            size_t end = strlen(play->why);
            snprintf(play->why + end, PLAY_WHY - end, " (cut after byte %zu)",
                     cut);
            return -1;
        }
    return 0;
}

static int answer(struct play *play, const struct step *step)
{
    int status = (int)step->number;
    if (expect_status(play, status, step->kind == STEP_HEAD) != 0)
        return -1;
    if (step->kind == STEP_HEAD)
        return expect_header(play, "Content-Length", step->value);
    return step->text ? expect_body(play, step->text, step->length, 1) : 0;
}

static int answers(struct play *play, const struct step *step)
{
    for (size_t i = 0; i < step->number; i++)
        if (expect_status(play, 200, false) != 0 ||
            expect_body(play, step->text, step->length, 1) != 0)
            return -1;
    return 0;
}

static int header(struct play *play, const struct step *step)
{
    bool found = expect_header(play, step->text, step->value) == 0;
    if (step->kind == STEP_HEADER)
        return found ? 0 : -1;
    return found ? play_fail(play, "unwanted header %s", step->text) : 0;
}

/* A 200, and then what its body must be. */
static int body(struct play *play, const struct step *step)
{
    if (expect_status(play, 200, false) != 0)
        return -1;
    if (step->kind == STEP_BYTES)
        return expect_pattern(play, step->number);
    return expect_body(play, step->text, step->length, step->number);
}

static int settle(struct play *play)
{
    if (wire_settle(play->wire) == 0)
        return 0;
    return play_fail(play, "the server did not read all of it");
}

static int play_step(struct play *play, const struct step *step)
{
    switch (step->kind) {
    case STEP_SEND:
        return send_times(play, step);
    case STEP_SETTLE:
        return settle(play);
    case STEP_SPLIT:
        return split(play, step);
    case STEP_ANSWER:
    case STEP_HEAD:
        return answer(play, step);
    case STEP_ANSWERS:
        return answers(play, step);
    case STEP_BYTES:
    case STEP_ECHO:
        return body(play, step);
    case STEP_HEADER:
    case STEP_NO_HEADER:
        return header(play, step);
    case STEP_EXACT:
        return expect_exact(play, step->text, step->length);
    case STEP_UNTIL:
        return expect_until(play, step->text, step->length);
    case STEP_CLOSED:
        return expect_closed(play);
    case STEP_HALF_CLOSE:
        wire_half_close(play->wire);
        return 0;
    case STEP_LEAVE:
        wire_close(play->wire);
        return 0;
    case STEP_USE:
        return use(play, step->number);
    case STEP_WHOLE:
    case STEP_END:
        break;
    }
    return 0;
}

/* After the last step nothing may be left that no step asked for. */
static int finish(struct play *play)
{
    for (int i = 0; i < SCRIPT_CONNECTIONS; i++) {
        const struct wire *wire = &play->wires[i];
        if (wire->fd >= 0 && wire->taken != wire->length)
            return play_fail(play, "connection %d: %zu bytes too many", i,
                             wire->length - wire->taken);
    }
    return 0;
}

static int play_steps(struct play *play, const struct step *steps)
{
    if (use(play, 0) != 0)
        return -1;
    for (const struct step *step = steps; step->kind != STEP_END; step++)
        if (play_step(play, step) != 0) {
            size_t end = strlen(play->why);
            snprintf(play->why + end, PLAY_WHY - end, " [step %d]",
                     (int)(step - steps) + 1);
            return -1;
        }
    return finish(play);
}

static time_t seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static bool is_broken(const struct play *play)
{
    for (int i = 0; i < SCRIPT_CONNECTIONS; i++)
        if (play->wires[i].broken)
            return true;
    return false;
}

/* After its last word a server reads on for LINGER_S: a reset in a try that
 * took as long may be its right, so such a try does not count. */
static int try_once(struct play *play, const struct script *script,
                    bool *counts)
{
    time_t began = seconds_now();
    for (int i = 0; i < SCRIPT_CONNECTIONS; i++)
        play->wires[i].fd = -1;
    wire_deadline(DEADLINE_S);
    int failed = play_steps(play, script->steps);
    *counts = !failed || !is_broken(play) || seconds_now() - began < LINGER_S;
    return failed;
}

static void close_all(struct play *play)
{
    for (int i = 0; i < SCRIPT_CONNECTIONS; i++)
        wire_close(&play->wires[i]);
}

int play_script(const struct script *script, int port, bool dribble,
                struct transcript *all, char why[PLAY_WHY])
{
    struct play play = {.port = port, .dribble = dribble, .why = why};
    bool counts;
    why[0] = '\0';
    int failed = try_once(&play, script, &counts);
    for (int tries = 1; !counts && tries < TRIES; tries++) {
        close_all(&play);
        why[0] = '\0';
        failed = try_once(&play, script, &counts);
    }
    for (int i = 0; i < SCRIPT_CONNECTIONS; i++)
        transcript_add(all, play.wires[i].in, play.wires[i].length);
    close_all(&play);
    return failed;
}

size_t play_size(const struct script *script)
{
    size_t size = 0;
    for (const struct step *s = script->steps; s->kind != STEP_END; s++)
        if (s->kind == STEP_SEND)
            size += s->length * (s->number ? s->number : 1);
        else if (s->kind == STEP_SPLIT)
            size += s->length * s->length;
        else if (s->kind == STEP_WHOLE)
            return SIZE_MAX;
    return size;
}
