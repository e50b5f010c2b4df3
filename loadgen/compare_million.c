/* compare_million.c: the road to a million as part of a session (compare.h).
 *
 * It is measured after the experiments, and kept in the folder as soon as it
 * is, so that a session that is resumed or replayed need not measure again. */
#include <string.h>

#include "compare.h"
#include "million.h"
#include "spawn.h"

static bool wanted(const struct session *session)
{
    return session->options.million ||
           (session->options.resume && strstr(session->command, "--million"));
}

static int measure(struct session *session, const char *path)
{
    struct million_plan plan = {
        .self = session->self,
        .servers = {session->threaded, session->evented},
        .log = session->log,
        .quiet = session->options.quiet};
    million_defaults(&plan, session->set == SET_TOY);
    compare_progress_end(session);
    json_t *experiments = compare_experiments(session);
    session->million = million_measure(&plan, experiments);
    json_decref(experiments);
    if (spawn_interrupted())
        session->interrupted = true;
    else if (!session->million)
        return -1;
    else if (json_dump_file(session->million, path, JSON_COMPACT) != 0)
        fprintf(stderr, "loadgen compare: %s cannot be written\n", path);
    return 0;
}

int compare_million(struct session *session)
{
    char path[COMPARE_PATH + 32];
    json_t *earlier = json_object_get(session->earlier, "million");
    if (session->options.replay) {
        session->million =
            json_is_object(earlier) ? json_incref(earlier) : NULL;
        return 0;
    }
    snprintf(path, sizeof path, "%s/million.json", session->dir);
    if (session->options.resume)
        session->million = json_load_file(path, 0, NULL);
    if (session->million || session->interrupted || !wanted(session))
        return 0;
    return measure(session, path);
}

void compare_forget(struct session *session)
{
    json_decref(session->million);
    json_decref(session->old);
    json_decref(session->against);
    json_decref(session->limits);
}
