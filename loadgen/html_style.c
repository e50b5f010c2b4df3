/* html_style.c: the report's style sheet: light, dark, and on paper.
 *
 * The charts' colours are gnuplot's, as attributes of the SVG; in the dark,
 * rules override them by their exact spelling. */
#include "html.h"

static const char everywhere[] =
    ":root{color-scheme:light dark;--page:#fff;--text:#1b1b1b;--soft:#5a5a5a;"
    "--line:#d9d9d9;--box:#f5f5f2;--link:#005f99;--bad:#8a5a00;--tie:#777}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;padding:1.2rem 1.4rem 4rem;max-width:64rem;"
    "background:var(--page);color:var(--text);"
    "font:1.05rem/1.5 system-ui,'DejaVu Sans',sans-serif}\n"
    "h1{font-size:1.9rem;line-height:1.2;margin:.4rem 0}\n"
    "h2{font-size:1.45rem;margin:2.2rem 0 .4rem;padding-top:.8rem;"
    "border-top:2px solid var(--line)}\n"
    "h3{font-size:1.1rem;margin:1.6rem 0 .4rem}\n"
    "p{margin:.5rem 0}small,.soft{color:var(--soft);font-size:.92rem}\n"
    "a{color:var(--link)}\n"
    "dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;"
    "gap:.25rem 1rem;margin:.8rem 0}"
    "dt{color:var(--soft);max-width:15rem}"
    "dd{margin:0;overflow-wrap:anywhere;min-width:0}\n"
    ".traps dt{color:var(--text);font-weight:600}.traps{row-gap:.6rem}\n"
    ".verdict{background:var(--box);border-left:6px solid var(--link);"
    "padding:.8rem 1.1rem;margin:1rem 0;break-inside:avoid}\n"
    ".verdict strong{display:block;font-size:1.2rem;line-height:1.35}\n"
    ".verdict.tie{border-left-color:var(--tie)}"
    ".verdict.warning{border-left-color:var(--bad)}\n"
    "figure{margin:1.2rem 0;break-inside:avoid}\n"
    "figure svg,svg.thumbnail{width:100%;height:auto;display:block}\n"
    "svg [font-size='30.00'],svg [font-size='25.00']{font-weight:700}\n"
    ".scroll{overflow-x:auto}\n"
    "table{border-collapse:collapse;width:100%;font-size:.9rem;"
    "margin:.5rem 0;font-variant-numeric:tabular-nums}\n"
    "th,td{padding:.28rem .55rem;border-bottom:1px solid var(--line);"
    "text-align:right;vertical-align:top}\n"
    "th:first-child,td:first-child,.told{text-align:left}\n"
    "thead th{color:var(--soft);font-weight:600;vertical-align:bottom}\n"
    "tbody th{font-weight:600}td small,th "
    "small{display:block;font-weight:400;font-size:.92em}"
    "\n.scroll td small{white-space:nowrap}.scroll .told{min-width:14rem}\n"
    ".headline{table-layout:fixed}.headline th:nth-child(1){width:22%}"
    ".headline th:nth-child(3){width:16%}.headline th:nth-child(4){width:22%}"
    ".headline thead th{text-align:left}"
    ".headline td{text-align:left;overflow-wrap:anywhere}"
    ".headline tbody th{text-align:left}.headline tr{break-inside:avoid}\n"
    ".bad{color:var(--bad)}.against{font-size:.95em}td p{margin:.25rem 0}\n"
    "code,pre{font-family:'DejaVu Sans Mono',monospace;font-size:.88rem}\n"
    "pre{background:var(--box);padding:.7rem 1rem;white-space:pre-wrap;"
    "overflow-wrap:anywhere}\n"
    "li{margin:.3rem 0}\n";

static const char in_the_dark[] =
    ":root{--page:#16181b;--text:#e8e6e3;--soft:#a5a39f;--line:#3a3d42;"
    "--box:#202327;--link:#6cc0f0;--bad:#f0c060;--tie:#999}\n"
    "svg [fill='black']{fill:#e8e6e3}svg [stroke='black']{stroke:#c9c7c3}"
    "svg [color='black']{color:#e8e6e3}svg [color='white']{color:#16181b}\n";

static const char on_paper[] =
    "@media print{:root{color-scheme:light;--page:#fff;--text:#000;"
    "--soft:#444;--line:#bbb;--box:#f2f2f2;--link:#005f99;--bad:#7a5000}"
    "@page{margin:14mm}body{max-width:none;padding:0;font-size:10.5pt}"
    "h2,h3{break-after:avoid}section.page+section.page{break-before:page}"
    "h2{border-top:0;margin-top:0}tr{break-inside:avoid}"
    ".scroll{overflow:visible}table{font-size:8pt}"
    ".scroll td small{white-space:normal}.scroll .told{min-width:0}"
    "pre{font-size:8pt}details{display:none}"
    "a{color:inherit;text-decoration:none}}\n";

/* What the charts draw with, and what is drawn instead in the dark. */
static const struct colour {
    int red, green, blue;
    const char *dark;
} colours[] = {
    {213, 94, 0, "#ff9a4d"},    {0, 114, 178, "#6cc0f0"},
    {0, 0, 0, "#e8e6e3"},       {0, 158, 115, "#3fd6a6"},
    {204, 121, 167, "#eea6cd"}, {166, 106, 0, "#e0b050"},
    {86, 180, 233, "#a8dcff"},  {102, 102, 102, "#a5a39f"},
    {221, 221, 221, "#3a3d42"}, {255, 255, 255, "#16181b"},
};

/* gnuplot writes "rgb(  0, 114, 178)" for shapes, "rgb(0,114,178)" for text,
 * which has no better claim than the rule for all text. */
static void write_colour(FILE *out, const struct colour *colour)
{
    static const char *const attributes[] = {"fill", "stroke", "color"};
    char value[40];
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 3; j++) {
            snprintf(value, sizeof value,
                     i == 0 ? "rgb(%3d, %3d, %3d)" : "rgb(%d,%d,%d)",
                     colour->red, colour->green, colour->blue);
            fprintf(out, "svg [%s='%s']{%s:%s}", attributes[j], value,
                    attributes[j], colour->dark);
        }
    fputc('\n', out);
}

void html_write_style(FILE *out)
{
    fputs(everywhere, out);
    fputs("@media screen and (prefers-color-scheme:dark){\n", out);
    fputs(in_the_dark, out);
    for (size_t i = 0; i < sizeof colours / sizeof colours[0]; i++)
        write_colour(out, &colours[i]);
    fputs("}\n", out);
    fputs(on_paper, out);
}
