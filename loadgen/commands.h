/* commands.h: what `loadgen COMMAND` can be; one function each.
 *
 * Every command gets its own argv (argv[0] is the command's name), reads it
 * with request/options.h and returns the program's exit status. */
#ifndef LOADGEN_COMMANDS_H
#define LOADGEN_COMMANDS_H

enum exit_status {
    EXIT_GOOD = 0,      /* measured, and the measurement is valid */
    EXIT_USAGE = 1,     /* the command line or an experiment file is wrong */
    EXIT_UNREACHED = 2, /* no connection could be made */
    EXIT_INVALID = 98,  /* measured, but the measurement is invalid */
    EXIT_FAILED_IF = 99 /* a --fail-if condition held */
};

int run_main(int argc, char **argv);
int idle_main(int argc, char **argv);
int slow_main(int argc, char **argv);
int feed_main(int argc, char **argv);
int compare_main(int argc, char **argv);
int sweep_main(int argc, char **argv);
int console_main(int argc, char **argv);
int plot_main(int argc, char **argv);
int merge_main(int argc, char **argv);
int doctor_main(int argc, char **argv);
int million_main(int argc, char **argv);

#endif
