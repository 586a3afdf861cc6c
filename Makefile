# One Makefile, no configure. `make` builds, `make run` serves the demo,
# `make test` proves it. Rooms (folders of src/) can be built alone:
#     make unit ROOMS="base engine/rules" B=build/rules
#     make coverage ROOMS=engine/rules
# SAN=asan builds with ASan and UBSan; out of tree, in $(B).

SAN   ?= asan
B     ?= build/$(SAN)
CC    := gcc
# The rooms under roof; a new one is added here when it builds.
ROOMS ?= base db http engine/dock engine/rules engine/assign web app/docking app/rounds app/fairs app/parties app/governance cli
PKGS  := libmicrohttpd sqlite3 libpq libcrypto libsodium icu-uc icu-i18n libpcre2-8 expat libzip xlsxwriter libqrencode zlib libcurl
WARN  := -Wall -Wextra -Wshadow -Wconversion -Wvla -Wformat=2 -Werror
FLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
FLAGS_fast := -O2 -g
FLAGS_tsan := -O1 -g -fsanitize=thread
FLAGS_cov  := -O0 -g --coverage -Wno-clobbered
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
$(B)/engine/rules/batch_code.o $(B)/engine/rules/batch_bits.o $(B)/engine/rules/batch_days.o $(B)/engine/rules/batch_judge.o $(B)/engine/rules/batch_vector.o $(B)/engine/rules/register_batch.o: CFLAGS += $(if $(filter fast,$(SAN)),-O3)

$(B)/%_test: $(B)/%_test.o $(B)/libballast.a
	@$(CC) $(FLAGS_$(SAN)) -o $@ $^ -lcmocka $(LDLIBS)

# Every *_test.c stands beside what it tests and is a program of its own.
unit: $(UNIT)
	@test/run_units $(UNIT)

# Which branches the units take, by file: make coverage ROOMS=engine/rules
coverage:
	@$(MAKE) -s SAN=cov B=build/cov ROOMS="$(if $(filter base,$(ROOMS)),,base )$(ROOMS)" unit >/dev/null
	@tools/coverage build/cov $(ROOMS)

run:   ; @tools/run
test:  ; @test/all
clean: ; rm -rf build

.PHONY: all unit coverage run test clean
.SECONDARY:
-include $(OBJ:.o=.d) $(GEN_O:.o=.d) $(UNIT:=.d) $(B)/main.d
