/* main.c: picks the command (see commands.h). */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "version.h"

struct command {
    const char *name;
    int (*main)(int argc, char **argv);
    const char *help;
};

static const struct command commands[] = {
    {"run", run_main, "keep N connections busy and report what they saw"},
    {"idle", idle_main, "hold a silent crowd and probe the server beside it"},
    {"slow", slow_main, "dribble requests or sip answers, and probe beside it"},
    {"feed", feed_main, "subscribe a crowd, publish, and time each delivery"},
    {"compare", compare_main, "run an experiment file on both servers, fairly"},
    {"sweep", sweep_main, "load with more and more; find where it bends"},
    {"console", console_main,
     "a page for the classroom: cause things, and see"},
    {"plot", plot_main, "draw charts of results"},
    {"merge", merge_main, "add up the results or logs of several runs"},
    {"doctor", doctor_main, "say which limits of this machine are too low"},
    {"million", million_main, "say what a million connections would take"},
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void usage(FILE *out)
{
    fputs("usage: loadgen COMMAND [OPTION...] [URL | FILE]\n\n", out);
    for (int i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].help);
    fputs("\nloadgen COMMAND --help tells more. For example:\n"
          "  loadgen run -c 64 -d 10s http://127.0.0.1:8001/hello\n",
          out);
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0)
            return commands[i].main(argc - 1, argv + 1);
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        usage(stdout);
        return EXIT_GOOD;
    }
    if (strcmp(name, "--version") == 0) {
        puts("loadgen " VERSION);
        return EXIT_GOOD;
    }
    fprintf(stderr, "loadgen: %s%s%s\n", *name ? "'" : "no command given", name,
            *name ? "' is no command; loadgen --help lists them"
                  : "; loadgen --help lists them");
    return EXIT_USAGE;
}
