# lab.mk: how a lab is built and graded; each lab's Makefile includes this.
#
# It says NUMBER, YOURS (what the student writes), GIVEN (what they do not),
# BUILDS (plain address thread) and LIBS. FROM is the folder of YOURS: this
# one, or solution. Everything that is built goes to BUILD.

ROOT := $(realpath $(dir $(lastword $(MAKEFILE_LIST)))..)
LAB := $(notdir $(CURDIR))
FROM = .
BUILD = $(ROOT)/build/labs
B = $(BUILD)/$(LAB)$(if $(filter-out .,$(FROM)),-$(notdir $(FROM)))

ifeq ($(origin CC),default)
CC = gcc
endif
V = 0
Q = $(if $(filter 1,$(V)),,@)
CHECK =
GRADE_FLAGS =
WARN = -Wall -Wextra -Wpedantic -Wshadow $(if $(WERROR),-Werror)
flags_plain = -O1
flags_address = -O1 -fsanitize=address,undefined \
                -fno-sanitize-recover=undefined
flags_thread = -O1 -fsanitize=thread

ifeq ($(shell pkg-config --exists libllhttp 2>/dev/null && echo yes),yes)
LLHTTP_CFLAGS := $(shell pkg-config --cflags libllhttp)
LLHTTP_LIBS := $(shell pkg-config --libs libllhttp)
LLHTTP_SOURCES =
else
LLHTTP_CFLAGS := -isystem /usr/share/include/llhttp
LLHTTP_SOURCES = /usr/share/llhttp/api.c /usr/share/llhttp/http.c \
                 /usr/share/llhttp/llhttp.c
endif
COMMON = -std=c11 -g -fno-omit-frame-pointer -D_GNU_SOURCE -pthread \
         -I$(ROOT)/request $(LLHTTP_CFLAGS)

# What the lab's own files are compiled from: where they are, or, if YOURS
# come from elsewhere, a folder in which they are together with GIVEN.
ifeq ($(FROM),.)
SOURCE = .
else
SOURCE = $(B)/source
endif
FILES = $(YOURS) $(GIVEN)
OBJECTS = $(patsubst %.c,%.o,$(filter %.c,$(FILES)))
PROGRAMS = $(BUILDS:%=$(B)/%/program)

all: $(firstword $(PROGRAMS)) ## build the program

run: all ## build and run it; Ctrl-C ends it
	$(Q)$(firstword $(PROGRAMS)) $(OPTIONS)

ifneq ($(SOURCE),.)
$(YOURS:%=$(SOURCE)/%): $(SOURCE)/%: $(FROM)/%
	@mkdir -p $(@D) && cp $< $@
$(GIVEN:%=$(SOURCE)/%): $(SOURCE)/%: %
	@mkdir -p $(@D) && cp $< $@
endif

