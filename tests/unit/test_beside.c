/* test_beside.c: what belongs to loadgen is found built, installed, moved. */
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../loadgen/beside.h"

static char home[64]; /* a folder of this test's own */

static const char *at(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", home, name);
    return path;
}

static void put_folder(const char *name)
{
    assert_int_equal(mkdir(at(name), 0755), 0);
}

static void put_file(const char *name, mode_t mode)
{
    FILE *file = fopen(at(name), "w");
    assert_non_null(file);
    fclose(file);
    assert_int_equal(chmod(at(name), mode), 0);
}

static int make_home(void **state)
{
    (void)state;
    strcpy(home, "/tmp/beside.XXXXXX");
    return mkdtemp(home) != NULL ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *status, int kind,
                      struct FTW *where)
{
    (void)status;
    (void)kind;
    (void)where;
    return remove(path);
}

static int remove_home(void **state)
{
    (void)state;
    return nftw(home, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void expect_server(const char *self, const char *server)
{
    char copy[128], path[256];
    strcpy(copy, at(self));
    beside_server(copy, "evented", path, sizeof path);
    assert_string_equal(path, at(server));
}

static void a_built_server_has_a_folder_of_its_own(void **state)
{
    (void)state;
    put_folder("build");
    put_folder("build/loadgen");
    expect_server("build/loadgen/loadgen", "build/evented/evented");
}

static void an_installed_server_is_beside(void **state)
{
    (void)state;
    put_folder("bin");
    put_file("bin/evented", 0755);
    expect_server("bin/loadgen", "bin/evented");
}

static void what_is_no_program_is_passed_over(void **state)
{
    (void)state;
    put_folder("folder");
    put_folder("folder/evented");
    expect_server("folder/loadgen", "evented/evented");
    put_folder("text");
    put_file("text/evented", 0644);
    expect_server("text/loadgen", "evented/evented");
}

static void shared_files_are_below_the_prefix(void **state)
{
    char copy[128], path[256];
    (void)state;
    put_folder("bin");
    strcpy(copy, at("bin/loadgen"));
    assert_false(beside_shared(copy, "peers", path, sizeof path));
    put_folder("share");
    put_folder("share/two-counters");
    put_folder("share/two-counters/peers");
    assert_true(beside_shared(copy, "peers", path, sizeof path));
    assert_string_equal(path, at("bin/../share/two-counters/peers"));
    assert_false(beside_shared(copy, "peers", path, 20));
}

static void this_program_knows_where_it_is(void **state)
{
    char path[1024];
    (void)state;
    assert_int_equal(beside_self(path, sizeof path), 0);
    assert_string_equal(strrchr(path, '/'), "/test_beside");
    assert_int_equal(access(path, X_OK), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_home, remove_home)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_built_server_has_a_folder_of_its_own),
        TEST(an_installed_server_is_beside),
        TEST(what_is_no_program_is_passed_over),
        TEST(shared_files_are_below_the_prefix),
        TEST(this_program_knows_where_it_is),
    };
    return cmocka_run_group_tests_name("beside", tests, NULL, NULL);
}
