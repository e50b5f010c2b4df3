build/grade/address/door.o: build/grade/source/door.c \
 build/grade/source/door.h /work/wt6/request/http.h \
 /work/wt6/request/config.h /work/wt6/request/options.h \
 build/grade/source/serve.h
build/grade/source/door.h:
/work/wt6/request/http.h:
/work/wt6/request/config.h:
/work/wt6/request/options.h:
build/grade/source/serve.h:
