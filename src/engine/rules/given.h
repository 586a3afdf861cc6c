/* given.h: facts and history as JSON, which is how programs hand them over and
** how receipts keep them.
**
**     {"facts": {"insured_months": 12, "人员类别": "graduate",
**                "registered_on": {"value": "2024-05-10", "source": "...", "at": "2024-06-01"}},
**      "granted": [{"policy": "P15", "date": "2022-05-01", "amount": 1000}]}
**
** Facts may also be a list of {"code", "value", "source", "at"}. null does not
** apply; a member that is not there is not known. `granted` absent or null:
** not known. Within lists of records a text like 2024-05-10 is a date. */
#ifndef RULES_GIVEN_H
#define RULES_GIVEN_H
#include "base/json.h"
#include "engine/rules/register.h"

enum rc given_set(struct arena *a, const struct fact *x, struct value v, struct str source, struct str at, struct given_facts *to,
    struct err *e);
enum rc given_read_facts(struct arena *a, const struct facts *dictionary, const struct json_node *n, struct given_facts *to, struct err *e);
enum rc given_read_grants(struct arena *a, const struct json_node *n, struct grants *to, struct err *e);
/* One member of a grant, as text; an empty one is not given. */
enum rc grant_set(struct grant *g, struct str name, struct str text, struct err *e);

/* Canonical JSON: facts by code, grants by their bytes. Only facts for which `wanted` says so. */
typedef bool given_wanted(const void *arg, const struct fact *x);
void put_given_facts(struct out *o, const struct given_facts *facts, given_wanted *wanted, const void *arg);
void put_given_grants(struct out *o, const struct grants *g);
#endif
