/* chart_place.c: where the panels of a chart stand on its page (chart.h). */
#include <math.h>
#include <string.h>

#include "chart.h"

/* The room that the longest name needs, as a share of the page. */
static double name_room(const struct chart_page *page, int n)
{
    size_t longest = 0;
    for (int i = 0; i < CHART_SERIES; i++)
        if (page->panels[n].used[i] && page->names[i] &&
            strlen(page->names[i]) > longest)
            longest = strlen(page->names[i]);
    return fmin(0.03 + 0.0115 * (double)longest, 0.33);
}

/* Bars side by side share the names, which are left of the first. */
static struct chart_place place_of_bars(const struct chart_page *page, int i)
{
    double left = name_room(page, 0), part = (0.97 - left) / page->n;
    return (struct chart_place){left + i * part, left + (i + 1) * part - 0.11,
                                0.15, 0.755};
}

struct chart_place chart_place_of(const struct chart_page *page, int i)
{
    double part = 1.0 / page->n, room = name_room(page, i);
    if (page->panels[i].bars)
        return place_of_bars(page, i);
    if (!page->stacked)
        return (struct chart_place){
            i * part + 0.1,
            (i + 1) * part - fmax(page->n > 1 ? 0.125 : 0.14, fmin(room, 0.24)),
            0.215, 0.755};
    double high = 0.62 * part, foot = 0.2;
    double bottom = foot + (page->n - 1 - i) * 0.62 * part;
    return (struct chart_place){0.1, 1 - fmax(0.14, name_room(page, 0)), bottom,
                                bottom + high - 0.075};
}
