/* compare.c: `loadgen compare FILE.exp...`: a fair comparison, and its report.
 *
 * Promises the same conditions for both servers, an order of runs that its
 * seed repeats, a report of whatever was done when it is interrupted, and no
 * process left behind. Will not hide a run: invalid ones are named. */
#include "compare.h"

#include <string.h>
#include <time.h>

#include "against.h"
#include "chart.h"
#include "commands.h"
#include "html.h"
#include "options.h"
#include "spawn.h"

enum { EXIT_STOPPED = 130 }; /* as a shell says after Ctrl-C */

static const char *take_clients(const char *text, void *value)
{
    return exp_points_take(text, value);
}

static void table(struct compare_options *o, struct setting settings[24])
{
    const struct setting all[] = {
        {"out", 'o', SETTING_TEXT, &o->out, 0, 0, "FOLDER",
         "where results go (results/DATE-TIME if not given)", NULL},
        {"set", 0, SETTING_TEXT, &o->set, 0, 0, "SET",
         "which runs: short (if not given), full or toy", NULL},
        {"peers", 0, SETTING_TEXT, &o->peers, 0, 0, "'NAME NAME'",
         "other servers to compare with: node, nginx, apache", NULL},
        {"clients", 'c', SETTING_CALL, &o->clients, 0, 0, "LIST",
         "client counts, such as 1,10,1k, instead of the file's", take_clients},
        {"blocks", 'b', SETTING_COUNT, &o->blocks, 0, STATS_MAX, "N",
         "how often each point is repeated; 0: as the file says", NULL},
        {"seconds", 's', SETTING_TIME, &o->seconds, 0, INT64_C(3600000000000),
         "TIME", "length of one run; 0: as the file says", NULL},
        {"seed", 0, SETTING_COUNT, &o->seed, 0, INT64_C(1000000000), "N",
         "order of the runs; 0: a new one, which is printed", NULL},
        {"against-itself", 0, SETTING_FLAG, &o->against_itself, 0, 0, NULL,
         "every server is the first one: what comes out is noise", NULL},
        {"resume", 0, SETTING_TEXT, &o->resume, 0, 0, "FOLDER",
         "go on with a session that was cut off; no files are named", NULL},
        {"replay", 0, SETTING_TEXT, &o->replay, 0, 0, "PATH",
         "run nothing: report on a results folder or results.json", NULL},
        {"against", 0, SETTING_TEXT, &o->against, 0, 0, "OLD.json",
         "compare what comes out with an earlier results.json", NULL},
        {"million", 0, SETTING_FLAG, &o->million, 0, 0, NULL,
         "measure the road to a million as well: a minute more", NULL},
        {"threaded", 0, SETTING_TEXT, &o->threaded, 0, 0, "PROGRAM",
         "what 'threaded' means in a file", NULL},
        {"evented", 0, SETTING_TEXT, &o->evented, 0, 0, "PROGRAM",
         "what 'evented' means in a file", NULL},
        {"generator", 0, SETTING_TEXT, &o->generator, 0, 0, "PROGRAM",
         "what makes the load (this program if not given)", NULL},
        {"check", 0, SETTING_FLAG, &o->check, 0, 0, NULL,
         "read the files, say what would be run, and stop", NULL},
        {"quiet", 'q', SETTING_FLAG, &o->quiet, 0, 0, NULL,
         "no progress and no verdicts, only the report's path", NULL},
        {"help", 'h', SETTING_FLAG, &o->help, 0, 0, NULL, "this list", NULL},
        {NULL, 0, SETTING_FLAG, NULL, 0, 0, NULL, NULL, NULL},
    };
    memcpy(settings, all, sizeof all);
}

/* Reads the command line and the files. 0, 1 when help was given, or -1. */
static int read_arguments(struct session *session, int argc, char **argv)
{
    struct compare_options *options = &session->options;
    struct setting settings[24];
    char error[EXP_ERROR];
    table(options, settings);
    int files = options_parse(settings, argc, argv, error);
    if (files < 0)
        return compare_complain(error, "");
    if (!options->help)
        return compare_load(session, files, argv + 1);
    *options = (struct compare_options){.quiet = false};
    puts("usage: loadgen compare [OPTION...] NAME | FILE.exp...\n\n"
         "Starts the servers of each experiment in turn, measures them in "
         "blocks whose\norder is drawn by lot, and writes one report with "
         "statistics and charts.\n");
    options_print(settings);
    puts("\nexamples:\n"
         "  loadgen compare small-orders\n"
         "  loadgen compare --clients 1,100 --blocks 2 --seconds 2s "
         "quiet-crowd\n"
         "  loadgen compare --check scripts/experiments/*.exp\n"
         "\nexit status: 0 measured, 1 usage or a run that failed, 130 "
         "ended by Ctrl-C with\na report on what was done");
    return 1;
}

