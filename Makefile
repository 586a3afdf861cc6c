# One Makefile, no configure. `make` builds, `make run` serves the demo,
# `make test` proves it. Rooms (folders of src/) can be built alone:
#     make unit ROOMS="base engine/rules" B=build/rules
#     make coverage ROOMS=engine/rules
# SAN=asan builds with ASan and UBSan; out of tree, in $(B).

SAN   ?= asan
B     ?= build/$(SAN)
CC    := gcc
# The rooms under roof; a new one is added here when it builds.
ROOMS ?= base db http engine/dock engine/rules engine/assign engine/link web app/measures app/jobs app/docking app/rounds app/fairs app/filings app/incubation app/parties app/governance app/indicators cli
PKGS  := libmicrohttpd sqlite3 libpq libcrypto libsodium icu-uc icu-i18n libpcre2-8 expat libzip xlsxwriter libqrencode zlib libcurl libxxhash
WARN  := -Wall -Wextra -Wshadow -Wconversion -Wvla -Wformat=2 -Werror
FLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
FLAGS_fast := -O2 -g
FLAGS_tsan := -O1 -g -fsanitize=thread
FLAGS_cov  := -O0 -g --coverage -Wno-clobbered -Wno-unused-function -include test/cover.h
CFLAGS  = -std=c11 -D_GNU_SOURCE -Isrc -I. -I$(B)/gen $(WARN) $(FLAGS_$(SAN)) -MMD -MP $(shell pkg-config --cflags $(PKGS))
LDLIBS  = $(shell pkg-config --libs $(PKGS)) -lbidgcc000 -lstemmer -lpthread -lm

SRC   := $(foreach r,$(ROOMS),$(wildcard src/$(r)/*.c))
TESTS := $(filter %_test.c,$(SRC))
LIB   := $(filter-out %_test.c,$(SRC))
OBJ   := $(LIB:src/%.c=$(B)/%.o)
UNIT  := $(TESTS:src/%_test.c=$(B)/%_test)
GEN_O :=

-include tools/gen.mk

all: $(B)/libballast.a $(if $(wildcard src/main.c),$(B)/ballast)

$(B)/libballast.a: $(OBJ) $(GEN_O)
	@rm -f $@
	@ar rcs $@ $^

$(B)/ballast: $(B)/main.o $(B)/libballast.a
	$(CC) $(FLAGS_$(SAN)) -o $@ $^ $(LDLIBS)

# Generated headers must be there before the first compilation; afterwards -MMD knows who includes which.
$(B)/%.o: src/%.c | $(GEN_H)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -c -o $@ $<

# Inner loops over columns: worth the compiler's best.
$(B)/engine/rules/batch.o $(B)/engine/rules/batch_code.o $(B)/engine/rules/batch_bits.o $(B)/engine/rules/batch_days.o $(B)/engine/rules/batch_judge.o $(B)/engine/rules/batch_vector.o $(B)/engine/rules/register_batch.o $(B)/engine/dock/sweep.o $(B)/engine/dock/sums.o $(B)/engine/dock/many.o $(B)/engine/dock/analyse.o $(B)/engine/dock/index.o $(B)/engine/dock/dict.o $(B)/engine/dock/merge.o: CFLAGS += $(if $(filter fast,$(SAN)),-O3)

$(B)/%_test: $(B)/%_test.o $(B)/libballast.a
	@$(CC) $(FLAGS_$(SAN)) -o $@ $^ -lcmocka $(LDLIBS)

# Every *_test.c stands beside what it tests and is a program of its own.
unit: $(UNIT)
	@test/run_units $(UNIT)

# Which branches the tests take, by file: make coverage ROOMS=engine/rules. The rules are tested by more than their units:
# the register's tests in cli, its vectors, and the conformance kit where it lies beside this project. There the room alone
# counts, linked in front of everything else as it is.
coverage:
	@$(MAKE) -s SAN=cov B=build/cov ROOMS="$(if $(filter base,$(ROOMS)),,base )$(ROOMS)" unit >/dev/null
	@$(if $(filter engine/rules,$(ROOMS)),$(MAKE) -s ROOMS="$(shell sed -n 's/^ROOMS ?= //p' Makefile)" coverage_rules >/dev/null)
	@tools/coverage build/cov $(ROOMS)

MORE_TESTS := $(patsubst src/cli/%.c,%,$(wildcard src/cli/policy_*_test.c))
coverage_rules:
	@$(MAKE) -s SAN=fast all $(MORE_TESTS:%=build/fast/cli/%)
	@for t in main $(MORE_TESTS:%=cli/%); do $(CC) --coverage -o build/cov/$$(basename $$t)_linked build/fast/$$t.o \
	    -Wl,--whole-archive build/cov/libballast.a -Wl,--no-whole-archive build/fast/libballast.a -lcmocka $(LDLIBS) || exit 1; done
	@for t in $(MORE_TESTS); do build/cov/$${t}_linked; done
	@BALLAST=build/cov/main_linked test/policies
	@BALLAST=build/cov/main_linked test/tck

run:   ; @tools/run
test:  ; @test/all
clean: ; rm -rf build

.PHONY: all unit coverage coverage_rules run test clean
.SECONDARY:
-include $(OBJ:.o=.d) $(GEN_O:.o=.d) $(UNIT:=.d) $(B)/main.d
