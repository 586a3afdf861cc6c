/* rules.h: whether a venture may enter, how long it may stay, whether it has graduated, whether a carrier meets the national
** thresholds: rules with days, written in FEEL over facts.
**
**     rows ──facts_of_*──► facts ──rules_judge──► a verdict: yes, no, or unknown, and why in numbers
**
** A rule has a condition when it applies ('' = always), a test, and a sentence with {FEEL} in braces; `limit` is its threshold.
** A fact nobody knows is null: what depends on it is unknown and named, never a no. Which version rules a case is decided by
** the case's own day. */
#ifndef INCUBATION_RULES_H
#define INCUBATION_RULES_H
#include "app/incubation/inner.h"
#include "engine/rules/feel.h"
#include "rules_sql.h"

enum purpose { FOR_ENTRY, FOR_STAY, FOR_GRADUATE, FOR_NATIONAL, PURPOSES };
struct str purpose_code(enum purpose p);
bool purpose_parse(struct str code, enum purpose *p);
int purpose_said(enum purpose p);                                         /* T_... */

enum { FACTS = 24 };
struct fact_kind { const char *name; enum type_kind type; int label; };   /* what a purpose's rules may ask for */
struct fact_kinds { const struct fact_kind *v; size_t n; };
struct fact_kinds facts_for(enum purpose p);
struct facts { enum purpose p; struct value v[FACTS]; };                  /* by the place in facts_for */

/* The facts of a venture: entered where on `entry`, looked at on `day` (of an agreement: its last day). Without tenancy of its own
** yet: entry as it is planned. */
enum rc facts_of_venture(struct db *db, enum purpose p, int64_t venture, struct str entry, struct str day, struct facts *f);
/* Of one that has no row yet. registered absent: a team. */
void facts_planned(struct str field, struct str registered, struct str entry, struct str day, enum purpose p, struct facts *f);
enum rc facts_of_carrier(struct db *db, int64_t carrier, struct str day, struct facts *f);

enum ruling { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN };
struct str answer_code(enum ruling a);
int answer_said(enum ruling a);
/* zh, en; missing: T_... */
struct finding {
    struct str code, title[2], why[2], source, from_day;
    int64_t version;
    enum ruling answer;
    int missing[FACTS];
    size_t nmissing;
};
struct verdict { enum purpose p; enum ruling answer; bool in_force; struct str day; struct { struct finding *v; size_t n, cap; } list; };

/* Rules in force on `day`. Of a graduate one yes is enough; else one no decides, then one unknown. in_force: there
** were rules; without, the answer is unknown. */
enum rc rules_judge(struct db *db, const struct facts *f, struct str day, struct verdict *to);
struct str verdict_said(struct arena *a, const struct verdict *v, enum lang lang);      /* one text: what decided */
/* Stores what was said, as it was said. */
enum rc verdict_keep(struct db *tx, const struct verdict *v, int64_t id, const char *kind, int64_t subject, int64_t now);
void verdict_html(struct req *r, const struct verdict *v);

/* Whether a rule can be read: NULL in *field when it can, else the form's field and the words of FEEL in e. */
struct rule_text { struct str applies, test, threshold, why_zh, why_en; };
enum rc rule_read(struct arena *a, enum purpose p, const struct rule_text *t, const char **field, struct err *e);
#endif
