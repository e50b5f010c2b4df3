/* version.h: the version of all three programs, of their pages and of the
 * package. This is the only place that has it; the Makefile reads it here. */
#ifndef REQUEST_VERSION_H
#define REQUEST_VERSION_H

#define VERSION "1.0"

#endif
