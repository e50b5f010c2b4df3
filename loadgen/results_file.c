/* results_file.c: reads JSON that may be compressed (results_file.h).
 *
 * A results.json of a full run has some ten megabytes, of which gzip leaves a
 * quarter. zlib reads both kinds alike. */
#include "results_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

static size_t more(void *buffer, size_t room, void *file)
{
    int got = gzread(file, buffer, (unsigned)room);
    return got < 0 ? (size_t)-1 : (size_t)got;
}

json_t *results_file_read(const char *path, json_error_t *error)
{
    *error = (json_error_t){.line = -1};
    gzFile file = gzopen(path, "rbe");
    if (!file) {
        snprintf(error->text, sizeof error->text, "%s", strerror(errno));
        return NULL;
    }
    json_t *read = json_load_callback(more, file, 0, error);
    int damaged = gzclose(file);
    if (read && damaged != Z_OK) {
        snprintf(error->text, sizeof error->text, "the file is cut off");
        json_decref(read);
        return NULL;
    }
    return read;
}
