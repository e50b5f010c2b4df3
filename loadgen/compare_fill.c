/* compare_fill.c: what %(names) in an experiment's commands stand for in a run
 * (compare.h). */
#include <libgen.h>

#include "compare.h"
#include "exp_expand.h"
#include "network.h"
#include "options.h"

const struct exp_row *run_row(const struct trial *trial, const struct run *run)
{
    return &trial->exp->rows[trial_row(trial, &run->step)];
}

char *run_fill(const struct session *session, const struct trial *trial,
               const struct run *run, const char *from, char text[COMPARE_TEXT])
{
    const struct exp *exp = trial->exp;
    char value[32], seconds[32], warmup[32], block[16], here[COMPARE_PATH];
    char dir[COMPARE_PATH + 8], files[COMPARE_PATH + 8];
    snprintf(block, sizeof block, "%d", run->step.block + 1);
    snprintf(here, sizeof here, "%s", exp->file);
    snprintf(dir, sizeof dir, "%s/" COMPARE_DIR, session->whole_dir);
    snprintf(files, sizeof files, "%s/" COMPARE_FILES, session->whole_dir);
    options_format(SETTING_COUNT, trial_at(trial, run->step.point), value);
    const struct pair pairs[] = {
        {"seconds", options_format(SETTING_TIME, exp->seconds, seconds)},
        {"warmup", options_format(SETTING_TIME, exp->warmup, warmup)},
        {"block", block},
        {"here", dirname(here)},
        {"dir", dir},
        {"files", files},
        {"peers", session->peers},
        {"host", run_row(trial, run)->rtt < 0 ? "127.0.0.1" : NETWORK_SERVER},
        {exp->vary, value},
        {NULL, NULL},
    };
    exp_expand(from, pairs, text, COMPARE_TEXT);
    return text;
}
