/* console_replay.c: see console_replay.h.
 *
 * The file may have been made by anybody: what is not as it should be is
 * refused at the start, and it is only ever handed on as JSON. */
#include "console_replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

/* Takes the array apart: each moment as text. Returns 0, or -1. */
static int take(const json_t *array, struct replay_moment **moments,
                size_t *count)
{
    size_t size = json_array_size(array);
    int64_t last = 0;
    *moments = calloc(size + 1, sizeof **moments);
    if (!json_is_array(array) || *moments == NULL)
        return -1;
    for (size_t i = 0; i < size; i++) {
        const json_t *one = json_array_get(array, i);
        const json_t *t = json_object_get(one, "t");
        struct replay_moment *moment = &(*moments)[i];
        moment->t_ms = json_integer_value(t);
        if (!json_is_integer(t) || moment->t_ms < last)
            return -1;
        last = moment->t_ms;
        moment->text = json_dumps(one, JSON_COMPACT | JSON_REAL_PRECISION(9));
        if (moment->text == NULL)
            return -1;
        *count = i + 1;
    }
    return 0;
}

static void drop(struct replay_moment *moments, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(moments[i].text);
    free(moments);
}

void replay_free(struct replay *replay)
{
    if (replay == NULL)
        return;
    drop(replay->samples, replay->sample_count);
    drop(replay->notes, replay->note_count);
    json_decref(replay->config);
    free(replay);
}

static int take_all(struct replay *replay, const json_t *root)
{
    json_t *config = json_object_get(root, "config");
    if (!json_is_object(config) ||
        take(json_object_get(root, "samples"), &replay->samples,
             &replay->sample_count) != 0 ||
        take(json_object_get(root, "notes"), &replay->notes,
             &replay->note_count) != 0)
        return -1;
    replay->config = json_copy(config);
    if (replay->config == NULL)
        return -1;
    json_object_set_new(replay->config, "replay", json_true());
    json_object_set_new(replay->config, "duration_ms",
                        json_integer(replay_duration(replay)));
    return 0;
}

struct replay *replay_read(const char *path, char error[REPLAY_ERROR])
{
    json_error_t wrong;
    struct replay *replay = calloc(1, sizeof *replay);
    json_t *root = json_load_file(path, 0, &wrong);
    if (root == NULL || replay == NULL) {
        snprintf(error, REPLAY_ERROR, "--replay=%.80s: %.120s", path,
                 root == NULL ? wrong.text : "no memory");
        json_decref(root);
        free(replay);
        return NULL;
    }
    replay->path = path;
    int taken = take_all(replay, root);
    json_decref(root);
    if (taken == 0)
        return replay;
    snprintf(error, REPLAY_ERROR,
             "--replay=%.80s: give a session.json that the console recorded",
             path);
    replay_free(replay);
    return NULL;
}

int64_t replay_duration(const struct replay *replay)
{
    size_t count = replay->sample_count;
    return count > 0 ? replay->samples[count - 1].t_ms : 0;
}

/* ---- telling ---------------------------------------------------------- */

void replay_begin(const struct replay *replay, struct stream *stream,
                  int64_t from_ms)
{
    stream->from = clock_now() - from_ms * CLOCK_MS;
    while (stream->sample < replay->sample_count &&
           replay->samples[stream->sample].t_ms < from_ms)
        stream->sample++;
    stream_send_json(stream, "config", replay->config);
}

static void tell_notes(const struct replay *replay, struct stream *stream,
                       int64_t until_ms)
{
    while (stream->note < replay->note_count &&
           replay->notes[stream->note].t_ms <= until_ms)
        stream_send(stream, "note", replay->notes[stream->note++].text);
}

void replay_tell(const struct replay *replay, struct stream *stream)
{
    int64_t now_ms = (clock_now() - stream->from) / CLOCK_MS;
    while (stream->sample < replay->sample_count &&
           replay->samples[stream->sample].t_ms <= now_ms) {
        const struct replay_moment *sample = &replay->samples[stream->sample];
        tell_notes(replay, stream, sample->t_ms);
        stream_send(stream, "sample", sample->text);
        stream->sample++;
    }
    tell_notes(replay, stream, now_ms);
    if (stream->sample == replay->sample_count) {
        char end[96];
        snprintf(end, sizeof end,
                 "{\"t\":%lld,\"kind\":\"end\",\"servers\":[],\"what\":{}}",
                 (long long)replay_duration(replay));
        stream_send(stream, "note", end);
        stream->sample++; /* once */
    }
}
