/* rules.c: FEEL over facts (rules.h). */
#include "app/incubation/rules.h"
#include "web/static_files.h"

static const struct { struct str code; int said; bool any; } purposes[PURPOSES] = {
    [FOR_ENTRY] = { SI("entry"), T_purpose_entry, false }, [FOR_STAY] = { SI("stay"), T_purpose_stay, false },
    [FOR_GRADUATE] = { SI("graduate"), T_purpose_graduate, true }, [FOR_NATIONAL] = { SI("national"), T_purpose_national, false },
};
struct str purpose_code(enum purpose p) { return purposes[p].code; }
int purpose_said(enum purpose p) { return purposes[p].said; }
bool purpose_parse(struct str code, enum purpose *p)
{
    for (int i = 0; i < PURPOSES; i++) if (str_eq(purposes[i].code, code)) { *p = (enum purpose)i; return true; }
    return false;
}

static const struct {
    struct str code;
    int said;
} answers[] = { [ANSWER_NO] = { SI("no"), T_answer_no },
    [ANSWER_YES] = { SI("yes"), T_answer_yes },
    [ANSWER_UNKNOWN] = { SI("unknown"), T_answer_unknown } };
struct str answer_code(enum ruling a) { return answers[a].code; }
int answer_said(enum ruling a) { return answers[a].said; }

/* ---- one rule as text, compiled ---- */

struct piece { struct str text; const struct feel_ast *ast; };            /* of a sentence: words, or an expression */
struct compiled { const struct feel_ast *applies, *test; struct { struct piece *v; size_t n, cap; } why[2]; };
struct names { struct feel_name v[FACTS + 1]; size_t n; };                /* the facts, and `limit` */

static bool limit_of(struct str threshold, struct value *v)
{
    struct number n;
    *v = value_null();
    if (!threshold.n) return true;
    if (!number_parse(threshold, &n)) return false;
    *v = value_number(n);
    return true;
}

static void names_of(enum purpose p, const struct facts *f, struct value limit, struct names *to)
{
    struct fact_kinds k = facts_for(p);
    must(k.n <= FACTS);
    to->n = 0;
    for (size_t i = 0; i < k.n; i++)
        to->v[to->n++] = (struct feel_name){ str_from(k.v[i].name), type_simple(k.v[i].type), f ? f->v[i] : value_null() };
    to->v[to->n++] = (struct feel_name){ S("limit"), type_simple(TYPE_NUMBER), limit };
}

/* "founded {age_months} months ago": a brace stands for itself nowhere. */
static enum rc sentence(struct arena *a, struct str text, const struct feel_scope *scope, struct compiled *c, int lang, struct err *e)
{
    while (text.n) {
        ptrdiff_t open = str_find(text, S("{"));
        size_t words = open < 0 ? text.n : (size_t)open;
        if (words) *PUSH(a, &c->why[lang]) = (struct piece){ .text = str_sub(text, 0, words) };
        if (open < 0) break;
        text = str_sub(text, words + 1, text.n);
        ptrdiff_t close = str_find(text, S("}"));
        if (close < 0) return fail(e, RC_INPUT, "a '{' has no '}'");
        struct piece *p = PUSH(a, &c->why[lang]);
        TRY(feel_parse_expression(a, str_sub(text, 0, (size_t)close), scope, &p->ast, e));
        text = str_sub(text, (size_t)close + 1, text.n);
    }
    return RC_OK;
}

static enum rc compile(struct arena *a, const struct rule_text *t, const struct names *names, struct compiled *c, const char **field,
    struct err *e)
{
    const struct feel_scope scope = { .v = names->v, .n = names->n };
    *c = (struct compiled){ 0 };
    *field = "applies";
    if (t->applies.n) TRY(feel_parse_expression(a, t->applies, &scope, &c->applies, e));
    *field = "test";
    TRY(feel_parse_expression(a, t->test, &scope, &c->test, e));
    *field = "why_zh";
    TRY(sentence(a, t->why_zh, &scope, c, 0, e));
    *field = "why_en";
    TRY(sentence(a, t->why_en, &scope, c, 1, e));
    *field = NULL;
    return RC_OK;
}

/* A name that no fact has is null at judging; here it is a mistake. */
static bool all_known(struct arena *a, const struct feel_ast *ast, const struct names *names, struct str *stranger)
{
    struct strs reads = { 0 };
    if (ast) feel_reads(a, ast, &reads);
    for (size_t i = 0; i < reads.n; i++) {
        bool known = false;
        for (size_t k = 0; k < names->n; k++) known = known || str_eq(reads.v[i], names->v[k].name);
        if (!known) { *stranger = reads.v[i]; return false; }
    }
    return true;
}

