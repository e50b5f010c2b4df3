/* compare_keep.c: keeps each run in the results folder (compare.h).
 *
 * Promises that a run is there whole or not at all, however we end: it is
 * written beside and renamed. */
#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compare.h"

enum { KEEP_FLAGS = JSON_COMPACT | JSON_REAL_PRECISION(12) };

static int complain(const char *path)
{
    fprintf(stderr, "loadgen compare: %s: %s\n", path, strerror(errno));
    return -1;
}

/* Writes `value`, which is ours to free. */
static int write_whole(const char *path, json_t *value)
{
    char beside[COMPARE_PATH + 200];
    snprintf(beside, sizeof beside, "%s.new", path);
    int failed = json_dump_file(value, beside, KEEP_FLAGS);
    json_decref(value);
    if (failed != 0 || rename(beside, path) != 0)
        return complain(path);
    return 0;
}

json_t *keep_pack(const struct trial *trial, const struct run *run)
{
    const struct exp_row *row = &trial->exp->rows[trial_row(trial, &run->step)];
    bool noise = run->step.point == trial->points;
    return json_pack(
        "{s:s,s:i,s:s,s:s,s:s,s:s?,s:i,s:I,s:b,s:b,s:s,s:f,s:s,s:s,s:O?}",
        "experiment", trial->exp->name, "block", run->step.block + 1, "kind",
        noise ? "noise" : "compare", "server", row->name, "label", row->label,
        "peer", row->peer, "turn", noise ? run->step.rival % 2 : 0, "at",
        (json_int_t)trial_at(trial, run->step.point), "valid", run->valid,
        "costs_hold", run->costs_hold, "why", run->why, "took_s", run->took_s,
        "server_command", run->server ? run->server : "", "generator_command",
        run->generator ? run->generator : "", "report", run->report);
}

int keep_run(const struct session *session, const struct trial *trial,
             const struct run *run)
{
    char path[COMPARE_PATH + 160], kind[80] = "noise";
    bool noise = run->step.point == trial->points;
    if (!noise)
        snprintf(kind, sizeof kind, "%.60s",
                 trial->exp->rows[run->step.rival].name);
    else
        snprintf(kind, sizeof kind, "noise%d-%.60s", run->step.rival % 2,
                 trial->exp->rows[trial_row(trial, &run->step)].name);
    snprintf(path, sizeof path, "%s/runs/%.50s-%d-%s-%lld.json", session->dir,
             trial->exp->name, run->step.block + 1, kind,
             (long long)trial_at(trial, run->step.point));
    return write_whole(path, keep_pack(trial, run));
}

json_t *keep_session_pack(const struct session *session)
{
    const struct compare_options *o = &session->options;
    json_t *files = json_array(), *clients = json_array();
    for (int i = 0; i < session->trials_n; i++)
        json_array_append_new(files, json_string(session->trials[i].exp->file));
    for (int i = 0; i < o->clients.n; i++)
        json_array_append_new(clients, json_integer(o->clients.value[i]));
    return json_pack(
        "{s:s,s:s,s:s,s:I,s:s,s:s?,s:o,s:I,s:I,s:b,s:o,s:O}", "schema",
        "two-counters-session/1", "created", session->stamp, "command",
        session->command, "seed", (json_int_t)session->seed, "set",
        o->set ? o->set : "short", "peers", o->peers, "clients", clients,
        "blocks", (json_int_t)o->blocks, "seconds", (json_int_t)o->seconds,
        "against_itself", o->against_itself, "files", files, "machine",
        session->machine);
}

int keep_session(const struct session *session)
{
    char path[COMPARE_PATH + 32];
    snprintf(path, sizeof path, "%s/runs", session->dir);
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return complain(path);
    snprintf(path, sizeof path, "%s/session.json", session->dir);
    return write_whole(path, keep_session_pack(session));
}
