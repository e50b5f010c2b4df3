build/grade/plain/closing.o: build/grade/source/closing.c \
 build/grade/source/closing.h
build/grade/source/closing.h:
