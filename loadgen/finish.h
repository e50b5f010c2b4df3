/* finish.h: what `run` and `idle` do alike around a measurement. */
#ifndef LOADGEN_FINISH_H
#define LOADGEN_FINISH_H

#include "load.h"
#include "plan.h"
#include "report.h"
#include "result.h"

struct finish {
    struct load_plan *plan;
    const char *command;
    int word_count; /* of the command line, as it was typed */
    char **words;   /* options_parse() reorders argv: a copy */
    char error[LOAD_ERROR_SIZE];
};

typedef void finish_printer(const struct load_plan *plan,
                            const struct load_result *result);

/* Keeps the command line for the record. */
struct finish finish_begin(struct load_plan *plan, int argc, char **argv);

/* Prints the error of a bad command line; returns EXIT_USAGE. */
int finish_usage(struct finish *finish);

/* After --help: frees what was kept; returns EXIT_GOOD. */
int finish_help(struct finish *finish);

/* Draws progress if stderr is a terminal; Ctrl-C ends the load early. */
void finish_listen_to_terminal(struct finish *finish);

/* Prints and writes the result, or the error; returns the exit status. Where
 * the measurement is invalid, that is the status even if a --fail-if holds:
 * figures that mean nothing can fail nothing. */
enum exit_status finish_report(struct finish *finish,
                               const struct load_result *result,
                               enum exit_status status, finish_printer *print);

#endif
