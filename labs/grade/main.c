/* main.c: the grader of one lab: options, checks, results (see grade.h).
 *
 * Exits with 0 if every check passed, 1 if not (which is all that GitHub
 * Classroom asks), 2 if it could not grade. */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "../../request/options.h"
#include "inside.h"
#include "model.h"
#include "run.h"
#include "sealed.h"

static struct {
    const char *only, *junit, *gradescope, *table, *sealed, *needs, *unbuilt;
    int64_t jobs;
    bool autolab, list, help, brief;
} options = {.jobs = 4};

static const char *again = "make check CHECK=%s";

static const struct setting settings[] = {
    {"only", 0, SETTING_TEXT, &options.only, 0, 0, "NAME,...",
     "these checks and their parents; all without", NULL},
    {"programs", 0, SETTING_TEXT, &place.programs, 0, 0, "FOLDER",
     "where plain/program and the like are", NULL},
    {"shims", 0, SETTING_TEXT, &place.shims, 0, 0, "FOLDER",
     "where faults.so and the like are", NULL},
    {"source", 0, SETTING_TEXT, &place.source, 0, 0, "FOLDER",
     "the student's files", NULL},
    {"sealed", 0, SETTING_TEXT, &options.sealed, 0, 0, "FILE",
     "sha256 sums of what may not be edited", NULL},
    {"unbuilt", 0, SETTING_TEXT, &options.unbuilt, 0, 0, "FILE",
     "it did not build, and this is what was said", NULL},
    {"jobs", 0, SETTING_COUNT, &options.jobs, 1, 16, "N",
     "checks that run at the same time", NULL},
    {"junit", 0, SETTING_TEXT, &options.junit, 0, 0, "FILE",
     "write results as JUnit XML", NULL},
    {"gradescope", 0, SETTING_TEXT, &options.gradescope, 0, 0, "FILE",
     "write results as Gradescope's results.json", NULL},
    {"autolab", 0, SETTING_FLAG, &options.autolab, 0, 0, NULL,
     "end with Autolab's line of scores", NULL},
    {"table", 0, SETTING_TEXT, &options.table, 0, 0, "FILE",
     "write a line a check: name, verdict, seconds", NULL},
    {"brief", 0, SETTING_FLAG, &options.brief, 0, 0, NULL,
     "ask no debugger about a program that hangs", NULL},
    {"list", 0, SETTING_FLAG, &options.list, 0, 0, NULL,
     "print the checks' names, run none", NULL},
    {"needs", 0, SETTING_TEXT, &options.needs, 0, 0, "NAME,...",
     "print which builds these checks start, run none", NULL},
    {"help", 'h', SETTING_FLAG, &options.help, 0, 0, NULL, "this help", NULL},
    {0},
};

static const char *whole_path(const char *path)
{
    char *whole = realpath(path != NULL ? path : ".", NULL);
    return whole != NULL ? whole : path;
}

static void read_options(int argc, char **argv)
{
    char error[OPTIONS_ERROR_SIZE];
    const char *stretch = getenv("STRETCH");
    int words = options_parse(settings, argc, argv, error);
    if (words > 0)
        errx(2, "'%s': not an option; --help lists them", argv[1]);
    if (words < 0)
        errx(2, "%s", error);
    if (stretch != NULL && *stretch != '\0')
        place.stretch = strtod(stretch, NULL);
    if (!(place.stretch > 0))
        errx(2, "STRETCH=%s: give a factor such as 3", stretch);
    place.evidence = !options.brief;
    /* The program runs in a folder of its own. */
    place.programs = whole_path(place.programs);
    place.shims = whole_path(place.shims);
}

static struct result *find(struct grade *grade, const char *name)
{
    for (int i = 0; i < grade->count; i++)
        if (strcmp(grade->results[i].check->name, name) == 0)
            return &grade->results[i];
    errx(2, "'%s': no check of this lab; --list tells them", name);
}

