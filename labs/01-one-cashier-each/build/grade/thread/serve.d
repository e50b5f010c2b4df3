build/grade/thread/serve.o: build/grade/source/serve.c \
 build/grade/source/serve.h /work/wt6/request/http.h \
 /work/wt6/request/config.h /work/wt6/request/options.h
build/grade/source/serve.h:
/work/wt6/request/http.h:
/work/wt6/request/config.h:
/work/wt6/request/options.h:
