/* finish.c: the command's side of a measurement (see finish.h). */
#include "finish.h"

#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct finish finish_begin(struct load_plan *plan, int argc, char **argv)
{
    struct finish finish = {.plan = plan, .command = argv[0]};
    finish.words = calloc((size_t)argc, sizeof *finish.words);
    if (finish.words == NULL)
        err(EXIT_USAGE, "no memory");
    finish.word_count = argc - 1;
    memcpy(finish.words, argv + 1, (size_t)(argc - 1) * sizeof *argv);
    return finish;
}

int finish_usage(struct finish *finish)
{
    fprintf(stderr, "loadgen %s: %s\n", finish->command, finish->error);
    free(finish->words);
    return EXIT_USAGE;
}

int finish_help(struct finish *finish)
{
    free(finish->words);
    return EXIT_GOOD;
}

void finish_listen_to_terminal(struct finish *finish)
{
    struct sigaction early = {.sa_handler = load_interrupt,
                              .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &early, NULL);
    struct load_plan *plan = finish->plan;
    plan->progress =
        !plan->quiet && (plan->output.live || isatty(STDERR_FILENO));
}

enum exit_status finish_report(struct finish *finish,
                               const struct load_result *result,
                               enum exit_status status, finish_printer *print)
{
    const struct load_plan *plan = finish->plan;
    bool measured = status == EXIT_GOOD || status == EXIT_INVALID;
    if (!measured)
        fprintf(stderr, "loadgen: %s\n", finish->error);
    if (measured && !plan->quiet && !output_takes_stdout(&plan->output))
        print(plan, result);
    int failures = measured ? output_failures(&plan->output, result) : 0;
    if (status == EXIT_GOOD && failures > 0)
        status = EXIT_FAILED_IF;
    if (measured &&
        output_write(plan, result, finish->word_count, finish->words) != 0)
        status = EXIT_USAGE;
    free(finish->words);
    return status;
}