enum rc rule_read(struct arena *a, enum purpose p, const struct rule_text *t, const char **field, struct err *e)
{
    struct names names;
    struct value limit;
    struct compiled c;
    struct str stranger = STR_NONE;
    *field = "threshold";
    if (!limit_of(t->threshold, &limit)) return fail(e, RC_INPUT, "%.*s is no number", STR_FMT(t->threshold));
    names_of(p, NULL, limit, &names);
    TRY(compile(a, t, &names, &c, field, e));
    if (!all_known(a, c.applies, &names, &stranger)) *field = "applies";
    else if (!all_known(a, c.test, &names, &stranger)) *field = "test";
    for (int lang = 0; !*field && lang < 2; lang++)
        for (size_t i = 0; i < c.why[lang].n && !*field; i++)
            if (!all_known(a, c.why[lang].v[i].ast, &names, &stranger)) *field = lang ? "why_en" : "why_zh";
    return *field ? fail(e, RC_INPUT, "%.*s is no fact of these rules", STR_FMT(stranger)) : RC_OK;
}

/* ---- judging ---- */

static struct str value_said(struct arena *a, struct value v, enum lang lang)
{
    struct number n;
    if (v.kind == VALUE_NULL) return lang == LANG_ZH ? S("（未知）") : S("(not known)");
    if (v.kind == VALUE_NUMBER && number_round(v.number, 2, NUMBER_HALF_UP, &n)) return number_text(a, n);
    return value_text(a, v);
}

static struct value eval(struct arena *a, const struct feel_ast *ast, const struct names *names)
{
    struct feel f;
    const struct feel_scope scope = { .v = names->v, .n = names->n };
    feel_init(&f, a);
    f.steps = LIMIT_RULE_STEPS;
    return feel_eval(&f, ast, &scope);
}

static void missing_of(struct arena *a, enum purpose p, const struct feel_ast *ast, const struct names *names, struct finding *to)
{
    struct fact_kinds kinds = facts_for(p);
    struct strs reads = { 0 };
    feel_reads(a, ast, &reads);
    for (size_t i = 0; i < reads.n; i++)
        for (size_t k = 0; k < kinds.n && to->nmissing < FACTS; k++)
            if (str_eq(reads.v[i], names->v[k].name) && names->v[k].value.kind == VALUE_NULL)
                to->missing[to->nmissing++] = kinds.v[k].label;
}

static struct str why_text(struct arena *a, const struct compiled *c, const struct names *names, enum lang lang)
{
    struct out o;
    int at = lang == LANG_ZH ? 0 : 1;
    out_init(&o, a);
    for (size_t i = 0; i < c->why[at].n; i++) {
        const struct piece *p = &c->why[at].v[i];
        put_str(&o, p->ast ? value_said(a, eval(a, p->ast, names), lang) : p->text);
    }
    return out_str(&o);
}

/* False: the rule does not speak of this case. */
static enum rc judge(struct arena *a, const struct facts *f, const struct incubation_rules_on *r, struct finding *to, bool *speaks,
    struct err *e)
{
    struct names names;
    struct value limit;
    struct compiled c;
    const char *field;
    const struct rule_text t = { r->applies, r->test, r->threshold, r->why_zh, r->why_en };
    if (!limit_of(r->threshold, &limit)) return fail(e, RC_INPUT, "rule %.*s: its threshold is no number", STR_FMT(r->code));
    names_of(f->p, f, limit, &names);
    TRY(compile(a, &t, &names, &c, &field, e));
    struct value applies = c.applies ? eval(a, c.applies, &names) : value_bool(true);
    *speaks = applies.kind != VALUE_BOOLEAN || applies.boolean;
    if (!*speaks) return RC_OK;
    *to = (struct finding){ .code = r->code,
        .title = { r->title_zh, r->title_en },
        .source = r->source,
        .from_day = r->from_day,
        .version = r->version,
        .answer = ANSWER_UNKNOWN };
    struct value v = applies.kind == VALUE_BOOLEAN ? eval(a, c.test, &names) : value_null();
    if (v.kind == VALUE_BOOLEAN) to->answer = v.boolean ? ANSWER_YES : ANSWER_NO;
    else {
        if (applies.kind != VALUE_BOOLEAN) missing_of(a, f->p, c.applies, &names, to);
        missing_of(a, f->p, c.test, &names, to);
    }
    to->why[0] = why_text(a, &c, &names, LANG_ZH);
    to->why[1] = why_text(a, &c, &names, LANG_EN);
    return RC_OK;
}

