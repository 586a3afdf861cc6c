# The generators' rules: SQL -> row structs, pages -> C, messages -> enum, files -> bytes.
-include $(wildcard tools/gen_*.mk)
