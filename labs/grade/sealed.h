/* sealed.h: files that a student may read and not edit. */
#ifndef GRADE_SEALED_H
#define GRADE_SEALED_H

/* Compares files with a list of their sha256 sums, as sha256sum wrote it; the
 * names in it begin at the list's own folder. Returns the names of those that
 * differ or are missing, a line each (malloc'd), or NULL if there is none. */
char *sealed_edited(const char *list);

#endif
