/* envelope.h: what a policy is besides its decisions: the elements of
** urn:ballast:policy:1 in a model's extensionElements (doc/policies.md).
**
**     definitions ── b:policy ─┬─ areas, benefits, once, relations
**                              └─ documents, apply, publicity, questions
**     inputData ──── b:parameter ── values with their dates
**     rule, input, decision ── b:source
**
** Plain structs in the arena, read-only after reading. Everything is checked
** while it is read: an element or attribute that is not known, a word that is
** none of the allowed ones, two values for one day, a benefit whose decision
** is not in the model. An error has its place, says what was expected and what
** to do, in Chinese and English.
**
** An absent date is one so far away that no comparison minds. */
#ifndef RULES_ENVELOPE_H
#define RULES_ENVELOPE_H
#include "engine/rules/dmn.h"
#include "engine/rules/value.h"

enum policy_level { LEVEL_NATION, LEVEL_PROVINCE, LEVEL_CITY, LEVEL_DISTRICT, LEVEL_ZONE };
enum policy_sure { SURE_HIGH, SURE_MEDIUM, SURE_LOW };
enum benefit_kind { BENEFIT_MONEY, BENEFIT_RELIEF, BENEFIT_LIMIT, BENEFIT_RIGHT };
enum benefit_cadence { CADENCE_ONCE, CADENCE_MONTHLY, CADENCE_QUARTERLY, CADENCE_YEARLY };
enum benefit_payee { PAYEE_PERSON, PAYEE_FIRM, PAYEE_EMPLOYER, PAYEE_CARRIER };
enum relation_kind { RELATION_EXCLUDES, RELATION_REQUIRES, RELATION_SUPERSEDES, RELATION_STACKS };
enum policy_per { PER_PERSON, PER_FIRM, PER_JOB, PER_CERTIFICATE, PER_OCCUPATION_LEVEL, PER_HOUSEHOLD };
enum policy_of { OF_GRANT, OF_MONTH, OF_YUAN };
enum policy_period { PERIOD_EVER, PERIOD_YEAR, PERIOD_MONTH };
enum { YEAR_NEVER = 0, YEAR_OPEN = 9999 };                        /* of `from` and `to` that are not given */

struct some_number { bool given; struct number n; };
struct policy_area { struct str code, fact; int line, col; };
struct policy_benefit {
    struct str id, decision, output, unit, budget, budget_en, zh, en;
    enum benefit_kind kind; enum benefit_cadence cadence; enum benefit_payee payee;
    enum number_rounding rounding; int digits;
    struct some_number cap;
    /* for how many months it is paid: a number, or the name of an input or a decision; may be empty */
    struct str months;
    int line, col;
};
struct policy_once {
    enum policy_per per; enum policy_of of; enum policy_period period;
    struct some_number count;                                     /* always given */
    struct strs with;                                             /* other policies counted together */
    struct str left;                                              /* the input that is told what is left; may be empty */
    struct str zh, en;
    int line, col;
};
struct policy_relation {
    enum relation_kind kind; enum policy_per per; enum policy_period period;
    struct strs policies;
    struct some_number up_to;                                     /* STACKS */
    struct str zh, en;
    int line, col;
};
struct policy_document { struct str code, zh, en; struct strs waived_by; };
struct policy_open_question { struct str id, zh, en; };
struct policy_source { const void *of; struct str document, clause, zh, en; };   /* of: the dmn_rule, dmn_input or dmn_node */
struct policy_value { struct date from, to; struct str text; struct value value; int line, col; };
struct policy_parameter { struct str name, unit; struct { struct policy_value *v; size_t n, cap; } values; };

struct policy_envelope {
    struct str id, version, zh, en, issuer, issuer_en, document, counts;
    enum policy_level level; enum policy_sure sure;
    struct date from, to;
    int publicity_days; bool working;
    struct str apply_zh, apply_en;                                /* where, how; empty: not said */
    struct date apply_until; int apply_within; struct str apply_after;    /* the last day; months after the day of that fact */
    struct { struct policy_area *v; size_t n, cap; } areas;
    struct { struct policy_benefit *v; size_t n, cap; } benefits;
    struct { struct policy_once *v; size_t n, cap; } once;
    struct { struct policy_relation *v; size_t n, cap; } relations;
    struct { struct policy_document *v; size_t n, cap; } documents;
    struct { struct policy_open_question *v; size_t n, cap; } questions;
    struct { struct policy_source *v; size_t n, cap; } sources;
    struct { struct policy_parameter *v; size_t n, cap; } parameters;
    int line, col;
};

/* RC_NONE when the model has no envelope (a plain model); else RC_INPUT with its place. */
enum rc envelope_read(struct arena *a, const struct dmn_model *m, const struct policy_envelope **env, struct err *e);
const struct policy_source *envelope_source(const struct policy_envelope *env, const void *of);   /* NULL: not said */
const struct policy_parameter *envelope_parameter(const struct policy_envelope *env, struct str input);
const struct policy_benefit *envelope_benefit(const struct policy_envelope *env, struct str id);  /* empty: the only one; NULL */
bool date_within(struct date d, struct date from, struct date to);
/* The word of the file for each of them. */
struct str envelope_word_per(enum policy_per per);
struct str envelope_word_cadence(enum benefit_cadence c);
struct str envelope_word_kind(enum benefit_kind k);
struct str envelope_word_payee(enum benefit_payee p);
#endif
