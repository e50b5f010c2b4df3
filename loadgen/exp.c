/* exp.c: reads an experiment file (exp.h) with libinih.
 *
 * Promises that no key is unknown or given twice. The first error wins, and
 * names its line. Whether the whole makes sense is exp_check.c's question. */
#include "exp.h"

#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exp_check.h"
#include "exp_elements.h"
#include "exp_keys.h"

enum { ELEMENTS = 1 + EXP_ROWS + EXP_CHARTS + EXP_VERDICTS };

/* What is known while a file is read. */
struct loader {
    struct exp *exp;
    FILE *in;
    int line;
    bool continued;             /* the line goes on with the value above */
    uint64_t seen[ELEMENTS];    /* keys met, a bit each: top, rows, charts,
                                   verdicts */
    uint64_t special[ELEMENTS]; /* those given for this set of runs */
    bool unnamed;               /* [verdict] was met */
    bool varied;                /* so was the varied quantity's special list */
    char *error;                /* "" while all is well */
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

/* An element of a section that repeats, by its name. */
static bool find_element(struct loader *loader, const char *section,
                         const char *name, struct target *target)
{
    struct exp *exp = loader->exp;
    int i;
    if (strcmp(target->kind, "server") == 0) {
        i = exp_row_make(exp, name);
        target->element = 1 + i;
        target->base = i < 0 ? NULL : (char *)&exp->rows[i];
    } else if (strcmp(target->kind, "chart") == 0) {
        i = exp_chart_make(exp, name);
        target->element = 1 + EXP_ROWS + i;
        target->base = i < 0 ? NULL : (char *)&exp->charts[i];
    } else {
        i = exp_verdict_make(exp, name);
        loader->unnamed |= i == 0;
        target->element = 1 + EXP_ROWS + EXP_CHARTS + i;
        target->base = i < 0 ? NULL : (char *)&exp->verdicts[i];
    }
    if (i >= 0)
        return true;
    fail(loader,
         "[%s] will not do; up to %d servers, %d charts and %d verdicts, "
         "named like [server B], [chart throughput]",
         section, EXP_ROWS, EXP_CHARTS, EXP_VERDICTS);
    return false;
}

static bool find_target(struct loader *loader, const char *section,
                        struct target *target)
{
    size_t length = strcspn(section, " ");
    const char *name = section + length + strspn(section + length, " ");
    snprintf(target->kind, sizeof target->kind, "%.*s", (int)length, section);
    target->element = 0;
    target->base = (char *)loader->exp;
    if (exp_section_repeats(target->kind))
        return find_element(loader, section, name, target);
    return (!*name && exp_section_known(section)) ||
           fail(loader, "there is no section [%s]", section);
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

/* The varied quantity: the key of [vary] that has no meaning of its own. */
static int take_varied(struct loader *loader, const char *name,
                       const char *value, bool special)
{
    struct exp *exp = loader->exp;
    if (!exp_name_good(name, EXP_SMALL "_"))
        return fail(loader, "[vary] has no key '%s'", name);
    if (exp->vary && strcmp(exp->vary, name) != 0)
        return fail(loader, "%s and %s vary; keep one", exp->vary, name);
    if (!special && loader->varied)
        return 1;
    if (exp->points.n > 0 && !special)
        return fail(loader, "%s is given twice in [vary]; keep one", name);
    loader->varied |= special;
    if (!exp->vary)
        exp->vary = strdup(name);
    const char *wanted = exp_points_take(value, &exp->points);
    return wanted ? fail(loader, "%s = %s will not do; give %s", name, value,
                         wanted)
                  : 1;
}

static int set_field(struct loader *loader, const struct exp_key *key,
                     void *field, const char *value)
{
    if (!*value)
        return fail(loader, "%s is empty; for example: %s = %s", key->name,
                    key->name, key->example);
    if (!key->take) {
        free(*(char **)field);
        return (*(char **)field = strdup(value)) != NULL;
    }
    const char *wanted = key->take(value, field);
    return wanted ? fail(loader, "%s = %s will not do; give %s", key->name,
                         value, wanted)
                  : 1;
}

static int take_key(void *context, const char *section, const char *name,
                    const char *value)
{
    struct loader *loader = context;
    struct target target = {.base = NULL};
    bool special;
    if (*loader->error || !find_target(loader, section, &target))
        return 0;
    bool ours = exp_key_strip(loader->exp->set, &name, &special);
    int i = exp_key_find(target.kind, name);
    if (i < 0 && strcmp(section, "vary") == 0)
        return ours ? take_varied(loader, name, value, special) : 1;
    if (i < 0)
        return fail(loader, "[%s] has no key '%s'", section, name);
    const struct exp_key *key = &exp_keys[i];
    void *field = target.base + key->offset;
    uint64_t bit = UINT64_C(1) << i;
    uint64_t *seen = special ? &loader->special[target.element]
                             : &loader->seen[target.element];
    if (!ours)
        return 1;
    if (!special && (loader->special[target.element] & bit)) {
        loader->seen[target.element] |= bit;
        return 1;
    }
    if (*seen & bit) {
        if (loader->continued && !key->take)
            return continue_text(field, value);
        return fail(loader, "%s is given twice in [%s]; keep one", name,
                    section);
    }
    *seen |= bit;
    return set_field(loader, key, field, value);
}

static void check_needed(struct loader *loader, int element, const char *kind,
                         const char *section)
{
    for (int i = 0; exp_keys[i].section; i++) {
        const struct exp_key *key = &exp_keys[i];
        bool mine = kind ? strcmp(key->section, kind) == 0
                         : !exp_section_repeats(key->section);
        uint64_t given = loader->seen[element] | loader->special[element];
        if (mine && key->needed && !(given >> i & 1))
            fail(loader, "[%s] lacks %s; for example: %s = %s",
                 section ? section : key->section, key->name, key->name,
                 key->example);
    }
}

static void check_all_needed(struct loader *loader)
{
    struct exp *exp = loader->exp;
    char section[80];
    check_needed(loader, 0, NULL, NULL);
    for (int i = 0; i < exp->rows_n; i++) {
        snprintf(section, sizeof section, "server %.60s", exp->rows[i].name);
        check_needed(loader, 1 + i, "server", section);
    }
    for (int i = 0; i < exp->charts_n; i++) {
        snprintf(section, sizeof section, "chart %.60s", exp->charts[i].name);
        check_needed(loader, 1 + EXP_ROWS + i, "chart", section);
    }
    for (int i = 0; i < exp->verdicts_n; i++) {
        const char *name = exp->verdicts[i].name;
        snprintf(section, sizeof section, "verdict%s%.60s", name ? " " : "",
                 name ? name : "");
        check_needed(loader, 1 + EXP_ROWS + EXP_CHARTS + i, "verdict", section);
    }
}

/* What a toy set is unless the file says: two points, one block, moments.
 */
static void shrink(struct loader *loader)
{
    static const int64_t most = INT64_C(300000000), warm = INT64_C(100000000);
    struct exp *exp = loader->exp;
    uint64_t given = loader->special[0];
    if (exp->set != SET_TOY)
        return;
    if (!loader->varied && exp->points.n > 2)
        exp->points.n = 2;
    if (!(given >> exp_key_find("vary", "blocks") & 1))
        exp->blocks = 1;
    if (!(given >> exp_key_find("vary", "seconds") & 1) && exp->seconds > most)
        exp->seconds = most;
    if (!(given >> exp_key_find("vary", "warmup") & 1) && exp->warmup > warm)
        exp->warmup = warm;
}

static int parse(struct loader *loader)
{
    int bad = ini_parse_stream(read_line, loader, take_key, loader);
    if (bad && !*loader->error) {
        loader->line = bad;
        fail(loader, "neither a [section] nor key = value");
    }
    if (!*loader->error)
        check_all_needed(loader);
    if (!*loader->error)
        shrink(loader);
    return *loader->error ? -1 : 0;
}

struct exp *exp_load(const char *file, enum exp_set set, const char *peers,
                     char error[EXP_ERROR])
{
    char what[EXP_ERROR - 100] = "";
    struct exp *exp = calloc(1, sizeof *exp);
    struct loader loader = {.exp = exp, .error = error};
    error[0] = '\0';
    if (!exp || !(exp->file = strdup(file))) {
        snprintf(error, EXP_ERROR, "out of memory");
        goto fail;
    }
    exp_begin(exp, set);
    loader.in = fopen(file, "re");
    if (!loader.in) {
        snprintf(error, EXP_ERROR, "%.200s: %s", file, strerror(errno));
        goto fail;
    }
    int bad = parse(&loader);
    fclose(loader.in);
    if (bad == 0 && exp_check(exp, peers, what, sizeof what) != 0)
        fail(&loader, "%s", what);
    if (!*error)
        return exp;
fail:
    exp_free(exp);
    return NULL;
}
