build/grade/address/main.o: build/grade/source/main.c \
 build/grade/source/closing.h build/grade/source/door.h \
 /work/wt6/request/http.h /work/wt6/request/config.h \
 /work/wt6/request/options.h /work/wt6/request/net.h
build/grade/source/closing.h:
build/grade/source/door.h:
/work/wt6/request/http.h:
/work/wt6/request/config.h:
/work/wt6/request/options.h:
/work/wt6/request/net.h:
