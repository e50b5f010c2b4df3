/* answer.c: parses answers with llhttp (see answer.h).
 *
 * A server under load often says the very same thing again. The last answer
 * that came whole in one read is kept with its outcome; bytes equal to it
 * mean the same and are not parsed again, which saves half of the time that
 * the generator spends outside the kernel. */
#include "answer.h"

#include <string.h>

/* ---- what the parser tells ------------------------------------------- */

/* A second answer to one request is as wrong as garbage. */
static int parsed_begin(llhttp_t *parser)
{
    const struct client *client = parser->data;
    return client->answered ? -1 : 0;
}

static int parsed_head(llhttp_t *parser)
{
    struct client *client = parser->data;
    if (client->wire->is_head)
        return 1; /* no body follows */
    if (client->group->expect == NULL && (parser->flags & F_CONTENT_LENGTH))
        client->unread = parser->content_length;
    return 0;
}

static int passed_body(llhttp_t *parser, const char *at, size_t length)
{
    struct client *client = parser->data;
    (void)at;
    client->unread -= client->unread < length ? client->unread : length;
    return 0;
}

static int parsed_body(llhttp_t *parser, const char *at, size_t length)
{
    struct client *client = parser->data;
    const struct client_group *group = client->group;
    if (length > group->expect_length - client->matched ||
        memcmp(at, group->expect + client->matched, length) != 0)
        client->wrong_body = true;
    else
        client->matched += (uint32_t)length;
    return 0;
}

static enum outcome judge(const struct client *client, int status)
{
    const struct client_group *group = client->group;
    if (status / 100 != 2)
        return OUTCOME_STATUS;
    if (group->expect != NULL &&
        (client->wrong_body || client->matched != group->expect_length))
        return OUTCOME_BODY;
    return OUTCOME_GOOD;
}

static int parsed_whole(llhttp_t *parser)
{
    struct client *client = parser->data;
    if (parser->status_code / 100 == 1)
        return 0; /* 100 Continue and its like: the answer is yet to come */
    client->answered = true;
    client->unread = 0;
    client->keep = llhttp_should_keep_alive(parser) != 0;
    client->outcome = (uint8_t)judge(client, parser->status_code);
    return client->pending > 0 ? HPE_PAUSED : 0;
}

/* ---- answers known already -------------------------------------------- */

/* Each target of a mix says something of its own. */
static struct client_known *known_of(const struct client *client)
{
    return &client->group->known[client->wire->target];
}

static bool is_known(const struct client *client, const char *bytes,
                     size_t length)
{
    const struct client_known *known = known_of(client);
    return length == known->length && client->received == 0 &&
           memcmp(bytes, known->bytes, length) == 0;
}

/* Only where the parser is back at its start, as if it had not run. */
static void keep_known(const struct client *client, const char *bytes,
                       size_t length)
{
    struct client_known *known = known_of(client);
    if (!client->keep || client->received != length ||
        length > sizeof known->bytes)
        return;
    memcpy(known->bytes, bytes, length);
    known->length = length;
    known->outcome = (enum outcome)client->outcome;
}

/* ---- calls ------------------------------------------------------------ */

void answer_group(struct client_group *group)
{
    llhttp_settings_init(&group->settings);
    group->settings.on_message_begin = parsed_begin;
    group->settings.on_headers_complete = parsed_head;
    group->settings.on_message_complete = parsed_whole;
    group->settings.on_body = group->expect ? parsed_body : passed_body;
    for (int i = 0; i < CLIENT_TARGETS; i++)
        group->known[i].length = 0;
}

void answer_connected(struct client *client)
{
    llhttp_init(&client->parser, HTTP_RESPONSE, &client->group->settings);
    client->parser.data = client;
}

void answer_await(struct client *client)
{
    client->received = 0;
    client->unread = 0;
    client->matched = 0;
    client->answered = false;
    client->wrong_body = false;
}

int answer_take(struct client *client, const char *bytes, size_t length)
{
    if (is_known(client, bytes, length)) {
        client->received = length;
        client->answered = true;
        client->keep = true;
        client->outcome = (uint8_t)known_of(client)->outcome;
        return 0;
    }
    client->received += length;
    if (llhttp_execute(&client->parser, bytes, length) != HPE_OK)
        return -1;
    if (client->answered)
        keep_known(client, bytes, length);
    return 0;
}

int answer_take_one(struct client *client, const char *bytes, size_t *length)
{
    llhttp_errno_t error = llhttp_execute(&client->parser, bytes, *length);
    if (error == HPE_PAUSED && client->answered) {
        *length = (size_t)(llhttp_get_error_pos(&client->parser) - bytes);
        llhttp_resume(&client->parser);
        error = HPE_OK;
    }
    client->received += *length;
    return error == HPE_OK ? 0 : -1;
}

bool answer_end(struct client *client)
{
    if (llhttp_finish(&client->parser) != HPE_OK || !client->answered)
        return false;
    client->keep = false;
    return true;
}
