/* includes.c: a submission for lab 1 that includes itself, twice. */
#include "door.c"
#include "door.c"
