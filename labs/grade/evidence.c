/* evidence.c: where a program's threads are, while it hangs (inside.h).
 *
 * Asks gdb, if there is one, for a backtrace of each; else /proc tells in
 * which system call each thread is. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inside.h"

enum { MOST = 24000 }; /* bytes of text */

/* Of gdb's chatter: the threads and their frames. */
static bool is_frame(const char *line)
{
    return line[0] == '#' || strncmp(line, "Thread ", 7) == 0;
}

/* Returns whether there was any frame. */
static bool ask_debugger(pid_t pid, FILE *out)
{
    char command[256], line[512];
    bool any = false;
    long written = 0;
    snprintf(command, sizeof command,
             "timeout 60 gdb -nx -batch -p %d -ex 'thread apply all bt 12' "
             "2>/dev/null </dev/null",
             (int)pid);
    FILE *in = popen(command, "re"); /* NOLINT(cert-env33-c) */
    if (in == NULL)
        return false;
    while (fgets(line, sizeof line, in) != NULL) {
        if (!is_frame(line) || written > MOST)
            continue;
        any = true;
        written += fprintf(out, "  %s", line);
    }
    pclose(in);
    return any;
}

static void first_line(pid_t pid, const char *thread, const char *file,
                       FILE *out)
{
    char path[320], line[128] = "?";
    snprintf(path, sizeof path, "/proc/%d/task/%s/%s", (int)pid, thread, file);
    FILE *in = fopen(path, "re");
    if (in != NULL) {
        if (fgets(line, sizeof line, in) != NULL)
            line[strcspn(line, "\n")] = '\0';
        fclose(in);
    }
    fprintf(out, " %s=%s", file, line);
}

static void ask_proc(pid_t pid, FILE *out)
{
    char path[64];
    struct dirent *entry;
    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *dir = opendir(path);
    if (dir == NULL)
        return;
    for (int n = 0; n < 64 && (entry = readdir(dir)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        fprintf(out, "  thread %s", entry->d_name);
        first_line(pid, entry->d_name, "wchan", out);
        first_line(pid, entry->d_name, "syscall", out);
        fputc('\n', out);
        n++;
    }
    closedir(dir);
}

char *evidence_threads(pid_t pid)
{
    char *text = NULL;
    size_t size;
    if (!place.evidence)
        return NULL;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    if (!ask_debugger(pid, out))
        ask_proc(pid, out);
    fclose(out);
    return text;
}
