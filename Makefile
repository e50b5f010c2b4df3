# Two Counters. `make help` explains every target.

CC = gcc
V = 0
SANITIZER =
Q = $(if $(filter 1,$(V)),,@)

# Each kind of build has a folder of its own, so that none disturbs another.
suffix_address = /asan
suffix_thread = /tsan
B = build$(suffix_$(SANITIZER))$(if $(filter clang%,$(CC)),/clang)

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
       -Wmissing-prototypes -Wvla
sanitize_address = -fsanitize=address,undefined -fno-sanitize-recover=undefined
sanitize_thread = -fsanitize=thread
SANITIZE = $(sanitize_$(SANITIZER)) \
           $(if $(SANITIZER),-O1 -fno-omit-frame-pointer,-O2)
CFLAGS = -std=c11 -g $(SANITIZE) $(WARN) -Werror
CPPFLAGS = -D_GNU_SOURCE -Irequest $(LLHTTP_CFLAGS) -MMD -MP
LDFLAGS = $(SANITIZE) -pthread

# The parser is llhttp: a library where the distribution has one, else the C
# sources that Debian 12 installs with node-llhttp, compiled here.
ifeq ($(shell pkg-config --exists libllhttp 2>/dev/null && echo yes),yes)
LLHTTP_CFLAGS := $(shell pkg-config --cflags libllhttp)
LLHTTP := $(shell pkg-config --libs libllhttp)
else
LLHTTP_CFLAGS := -isystem /usr/share/include/llhttp
LLHTTP = $(B)/llhttp/api.o $(B)/llhttp/http.o $(B)/llhttp/llhttp.o
endif

objects = $(patsubst %.c,$(B)/%.o,$(wildcard $(1)/*.c))

REQUEST = $(call objects,request)
THREADED = $(call objects,threaded)
EVENTED = $(call objects,evented)
LOADGEN = $(call objects,loadgen)

# The load generator shares options and sockets with the servers, no more.
LOADGEN_SHARED = $(B)/request/options.o $(B)/request/net.o
LOADGEN_LIBS = -levent_core -ljansson -linih -lz -lm

PROGRAMS = $(B)/threaded/threaded $(B)/evented/evented $(B)/loadgen/loadgen

all: $(PROGRAMS) ## build threaded, evented and loadgen into build/

$(B)/threaded/threaded: $(THREADED) $(REQUEST) $(LLHTTP)
$(B)/evented/evented: $(EVENTED) $(REQUEST) $(LLHTTP)
$(B)/evented/evented: LIBS = -levent_core -levent_pthreads
$(B)/loadgen/loadgen: $(LOADGEN) $(LOADGEN_SHARED) $(LLHTTP)
$(B)/loadgen/loadgen: LIBS = $(LOADGEN_LIBS)

$(PROGRAMS):
	@echo "  link    $@"
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter -l%,$(LLHTTP)) $(LIBS)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  cc      $<"
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(B)/llhttp/%.o: /usr/share/llhttp/%.c
	@mkdir -p $(@D)
	@echo "  cc      $<"
	$(Q)$(CC) -std=gnu11 -g $(SANITIZE) -w -DLLHTTP_STRICT_MODE=1 \
	    -I/usr/share/include/llhttp -c -o $@ $<

# Unit tests: one program a module, tests/unit/test_NAME.c.
UNITS = $(patsubst tests/unit/%.c,$(B)/tests/unit/%,$(wildcard tests/unit/test_*.c))
LOADGEN_PARTS = $(filter-out %/main.o,$(LOADGEN))
$(UNITS): $(B)/tests/unit/%: $(B)/tests/unit/%.o $(REQUEST) $(LOADGEN_PARTS) $(LLHTTP)
	@echo "  link    $@"
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter -l%,$(LLHTTP)) \
	    $(LOADGEN_LIBS) -lcmocka

unit: $(UNITS) ## build and run the unit tests
	$(Q)for t in $(UNITS); do $$t || exit 1; done

clean: ## remove build/
	rm -rf build

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | \
	    awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.PHONY: all unit clean help
-include $(shell [ -d $(B) ] && find $(B) -name '*.d')
