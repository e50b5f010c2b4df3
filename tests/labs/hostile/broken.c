/* broken.c: a submission for lab 1 that does not compile. */
#error "not finished yet"
