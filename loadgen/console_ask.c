/* console_ask.c: reads control bodies (see console_ask.h).
 *
 * jansson has checked before that it is JSON, its text UTF-8 without NUL and
 * no key twice. */
#include "console_ask.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { KEYS = 8 };

static int refuse(char *error, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static int refuse(char *error, int status, const char *format, ...)
{
    va_list words;
    va_start(words, format);
    vsnprintf(error, ASK_ERROR, format, words);
    va_end(words);
    return status;
}

json_t *ask_parse(const char *body, size_t length, char error[ASK_ERROR])
{
    json_error_t wrong;
    json_t *root = json_loadb(body, length, JSON_REJECT_DUPLICATES, &wrong);
    if (root == NULL) {
        refuse(error, 400, "the body is not JSON: %.120s (line %d)", wrong.text,
               wrong.line);
        return NULL;
    }
    if (json_is_object(root))
        return root;
    json_decref(root);
    refuse(error, 400, "send one JSON object, such as {\"servers\":[\"B\"]}");
    return NULL;
}

/* ---- the parts of a body ---------------------------------------------- */

/* Only keys of the list, which ends with NULL, may be there. */
static int only(const json_t *body, const char *const keys[], char *error)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)body, key, value) {
        int i = 0;
        while (keys[i] != NULL && strcmp(keys[i], key) != 0)
            i++;
        if (keys[i] == NULL)
            return refuse(error, 400, "\"%.40s\" is no key here; leave it out",
                          key);
    }
    return 0;
}

static int take_count(const json_t *body, const char *key, int64_t least,
                      int64_t most, int64_t *value, char *error)
{
    const json_t *number = json_object_get(body, key);
    int64_t n = json_integer_value(number);
    if (!json_is_integer(number) || n < least || n > most)
        return refuse(error, 400,
                      "give \"%s\" as a whole number from %" PRId64
                      " to %" PRId64,
                      key, least, most);
    *value = n;
    return 0;
}

/* A server's bit, or 0. */
static unsigned server_bit(const struct ask_rules *rules, const char *name)
{
    for (int i = 0; name != NULL && i < rules->count; i++)
        if (strcmp(rules->names[i], name) == 0)
            return 1U << i;
    return 0;
}

static int take_servers(const json_t *body, const struct ask_rules *rules,
                        struct ask *ask, char *error)
{
    const json_t *names = json_object_get(body, "servers");
    if (!json_is_array(names) || json_array_size(names) == 0)
        return refuse(error, 400,
                      "give \"servers\" as a list of names, such as [\"%s\"]",
                      rules->count > 0 ? rules->names[0] : "B");
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        unsigned bit = server_bit(rules, name);
        if (bit == 0)
            return refuse(error, 404,
                          "there is no server \"%.40s\"; GET /api/config "
                          "lists them",
                          name ? name : "(not a text)");
        ask->servers |= bit;
    }
    return 0;
}

static int take_arrival(const json_t *body, struct ask *ask, char *error)
{
    const json_t *arrival = json_object_get(body, "arrival");
    const char *kind = json_string_value(arrival);
    if (arrival != NULL && (kind == NULL || (strcmp(kind, "open") != 0 &&
                                             strcmp(kind, "closed") != 0)))
        return refuse(error, 400, "give \"arrival\" as \"closed\" or \"open\"");
    ask->open = kind != NULL && strcmp(kind, "open") == 0;
    if (ask->open && ask->clients > 0)
        return take_count(body, "rate", 1, ASK_RATE, &ask->rate, error);
    return 0;
}

static int take_menu(const json_t *body, struct ask *ask, char *error)
{
    const json_t *menu = json_object_get(body, "menu");
    const char *id = menu == NULL ? "hello" : json_string_value(menu);
    ask->item = id != NULL ? menu_find(id) : NULL;
    if (ask->item == NULL)
        return refuse(error, 400, "give \"menu\" as %s", menu_ids());
    if (ask->item->feed && ask->open)
        return refuse(error, 400,
                      "who watches the board asks once: leave out \"arrival\"");
    return 0;
}

static int take_keep(const json_t *body, struct ask *ask, char *error)
{
    const json_t *keep = json_object_get(body, "keep");
    ask->keep = -1;
    if (keep == NULL)
        return 0;
    if (!json_is_boolean(keep))
        return refuse(error, 400, "give \"keep\" as true or false");
    ask->keep = json_is_true(keep);
    return 0;
}

/* ---- whole bodies ----------------------------------------------------- */

