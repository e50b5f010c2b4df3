/* compare_files.c: what a run finds on disk (compare.h).
 *
 * Promises that nothing of it is left when the trial ends. The files hold
 * noise, so that no disk can make them smaller. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compare.h"
#include "exp_keys.h"
#include "options.h"

enum { CHUNK = 1 << 20, NAME = 100 };

static int complain(const char *path)
{
    fprintf(stderr, "loadgen compare: %s: %s\n", path, strerror(errno));
    return -1;
}

/* ---- folders ---------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *status, int type,
                      struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

static void remove_folder(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static int make_folder(const char *path)
{
    remove_folder(path);
    return mkdir(path, 0755) == 0 ? 0 : complain(path);
}

static char *folder_of(const struct session *session, const char *name,
                       char path[COMPARE_PATH + NAME])
{
    snprintf(path, COMPARE_PATH + NAME, "%s/%s", session->dir, name);
    return path;
}

int files_begin_run(const struct session *session)
{
    char path[COMPARE_PATH + NAME];
    return make_folder(folder_of(session, COMPARE_DIR, path));
}

void files_end_run(const struct session *session)
{
    char path[COMPARE_PATH + NAME];
    remove_folder(folder_of(session, COMPARE_DIR, path));
}

/* ---- files ------------------------------------------------------------ */

/* Fills a buffer with numbers that nothing can compress. */
static void fill_noise(uint64_t *words, size_t n, uint64_t *state)
{
    for (size_t i = 0; i < n; i++) {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        words[i] = *state;
    }
}

static int write_noise(int fd, int64_t size)
{
    static uint64_t words[CHUNK / sizeof(uint64_t)];
    uint64_t state = 88172645463325252U;
    while (size > 0) {
        size_t most = size < CHUNK ? (size_t)size : CHUNK;
        fill_noise(words, sizeof words / sizeof words[0], &state);
        ssize_t n = write(fd, words, most);
        if (n < 0)
            return -1;
        size -= n;
    }
    return fsync(fd);
}

static int make_file(const char *folder, const char *name, int64_t size)
{
    char path[COMPARE_PATH + 2 * NAME];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return complain(path);
    int failed = write_noise(fd, size);
    if (failed != 0)
        complain(path);
    close(fd);
    return failed;
}

int files_make(const struct session *session, const struct exp *exp)
{
    char folder[COMPARE_PATH + NAME], name[NAME], text[32];
    const char *at = exp->files;
    if (!at)
        return 0;
    if (make_folder(folder_of(session, COMPARE_FILES, folder)) != 0)
        return -1;
    while ((at = exp_list_item(at, name, sizeof name))) {
        int64_t size = 0;
        at = exp_list_item(at, text, sizeof text);
        if (!at || options_number(SETTING_BYTES, text, &size) != 0 ||
            strchr(name, '/')) {
            fprintf(stderr,
                    "loadgen compare: %s: files = %s: give names and sizes, "
                    "such as: plate 256M, dish 1M\n",
                    exp->file, exp->files);
            return -1;
        }
        if (make_file(folder, name, size) != 0)
            return -1;
    }
    return 0;
}

void files_remove(const struct session *session, const struct exp *exp)
{
    char folder[COMPARE_PATH + NAME];
    if (exp->files)
        remove_folder(folder_of(session, COMPARE_FILES, folder));
}

/* Has the kernel forget one file's pages. */
static int forget_one(const char *path, const struct stat *status, int type,
                      struct FTW *place)
{
    (void)status;
    (void)place;
    int fd = type == FTW_F ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd >= 0) {
        posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
        close(fd);
    }
    return 0;
}

void files_forget(const struct session *session)
{
    char folder[COMPARE_PATH + NAME];
    nftw(folder_of(session, COMPARE_FILES, folder), forget_one, 16, FTW_PHYS);
}
