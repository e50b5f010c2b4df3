/* compare.c: `loadgen compare FILE.exp...`: a fair comparison, and its report.
 *
 * Promises the same conditions for both servers, an order of runs that its
 * seed repeats, a report of whatever was done when it is interrupted, and no
 * process left behind. Will not hide a run: invalid ones are named. */
#include "compare.h"

#include <string.h>
#include <time.h>

#include "chart.h"
#include "commands.h"
#include "html.h"
#include "options.h"
#include "spawn.h"

enum { EXIT_STOPPED = 130 }; /* as a shell says after Ctrl-C */

static const char *take_clients(const char *text, void *value)
{
    return exp_clients_take(text, value);
}

static void table(struct compare_options *o, struct setting settings[16])
{
    const struct setting all[] = {
        {"out", 'o', SETTING_TEXT, &o->out, 0, 0, "FOLDER",
         "where results go (results/DATE-TIME if not given)", NULL},
        {"clients", 'c', SETTING_CALL, &o->clients, 0, 0, "LIST",
         "client counts, such as 1,10,1k, instead of the file's", take_clients},
        {"blocks", 'b', SETTING_COUNT, &o->blocks, 0, STATS_MAX, "N",
         "how often each point is repeated; 0: as the file says", NULL},
        {"seconds", 's', SETTING_TIME, &o->seconds, 0, INT64_C(3600000000000),
         "TIME", "length of one run; 0: as the file says", NULL},
        {"seed", 0, SETTING_COUNT, &o->seed, 0, INT64_C(1000000000), "N",
         "order of the runs; 0: a new one, which is printed", NULL},
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
    struct setting settings[16];
    char error[EXP_ERROR];
    table(options, settings);
    int files = options_parse(settings, argc, argv, error);
    if (files >= 0 && options->help) {
        *options = (struct compare_options){.quiet = false};
        puts("usage: loadgen compare [OPTION...] FILE.exp...\n\n"
             "Starts both servers of each experiment in turn, measures them "
             "in blocks whose\norder is drawn by lot, and writes one report "
             "with statistics and charts.\n");
        options_print(settings);
        puts("\nexamples:\n"
             "  loadgen compare scripts/experiments/small-orders.exp\n"
             "  loadgen compare -c 1,100 -b 2 -s 2s "
             "scripts/experiments/quiet-crowd.exp\n"
             "  loadgen compare --check scripts/experiments/*.exp\n"
             "\nexit status: 0 measured, 1 usage or a run that failed, 130 "
             "ended by Ctrl-C with\na report on what was done");
        return 1;
    }
    if (files == 0)
        snprintf(error, sizeof error,
                 "no experiment; name a file such as "
                 "scripts/experiments/small-orders.exp");
    if (files > COMPARE_TRIALS)
        snprintf(error, sizeof error, "more than %d files; run them in turns",
                 COMPARE_TRIALS);
    bool good = files > 0 && files <= COMPARE_TRIALS;
    for (int i = 0; good && i < files; i++) {
        session->trials[i].exp = exp_load(argv[1 + i], error);
        good = session->trials[i].exp != NULL;
        session->trials_n += good;
    }
    if (!good)
        fprintf(stderr, "loadgen compare: %s\n", error);
    return good ? 0 : -1;
}

static void choose_seed(struct session *session)
{
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
    if (compare_programs(session) != 0)
        return -1;
    choose_seed(session);
    describe_pinning(session);
    session->machine = machine_describe();
    for (int i = 0; i < session->trials_n; i++)
        if (trial_prepare(session, &session->trials[i]) != 0)
            return -1;
    return 0;
}

static void say_verdicts(const struct session *session)
{
    char text[COMPARE_TEXT], basis[300];
    for (int i = 0; i < session->trials_n; i++) {
        const struct trial *trial = &session->trials[i];
        const struct metric *metric = trial->exp->metric;
        int point = trial_headline(trial, metric);
        printf("%s: %s", trial->exp->name,
               trial_sentence(trial, metric, -1, trial->exp->phrase, text,
                              sizeof text));
        if (point >= 0) {
            struct verdict verdict = trial_verdict(trial, metric, point);
            printf(" (%s)", verdict_basis(&verdict, basis, sizeof basis));
        }
        printf(".\n");
        trial_elsewhere(trial, metric, text, sizeof text);
        if (*text)
            printf("  %s\n", text);
    }
}

static int report(struct session *session)
{
    compare_progress_end(session);
    int result = 0;
    if (compare_write_csv(session) != 0 || compare_write_json(session) != 0)
        return -1;
    if (!session->options.quiet)
        fprintf(stderr, "drawing the charts\n");
    for (int i = 0; i < session->trials_n; i++)
        result |= chart_draw_all(session, &session->trials[i]);
    if (html_write_report(session) != 0)
        return -1;
    if (!session->options.quiet)
        say_verdicts(session);
    printf("%s/report.html\n", session->dir);
    return fflush(stdout) == 0 ? result : -1;
}

/* Runs everything. What was done before a failure is still reported. */
static int run_all(struct session *session)
{
    int result = compare_folder(session), done = 0;
    for (int i = 0; i < session->trials_n; i++) {
        struct trial *trial = &session->trials[i];
        if (result == 0 && !session->interrupted)
            result = trial_run(session, trial);
        done += trial->done;
    }
    if (result != 0)
        session->interrupted = true;
    if (result == 0 || done > 0)
        result |= report(session);
    return result;
}

/* --check: what would be run. */
static int say_plan(const struct session *session)
{
    char number[32];
    for (int i = 0; i < session->trials_n; i++) {
        const struct trial *trial = &session->trials[i];
        const struct exp *exp = trial->exp;
        printf("%s: %s against %s, %d blocks, %d runs of %.1f s, clients",
               exp->name, exp->servers[0].label, exp->servers[1].label,
               trial->blocks, trial->steps_n,
               (double)(exp->seconds + exp->warmup) * 1e-9);
        for (int j = 0; j < trial->points; j++)
            printf(" %s", metric_commas((double)trial->clients[j], number,
                                        sizeof number));
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
    return read > 0 ? EXIT_GOOD : status;
}