int ask_load(const json_t *body, const struct ask_rules *rules, struct ask *ask,
             char error[ASK_ERROR])
{
    static const char *const keys[KEYS] = {"servers", "clients", "menu",
                                           "arrival", "rate",    "keep"};
    *ask = (struct ask){0};
    int status = only(body, keys, error);
    if (status == 0)
        status = take_servers(body, rules, ask, error);
    if (status == 0)
        status = take_count(body, "clients", 0, rules->max_clients,
                            &ask->clients, error);
    if (status == 0)
        status = take_arrival(body, ask, error);
    if (status == 0)
        status = take_menu(body, ask, error);
    return status == 0 ? take_keep(body, ask, error) : status;
}

int ask_spike(const json_t *body, const struct ask_rules *rules,
              struct ask *ask, char error[ASK_ERROR])
{
    static const char *const keys[KEYS] = {"servers", "factor", "seconds"};
    *ask = (struct ask){0};
    int status = only(body, keys, error);
    if (status == 0)
        status = take_servers(body, rules, ask, error);
    if (status == 0)
        status = take_count(body, "factor", 2, ASK_FACTOR, &ask->factor, error);
    return status == 0 ? take_count(body, "seconds", 1, ASK_SPIKE_S,
                                    &ask->seconds, error)
                       : status;
}

int ask_slow(const json_t *body, const struct ask_rules *rules, struct ask *ask,
             char error[ASK_ERROR])
{
    static const char *const keys[KEYS] = {"servers", "clients"};
    *ask = (struct ask){0};
    int status = only(body, keys, error);
    if (status == 0)
        status = take_servers(body, rules, ask, error);
    return status == 0 ? take_count(body, "clients", 0, rules->max_clients,
                                    &ask->clients, error)
                       : status;
}

int ask_freeze(const json_t *body, const struct ask_rules *rules,
               struct ask *ask, char error[ASK_ERROR])
{
    static const char *const keys[KEYS] = {"servers", "seconds"};
    *ask = (struct ask){0};
    int status = only(body, keys, error);
    if (status == 0)
        status = take_servers(body, rules, ask, error);
    return status == 0 ? take_count(body, "seconds", 1, ASK_FREEZE_S,
                                    &ask->seconds, error)
                       : status;
}

int ask_nothing(const json_t *body, char error[ASK_ERROR])
{
    static const char *const keys[KEYS] = {NULL};
    return only(body, keys, error);
}

/* ---- the vote --------------------------------------------------------- */

/* A text of 1 to `most` bytes, or NULL. */
static const char *text_of(const json_t *value, size_t most)
{
    size_t length = json_string_length(value);
    return length >= 1 && length <= most ? json_string_value(value) : NULL;
}

int ask_question(const json_t *body, struct ask_question *question,
                 char error[ASK_ERROR])
{
    static const char *const keys[KEYS] = {"text", "answers"};
    const json_t *answers = json_object_get(body, "answers");
    *question = (struct ask_question){
        .text = text_of(json_object_get(body, "text"), ASK_TEXT),
        .count = (int)json_array_size(answers)};
    int status = only(body, keys, error);
    if (status != 0)
        return status;
    if (question->text == NULL)
        return refuse(error, 400, "give \"text\" of 1 to %d bytes", ASK_TEXT);
    if (question->count < 2 || question->count > ASK_ANSWERS)
        return refuse(error, 400, "give 2 to %d \"answers\"", ASK_ANSWERS);
    for (int i = 0; i < question->count; i++) {
        question->answers[i] =
            text_of(json_array_get(answers, (size_t)i), ASK_ANSWER);
        if (question->answers[i] == NULL)
            return refuse(error, 400, "each answer is a text of 1 to %d bytes",
                          ASK_ANSWER);
    }
    return 0;
}

static bool is_voter(const char *name)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    return name != NULL && strlen(name) >= 8 &&
           name[strspn(name, letters)] == '\0';
}

int ask_vote(const json_t *body, struct ask_vote *vote, char error[ASK_ERROR])
{
    static const char *const keys[KEYS] = {"id", "answer", "voter"};
    *vote = (struct ask_vote){
        .voter = text_of(json_object_get(body, "voter"), ASK_VOTER)};
    int status = only(body, keys, error);
    if (status == 0)
        status = take_count(body, "id", 1, INT32_MAX, &vote->id, error);
    if (status == 0)
        status = take_count(body, "answer", 0, ASK_ANSWERS - 1, &vote->answer,
                            error);
    if (status == 0 && !is_voter(vote->voter))
        status = refuse(error, 400,
                        "give \"voter\" as 8 to %d letters, digits, - and _",
                        ASK_VOTER);
    return status;
}

bool ask_is_name(const char *name)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    return *name != '\0' && *name != '-' && *name != '_' &&
           strlen(name) < ASK_NAME && name[strspn(name, letters)] == '\0';
}
