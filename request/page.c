/* page.c: GET /, a page that says which server this is, shows its live
 * numbers and links to every route. Self-contained: it asks only /stats. */
#include <string.h>

#include "handler.h"

static const char page[] =
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<title>Two Counters</title>\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n<style>\n"
    ":root{color-scheme:light dark}\n"
    "body{font:18px/1.5 system-ui,sans-serif;max-width:44rem;"
    "margin:2rem auto;padding:0 1rem}\n"
    "table{border-collapse:collapse;width:100%}\n"
    "td,th{text-align:left;padding:.2rem .6rem;"
    "border-bottom:1px solid #8884}\n"
    "td:last-child{font-variant-numeric:tabular-nums}\n"
    "</style></head><body>\n"
    "<h1 id=\"model\">Two Counters</h1>\n"
    "<p id=\"state\" role=\"status\">asking /stats ...</p>\n"
    "<h2>Live numbers</h2><table id=\"numbers\"></table>\n"
    "<h2>Routes</h2><table>\n"
    "<tr><td><a href=\"/hello\">/hello</a><td>the smallest order\n"
    "<tr><td><a href=\"/wait?ms=500\">/wait?ms=500</a>"
    "<td>waits for someone else's service\n"
    "<tr><td><a href=\"/block?ms=500\">/block?ms=500</a>"
    "<td>a library call that blocks\n"
    "<tr><td><a href=\"/burn?us=100000\">/burn?us=100000</a>"
    "<td>computes\n"
    "<tr><td><a href=\"/bytes?n=100000\">/bytes?n=100000</a>"
    "<td>a large response\n"
    "<tr><td>POST /echo<td>the body back\n"
    "<tr><td><a href=\"/stats\">/stats</a><td>these numbers as JSON\n"
    "</table>\n<script>\n"
    "const state = document.getElementById('state');\n"
    "const rows = (o, at = '') => Object.entries(o).flatMap(([k, v]) =>\n"
    "  typeof v === 'object' ? rows(v, at + k + ' ')\n"
    "  : [[at + k.replaceAll('_', ' '), v]]);\n"
    "async function show() {\n"
    "  try {\n"
    "    const s = await (await fetch('/stats')).json();\n"
    "    document.getElementById('model').textContent =\n"
    "      `${s.model}, scene ${s.scene}`;\n"
    "    document.title = `${s.model} (Two Counters)`;\n"
    "    const table = document.getElementById('numbers');\n"
    "    table.replaceChildren(...rows(s).map(row => {\n"
    "      const tr = document.createElement('tr');\n"
    "      for (const text of row)\n"
    "        tr.insertCell().textContent = text;\n"
    "      return tr;\n"
    "    }));\n"
    "    state.textContent = 'live, once a second';\n"
    "  } catch (error) {\n"
    "    state.textContent = 'the server does not answer';\n"
    "  }\n"
    "  setTimeout(show, 1000);\n"
    "}\n"
    "show();\n"
    "</script></body></html>\n";

enum http_then route_home(struct http_request *request,
                          struct http_response *response)
{
    (void)request;
    http_reply(response, 200, "text/html; charset=utf-8", page, strlen(page));
    return THEN_REPLY;
}
