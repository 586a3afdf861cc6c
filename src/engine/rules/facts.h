/* facts.h: the fact dictionary: what may be asked about a person, a firm, a
** job, once for all departments (doc/policies.md).
**
**     data/facts.tsv ──facts_read──> struct facts ──facts_find──> struct fact
**     text or value, in either language ──fact_take──> the value tables compare
**
** A fact is found by its code, its Chinese or its English name; the Chinese
** one is its name in FEEL. Allowed values may be given in Chinese or English,
** or by another word of the dictionary's, and come out in Chinese, as tables
** write them. Pure: bytes in, no files. */
#ifndef RULES_FACTS_H
#define RULES_FACTS_H
#include "engine/rules/value.h"

/* In the order in which missing facts are asked for. */
enum fact_supplier { SUPPLIER_DATA, SUPPLIER_CARRIER, SUPPLIER_EMPLOYER, SUPPLIER_PERSON, SUPPLIER_OFFICER };
enum fact_grows { GROWS_NOT, GROWS_DAY, GROWS_MONTH };

struct fact_choice { struct str zh, en; struct strs others; };         /* others: what people write instead, in either language */
struct fact {
    struct str code, zh, en, unit, source;
    const struct type *type;
    struct { struct fact_choice *v; size_t n, cap; } choices;     /* of strings, also within lists; none: any */
    struct str range_text; const struct range *range;             /* of numbers; NULL: any */
    int fresh_days;                                               /* 0: does not age */
    enum fact_supplier supplier;
    enum fact_grows grows;
    int line;
};
struct fact_slot;
/* hash: of the bytes, set by whoever loads them; for receipts. */
struct facts { struct fact *v; size_t n, cap; struct fact_slot *slots; size_t nslots; struct str hash; };

/* RC_INPUT with line, column (of the cell, from 1), what was expected and the mend, in Chinese and English. */
enum rc facts_read(struct arena *a, struct str tsv, struct facts **facts, struct err *e);
const struct fact *facts_find(const struct facts *f, struct str name);         /* NULL: there is none of that name */

/* A value as FEEL has it: of the right type, in the range, a choice in Chinese. */
enum rc fact_take(struct arena *a, const struct fact *x, struct value given, struct value *v, struct err *e);
/* The same from a cell, a JSON text or NAME=FEEL: 2024-01-01, 12, 是 or yes or true, a choice; null, n/a, 不适用: does not
** apply; else FEEL: date("2024-01-01"), "quoted", [1, 2]. An empty text is VALUE_UNKNOWN. */
enum rc fact_take_text(struct arena *a, const struct fact *x, struct str given, struct value *v, struct err *e);
/* A value for people: choices and truth in that language, dates plainly, "?" when not known. */
void put_fact_value(struct out *o, const struct fact *x, struct value v, bool zh);         /* x may be NULL */
struct str fact_supplier_word(enum fact_supplier s);
#endif