enum rc rules_judge(struct db *db, const struct facts *f, struct str day, struct verdict *to)
{
    struct incubation_rules_on_rows rows;
    struct arena *a = db->arena;
    size_t n[3] = { 0 };
    *to = (struct verdict){ .p = f->p, .answer = ANSWER_UNKNOWN, .day = day };
    TRY(incubation_rules_on(db, purposes[f->p].code, day, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        struct finding one = { 0 };
        bool speaks;
        TRY(judge(a, f, &rows.v[i], &one, &speaks, &db->err));
        if (!speaks) continue;
        *PUSH(a, &to->list) = one;
        n[one.answer]++;
    }
    to->in_force = rows.n > 0;
    if (!rows.n) return RC_OK;
    if (purposes[f->p].any) to->answer = n[ANSWER_YES] ? ANSWER_YES : n[ANSWER_UNKNOWN] || !to->list.n ? ANSWER_UNKNOWN : ANSWER_NO;
    else to->answer = n[ANSWER_NO] ? ANSWER_NO : n[ANSWER_UNKNOWN] ? ANSWER_UNKNOWN : ANSWER_YES;
    return RC_OK;
}

struct str verdict_said(struct arena *a, const struct verdict *v, enum lang lang)
{
    struct out o;
    bool first = true;
    out_init(&o, a);
    if (!v->list.n) return say_in(lang, v->in_force ? T_rules_none_apply : T_rules_none_in_force);
    for (size_t i = 0; i < v->list.n; i++) {
        const struct finding *f = &v->list.v[i];
        if (f->answer != v->answer && !(v->answer == ANSWER_UNKNOWN && f->answer == ANSWER_NO)) continue;
        if (!first) put_str(&o, lang == LANG_ZH ? S("；") : S("; "));
        put_str(&o, f->why[lang == LANG_ZH ? 0 : 1]);
        if (f->nmissing) {
            put_str(&o, lang == LANG_ZH ? S("（缺少：") : S(" (missing: "));
            for (size_t k = 0; k < f->nmissing; k++) {
                if (k) put_str(&o, lang == LANG_ZH ? S("、") : S(", "));
                put_str(&o, say_in(lang, f->missing[k]));
            }
            put_str(&o, lang == LANG_ZH ? S("）") : S(")"));
        }
        first = false;
    }
    return out_str(&o);
}

enum rc verdict_keep(struct db *tx, const struct verdict *v, int64_t id, const char *kind, int64_t subject, int64_t now)
{
    return rule_check_add(tx, id, str_from(kind), subject, purposes[v->p].code, v->day, answers[v->answer].code,
        verdict_said(tx->arena, v, LANG_ZH), verdict_said(tx->arena, v, LANG_EN), now);
}

/* ---- the rules the program comes with ---- */

enum { R_CODE, R_PURPOSE, R_TITLE_ZH, R_TITLE_EN, R_APPLIES, R_TEST, R_THRESHOLD, R_WHY_ZH, R_WHY_EN, R_SOURCE, R_FROM, R_UNTIL, R_CELLS };

enum rc incubation_seed(struct db *tx)
{
    struct incubation_rule_count have;
    struct str rest = data_file("incubation_rules.tsv"), line;
    int64_t position = 0;
    TRY(incubation_rule_count(tx, &have));
    while (!have.n && str_cut(&rest, '\n', &line)) {
        struct str c[R_CELLS];
        for (int i = 0; i < R_CELLS; i++) { c[i] = S(""); (void)str_cut(&line, '\t', &c[i]); }
        if (!c[R_CODE].n || position++ == 0) continue;
        TRY(incubation_rule_add(tx, c[R_CODE], 1, c[R_PURPOSE], c[R_TITLE_ZH], c[R_TITLE_EN], c[R_APPLIES], c[R_TEST], c[R_THRESHOLD],
            c[R_WHY_ZH], c[R_WHY_EN], c[R_SOURCE], c[R_FROM], c[R_UNTIL].n ? c[R_UNTIL] : STR_NONE, DB_NULL, position));
    }
    return RC_OK;
}
