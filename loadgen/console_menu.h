/* console_menu.h: what the class may order, and what the restaurants are
 * called: fixed, so that nothing of a request ever becomes a URL. */
#ifndef LOADGEN_CONSOLE_MENU_H
#define LOADGEN_CONSOLE_MENU_H

#include <jansson.h>
#include <stdbool.h>

struct menu_item {
    const char *id, *title;
    const char *path; /* what is asked for */
    bool feed;        /* subscribed to, not asked for again and again */
};

/* The item with that id, or NULL. */
const struct menu_item *menu_find(const char *id);

/* All of them, for the page. */
json_t *menu_json(void);

/* "hello, wait, ...": every id, for a line of help. */
const char *menu_ids(void);

/* What restaurant a scene is ('A' to 'E'), or "" for another. */
const char *menu_scene(char scene);

/* Whether that restaurant's staff is fixed: a customer who keeps a connection
 * then keeps one of them, and the queue is the kernel's. */
bool menu_is_fixed_staff(char scene);

#endif
