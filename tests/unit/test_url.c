/* test_url.c: where the load goes, and the bytes that go there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>

#include "../../loadgen/plan.h"
#include "../../loadgen/url.h"
#include "../../loadgen/wire.h"

static int port_of(const struct url *url)
{
    if (url->address.ss_family == AF_INET6)
        return ntohs(((const struct sockaddr_in6 *)&url->address)->sin6_port);
    return ntohs(((const struct sockaddr_in *)&url->address)->sin_port);
}

static void every_form_is_read(void **state)
{
    static const struct {
        const char *text, *host, *path;
        int port;
    } forms[] = {
        {"http://127.0.0.1:8001/hello", "127.0.0.1", "/hello", 8001},
        {"http://127.0.0.1", "127.0.0.1", "", 80},
        {"http://localhost:8002?x=1", "localhost", "?x=1", 8002},
        {"http://[::1]:8003/a?b=c", "::1", "/a?b=c", 8003},
        {"http://[::1]/", "::1", "/", 80},
        {"http://10.1.2.3:9/", "10.1.2.3", "/", 9},
    };
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct url url;
        assert_null(url_parse(forms[i].text, &url));
        assert_string_equal(url.host, forms[i].host);
        assert_string_equal(url.path, forms[i].path);
        assert_int_equal(port_of(&url), forms[i].port);
    }
}

static void what_is_no_url_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "127.0.0.1:8001",
        "https://127.0.0.1/",
        "ftp://127.0.0.1/",
        "http://",
        "http:///hello",
        "http://example.org/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:x/",
        "http://127.0.0.1:/",
        "http://[::1/",
        "http://127.0.0.1/a b",
        "http://127.0.0.1/\r\nX: y",
        "http://127.0.0.1/#part",
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct url url;
        if (url_parse(wrong[i], &url) == NULL)
            fail_msg("'%s' was taken for a URL", wrong[i]);
    }
}

static void only_loopback_is_this_machine(void **state)
{
    struct url url;
    (void)state;
    url_parse("http://127.9.9.9/", &url);
    assert_true(url_is_loopback(&url));
    url_parse("http://[::1]/", &url);
    assert_true(url_is_loopback(&url));
    url_parse("http://128.0.0.1/", &url);
    assert_false(url_is_loopback(&url));
    url_parse("http://[::2]/", &url);
    assert_false(url_is_loopback(&url));
}

static char *built(const struct wire_request *request, const char *text)
{
    struct url url;
    struct wire wire;
    assert_null(url_parse(text, &url));
    assert_int_equal(wire_build(&wire, request, &url), 0);
    return wire.bytes;
}

static void a_request_is_built(void **state)
{
    struct wire_request request = {.method = "GET"};
    (void)state;
    assert_null(wire_take_header("Accept: text/plain", &request));
    char *bytes = built(&request, "http://127.0.0.1:8001?q=1");
    assert_string_equal(bytes, "GET /?q=1 HTTP/1.1\r\n"
                               "Host: 127.0.0.1:8001\r\n"
                               "Accept: text/plain\r\n\r\n");
    free(bytes);
}

static void a_named_host_is_kept(void **state)
{
    struct wire_request request = {.method = "GET"};
    (void)state;
    wire_take_header("host: shop.test", &request);
    char *bytes = built(&request, "http://127.0.0.1:8001/");
    assert_string_equal(bytes, "GET / HTTP/1.1\r\nhost: shop.test\r\n\r\n");
    free(bytes);
}

static void a_body_is_sent_with_its_length(void **state)
{
    char path[] = "/tmp/test_url.XXXXXX";
    struct wire_request request = {.method = "POST", .body_file = path};
    int fd = mkstemp(path);
    (void)state;
    assert_int_equal(write(fd, "one turkey", 10), 10);
    close(fd);
    char *bytes = built(&request, "http://127.0.0.1:8001/orders");
    unlink(path);
    assert_string_equal(bytes, "POST /orders HTTP/1.1\r\n"
                               "Host: 127.0.0.1:8001\r\n"
                               "Content-Length: 10\r\n\r\n"
                               "one turkey");
    free(bytes);
}

static void a_missing_body_is_an_error(void **state)
{
    struct wire_request request = {.method = "POST",
                                   .body_file = "/nonexistent/body"};
    struct url url;
    struct wire wire = {0};
    (void)state;
    url_parse("http://127.0.0.1/", &url);
    assert_int_equal(wire_build(&wire, &request, &url), -1);
}

static void headers_and_methods_cannot_break_the_request(void **state)
{
    struct wire_request request = {.method = "GET"};
    (void)state;
    assert_non_null(wire_take_header("no colon", &request));
    assert_non_null(wire_take_header(": empty", &request));
    assert_non_null(wire_take_header("A: b\r\nC: d", &request));
    assert_int_equal(request.header_count, 0);
    assert_non_null(wire_check_method(""));
    assert_non_null(wire_check_method("GET / HTTP/1.1"));
    assert_non_null(wire_check_method("CONNECT"));
    assert_null(wire_check_method("PATCH"));
}

static void sources_are_an_address_or_a_range(void **state)
{
    struct load_plan plan;
    (void)state;
    plan_defaults(&plan);
    assert_null(plan_take_source("127.0.0.2-9", &plan));
    assert_int_equal(plan.source_count, 8);
    assert_null(plan_take_source("127.0.0.7", &plan));
    assert_int_equal(plan.source_count, 1);
    assert_non_null(plan_take_source("127.0.0.9-2", &plan));
    assert_non_null(plan_take_source("127.0.0.2-300", &plan));
    assert_non_null(plan_take_source("somewhere", &plan));
}

static void only_a_named_remote_is_allowed(void **state)
{
    struct load_plan plan;
    char error[OPTIONS_ERROR_SIZE];
    (void)state;
    plan_defaults(&plan);
    plan.url = "http://192.0.2.1:8001/";
    assert_int_equal(plan_finish(&plan, error), -1);
    assert_non_null(strstr(error, "--allow-remote 192.0.2.1"));
    plan.remotes[plan.remote_count++] = "192.0.2.2";
    assert_int_equal(plan_finish(&plan, error), -1);
    plan.remotes[plan.remote_count++] = "192.0.2.1";
    assert_int_equal(plan_finish(&plan, error), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_is_read),
        cmocka_unit_test(what_is_no_url_is_refused),
        cmocka_unit_test(only_loopback_is_this_machine),
        cmocka_unit_test(a_request_is_built),
        cmocka_unit_test(a_named_host_is_kept),
        cmocka_unit_test(a_body_is_sent_with_its_length),
        cmocka_unit_test(a_missing_body_is_an_error),
        cmocka_unit_test(headers_and_methods_cannot_break_the_request),
        cmocka_unit_test(sources_are_an_address_or_a_range),
        cmocka_unit_test(only_a_named_remote_is_allowed),
    };
    return cmocka_run_group_tests_name("url", tests, NULL, NULL);
}
