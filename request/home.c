/* home.c: GET /, a page that says which server this is, shows its live
 * numbers and lets every route be tried. It asks only this server.
 *
 * The page is home.html, taken in by the assembler as it stands, so that it
 * can be edited as a page and the server needs no file at run time. */
#include "handler.h"

__asm__(".section .rodata\n"
        "home_begin: .incbin \"request/home.html\"\n"
        "home_end: .byte 0\n"
        ".previous\n");

extern const char home_begin[], home_end[];

enum http_then route_home(struct http_request *request,
                          struct http_response *response)
{
    (void)request;
    http_reply(response, 200, "text/html; charset=utf-8", home_begin,
               (size_t)(home_end - home_begin));
    return THEN_REPLY;
}
