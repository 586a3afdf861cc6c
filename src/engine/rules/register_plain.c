/* register_plain.c: does a policy only compare this date with others?
**
** Then its answer can change on few days only: those on which one of the
** comparisons it made turns. Whoever looks ahead (register_ask.c) has the
** evaluator note the dates that were compared, and asks again on these alone.
** Where the date goes into anything else (its year, a difference, a function),
** every day is asked. */
#include "engine/rules/ast.h"
#include "engine/rules/dmn_inside.h"
#include "engine/rules/register_inside.h"

static bool compares(enum ast_kind kind)
{
    return kind == AST_COMPARE || kind == AST_TEST || kind == AST_BETWEEN || kind == AST_IN || kind == AST_RANGE || kind == AST_TESTS;
}

/* `fine`: a name may stand here. */
static bool plain_in(const struct feel_ast *n, struct str name, bool fine) {
    if (!n) return true;
    if (n->kind == AST_NAME) return fine || !str_eq(n->name, name);
    for (size_t i = 0; i < n->n; i++)
        if (!plain_in(n->kids[i], name, compares(n->kind))) return false;
    return true;
}

static bool plain_table(const struct table *t, struct str name) {
    for (size_t i = 0; i < t->nin; i++) {
        if (!plain_in(t->in[i].box->ast, name, true)) return false;      /* a column by itself: its cells compare it */
        for (size_t r = 0; r < t->nrules; r++) if (!plain_in(t->rules[r].in[i], name, true)) return false;
    }
    for (size_t i = 0; i < t->nout; i++) {
        if (t->out[i].otherwise && !plain_in(t->out[i].otherwise->ast, name, false)) return false;
        for (size_t r = 0; r < t->nrules; r++) if (!plain_in(t->rules[r].out[i]->ast, name, false)) return false;
    }
    return true;
}

bool register_plain(const struct dmn_program *p, struct str name) {
    const struct unit *u = &p->units[0];
    for (size_t i = 0; i < u->model->nodes.n; i++) {
        const struct node *n = &u->nodes[i];
        bool needs = false;
        for (size_t k = 0; k < n->needs.n; k++) needs |= str_eq(n->needs.v[k]->source->name, name);
        if (!needs || !n->box) continue;
        if (n->box->kind == DMN_TABLE ? !plain_table(n->box->table, name)
                                      : n->box->kind != DMN_LITERAL || !plain_in(n->box->ast, name, false))
            return false;
    }
    return true;
}
