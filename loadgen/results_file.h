/* results_file.h: reads JSON that may be compressed. */
#ifndef LOADGEN_RESULTS_FILE_H
#define LOADGEN_RESULTS_FILE_H

#include <jansson.h>

/* Reads a file of JSON, as it is or as gzip wrote it. Returns what it holds,
 * the caller's, or NULL with the reason in `error->text`. */
json_t *results_file_read(const char *path, json_error_t *error);

#endif
