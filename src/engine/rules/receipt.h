/* receipt.h: what was answered, on what grounds, as one line of canonical JSON
** (doc/policies.md, Receipts): members in the order of code points, no blanks.
** The same question to the same policy gives the same bytes on every machine,
** today and in years.
**
** Format 2 (`format`) also holds the hash of the fact dictionary, for the same
** facts may mean something else in another one. Receipts of format 1 have
** neither member; they are read, and written again as they were. */
#ifndef RULES_RECEIPT_H
#define RULES_RECEIPT_H
#include "engine/rules/given.h"

/* Raised whenever the same question may give another answer. */
#define RECEIPT_ENGINE "ballast-rules-3"

enum { RECEIPT_FORMAT = 2 };

struct receipt {
    int format;
    struct str engine, hash, dictionary, policy, version, benefit;   /* dictionary: empty in format 1 */
    struct date date;
    struct given_facts facts;
    struct grants granted;
    const struct json_node *json;             /* the whole, to compare with */
};

void put_receipt(struct out *o, const struct register_question *q, const struct register_answer *r, int format);
/* What is needed to ask again. RC_INPUT when the line is no receipt or names a fact the dictionary has not; RC_STALE when it
** was made with another dictionary. */
enum rc receipt_read(struct arena *a, const struct facts *dictionary, struct str line, struct receipt *r, struct err *e);
/* The policy of these very bytes; NULL: *changed is the one of the same id and version (NULL: none is left). */
const struct policy *receipt_policy(const struct policy_register *reg, const struct receipt *r, const struct policy **changed);
/* The first member in which two receipts differ; empty when the bytes are the same. `engine` does not count. */
struct str receipt_difference(struct arena *a, struct str x, struct str y);
#endif
