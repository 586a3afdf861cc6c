/* register.h: all versions of all policies, and what one person may have of one.
**
**     policy bytes ──register_add──> struct policy (envelope + program + which fact feeds which input)
**     policy, day, facts, history ──register_ask──> struct register_answer
**
** An answer is three-valued all the way: in force? in the area? what the
** decision says, rounded and capped; what was had before (once, requires,
** excludes, stacks). One sure "no" makes NOT; all sure and an amount above
** zero makes ENTITLED; everything else NEEDS facts, which are named. So no
** completion of the facts, and no history where none was given, contradicts a
** yes or a no. A NOT that waiting turns is NOT_YET with its day: dates and
** figures that grow (the dictionary says which) move on, versions and
** parameters take their turn, a period of the history ends.
**
** A date fact that grows by the day (today, the day of application) is the day
** of the question where it is not given. */
#ifndef RULES_REGISTER_H
#define RULES_REGISTER_H
#include "engine/rules/envelope.h"
#include "engine/rules/facts.h"
#include "engine/rules/policy.h"

enum grant_key { KEY_PERSON, KEY_FIRM, KEY_JOB, KEY_CERTIFICATE, KEY_OCCUPATION, KEY_LEVEL, KEY_HOUSEHOLD, KEYS };

/* What was had. A key is empty when not given; amounts in yuan. */
struct grant { struct str policy, benefit, key[KEYS]; bool dated; struct date date; struct some_number amount, months; };
struct grants { bool known; struct grant *v; size_t n, cap; };    /* !known: nobody said whether anything was had */

struct given_fact { const struct fact *fact; struct value value; struct str source, at; };
struct given_facts { struct given_fact *v; size_t n, cap; };      /* each fact once; VALUE_UNKNOWN as if not there */

/* Where an input of the model comes from: exactly one of these. plain: a date that is only compared with others. */
struct policy_input {
    struct str name;
    const struct fact *fact;
    const struct policy_parameter *parameter;
    const struct policy_once *left;
    bool plain;
};

struct policy {
    struct str id, version, hash, file;                           /* hash: of the bytes, by whoever loads them; for receipts */
    const struct policy_envelope *envelope;
    const struct dmn_model *model;
    const struct dmn_program *program;
    struct policy_input *inputs; size_t ninputs;
    const struct fact *counts;                                    /* NULL: the day of the question */
};
struct policies { const struct policy **v; size_t n, cap; };
struct policy_register { struct arena *a; const struct facts *facts; struct zones *zones; struct policies policies; };

struct policy_register *register_new(struct arena *a, const struct facts *facts, struct zones *zones);
/* RC_INPUT with line, column and the mend: no envelope, a fault of the model, an input that is no fact of the dictionary,
** an id and version that is there already. bytes must outlive the register. */
enum rc register_add(struct policy_register *reg, struct str bytes, struct str hash, struct str file, struct err *e);
/* "P11c", or "P11" when that has one version; NULL. */
const struct policy *register_find(const struct policy_register *reg, struct str name);
/* The versions of a policy (id, or id and version) that may be in force for this question, else the one that comes next,
** else the last; each once, oldest first. */
void register_versions(struct arena *a, const struct policy_register *reg, struct str name, struct date date,
    const struct given_facts *facts, struct policies *found);
bool policy_is(const struct policy_register *reg, struct str name, struct str id);      /* "P11" and "P11c" are P11 */

enum check_kind { CHECK_FORCE, CHECK_AREA, CHECK_DECISION, CHECK_ONCE, CHECK_RELATION };
struct register_check {
    enum check_kind kind;
    int met;                                                      /* 1, 0, -1 not known */
    const struct policy_once *once;                               /* ONCE */
    const struct policy_relation *relation;                       /* RELATION */
    const struct policy_area *area;                               /* AREA: the first of those that name this fact */
    struct number had, had_most; bool had_open;                   /* ONCE, stacks: at least, at most, without bound */
    const struct grant *grant;                                    /* one that made it so; NULL */
};

/* A fact of the dictionary; or a parameter without a value for that day, which an officer must enter; or else the history. */
struct missing_fact { const struct fact *fact; const struct policy_parameter *parameter; };

struct register_question {
    const struct policy_register *reg;
    const struct policy *policy;
    struct date date;
    const struct given_facts *facts;
    const struct grants *granted;                                 /* NULL: not known */
    struct str benefit;                                           /* empty: the only one */
};

struct register_answer {
    const struct policy *policy;
    const struct policy_benefit *benefit;                         /* NULL: there is none of that name, an ERROR */
    enum policy_answer answer;
    struct number low, high; bool open;                           /* rounded and capped; what it would be, also when a check says no */
    bool counts_known; struct date counts;                        /* the date that counts */
    struct { struct register_check *v; size_t n, cap; } checks;
    struct policy_question asked;                                 /* of the decision, with the facts it was given */
    struct policy_result decision;
    struct { struct missing_fact *v; size_t n, cap; } missing;    /* in the order in which to ask */
    struct date flips;                                            /* NOT_YET */
};

/* Parts of an answer, for register_batch.c: the checks of the history alone, and what it leaves to each input; a parameter on
** the date that counts (or not known); whether a division's code lies within an area. */
void register_history(struct arena *a, const struct register_question *q, struct register_answer *r, struct value *left);
struct value register_parameter(const struct policy *p, const struct policy_parameter *x, struct value counts);
bool register_in_area(struct str code, struct str area);

/* Everything in *r lives in a. */
void register_ask(struct arena *a, const struct register_question *q, struct register_answer *r);
/* does not look ahead: who has to wait is NOT */
void register_today(struct arena *a, const struct register_question *q, struct register_answer *r);

/* The first day after the question's on which the answer, its amounts or what is missing differ, all else being equal;
** what is given stays as it is but for what grows. Found by asking again for each day that may change something, up to
** POLICY_HORIZON days on. */
struct next_change { bool any; struct date date; enum policy_answer answer; struct number low, high; bool open; };
void register_next_change(struct arena *a, const struct register_question *q, const struct register_answer *r, struct next_change *next);
/* For how many months a monthly or quarterly benefit would be paid: the least of what the benefit says and of what each limit of
** months leaves. Not given: nobody says, or it is not known. */
struct some_number register_months(struct arena *a, const struct register_answer *r);
struct value given_value(const struct given_facts *facts, const struct fact *x);           /* VALUE_UNKNOWN: not given */
struct str grant_key_word(enum grant_key k);
struct str policy_answer_word(enum policy_answer x);              /* entitled, not, needs, not_yet, error */
#endif
