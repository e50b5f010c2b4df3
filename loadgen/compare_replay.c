/* compare_replay.c: runs that were done earlier (compare.h).
 *
 * They come from a results folder, where each is a file, or from a
 * results.json, which holds all. A run that fits no step is left alone. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "compare.h"
#include "results_file.h"

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

static json_int_t number_of(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

/* ---- reading ---------------------------------------------------------- */

static int complain(const char *path, const char *why)
{
    fprintf(stderr, "loadgen compare: %s: %s\n", path, why);
    return -1;
}

static int is_run(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0;
}

static int read_folder(const char *path, json_t *runs)
{
    char name[COMPARE_PATH + 300];
    struct dirent **entries;
    snprintf(name, sizeof name, "%s/runs", path);
    int n = scandir(name, &entries, is_run, alphasort);
    if (n < 0)
        return complain(name, strerror(errno));
    for (int i = 0; i < n; i++) {
        json_error_t error;
        snprintf(name, sizeof name, "%s/runs/%s", path, entries[i]->d_name);
        json_t *run = json_load_file(name, 0, &error);
        if (run)
            json_array_append_new(runs, run);
        else
            complain(name, error.text);
        free(entries[i]);
    }
    free(entries);
    return 0;
}

static void take_results(const json_t *results, json_t *runs)
{
    const json_t *experiment;
    size_t i;
    json_array_foreach(json_object_get(results, "experiments"), i, experiment) {
        json_array_extend(runs, json_object_get(experiment, "runs"));
    }
}

/* What only results.json has, where a folder's session came to its end. */
static void take_end(json_t *earlier, const char *folder)
{
    static const char *const names[] = {"limits", "million", "against",
                                        "experiments"};
    char file[COMPARE_PATH + 32];
    json_error_t error;
    snprintf(file, sizeof file, "%s/results.json", folder);
    json_t *results = results_file_read(file, &error);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        json_t *value = json_object_get(results, names[i]);
        if (json_is_object(value) || json_is_array(value))
            json_object_set(earlier, names[i], value);
    }
    json_decref(results);
}

int replay_open(struct session *session, const char *path)
{
    char file[COMPARE_PATH + 32];
    struct stat status;
    json_error_t error;
    bool folder = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
    snprintf(file, sizeof file, folder ? "%s/session.json" : "%s", path);
    session->kept = json_array();
    session->earlier = results_file_read(file, &error);
    if (!session->earlier)
        return complain(file, error.text);
    if (folder && session->options.replay)
        take_end(session->earlier, path);
    if (folder)
        return read_folder(path, session->kept);
    take_results(session->earlier, session->kept);
    return 0;
}

/* ---- what the earlier session was ------------------------------------- */

/* The peers that have runs: "node nginx". */
static void find_peers(struct session *session)
{
    const json_t *run;
    size_t i;
    session->kept_peers[0] = '\0';
    json_array_foreach(session->kept, i, run) {
        const char *peer = text_of(run, "peer");
        size_t used = strlen(session->kept_peers);
        if (*peer && !strstr(session->kept_peers, peer))
            snprintf(session->kept_peers + used,
                     sizeof session->kept_peers - used, "%s%.40s",
                     used ? " " : "", peer);
    }
}

void replay_options(struct session *session)
{
    struct compare_options *o = &session->options;
    const json_t *earlier = session->earlier, *value;
    size_t i;
    snprintf(session->stamp, sizeof session->stamp, "%.31s",
             text_of(earlier, "created"));
    snprintf(session->command, sizeof session->command, "%s",
             text_of(earlier, "command"));
    session->seed = (uint64_t)number_of(earlier, "seed");
    o->seed = (int64_t)session->seed;
    o->blocks = number_of(earlier, "blocks");
    o->seconds = number_of(earlier, "seconds");
    o->against_itself =
        json_is_true(json_object_get(earlier, "against_itself"));
    o->set = json_string_value(json_object_get(earlier, "set"));
    o->peers = json_string_value(json_object_get(earlier, "peers"));
    o->clients.n = 0;
    json_array_foreach(json_object_get(earlier, "clients"), i, value) {
        if (o->clients.n < EXP_POINTS)
            o->clients.value[o->clients.n++] = json_integer_value(value);
    }
    session->machine = json_incref(json_object_get(earlier, "machine"));
    if (o->replay) {
        find_peers(session);
        o->peers = session->kept_peers;
    }
}