/* Marks the named checks, and those that they depend on, as WAITING. */
static void want(struct grade *grade, const char *names)
{
    char copy[1024], *rest;
    for (int i = 0; i < grade->count; i++)
        grade->results[i].verdict = UNWANTED;
    snprintf(copy, sizeof copy, "%s", names);
    char *name = strtok_r(copy, ",", &rest);
    for (; name != NULL; name = strtok_r(NULL, ",", &rest))
        for (const char *next = name; next != NULL;) {
            struct result *result = find(grade, next);
            result->verdict = WAITING;
            next = result->check->parent;
        }
}

static void fill(struct grade *grade, const struct lab *lab)
{
    while (lab->checks[grade->count].name != NULL)
        grade->count++;
    grade->lab = lab;
    grade->again = again;
    grade->results = calloc((size_t)grade->count + 1, sizeof *grade->results);
    if (grade->results == NULL)
        errx(2, "out of memory");
    for (int i = 0; i < grade->count; i++)
        grade->results[i].check = &lab->checks[i];
}

/* What is left to say when there is no program to run. */
static void fail_all(struct grade *grade, const char *log)
{
    static char said[16384];
    FILE *in = fopen(log, "re");
    if (in != NULL) {
        said[fread(said, 1, sizeof said - 1, in)] = '\0';
        fclose(in);
    }
    for (int i = 0; i < grade->count; i++) {
        struct result *result = &grade->results[i];
        result->verdict = FAILED;
        result->expected = strdup("the program to build");
        result->got = strdup("what the compiler says");
        result->evidence = strdup(i == 0 ? said : "");
    }
}

static void print_names(const struct grade *grade)
{
    for (int i = 0; i < grade->count; i++)
        puts(grade->results[i].check->name);
}

static void print_needs(const struct grade *grade)
{
    int builds = 0;
    for (int i = 0; i < grade->count; i++)
        if (grade->results[i].verdict == WAITING)
            builds |= grade->results[i].check->builds;
    printf("%s%s%s\n", builds & PLAIN ? "plain " : "",
           builds & ADDRESS ? "address " : "", builds & THREAD ? "thread" : "");
}

static void show(const struct grade *grade, const struct result *result)
{
    emit_line(grade, result, stdout);
}

static void write_file(const struct grade *grade, const char *path,
                       int (*emit)(const struct grade *grade, FILE *out))
{
    if (path == NULL)
        return;
    FILE *out = fopen(path, "we");
    if (out == NULL || emit(grade, out) != 0 || fclose(out) != 0)
        err(2, "%s: give a file that can be written", path);
}

/* The grader reads what root may read; the program runs in /tmp. */
static void require_open_room(void)
{
    const char *closed = session_closed();
    if (closed != NULL)
        errx(2,
             "%s: only root can enter it, and the program that is graded "
             "does not run as root; chmod a+x %s",
             closed, closed);
}

static void run(struct grade *grade)
{
    require_open_room();
    printf("Lab %d, %s\n", grade->lab->number, grade->lab->name);
    if (options.sealed != NULL)
        grade->edited = sealed_edited(options.sealed);
    if (options.unbuilt != NULL)
        fail_all(grade, options.unbuilt);
    run_checks(grade, (int)options.jobs, show);
}

int grade_main(const struct lab *lab, int argc, char **argv)
{
    static struct grade grade;
    read_options(argc, argv);
    fill(&grade, lab);
    const char *only = options.needs != NULL ? options.needs : options.only;
    if (only != NULL && *only != '\0')
        want(&grade, only);
    if (options.help)
        options_print(settings);
    if (options.list)
        print_names(&grade);
    if (options.needs != NULL)
        print_needs(&grade);
    if (options.help || options.list || options.needs != NULL)
        return 0;
    run(&grade);
    emit_total(&grade, stdout);
    write_file(&grade, options.junit, emit_junit);
    write_file(&grade, options.gradescope, emit_gradescope);
    write_file(&grade, options.table, emit_table);
    if (options.autolab)
        emit_autolab(&grade, stdout);
    return grade_score(&grade) == grade_most(&grade) ? 0 : 1;
}