# The request module, once for all labs, and once for each kind of build.
REQUEST = $(wildcard $(ROOT)/request/*.c)
define build_of
$(BUILD)/request/$(1)/librequest.a: \
    $(REQUEST:$(ROOT)/request/%.c=$(BUILD)/request/$(1)/%.o) \
    $(patsubst %.c,$(BUILD)/request/$(1)/llhttp/%.o,$(notdir $(LLHTTP_SOURCES)))
	$(Q)rm -f $$@ && ar rcs $$@ $$^

$(BUILD)/request/$(1)/%.o: $(ROOT)/request/%.c
	@mkdir -p $$(@D)
	@echo "  cc      request/$$*.c ($(1))"
	$(Q)cd $(ROOT) && $(CC) $(COMMON) $(flags_$(1)) -MMD -MP -c -o $$@ \
	    $$<

$(BUILD)/request/$(1)/llhttp/%.o: /usr/share/llhttp/%.c
	@mkdir -p $$(@D)
	$(Q)$(CC) $(COMMON) $(flags_$(1)) -w -DLLHTTP_STRICT_MODE=1 \
	    -I/usr/share/include/llhttp -c -o $$@ $$<

$(B)/$(1)/%.o: $(SOURCE)/%.c $(filter %.h,$(FILES:%=$(SOURCE)/%))
	@mkdir -p $$(@D)
	@echo "  cc      $$*.c ($(1))"
	$(Q)$(CC) $(COMMON) $(WARN) $(flags_$(1)) -MMD -MP -c -o $$@ $$<

$(B)/$(1)/program: $(OBJECTS:%=$(B)/$(1)/%) $(BUILD)/request/$(1)/librequest.a
	@echo "  link    $(LAB) ($(1))"
	$(Q)$(CC) -pthread $(flags_$(1)) -o $$@ $$^ $(LIBS) $(LLHTTP_LIBS) \
	    -lsqlite3 -ljansson
endef
$(foreach kind,$(BUILDS),$(eval $(call build_of,$(kind))))

# The grader: a library, the shims, and a program that runs this lab's checks.
GRADE = $(filter-out %/threads.c %/gate.c,$(wildcard $(ROOT)/labs/grade/*.c))
GRADE_LIBS = -lcmocka -lseccomp -ljansson -lm
$(BUILD)/grade/libgrade.a: $(GRADE:$(ROOT)/labs/grade/%.c=$(BUILD)/grade/%.o) \
    $(BUILD)/grade/options.o
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/grade/%.o: $(ROOT)/labs/grade/%.c
	@mkdir -p $(@D)
	@echo "  cc      grade/$*.c"
	$(Q)$(CC) $(COMMON) $(WARN) -Wconversion -Werror -O1 -MMD -MP -c -o $@ $<

$(BUILD)/grade/options.o: $(ROOT)/request/options.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(COMMON) -O1 -c -o $@ $<

SHIM = $(addprefix $(ROOT)/tests/faults/,faults.c plan.c fortify.c)
$(BUILD)/grade/faults.so: $(SHIM)
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -g -O2 -D_GNU_SOURCE -fPIC -shared -o $@ $^ -ldl

$(BUILD)/grade/%.so: $(ROOT)/labs/grade/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -g -O2 -D_GNU_SOURCE $(WARN) -fPIC -shared -o $@ $< -ldl

SHIMS = $(patsubst %,$(BUILD)/grade/%.so,faults threads gate)
GRADER = $(BUILD)/$(LAB)/check
$(GRADER): check.c $(BUILD)/grade/libgrade.a
	@mkdir -p $(@D)
	@echo "  link    the grader of $(LAB)"
	$(Q)$(CC) $(COMMON) $(WARN) -Werror -O1 -I$(ROOT)/labs/grade -MMD -MP \
	    -MF $@.d -o $@ check.c $(BUILD)/grade/libgrade.a $(GRADE_LIBS)

grader: $(GRADER) $(SHIMS)
shared: $(BUILDS:%=$(BUILD)/request/%/librequest.a) \
    $(BUILD)/grade/libgrade.a $(SHIMS)
programs: $(PROGRAMS)

SEALED = $(wildcard $(ROOT)/sealed.sha256)
check: grader programs ## grade; CHECK=NAME for one check (and its parents)
	$(Q)$(GRADER) --programs=$(B) --shims=$(BUILD)/grade --source=$(FROM) \
	    $(SEALED:%=--sealed=%) $(CHECK:%=--only=%) $(GRADE_FLAGS)

handin: ## pack what you wrote, to hand it in: handin.tar
	$(Q)tar cf handin.tar $(YOURS)
	@echo "handin.tar: $(YOURS)"

# For scripts: what the lab consists of.
show-%:
	@echo $($*)

clean: ## remove what this lab built
	$(Q)rm -rf $(BUILD)/$(LAB) $(BUILD)/$(LAB)-*

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | \
	    awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

.PHONY: all run grader shared programs check handin clean help
.SECONDARY:
-include $(wildcard $(B)/*/*.d $(BUILD)/request/*/*.d $(BUILD)/grade/*.d \
    $(GRADER).d)
