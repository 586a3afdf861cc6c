/* learning.h: evidence from dockings that both sides confirmed: whether it counts, and what was learned. Inside the folder. */
#ifndef DOCKING_LEARNING_H
#define DOCKING_LEARNING_H
#include "app/docking/views.h"
#include "learning_sql.h"

/* confirmed dockings from which on it counts, unless the office says otherwise; and the least it may say */
enum { LEARNING_LEAST = 1000, LEARNING_LOWEST = 50 };

/* What the office has decided. Stored as the setting learned_least: a number, or "off" and the number. */
struct learning_rule { bool off; int64_t least; };
enum rc learning_rule_read(struct db *db, struct learning_rule *rule);

struct learning_view {
    struct learning_rule rule;
    struct live_lesson lesson;
    bool may_change;
    const struct form_state *form;                /* for who may change it */
};
struct str learning_topic(struct req *r, struct str name);                 /* in the reader's language */
void learning_html(struct req *r, const struct learning_view *v);
#endif
