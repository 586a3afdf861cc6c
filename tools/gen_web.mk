# Messages, pages and files -> C, for the rooms under roof. messages.h is there even without the room web.
MSG   := $(foreach r,$(ROOMS),$(wildcard src/$(r)/*.msg))
HTML  := $(foreach r,$(ROOMS),$(wildcard src/$(r)/*.html))
STATIC := $(sort $(wildcard src/web/static/*))
DATA  := $(sort $(wildcard data/codes/*.tsv data/demo/*.tsv data/returns/*.tsv data/policies/*.dmn $(addprefix data/,glossary.tsv facts.tsv measures.tsv indicators.tsv indicator_versions.tsv incubation_rules.tsv)))
ifneq ($(filter web,$(ROOMS)),)
GEN_H += $(B)/gen/messages.h $(B)/gen/static_tags.h
GEN_O += $(B)/gen/messages.o $(B)/gen/static_files.o $(B)/gen/data_files.o $(foreach f,$(HTML),$(B)/gen/$(notdir $(f:.html=))_html.o)
endif

$(B)/gen/messages.h: $(MSG) build/tools/msgc
	@mkdir -p $(@D)
	@build/tools/msgc h $(MSG) > $@.part && mv $@.part $@
$(B)/gen/messages.c: $(MSG) build/tools/msgc
	@mkdir -p $(@D)
	@build/tools/msgc c $(MSG) > $@.part && mv $@.part $@
$(B)/gen/static_files.c: $(STATIC) build/tools/filec
	@mkdir -p $(@D)
	@build/tools/filec static src/web/static $(STATIC) > $@.part && mv $@.part $@
$(B)/gen/static_tags.h: $(STATIC) build/tools/filec
	@mkdir -p $(@D)
	@build/tools/filec tags src/web/static $(STATIC) > $@.part && mv $@.part $@
$(B)/gen/data_files.c: $(DATA) build/tools/filec tools/gen_web.mk
	@mkdir -p $(@D)
	@build/tools/filec data data $(DATA) > $@.part && mv $@.part $@

define html_rules
$$(B)/gen/$(notdir $(1:.html=))_html.c: $(1) build/tools/tmplc
	@mkdir -p $$(@D)
	@build/tools/tmplc $(1) > $$@.part && mv $$@.part $$@
endef
$(foreach f,$(HTML),$(eval $(call html_rules,$(f))))
