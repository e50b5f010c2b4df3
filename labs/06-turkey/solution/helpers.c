/* helpers.c: a queue that helpers take errands from, and an eventfd that
 * wakes the loop when one is done (see helpers.h).
 *
 * A connection whose errand is out waits for nothing else and is not freed,
 * so a client may vanish meanwhile: the loop finds out afterwards. */
#include "helpers.h"

#include <event2/event.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

static void list_clear(struct errand_list *list)
{
    list->first = NULL;
    list->end = &list->first;
}

static void list_add(struct errand_list *list, struct errand *errand)
{
    errand->next = NULL;
    *list->end = errand;
    list->end = &errand->next;
}

static struct errand *list_take(struct errand_list *list)
{
    struct errand *errand = list->first;
    if (errand != NULL)
        list->first = errand->next;
    if (list->first == NULL)
        list->end = &list->first;
    return errand;
}

/* Wakes the loop; from any thread. */
static void inbox_poke(struct inbox *inbox)
{
    const uint64_t once = 1;
    ssize_t n = write(inbox->wake, &once, sizeof once);
    (void)n; /* a full counter is a wake-up that is already due */
}

static void give_back(struct errand *errand)
{
    struct inbox *inbox = errand->back;
    pthread_mutex_lock(&inbox->lock);
    list_add(&inbox->finished, errand);
    pthread_mutex_unlock(&inbox->lock);
    inbox_poke(inbox);
}

static void *helper(void *argument)
{
    struct helpers *helpers = argument;
    for (;;) {
        pthread_mutex_lock(&helpers->lock);
        while (helpers->waiting.first == NULL)
            pthread_cond_wait(&helpers->arrived, &helpers->lock);
        struct errand *errand = list_take(&helpers->waiting);
        pthread_mutex_unlock(&helpers->lock);
        errand->job.run(errand->job.argument);
        give_back(errand);
    }
    return NULL;
}

int helpers_start(struct helpers *helpers, int count)
{
    helpers->count = count;
    list_clear(&helpers->waiting);
    pthread_mutex_init(&helpers->lock, NULL);
    pthread_cond_init(&helpers->arrived, NULL);
    for (int i = 0; i < count; i++) {
        pthread_t thread;
        int error = pthread_create(&thread, NULL, helper, helpers);
        if (error != 0)
            return error;
        pthread_detach(thread);
    }
    return 0;
}

void helpers_send(struct helpers *helpers, struct errand *errand)
{
    pthread_mutex_lock(&helpers->lock);
    list_add(&helpers->waiting, errand);
    pthread_cond_signal(&helpers->arrived);
    pthread_mutex_unlock(&helpers->lock);
}

/* On the loop: errands that came back, one by one. */
static void woken(evutil_socket_t wake, short what, void *argument)
{
    struct inbox *inbox = argument;
    uint64_t times;
    struct errand *errand;
    (void)what;
    ssize_t n = read(wake, &times, sizeof times); /* all pokes at once */
    (void)n; /* none is fine as well: the lists tell what there is to do */
    do {
        pthread_mutex_lock(&inbox->lock);
        errand = list_take(&inbox->finished);
        pthread_mutex_unlock(&inbox->lock);
        if (errand != NULL)
            inbox->done(errand);
    } while (errand != NULL);
}

int inbox_open(struct inbox *inbox, struct event_base *base)
{
    list_clear(&inbox->finished);
    pthread_mutex_init(&inbox->lock, NULL);
    inbox->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (inbox->wake < 0)
        return -1;
    event_assign(&inbox->woken, base, inbox->wake, EV_READ | EV_PERSIST, woken,
                 inbox);
    return event_add(&inbox->woken, NULL);
}
