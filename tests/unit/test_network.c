/* The network of a run with customers who are far away: two namespaces and a
 * link. Skipped where they may not be made. */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../loadgen/clock.h"
#include "../../loadgen/network.h"
#include "../../loadgen/proc.h"
#include "../../request/net.h"

enum { DEADLINE_MS = 20000 };

static const int64_t FAR_NS = 19000000;

static int try_network(struct network *network, int64_t rtt, double loss,
                       char why[300])
{
    const struct network_plan plan = {
        .rtt = rtt, .loss = loss, .seed = 1, .log = STDERR_FILENO};
    return network_make(network, &plan, why, 300);
}

static void make(struct network *network, int64_t rtt, double loss)
{
    char why[300] = "";
    int failed = try_network(network, rtt, loss, why);
    assert_string_equal(why, "");
    assert_int_equal(failed, 0);
}

/* Does as if we were in the namespace. */
static int listen_in(int space, char url[64])
{
    int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    assert_int_equal(setns(space, CLONE_NEWNET), 0);
    int fd = net_listen(NETWORK_SERVER ":0", 16, false, false);
    assert_int_equal(setns(home, CLONE_NEWNET), 0);
    close(home);
    assert_true(fd >= 0);
    char name[40];
    snprintf(url, 64, "http://%s", net_name(fd, name, sizeof name));
    return fd;
}

static void far_is_as_far_as_asked_for_and_near_is_near(void **state)
{
    (void)state;
    struct network network;
    char url[64];
    const int64_t asked[] = {0, 20000000};
    int64_t rtt[2];
    int64_t deadline = clock_now() + INT64_C(1000000) * DEADLINE_MS;
    for (int i = 0; i < 2; i++) {
        make(&network, asked[i], 0);
        do { /* a busy machine adds to it; nothing takes from it */
            int door = listen_in(network.server, url);
            rtt[i] = network_rtt(&network, url);
            close(door);
        } while (i == 0 && rtt[0] >= FAR_NS && clock_now() < deadline);
        network_end(&network);
    }
    assert_in_range(rtt[1], FAR_NS, INT64_C(1000000) * DEADLINE_MS);
    assert_in_range(rtt[0], 1, FAR_NS - 1);
}

static void nobody_listens_and_no_round_trip_is_made_up(void **state)
{
    (void)state;
    struct network network;
    char url[64];
    make(&network, 0, 0);
    close(listen_in(network.server, url));
    assert_int_equal(network_rtt(&network, url), -1);
    network_end(&network);
}

static void nothing_is_left_of_a_network(void **state)
{
    (void)state;
    struct network network;
    char before[64] = "", after[64] = "";
    assert_true(readlink("/proc/self/ns/net", before, 63) > 0);
    make(&network, 1000000, 0.5);
    pid_t pid = network.carrier.pid;
    network_end(&network);
    assert_true(readlink("/proc/self/ns/net", after, 63) > 0);
    assert_string_equal(before, after);
    assert_true(pid == 0 || (kill(pid, 0) != 0 && errno == ESRCH));
    assert_int_equal(if_nametoindex("far"), 0);
}

/* The bytes and packets that the namespace of that process received. */
static void count_received(pid_t pid, int64_t *bytes, int64_t *packets)
{
    char path[64], text[4096];
    long long b = 0, p = 0;
    snprintf(path, sizeof path, "/proc/%d/net/dev", (int)pid);
    assert_true(proc_text(path, text, sizeof text) > 0);
    const char *line = strstr(text, "far:");
    assert_non_null(line);
    assert_int_equal(sscanf(line, "far: %lld %lld", &b, &p), 2);
    *bytes = b;
    *packets = p;
}

/* A server that sends much to whoever comes, in the other namespace. */
static int send_much(void *context)
{
    static char much[1 << 20];
    int peer = accept(*(int *)context, NULL, NULL);
    for (size_t sent = 0; sent < sizeof much;) {
        ssize_t n = write(peer, much + sent, sizeof much - sent);
        if (n <= 0)
            return 1;
        sent += (size_t)n;
    }
    return 0;
}

/* Reads all of it, then looks at how it came. Exits with 0 if all is well. */
static int receive_much(void *context)
{
    const struct sockaddr_in *server = context;
    static char much[1 << 16];
    ssize_t n;
    int64_t bytes, packets, total = 0;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (const struct sockaddr *)server, sizeof *server) != 0)
        return 1;
    while ((n = read(fd, much, sizeof much)) > 0)
        total += n;
    count_received(getpid(), &bytes, &packets);
    return total != 1 << 20 || bytes > packets * (1500 + 14);
}

struct reception {
    int space;
    struct sockaddr_in server;
};

static int receive_there(void *context)
{
    struct reception *reception = context;
    if (setns(reception->space, CLONE_NEWNET) != 0)
        return 1;
    return receive_much(&reception->server);
}

/* So that one loss is one packet's. */
static void no_packet_is_longer_than_a_network_carries(void **state)
{
    (void)state;
    const int64_t rtts[] = {0, 2000000};
    for (int i = 0; i < 2; i++) {
        struct network network;
        struct child sender, receiver;
        char url[64];
        make(&network, rtts[i], 0);
        int door = listen_in(network.server, url);
        struct reception reception = {network.client, {.sin_port = 0}};
        socklen_t length = sizeof reception.server;
        getsockname(door, (struct sockaddr *)&reception.server, &length);
        assert_int_equal(spawn_work(&sender, send_much, &door, 0, 2), 0);
        assert_int_equal(spawn_work(&receiver, receive_there, &reception, 0, 2),
                         0);
        assert_true(spawn_finish(&receiver, DEADLINE_MS / 1e3));
        assert_int_equal(receiver.status, 0);
        assert_true(spawn_finish(&sender, DEADLINE_MS / 1e3));
        close(door);
        network_end(&network);
    }
}

/* Whether networks can be made here; else says of each test why not. */
static bool networks_can_be_made(const struct CMUnitTest *tests, size_t n)
{
    struct network network;
    char why[300];
    if (try_network(&network, 1000000, 0.01, why) == 0) {
        network_end(&network);
        return true;
    }
    printf("1..%zu\n", n);
    for (size_t i = 0; i < n; i++)
        printf("ok - %s # SKIP needs %s\n", tests[i].name, why);
    return false;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(far_is_as_far_as_asked_for_and_near_is_near),
        cmocka_unit_test(nobody_listens_and_no_round_trip_is_made_up),
        cmocka_unit_test(nothing_is_left_of_a_network),
        cmocka_unit_test(no_packet_is_longer_than_a_network_carries),
    };
    if (!networks_can_be_made(tests, sizeof tests / sizeof tests[0]))
        return 0;
    return cmocka_run_group_tests_name("network", tests, NULL, NULL);
}
