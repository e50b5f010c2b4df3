/* exp.c: reads an experiment file (exp.h) with libinih.
 *
 * Promises that what it returns is complete: no key unknown, given twice or
 * missing. The first error wins, and names its line. */
#include "exp.h"

#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exp_expand.h"
#include "exp_keys.h"

enum { ELEMENTS = 1 + EXP_SERVERS + EXP_CHARTS };

/* What is known while a file is read. */
struct loader {
    struct exp *exp;
    FILE *in;
    int line;
    bool continued;          /* the line goes on with the value above */
    uint32_t seen[ELEMENTS]; /* keys met, a bit each: top, servers, charts */
    char *error;             /* "" while all is well */
};

/* Where a section's keys go: an element of the file, and its memory. */
struct target {
    char kind[16]; /* "server" of "server A" */
    int element;   /* index into seen */
    char *base;
};

__attribute__((format(printf, 2, 3))) static int fail(struct loader *loader,
                                                      const char *format, ...)
{
    char what[EXP_ERROR - 100];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    if (!*loader->error)
        snprintf(loader->error, EXP_ERROR, "%.80s:%d: %s", loader->exp->file,
                 loader->line, what);
    return 0;
}

/* Gives libinih one line, and counts it. */
static char *read_line(char *line, int size, void *stream)
{
    struct loader *loader = stream;
    if (!fgets(line, size, loader->in))
        return NULL;
    loader->line++;
    loader->continued = line[0] == ' ' || line[0] == '\t';
    if (!strchr(line, '\n') && !feof(loader->in))
        fail(loader,
             "the line is too long; break it before column %d and "
             "indent the next",
             size - 2);
    return line;
}

static int find_chart(struct loader *loader, const char *name)
{
    struct exp *exp = loader->exp;
    for (int i = 0; i < exp->charts_n; i++)
        if (strcmp(exp->charts[i].name, name) == 0)
            return i;
    if (exp->charts_n == EXP_CHARTS ||
        strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(name))
        return -1;
    exp->charts[exp->charts_n].name = strdup(name);
    return exp->charts_n++;
}

static bool find_target(struct loader *loader, const char *section,
                        struct target *target)
{
    struct exp *exp = loader->exp;
    size_t length = strcspn(section, " ");
    const char *name = section + length + strspn(section + length, " ");
    snprintf(target->kind, sizeof target->kind, "%.*s", (int)length, section);
    target->element = 0;
    target->base = (char *)exp;
    if (strcmp(target->kind, "server") == 0) {
        int i = name[0] - 'A';
        if (i < 0 || i >= EXP_SERVERS || name[1])
            return fail(loader,
                        "there is no [%s]; name them [server A] and "
                        "[server B]",
                        section);
        target->element = 1 + i;
        target->base = (char *)&exp->servers[i];
    } else if (strcmp(target->kind, "chart") == 0) {
        int i = *name ? find_chart(loader, name) : -1;
        if (i < 0)
            return fail(loader,
                        "[%s] will not do; up to %d charts, named in small "
                        "letters, such as [chart throughput]",
                        section, EXP_CHARTS);
        target->element = 1 + EXP_SERVERS + i;
        target->base = (char *)&exp->charts[i];
    } else if (*name || !exp_section_known(section)) {
        return fail(loader, "there is no section [%s]", section);
    }
    return true;
}

/* A text's next line, joined with a blank. */
static int continue_text(char **field, const char *value)
{
    size_t size = strlen(*field) + strlen(value) + 2;
    char *joined = malloc(size);
    if (!joined)
        return 0;
    snprintf(joined, size, "%s %s", *field, value);
    free(*field);
    *field = joined;
    return 1;
}

static int take_key(void *context, const char *section, const char *name,
                    const char *value)
{
    struct loader *loader = context;
    struct target target = {.base = NULL};
    if (*loader->error || !find_target(loader, section, &target))
        return 0;
    int i = exp_key_find(target.kind, name);
    if (i < 0)
        return fail(loader, "[%s] has no key '%s'", section, name);
    const struct exp_key *key = &exp_keys[i];
    void *field = target.base + key->offset;
    uint32_t bit = UINT32_C(1) << i;
    if (loader->seen[target.element] & bit) {
        if (loader->continued && !key->take)
            return continue_text(field, value);
        return fail(loader, "%s is given twice in [%s]; keep one", name,
                    section);
    }
    loader->seen[target.element] |= bit;
    if (!*value)
        return fail(loader, "%s is empty; for example: %s = %s", name, name,
                    key->example);
    if (!key->take)
        return (*(char **)field = strdup(value)) != NULL;
    const char *wanted = key->take(value, field);
    return wanted ? fail(loader, "%s = %s will not do; give %s", name, value,
                         wanted)
                  : 1;
}

