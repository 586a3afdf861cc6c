/* points.c: what an applicant's answers count: the sum of the points table, or what the round's own FEEL expression says.
**
** In the expression stand, by their names in either language, the criteria (true or false where at most one counts, else
** how many) and the groups (true or false). It gives a whole number. */
#include "app/rounds/inner.h"
#include "engine/rules/feel.h"

struct points_rule {
    const struct round_criteria_rows *criteria;
    const struct feel_ast *ast;                   /* NULL: the points table */
    struct { struct feel_name *v; size_t n, cap; } names;
    struct { ptrdiff_t *v; size_t n, cap; } from; /* per name: its criterion, or -1 - group */
};

size_t criterion_at(const struct round_criteria_rows *c, int64_t id)
{
    for (size_t i = 0; i < c->n; i++) if (c->v[i].id == id) return i;
    return SIZE_MAX;
}

static void name_add(struct arena *a, struct points_rule *p, struct str name, bool yes_no, ptrdiff_t from)
{
    if (!name.n || !feel_is_name(name)) return;
    for (size_t i = 0; i < p->names.n; i++) if (str_eq(p->names.v[i].name, name)) return;       /* the first one of a name counts */
    *PUSH(a, &p->names) = (struct feel_name){ name, type_simple(yes_no ? TYPE_BOOLEAN : TYPE_NUMBER), value_null() };
    *PUSH(a, &p->from) = from;
}

enum rc points_compile(struct arena *a, const struct round_criteria_rows *criteria, struct str rule, const struct points_rule **to,
    struct err *e)
{
    struct points_rule *p = NEW(a, struct points_rule);
    p->criteria = criteria;
    *to = p;
    if (!rule.n) return RC_OK;
    for (size_t i = 0; i < criteria->n; i++) {
        name_add(a, p, criteria->v[i].name_zh, criteria->v[i].most == 1, (ptrdiff_t)i);
        name_add(a, p, criteria->v[i].name_en, criteria->v[i].most == 1, (ptrdiff_t)i);
    }
    for (int g = 0; g < ROUND_GROUPS; g++) {
        name_add(a, p, say_in(LANG_ZH, round_groups[g].label), true, -1 - g);
        name_add(a, p, say_in(LANG_EN, round_groups[g].label), true, -1 - g);
    }
    struct feel_scope scope = { .v = p->names.v, .n = p->names.n };
    return feel_parse_expression(a, rule, &scope, &p->ast, e);
}

enum rc points_of(struct arena *a, const struct points_rule *p, const int64_t *value, struct str groups, int64_t *points, struct err *e)
{
    struct feel f;
    *points = 0;
    if (!p->ast) {
        for (size_t i = 0; i < p->criteria->n; i++) *points += p->criteria->v[i].points * value[i];
        return RC_OK;
    }
    struct feel_name *bound = NEWS(a, struct feel_name, p->names.n + 1);
    for (size_t i = 0; i < p->names.n; i++) {
        ptrdiff_t from = p->from.v[i];
        bound[i] = p->names.v[i];
        if (from < 0) bound[i].value = value_bool(groups_have(groups, round_groups[-1 - from].code));
        else bound[i].value = p->criteria->v[from].most == 1 ? value_bool(value[from] > 0) : value_int(value[from]);
    }
    struct feel_scope scope = { .v = bound, .n = p->names.n };
    feel_init(&f, a);
    struct value v = feel_eval(&f, p->ast, &scope);
    if (value_to_int(v, points) && *points >= -LIMIT_ROUND_POINTS && *points <= LIMIT_ROUND_POINTS) return RC_OK;
    struct str why = f.notes.n ? feel_note_text(a, &f.notes.v[0], FEEL_EN) : S("a whole number within a thousand million is wanted");
    struct str is = value_text(a, v);
    *points = 0;
    return fail(e, RC_INPUT, "the rule gives %.*s: %.*s", is.n > 80 ? 80 : (int)is.n, is.p, STR_FMT(why));
}

enum rc points_check(struct req *r, struct form_state *s, const struct round_by_id *x, const struct given *answer, size_t n,
    struct str groups)
{
    struct round_criteria_rows criteria;
    const struct points_rule *rule;
    struct err e = { 0 };
    int64_t points;
    TRY(round_criteria(r->db, x->id, &criteria));
    int64_t *value = NEWS(r->arena, int64_t, criteria.n + 1);
    for (size_t i = 0; i < n; i++) {
        size_t k = criterion_at(&criteria, answer[i].criterion);
        if (k != SIZE_MAX) value[k] = answer[i].value;
    }
    bool fine = points_compile(r->arena, &criteria, x->rule, &rule, &e) == RC_OK
        && points_of(r->arena, rule, value, groups, &points, &e) == RC_OK;
    if (!fine) form_error(s, "answers", T_round_err_points);
    return RC_OK;
}
