/* sealed.c: has sha256sum compare a list of files (see sealed.h). */
#include "sealed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A shell word of anything that may be in a path. */
static void put_quoted(const char *text, FILE *out)
{
    fputc('\'', out);
    for (; *text != '\0'; text++)
        fputs(*text == '\'' ? "'\\''" : (char[]){*text, '\0'}, out);
    fputc('\'', out);
}

static char *command_for(const char *list)
{
    char *command = NULL;
    size_t size;
    const char *slash = strrchr(list, '/');
    FILE *out = open_memstream(&command, &size);
    if (out == NULL)
        return NULL;
    fputs("cd ", out);
    put_quoted(slash != NULL ? strndupa(list, (size_t)(slash - list)) : ".",
               out);
    fputs(" && LC_ALL=C sha256sum --quiet -c ", out);
    put_quoted(slash != NULL ? slash + 1 : list, out);
    fputs(" 2>&1", out);
    fclose(out);
    return command;
}

char *sealed_edited(const char *list)
{
    char line[1024], *names = NULL, *command = command_for(list);
    size_t size;
    /* NOLINTNEXTLINE(cert-env33-c) */
    FILE *in = command != NULL ? popen(command, "re") : NULL;
    FILE *out = open_memstream(&names, &size);
    while (in != NULL && out != NULL && fgets(line, sizeof line, in) != NULL) {
        char *verdict = strstr(line, ": FAILED");
        if (verdict != NULL)
            fprintf(out, "  %.*s\n", (int)(verdict - line), line);
    }
    if (in != NULL && pclose(in) != 0 && out != NULL && ftell(out) == 0)
        fprintf(out, "  %s\n", list); /* the list itself is no good */
    if (out != NULL)
        fclose(out);
    free(command);
    if (names != NULL && *names == '\0') {
        free(names);
        names = NULL;
    }
    return names;
}