static void check_needed(struct loader *loader, int element, const char *kind,
                         const char *section)
{
    for (int i = 0; exp_keys[i].section; i++) {
        const struct exp_key *key = &exp_keys[i];
        bool mine = kind ? strcmp(key->section, kind) == 0
                         : strcmp(key->section, "server") != 0 &&
                               strcmp(key->section, "chart") != 0;
        if (mine && key->needed && !(loader->seen[element] >> i & 1))
            fail(loader, "[%s] lacks %s; for example: %s = %s",
                 section ? section : key->section, key->name, key->name,
                 key->example);
    }
}

/* Every %(name) in a command must be one that compare fills in. */
static void check_names(struct loader *loader, const char *text)
{
    static const struct pair pairs[] = {
        {"clients", ""}, {"seconds", ""}, {"warmup", ""}, {NULL, NULL}};
    char scratch[8];
    const char *bad = exp_expand(text, pairs, scratch, sizeof scratch);
    if (bad)
        fail(loader,
             "%.*s) stands for nothing in a command; there are "
             "%%(clients), %%(seconds) and %%(warmup)",
             (int)strcspn(bad, ")"), bad);
}

static void check_whole(struct loader *loader)
{
    struct exp *exp = loader->exp;
    check_needed(loader, 0, NULL, NULL);
    for (int i = 0; i < EXP_SERVERS; i++) {
        char section[] = {'s', 'e', 'r', 'v', 'e', 'r', ' ', (char)('A' + i),
                          '\0'};
        check_needed(loader, 1 + i, "server", section);
        if (exp->servers[i].command)
            check_names(loader, exp->servers[i].command);
    }
    for (int i = 0; i < exp->charts_n; i++) {
        char section[80];
        struct exp_chart *chart = &exp->charts[i];
        snprintf(section, sizeof section, "chart %.60s", chart->name);
        check_needed(loader, 1 + EXP_SERVERS + i, "chart", section);
        chart->panels = chart->metrics[1] ? 2 : 1;
    }
    if (exp->options)
        check_names(loader, exp->options);
    if (exp->path && exp->path[0] != '/')
        fail(loader, "path = %s will not do; begin it with /", exp->path);
}

struct exp *exp_load(const char *file, char error[EXP_ERROR])
{
    error[0] = '\0';
    struct exp *exp = calloc(1, sizeof *exp);
    struct loader loader = {.exp = exp, .error = error};
    if (!exp || !(exp->file = strdup(file))) {
        snprintf(error, EXP_ERROR, "out of memory");
        goto fail;
    }
    *exp = (struct exp){.file = exp->file,
                        .blocks = 6,
                        .seconds = INT64_C(2000000000),
                        .warmup = INT64_C(500000000),
                        .noise = 100,
                        .server_core = 0,
                        .generator_core = 1};
    loader.in = fopen(file, "re");
    if (!loader.in) {
        snprintf(error, EXP_ERROR, "%.200s: %s", file, strerror(errno));
        goto fail;
    }
    int bad = ini_parse_stream(read_line, &loader, take_key, &loader);
    fclose(loader.in);
    if (bad && !*error) {
        loader.line = bad;
        fail(&loader, "neither a [section] nor key = value");
    }
    if (!*error)
        check_whole(&loader);
    if (*error)
        goto fail;
    return exp;
fail:
    exp_free(exp);
    return NULL;
}

void exp_free(struct exp *exp)
{
    if (!exp)
        return;
    for (int i = 0; i < EXP_SERVERS; i++) {
        free(exp->servers[i].label);
        free(exp->servers[i].command);
    }
    for (int i = 0; i < exp->charts_n; i++) {
        free(exp->charts[i].name);
        free(exp->charts[i].phrase);
    }
    char *texts[] = {exp->file, exp->name,    exp->claim, exp->prediction,
                     exp->load, exp->options, exp->path,  exp->phrase};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        free(texts[i]);
    free(exp);
}