/* ---- points and runs -------------------------------------------------- */

static bool is_of(const json_t *run, const struct trial *trial)
{
    return strcmp(text_of(run, "experiment"), trial->exp->name) == 0;
}

static void add_point(struct trial *trial, int64_t at)
{
    int i = 0;
    while (i < trial->points && trial->at[i] < at)
        i++;
    if ((i < trial->points && trial->at[i] == at) ||
        trial->points == EXP_POINTS)
        return;
    memmove(trial->at + i + 1, trial->at + i,
            (size_t)(trial->points - i) * sizeof trial->at[0]);
    trial->at[i] = at;
    trial->points++;
}

/* Why it was not run then, if so; and when it was, if not with the others. */
static void take_state(const struct session *session, struct trial *trial)
{
    const json_t *experiment;
    size_t i;
    json_array_foreach(json_object_get(session->earlier, "experiments"), i,
                       experiment) {
        if (strcmp(text_of(experiment, "name"), trial->exp->name) != 0)
            continue;
        if (*text_of(experiment, "skipped"))
            trial->skipped = strdup(text_of(experiment, "skipped"));
        snprintf(trial->apart, sizeof trial->apart, "%.31s",
                 text_of(experiment, "measured"));
    }
}

void replay_fit(const struct session *session, struct trial *trial)
{
    const json_t *run;
    size_t i;
    trial->noise_at = 0;
    take_state(session, trial);
    json_array_foreach(session->kept, i, run) {
        int block = (int)number_of(run, "block");
        if (!is_of(run, trial))
            continue;
        if (block > trial->blocks && block <= STATS_MAX)
            trial->blocks = block;
        if (strcmp(text_of(run, "kind"), "noise") != 0)
            add_point(trial, number_of(run, "at"));
        else
            trial->noise_at = number_of(run, "at");
    }
    if (trial->points == 0)
        trial->points = 1;
    if (trial->blocks == 0)
        trial->blocks = 1;
}

/* Whether the kept run is that of the step. */
static bool is_step(const struct trial *trial, const struct step *step,
                    const json_t *run)
{
    bool noise = step->point == trial->points;
    if (noise != (strcmp(text_of(run, "kind"), "noise") == 0) ||
        number_of(run, "block") != step->block + 1 ||
        number_of(run, "at") != trial_at(trial, step->point))
        return false;
    return strcmp(text_of(run, "server"),
                  trial->exp->rows[trial_row(trial, step)].name) == 0 &&
           (!noise || number_of(run, "turn") == step->rival % 2);
}

static void take_run(struct trial *trial, struct run *run, const json_t *kept)
{
    json_t *report = json_object_get(kept, "report");
    run->done = true;
    run->valid = json_is_true(json_object_get(kept, "valid"));
    run->costs_hold = json_is_true(json_object_get(kept, "costs_hold"));
    run->took_s = json_number_value(json_object_get(kept, "took_s"));
    snprintf(run->why, sizeof run->why, "%s", text_of(kept, "why"));
    run->server = strdup(text_of(kept, "server_command"));
    run->generator = strdup(text_of(kept, "generator_command"));
    run->report = json_is_object(report) ? json_incref(report) : NULL;
    run_take_times(run->report,
                   trial->exp->rows[trial_row(trial, &run->step)].times);
    trial->done++;
}

/* Gives a kept run to the first step that it is of. */
static void place_run(struct trial *trial, const json_t *kept)
{
    for (int i = 0; i < trial->steps_n; i++)
        if (!trial->runs[i].done && is_step(trial, &trial->steps[i], kept)) {
            take_run(trial, &trial->runs[i], kept);
            return;
        }
}

void replay_runs(const struct session *session, struct trial *trial)
{
    const json_t *kept;
    size_t i;
    json_array_foreach(session->kept, i, kept) {
        if (is_of(kept, trial))
            place_run(trial, kept);
    }
}
