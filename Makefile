# Two Counters. `make help` explains every target.

# gcc, unless the command line or the environment names another.
ifeq ($(origin CC),default)
CC = gcc
endif
V = 0
SANITIZER =
SETUP = scripts/setup
Q = $(if $(filter 1,$(V)),,@)

# Each kind of build has a folder of its own, so that none disturbs another.
suffix_address = /asan
suffix_thread = /tsan
suffix_fuzzer = /fuzz
B = build$(suffix_$(SANITIZER))$(if $(filter clang%,$(CC)),/clang)

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
       -Wmissing-prototypes -Wvla
sanitize_address = -fsanitize=address,undefined -fno-sanitize-recover=undefined
sanitize_thread = -fsanitize=thread
sanitize_fuzzer = -fsanitize=fuzzer-no-link $(sanitize_address)
SANITIZE = $(sanitize_$(SANITIZER)) \
           $(if $(SANITIZER),-O1 -fno-omit-frame-pointer,-O2)
WERROR = -Werror

# These come before the user's own CPPFLAGS, CFLAGS and LDFLAGS, which are for
# packages: from the environment, or from make's command line.
CPP_FLAGS = -D_GNU_SOURCE -Irequest $(LLHTTP_CFLAGS) -MMD -MP $(CPPFLAGS)
C_FLAGS = -std=c11 -g $(SANITIZE) $(WARN) $(WERROR) $(CFLAGS)
LD_FLAGS = $(SANITIZE) -pthread $(LDFLAGS)

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
LOADGEN_LIBS = -levent_extra -levent_core -ljansson -linih -lz -lncurses -ltinfo -lm

REQUEST_LIBS = -lsqlite3 -ljansson

SERVERS = $(B)/threaded/threaded $(B)/evented/evented
PROGRAMS = $(SERVERS) $(B)/loadgen/loadgen

