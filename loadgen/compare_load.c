/* compare_load.c: which experiments a session is of: those of the files that
 * were named, or of the earlier session that is gone on with (compare.h). */
#include <string.h>
#include <unistd.h>

#include "beside.h"
#include "compare.h"

int compare_complain(const char *what, const char *why)
{
    fprintf(stderr, "loadgen compare: %s%s%s\n", what, *why ? ": " : "", why);
    return -1;
}

static int take_set(struct session *session)
{
    static const char *const names[] = {
        [SET_SHORT] = "short", [SET_FULL] = "full", [SET_TOY] = "toy"};
    const char *wanted = session->options.set ? session->options.set : "short";
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(wanted, names[i]) == 0) {
            session->set = (enum exp_set)i;
            return 0;
        }
    return compare_complain(wanted,
                            "no such set; there are short, full and toy");
}

/* The file that a word names: itself, or an experiment by its name alone, of
 * those that were installed, or in the folder of the sources. */
static const char *find_file(const char *word, char path[COMPARE_PATH])
{
    char self[COMPARE_PATH], name[256];
    if (strchr(word, '/') || access(word, R_OK) == 0)
        return word;
    snprintf(name, sizeof name, "experiments/%.200s.exp", word);
    if (beside_self(self, sizeof self) == 0 &&
        beside_shared(self, name, path, COMPARE_PATH))
        return path;
    snprintf(path, COMPARE_PATH, "scripts/%s", name);
    return access(path, R_OK) == 0 ? path : word;
}

static int load_file(struct session *session, const char *name)
{
    char error[EXP_ERROR], path[COMPARE_PATH];
    if (session->trials_n == COMPARE_TRIALS)
        return compare_complain(name, "too many files; run them in turns");
    struct exp *exp = exp_load(find_file(name, path), session->set,
                               session->options.peers, error);
    if (!exp)
        return compare_complain(error, "");
    session->trials[session->trials_n++].exp = exp;
    return 0;
}

/* The files of the session that is resumed. */
static int load_earlier(struct session *session)
{
    const json_t *files = json_object_get(session->earlier, "files"), *file;
    size_t i;
    json_array_foreach(files, i, file) {
        const char *name = json_string_value(file);
        if (load_file(session, name ? name : "") != 0)
            return -1;
    }
    return session->trials_n > 0 ? 0
                                 : compare_complain(session->options.resume,
                                                    "no files are named in it");
}

int compare_load(struct session *session, int files, char **names)
{
    struct compare_options *options = &session->options;
    const char *earlier = options->resume ? options->resume : options->replay;
    if (options->resume && files > 0)
        return compare_complain("--resume", "its files are known; name none");
    if (earlier && replay_open(session, earlier) != 0)
        return -1;
    if (earlier)
        replay_options(session);
    if (take_set(session) != 0)
        return -1;
    if (options->resume)
        return load_earlier(session);
    if (files == 0)
        return compare_complain("no experiment", "name one such as "
                                                 "small-orders, or a file");
    for (int i = 0; i < files; i++)
        if (load_file(session, names[i]) != 0)
            return -1;
    return 0;
}
