/* console_menu.c: the menu and the five restaurants (see console_menu.h). */
#include "console_menu.h"

#include <string.h>

static const struct menu_item items[] = {
    {"hello", "small order", "/hello", false},
    {"wait", "wait for the oven", "/wait?ms=100", false},
    {"burn", "carve a turkey", "/burn?us=10000", false},
    {"block", "a call that blocks", "/block?ms=10", false},
    {"bytes", "big plate", "/bytes?n=1000000", false},
    {"feed", "watch the board", "/feed", true},
};

enum { ITEMS = sizeof items / sizeof items[0] };

const struct menu_item *menu_find(const char *id)
{
    for (int i = 0; i < ITEMS; i++)
        if (strcmp(items[i].id, id) == 0)
            return &items[i];
    return NULL;
}

const char *menu_ids(void)
{
    return "hello, wait, burn, block, bytes or feed";
}

json_t *menu_json(void)
{
    json_t *menu = json_array();
    for (int i = 0; i < ITEMS; i++)
        json_array_append_new(
            menu, json_pack("{s:s,s:s,s:s}", "id", items[i].id, "title",
                            items[i].title, "path", items[i].path));
    return menu;
}

const char *menu_scene(char scene)
{
    static const char *const titles[] = {
        "one cashier who waits at the oven",
        "a fresh cashier for every customer",
        "a fixed staff",
        "one cashier with buzzers",
        "buzzers and a back-room staff",
    };
    return scene >= 'A' && scene <= 'E' ? titles[scene - 'A'] : "";
}

bool menu_is_fixed_staff(char scene)
{
    return scene == 'A' || scene == 'C';
}
