# SQL -> C (tools/sqlc.c) for the rooms under roof, and the migrations.
SQL   := $(foreach r,$(ROOMS),$(wildcard src/$(r)/*.sql))
GEN_H += $(foreach f,$(SQL),$(B)/gen/$(notdir $(f:.sql=))_sql.h)
GEN_O += $(foreach f,$(SQL),$(B)/gen/$(notdir $(f:.sql=))_sql.o)
ifneq ($(filter db,$(ROOMS)),)
GEN_O += $(B)/gen/sql_all.o $(B)/gen/migrations.o
endif

build/tools/%: tools/%.c
	@mkdir -p $(@D)
	@gcc -std=c11 -D_GNU_SOURCE -O1 -Wall -Wextra -Werror -o $@ $<

define sql_rules
$$(B)/gen/$(notdir $(1:.sql=))_sql.h: $(1) build/tools/sqlc
	@mkdir -p $$(@D)
	@build/tools/sqlc h $(notdir $(1:.sql=)) $(1) > $$@.part && mv $$@.part $$@
$$(B)/gen/$(notdir $(1:.sql=))_sql.c: $(1) build/tools/sqlc
	@mkdir -p $$(@D)
	@build/tools/sqlc c $(notdir $(1:.sql=)) $(1) > $$@.part && mv $$@.part $$@
endef
$(foreach f,$(SQL),$(eval $(call sql_rules,$(f))))

$(B)/gen/sql_all.c: $(SQL) build/tools/sqlc
	@mkdir -p $(@D)
	@build/tools/sqlc all $(SQL) > $@.part && mv $@.part $@
$(B)/gen/migrations.c: $(sort $(wildcard migrations/*.sql)) build/tools/sqlc
	@mkdir -p $(@D)
	@build/tools/sqlc migrations $(sort $(wildcard migrations/*.sql)) > $@.part && mv $@.part $@

$(B)/gen/%.o: $(B)/gen/%.c | $(GEN_H)
	$(CC) $(CFLAGS) -c -o $@ $<
