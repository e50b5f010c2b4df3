/* responder.h: a server that does as it is told, also what no server should.
 *
 * It runs in threads of the test. What happens on a connection is a script;
 * after `enough` requests were met by it, the load is told to end: so no
 * test waits for a clock. Included by one test, hence the static functions. */
#ifndef TESTS_RESPONDER_H
#define TESTS_RESPONDER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../loadgen/load.h"
#include "net.h"

enum { RESPONDER_CONNECTIONS = 4096 };

struct responder;

/* Meets one request on `fd`, the `number`-th connection (0 is the first).
 * Returns whether the connection goes on. */
typedef bool responder_script(struct responder *responder, int fd, int number);

struct responder {
    responder_script *script;
    int listener;
    int enough;      /* requests, then the load ends */
    int turned_away; /* connections still to be closed unheard */
    char url[64];
    atomic_int met; /* requests that the script met */
    atomic_int accepted;
    pthread_t acceptor, threads[RESPONDER_CONNECTIONS];
};

struct responder_connection {
    struct responder *responder;
    int fd, number;
};

static void responder_say(int fd, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        ssize_t n = send(fd, text, left, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        text += n;
        left -= (size_t)n;
    }
}

/* How the head began that this thread heard last: method and target. */
static _Thread_local char responder_heard[64];

/* Reads up to the end of a request's head. False: the client has gone. */
static bool responder_hear(int fd)
{
    char last[4] = "";
    memset(responder_heard, 0, sizeof responder_heard);
    for (size_t i = 0; memcmp(last, "\r\n\r\n", 4) != 0; i++) {
        memmove(last, last + 1, 3);
        if (read(fd, last + 3, 1) != 1)
            return false;
        if (i + 1 < sizeof responder_heard)
            responder_heard[i] = last[3];
    }
    return true;
}

/* Waits until the client closes: the script for those who never answer. */
static inline void responder_wait_for_end(int fd)
{
    char byte;
    while (read(fd, &byte, 1) > 0)
        ;
}

static void responder_met(struct responder *responder)
{
    if (atomic_fetch_add(&responder->met, 1) + 1 >= responder->enough)
        load_interrupt(0);
}

static void *responder_serve(void *arg)
{
    struct responder_connection connection =
        *(struct responder_connection *)arg;
    struct responder *responder = connection.responder;
    free(arg);
    while (responder_hear(connection.fd)) {
        bool more =
            responder->script(responder, connection.fd, connection.number);
        responder_met(responder);
        if (!more)
            break;
    }
    close(connection.fd);
    return NULL;
}

static void *responder_accept(void *arg)
{
    struct responder *responder = arg;
    int fd, number = 0;
    /* Too many wait in the accept queue until the end. */
    while (number < RESPONDER_CONNECTIONS &&
           (fd = accept(responder->listener, NULL, NULL)) >= 0) {
        if (responder->turned_away > 0) {
            responder->turned_away--;
            shutdown(fd, SHUT_WR);
            responder_wait_for_end(fd); /* the client has noticed */
            close(fd);
            continue;
        }
        struct responder_connection *connection = malloc(sizeof *connection);
        *connection = (struct responder_connection){responder, fd, number};
        pthread_create(&responder->threads[number++], NULL, responder_serve,
                       connection);
        atomic_fetch_add(&responder->accepted, 1);
    }
    return NULL;
}

static void responder_start(struct responder *responder,
                            responder_script *script, int enough,
                            int turned_away)
{
    char name[64];
    memset(responder, 0, sizeof *responder);
    responder->turned_away = turned_away;
    responder->script = script;
    responder->enough = enough;
    responder->listener = net_listen("127.0.0.1:0", 1024, false, false);
    snprintf(responder->url, sizeof responder->url, "http://%s/",
             net_name(responder->listener, name, sizeof name));
    pthread_create(&responder->acceptor, NULL, responder_accept, responder);
}

/* The load has ended and closed its connections: the threads end too. */
static void responder_stop(struct responder *responder)
{
    shutdown(responder->listener, SHUT_RDWR);
    pthread_join(responder->acceptor, NULL);
    close(responder->listener);
    for (int i = 0; i < atomic_load(&responder->accepted); i++)
        pthread_join(responder->threads[i], NULL);
}

#endif