# The console's page lies beside the programs, with the library that draws its
# charts, where the distribution has installed it.
DYGRAPHS = /usr/share/javascript/dygraphs/dygraph.min
PAGE = $(patsubst loadgen/console/%,$(B)/console/%,\
           $(wildcard loadgen/console/*.*)) \
       $(patsubst $(DYGRAPHS)%,$(B)/console/dygraph%,\
           $(wildcard $(DYGRAPHS).js $(DYGRAPHS).css))

all: $(PROGRAMS) $(PAGE) ## build threaded, evented and loadgen into build/

$(B)/threaded/threaded: $(THREADED) $(REQUEST) $(LLHTTP)
$(B)/evented/evented: $(EVENTED) $(REQUEST) $(LLHTTP)
$(B)/threaded/threaded: LIBS = $(REQUEST_LIBS)
$(B)/evented/evented: LIBS = -levent_core $(REQUEST_LIBS)
$(B)/loadgen/loadgen: $(LOADGEN) $(LOADGEN_SHARED) $(LLHTTP)
$(B)/loadgen/loadgen: LIBS = $(LOADGEN_LIBS)

$(PROGRAMS):
	@echo "  link    $@"
	$(Q)$(CC) $(LD_FLAGS) -o $@ $(filter %.o,$^) $(filter -l%,$(LLHTTP)) $(LIBS)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  cc      $<"
	$(Q)$(CC) $(CPP_FLAGS) $(C_FLAGS) -c -o $@ $<

$(B)/request/home.o: request/home.html

$(B)/console/%: loadgen/console/%
	@mkdir -p $(@D)
	$(Q)cp $< $@

$(B)/console/dygraph%: $(DYGRAPHS)%
	@mkdir -p $(@D)
	$(Q)cp $< $@

$(B)/llhttp/%.o: /usr/share/llhttp/%.c
	@mkdir -p $(@D)
	@echo "  cc      $<"
	$(Q)$(CC) $(CPPFLAGS) -std=gnu11 -g $(SANITIZE) -w $(CFLAGS) \
	    -DLLHTTP_STRICT_MODE=1 -I/usr/share/include/llhttp -c -o $@ $<

# Where `make install` puts everything, below DESTDIR if that is set.
PREFIX = /usr/local
DESTDIR =
PLACE = B=$(B) PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) scripts/install

install: all ## install programs, pages and completion below PREFIX
	$(Q)$(PLACE)

uninstall: ## remove them again
	$(Q)$(PLACE) remove

# Unit tests: one program a module, tests/unit/test_NAME.c.
UNITS = $(patsubst %.c,$(B)/%,$(wildcard tests/unit/test_*.c))
LOADGEN_PARTS = $(filter-out %/main.o,$(LOADGEN))
$(UNITS): %: %.o $(REQUEST) $(LOADGEN_PARTS) $(LLHTTP)
	@echo "  link    $@"
	$(Q)$(CC) $(LD_FLAGS) -o $@ $(filter %.o,$^) $(filter -l%,$(LLHTTP)) \
	    $(LOADGEN_LIBS) $(REQUEST_LIBS) $(WRAP) -lcmocka

# What its tests make up: the linker has load_run() called __wrap_load_run().
$(B)/tests/unit/test_sweep: WRAP = -Wl,--wrap=load_run

# The fault shim is a library, and never sanitized: the program may be.
FAULTS = $(B)/tests/faults/faults.so
SELFTEST = $(B)/tests/faults/selftest
SHIM = $(addprefix tests/faults/,faults.c plan.c fortify.c)
$(FAULTS): $(SHIM) tests/faults/faults.h tests/faults/plan.h
	@mkdir -p $(@D)
	@echo "  link    $@"
	$(Q)$(CC) -std=c11 -g -O2 -D_GNU_SOURCE $(WARN) -Werror -fPIC -shared \
	    -o $@ $(SHIM) -ldl

$(SELFTEST): $(SELFTEST).o
	@echo "  link    $@"
	$(Q)$(CC) $(LD_FLAGS) -o $@ $^

# Fuzzers: make CC=clang SANITIZER=fuzzer fuzzers. The checks of responses
# are shared with the wire scripts' player.
FUZZERS = $(patsubst %.c,$(B)/%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_PARTS = $(filter-out $(B)/tests/fuzz/fuzz_%,$(call objects,tests/fuzz)) \
             $(B)/tests/parity/answer.o
$(FUZZERS): %: %.o $(FUZZ_PARTS) $(REQUEST) $(LLHTTP)
	@echo "  link    $@"
	$(Q)$(CC) -fsanitize=fuzzer $(LD_FLAGS) -o $@ $(filter %.o,$^) \
	    $(filter -l%,$(LLHTTP)) $(REQUEST_LIBS)

fuzzers: $(FUZZERS)

# The wire scripts' player shares no code with the servers.
PARITY = $(B)/tests/parity/parity
$(PARITY): $(call objects,tests/parity)

# The loads that the held suite holds: they share no code with the servers.
HELD = $(B)/tests/held/held
$(HELD): $(call objects,tests/held)

# What the performance test compares with: one program a file.
BARE = $(patsubst %.c,$(B)/%,$(wildcard tests/perf/*.c))
$(BARE): %: %.o

$(PARITY) $(BARE) $(HELD):
	@echo "  link    $@"
	$(Q)$(CC) $(LD_FLAGS) -o $@ $^

TESTERS = $(UNITS) $(PARITY) $(HELD) $(FAULTS) $(SELFTEST) $(BARE)

tests: $(PROGRAMS) $(PAGE) $(TESTERS) ## build the programs and all that tests need

# bench and check begin on a machine that may lack the compiler, so what was
# found out above about libraries may be out of date: make starts afresh.
bench: ## install what is needed, build, measure both servers, draw: results/
	$(Q)$(SETUP) bench
	$(Q)$(MAKE) --no-print-directory all
	$(Q)B=$(B) scripts/bench

# Ctrl-C is for the demo, which ends all that it started.
demo: ## the classroom console with five servers; Ctrl-C ends them all
	$(Q)$(SETUP) demo
	$(Q)$(MAKE) --no-print-directory all
	$(Q)B=$(B) scripts/demo

deb: ## install what that takes, and make a Debian package of it all
	$(Q)$(SETUP) deb
	$(Q)scripts/deb

replay-page: all ## make one HTML file of a recorded session: SESSION=FILE
	$(Q)B=$(B) scripts/replay-page $(SESSION)

redraw: all ## draw the kept run's charts and report again, without measuring
	$(Q)B=$(B) scripts/redraw

check: ## install what is needed, then run every test there is
	$(Q)$(SETUP) check
	$(Q)CC="$(CC)" B=$(B) MAKE="$(MAKE)" tests/run

lint: ## check layout, and look for bugs by static analysis
	$(Q)scripts/lint

unit: $(UNITS) ## run the unit tests
	$(Q)s=0; for t in $^; do $$t || s=1; done; exit $$s

parity: $(PARITY) $(SERVERS) ## play the same wire scripts against both servers
	$(Q)B=$(B) tests/parity/run

faults: $(SERVERS) $(PARITY) $(FAULTS) $(SELFTEST) ## the same while I/O is made to fail
	$(Q)B=$(B) tests/faults/run

fuzz: ## feed the parsers malformed input, FUZZ_SECONDS (20) each
	$(Q)B=$(B) MAKE="$(MAKE)" tests/fuzz/run

e2e: $(PROGRAMS) $(PAGE) $(PARITY) ## use the programs as people do: curl, wrk, signals, limits
	$(Q)B=$(B) tests/e2e/run

browser: $(PROGRAMS) $(PAGE) ## the classroom console in Chromium
	$(Q)B=$(B) tests/browser/run

held: $(SERVERS) $(HELD) ## hold large loads on both servers, with probes beside
	$(Q)B=$(B) tests/held/run

clients: $(SERVERS) ## browsers, proxies, other load generators: see tests/clients
	$(Q)B=$(B) tests/clients/run

peers: $(PROGRAMS) ## Node.js, nginx and Apache, as the experiments compare with them
	$(Q)B=$(B) tests/peers/run

fleet: $(PROGRAMS) ## one load from four machines over ssh (needs root)
	$(Q)B=$(B) tests/fleet/run

valgrind: $(SERVERS) $(PARITY) $(HELD) ## both servers under memcheck
	$(Q)B=$(B) tests/valgrind

perf: all $(BARE) ## measure against other load generators and bare loops
	$(Q)B=$(B) tests/perf/run

check-install: all ## install and remove; are pages and completion true?
	$(Q)B=$(B) MAKE="$(MAKE)" tests/install/run

fresh-machine: ## run the README's commands on a newly made Debian (needs root)
	$(Q)tests/fresh-machine

# The labs build by themselves, in labs/lab.mk: a student has no more.
LAB = $(firstword $(wildcard labs/0$(N)-* labs/$(N)-*))
LABS_BUILD = BUILD=$(abspath $(B))/labs

lab: ## build and grade a lab: N=3, and CHECK=stalled for one check
	$(Q)test -n "$(LAB)" || { echo "make lab: give N=0 to N=10" >&2; exit 2; }
	$(Q)$(MAKE) --no-print-directory -C $(LAB) $(LABS_BUILD) check

labs: ## build and grade them all; FROM=solution for the solutions
	$(Q)s=0; for lab in labs/[0-9]*/; do \
	    $(MAKE) --no-print-directory -C $$lab $(LABS_BUILD) check || s=1; \
	done; exit $$s

handout: ## the students' bundle, results/handout.tar.gz
	$(Q)labs/bundle handout

gradescope: ## a lab's autograder for Gradescope: N=3
	$(Q)labs/bundle gradescope $(N)

autolab: ## a lab's autograder for Autolab: N=3
	$(Q)labs/bundle autolab $(N)

check-labs: ## do the labs' graders tell the truth? N=3 for one lab
	$(Q)B=$(B) MAKE="$(MAKE)" tests/labs/run $(N)

diff: ## the heart of both servers, serve(), side by side
	$(Q)scripts/diff serve

clean: ## remove build/
	$(Q)rm -rf build

help: ## this list
	@echo "usage: make [TARGET] [VARIABLE=VALUE...]"
	@echo
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | \
	    awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'
	@echo
	@echo "  V=1                 show the commands"
	@echo "  CC=clang            another compiler, built in build/clang/"
	@echo "  SANITIZER=address   with ASan and UBSan, built in build/asan/"
	@echo "  SANITIZER=thread    with TSan, built in build/tsan/"
	@echo "  CHECK_SHORT=1       check: without its long parts"
	@echo "  EXP=NAME            bench: only this experiment"
	@echo "  CLIENTS=1,10,100    bench: these numbers of clients"
	@echo "  BLOCKS=N            bench: measure each pair N times"
	@echo "  TOY=1               bench: half a minute, only to see that it works"
	@echo "  LISTEN=ADDRESS:PORT demo: serve the page there instead"
	@echo "  SESSION=FILE        replay-page: of this session, not of the newest"
	@echo "  PREFIX=/usr/local   install, uninstall: below this folder"
	@echo "  DESTDIR=FOLDER      install, uninstall: put before PREFIX, for packages"
	@echo "  CFLAGS=... CPPFLAGS=... LDFLAGS=...   more flags of your own"
	@echo "  WERROR=             let the compiler warn and go on"
	@echo "  SETUP=true          bench, demo, deb, check: install nothing"

.PHONY: all install uninstall deb tests bench demo replay-page redraw check \
        lint unit parity faults fuzz fuzzers e2e browser held clients peers \
        fleet valgrind perf check-install fresh-machine lab labs handout \
        gradescope autolab check-labs diff clean help
-include $(wildcard $(B)/*/*.d $(B)/*/*/*.d)