static void choose_seed(struct session *session)
{
    if (session->earlier)
        return;
    session->seed = session->options.seed > 0
                        ? (uint64_t)session->options.seed
                        : (uint64_t)time(NULL) % 1000000 + 1;
    if (!session->options.quiet)
        fprintf(stderr, "order of runs: --seed %llu\n",
                (unsigned long long)session->seed);
}

static void describe_pinning(struct session *session)
{
    int cores = spawn_cores();
    if (cores < 2)
        snprintf(session->pinning, sizeof session->pinning,
                 "Server and generator share the only core.");
    else
        snprintf(session->pinning, sizeof session->pinning,
                 "Server and generator each keep to a core of their own "
                 "where the experiment pins them, of %d.",
                 cores);
    if (!session->options.quiet && cores < 2)
        fprintf(stderr, "%s\n", session->pinning);
}

static int prepare(struct session *session)
{
    if (!session->options.replay && compare_programs(session) != 0)
        return -1;
    choose_seed(session);
    describe_pinning(session);
    if (!session->machine)
        session->machine = machine_describe();
    if (session->options.against &&
        !(session->old = against_read(session->options.against)))
        return -1;
    for (int i = 0; i < session->trials_n; i++)
        if (trial_prepare(session, &session->trials[i]) != 0)
            return -1;
    return 0;
}

static void say_verdicts(const struct session *session)
{
    struct telling told;
    for (int i = 0; i < session->trials_n; i++) {
        const struct trial *trial = &session->trials[i];
        if (trial->skipped)
            printf("%s: skipped: needs %s\n", trial->exp->name, trial->skipped);
        for (int v = 0; v < trial->exp->verdicts_n && !trial->skipped; v++) {
            trial_tell(trial, v, &told);
            printf("%s: %s%s%s%s.\n", trial->exp->name, told.sentence,
                   *told.basis ? " (" : "", told.basis, *told.basis ? ")" : "");
            if (*told.elsewhere)
                printf("  %s\n", told.elsewhere);
        }
    }
    if (session->against)
        against_print(stdout, session->against);
}

static int report(struct session *session)
{
    compare_progress_end(session);
    int result = 0;
    result |= compare_million(session);
    if (compare_write_csv(session) != 0 || compare_write_json(session) != 0)
        return -1;
    if (!session->options.quiet)
        fprintf(stderr, "drawing the charts\n");
    for (int i = 0; i < session->trials_n; i++)
        result |= chart_draw_all(session, &session->trials[i]);
    result |= million_chart(session);
    if (html_write_report(session) != 0)
        return -1;
    if (!session->options.quiet)
        say_verdicts(session);
    printf("%s/report.html\n", session->dir);
    return fflush(stdout) == 0 ? result : -1;
}

/* Runs everything. What was done is reported, also where some of it failed. */
static int run_all(struct session *session)
{
    int made = compare_folder(session), done = 0;
    bool replay = session->options.replay != NULL;
    if (made == 0 && !replay)
        made = keep_session(session);
    int result = made;
    for (int i = 0; i < session->trials_n; i++) {
        struct trial *trial = &session->trials[i];
        if (made == 0 && !replay && !session->interrupted)
            result |= trial_run(session, trial);
        done += trial->done;
    }
    if (result != 0)
        session->interrupted = true;
    if (made == 0 && (result == 0 || done > 0))
        result |= report(session);
    return result;
}

/* --check: what would be run. */
static int say_plan(const struct session *session)
{
    char place[100];
    for (int i = 0; i < session->trials_n; i++) {
        const struct trial *trial = &session->trials[i];
        const struct exp *exp = trial->exp;
        double window = (double)(exp->seconds + exp->warmup) * 1e-9;
        printf("%s:", exp->name);
        for (int j = 0; j < exp->rows_n; j++)
            printf("%s %s", j > 0 ? "," : "", exp->rows[j].label);
        printf("; %d blocks, %d runs of %.1f s: %.0f s", trial->blocks,
               trial->steps_n, window, trial->steps_n * (window + 0.3));
        for (int j = 0; exp->vary && j < trial->points; j++)
            printf("%s %s", j > 0 ? "," : ";",
                   trial_place(trial, j, place, sizeof place));
        putchar('\n');
    }
    return 0;
}

int compare_main(int argc, char **argv)
{
    static struct session session; /* large */
    int status = EXIT_USAGE;
    spawn_prepare();
    compare_command(&session, argc, argv);
    int read = read_arguments(&session, argc, argv);
    if (read == 0 && prepare(&session) == 0 &&
        (session.options.check ? say_plan(&session) : run_all(&session)) == 0)
        status = session.interrupted ? EXIT_STOPPED : EXIT_GOOD;
    for (int i = 0; i < session.trials_n; i++)
        trial_free(&session.trials[i]);
    json_decref(session.machine);
    compare_forget(&session);
    json_decref(session.kept);
    json_decref(session.earlier);
    return read > 0 ? EXIT_GOOD : status;
}
