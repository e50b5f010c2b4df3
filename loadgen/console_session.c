/* console_session.c: see console_session.h.
 *
 * The file is {"samples":[...],"notes":[...],"config":{...}}. What has been
 * written of the samples never changes; the end is written anew each time, in
 * one write together with what is new, so that a console that is killed
 * leaves a file that can be replayed. */
#include "console_session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static const char head[] = "{\"samples\":[\n";

int64_t session_pace(int64_t t_ms)
{
    const int64_t minute = 60000;
    if (t_ms < 10 * minute)
        return 100;
    if (t_ms < 120 * minute)
        return 1000;
    return t_ms < 24 * 60 * minute ? 10000 : 0;
}

/* Makes the folders of a path, as far as there are none. */
static int make_folders(const char *path)
{
    char part[4096];
    snprintf(part, sizeof part, "%s", path);
    for (char *slash = part + 1; (slash = strchr(slash, '/')) != NULL;) {
        *slash = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            return -1;
        *slash++ = '/';
    }
    return mkdir(part, 0777) == 0 || errno == EEXIST ? 0 : -1;
}

int session_begin(struct session *session, const char *folder)
{
    char path[4200];
    *session = (struct session){.fd = -1};
    snprintf(path, sizeof path, "%s/session.json", folder);
    if (make_folders(folder) != 0)
        return -1;
    session->fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (session->fd < 0)
        return -1;
    session->length = sizeof head - 1;
    return pwrite(session->fd, head, sizeof head - 1, 0) == sizeof head - 1
               ? 0
               : -1;
}

/* Without memory the sample is left out. */
static bool make_room(struct session *session, size_t more)
{
    size_t need = session->pending_length + more;
    if (need <= session->pending_room)
        return true;
    char *room = realloc(session->pending, 2 * need);
    if (room == NULL)
        return false;
    session->pending = room;
    session->pending_room = 2 * need;
    return true;
}

void session_sample(struct session *session, int64_t t_ms, const char *text)
{
    int64_t pace = session_pace(t_ms);
    if (session->fd < 0 || pace == 0 || t_ms < session->next_ms ||
        !make_room(session, strlen(text) + sizeof ",\n"))
        return;
    /* Of ticks that come early or late none is left out at their own pace. */
    session->next_ms = pace > 100 ? t_ms + pace - 50 : t_ms;
    session->pending_length +=
        (size_t)sprintf(session->pending + session->pending_length, "%s%s",
                        session->samples++ > 0 ? ",\n" : "", text);
}

char *session_tail(const json_t *notes, const json_t *config)
{
    char *text = NULL;
    char *told = json_dumps(notes, JSON_COMPACT);
    char *setting = json_dumps(config, JSON_COMPACT);
    if (told != NULL && setting != NULL &&
        asprintf(&text, "\n],\n\"notes\":%s,\n\"config\":%s}\n", told,
                 setting) < 0)
        text = NULL;
    free(told);
    free(setting);
    return text;
}

int session_write(struct session *session, const json_t *notes,
                  const json_t *config)
{
    if (session->fd < 0)
        return 0;
    char *tail = session_tail(notes, config);
    if (tail == NULL) {
        errno = ENOMEM;
        return -1;
    }
    struct iovec parts[] = {{session->pending, session->pending_length},
                            {tail, strlen(tail)}};
    ssize_t all = (ssize_t)(parts[0].iov_len + parts[1].iov_len);
    ssize_t n = pwritev(session->fd, parts, 2, session->length);
    if (n == all) {
        session->length += (off_t)session->pending_length;
        session->pending_length = 0;
    }
    off_t end = session->length + (off_t)parts[1].iov_len;
    free(tail);
    if (n == all)
        return ftruncate(session->fd, end);
    if (n >= 0)
        errno = ENOSPC;
    return -1;
}

void session_end(struct session *session)
{
    if (session->fd >= 0)
        close(session->fd);
    session->fd = -1;
    free(session->pending);
    session->pending = NULL;
}
