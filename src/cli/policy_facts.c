/* policy_facts.c: what is known of a person, and what was had, from where
** people keep it: NAME=VALUE, a row of a table. */
#include "cli/policy.h"
#include "engine/rules/given.h"
#include "web/sheet.h"

enum rc policy_fact_set(struct arena *a, const struct facts *facts, struct str name, struct str text, struct given_facts *to, struct err *e)
{
    const struct fact *x = facts_find(facts, str_trim(name));
    struct value v;
    if (!x)
        return fail(e, RC_INPUT, "事实字典中没有“%.*s”。The fact dictionary has no \"%.*s\".", STR_FMT(str_sub(name, 0, 60)),
            STR_FMT(str_sub(name, 0, 60)));
    TRY(fact_take_text(a, x, text, &v, e));
    return given_set(a, x, v, STR_NONE, STR_NONE, to, e);
}

/* The next piece up to `sep` that stands outside of quotes and brackets. */
static bool cut(struct str *rest, char sep, struct str *piece)
{
    int depth = 0;
    bool quoted = false;
    size_t i = 0;
    if (!rest->n) return false;
    for (; i < rest->n; i++) {
        char c = rest->p[i];
        if (quoted) { if (c == '\\') i++; else quoted = c != '"'; continue; }
        if (c == '"') quoted = true;
        if (c == '(' || c == '[' || c == '{') depth++;
        if (c == ')' || c == ']' || c == '}') depth--;
        if (c == sep && depth <= 0) break;
    }
    if (i > rest->n) i = rest->n;
    *piece = str_trim(str_sub(*rest, 0, i));
    *rest = str_sub(*rest, i + 1, rest->n);
    return true;
}

static bool pair(struct str s, struct str *name, struct str *value)
{
    ptrdiff_t eq = str_find(s, S("="));
    if (eq < 1) return false;
    *name = str_trim(str_sub(s, 0, (size_t)eq));
    *value = str_trim(str_sub(s, (size_t)eq + 1, s.n));
    return true;
}

enum rc policy_facts_text(struct arena *a, const struct facts *facts, struct str text, struct given_facts *to, struct err *e)
{
    struct str piece, name, value;
    while (cut(&text, ';', &piece)) {
        if (!piece.n) continue;
        if (!pair(piece, &name, &value))
            return fail(e, RC_INPUT, "“%.*s”应为 名称=值。\"%.*s\" should be NAME=VALUE.", STR_FMT(str_sub(piece, 0, 60)),
                STR_FMT(str_sub(piece, 0, 60)));
        TRY(policy_fact_set(a, facts, name, value, to, e));
    }
    return RC_OK;
}

/* ------------------------------------------------------------------ grants */

static enum rc whole(const struct grant *g, struct err *e)
{
    return g->policy.n ? RC_OK : fail(e, RC_INPUT, "享受记录缺少 policy（政策编号）。A grant needs its policy.");
}

enum rc policy_grants_text(struct arena *a, struct str text, struct grants *to, struct err *e)
{
    struct str piece, word, name, value;
    to->known |= str_trim(text).n > 0;
    if (str_eq(str_trim(text), S("none")) || str_eq(str_trim(text), S("无"))) return RC_OK;
    while (cut(&text, ';', &piece)) {
        struct grant *g;
        if (!piece.n) continue;
        g = PUSH(a, to);
        while (cut(&piece, ' ', &word)) {
            if (!word.n) continue;
            if (!pair(word, &name, &value))
                return fail(e, RC_INPUT, "“%.*s”应为 名称=值。\"%.*s\" should be NAME=VALUE.", STR_FMT(str_sub(word, 0, 60)),
                    STR_FMT(str_sub(word, 0, 60)));
            TRY(grant_set(g, name, value, e));
        }
        TRY(whole(g, e));
    }
    return RC_OK;
}

enum rc policy_grants_file(struct arena *a, struct str path, struct grants *to, struct err *e)
{
    struct sheet s = { .max_rows = LIMIT_VECTORS };
    struct str bytes;
    TRY(cli_read_file(a, str_z(a, path), LIMIT_XML_BYTES, &bytes, e));
    to->known = true;
    TRY(cli_sheet(a, bytes, &s, e));
    for (size_t r = 1; r < s.n; r++) {
        struct grant *g = PUSH(a, to);
        for (size_t c = 0; c < s.v[0].n; c++) {
            enum rc rc = grant_set(g, s.v[0].v[c], sheet_cell(&s.v[r], c), e);
            if (rc != RC_OK) { e->line = s.v[r].line; e->col = (int)c + 1; return rc; }
        }
        TRY(whole(g, e));
    }
    return RC_OK;
}

static bool named(const struct policy_register *reg, struct str name)
{
    for (size_t i = 0; i < reg->policies.n; i++) {
        const struct policy_envelope *env = reg->policies.v[i]->envelope;
        if (policy_is(reg, name, env->id)) return true;
        for (size_t k = 0; k < env->once.n; k++)
            for (size_t w = 0; w < env->once.v[k].with.n; w++) if (policy_is(reg, name, env->once.v[k].with.v[w])) return true;
        for (size_t k = 0; k < env->relations.n; k++)
            for (size_t w = 0; w < env->relations.v[k].policies.n; w++)
                if (policy_is(reg, name, env->relations.v[k].policies.v[w])) return true;
    }
    return false;
}

/* A misspelt policy would pass for one that forbids nothing. One file alone does not know the names of the others. */
enum rc policy_grants_named(const struct policy_register *reg, const struct grants *granted, struct err *e)
{
    for (size_t i = 0; reg->policies.n > 1 && i < granted->n; i++) {
        struct str x = granted->v[i].policy;
        if (!named(reg, x))
            return fail(e, RC_INPUT, "享受记录中的“%.*s”在政策库中没有：请更正。The history names \"%.*s\", which is no policy here: correct the name.", STR_FMT(x), STR_FMT(x));
    }
    return RC_OK;
}

/* ------------------------------------------------------------------ tables of people */

static enum rc one_case(struct arena *a, const struct facts *facts, const struct json_node *n, struct policy_cases *to, struct err *e)
{
    const struct json_node *inner = n->kind == JSON_OBJECT ? json_get(n, "facts") : NULL;
    struct policy_case *x = PUSH(a, to);
    x->line = (int)to->n;
    TRY(given_read_facts(a, facts, inner ? inner : n, &x->facts, e));
    return inner ? given_read_grants(a, json_get(n, "granted"), &x->granted, e) : RC_OK;
}

/* {"facts": {...}, "granted": [...]}, the facts alone, or a list of either. */
static enum rc cases_json(struct arena *a, const struct facts *facts, struct str bytes, struct policy_cases *to, struct err *e)
{
    struct json_node *n;
    TRY(json_parse(a, bytes, &n, e));
    if (n->kind != JSON_LIST) return one_case(a, facts, n, to, e);
    for (const struct json_node *m = n->first; m; m = m->next) TRY(one_case(a, facts, m, to, e));
    return RC_OK;
}

enum rc policy_cases_file(struct arena *a, const struct facts *facts, struct str path, struct policy_cases *to, struct err *e)
{
    struct sheet s = { .max_rows = LIMIT_VECTORS };
    struct str bytes, start;
    TRY(cli_read_file(a, str_z(a, path), LIMIT_XML_BYTES, &bytes, e));
    start = str_trim(bytes);
    if (start.n && (start.p[0] == '{' || start.p[0] == '[')) return cases_json(a, facts, bytes, to, e);
    TRY(cli_sheet(a, bytes, &s, e));
    for (size_t r = 1; r < s.n; r++) {
        struct policy_case *x = PUSH(a, to);
        x->line = s.v[r].line;
        for (size_t c = 0; c < s.v[0].n; c++) {
            enum rc rc = policy_fact_set(a, facts, s.v[0].v[c], sheet_cell(&s.v[r], c), &x->facts, e);
            if (rc != RC_OK) { e->line = x->line; e->col = (int)c + 1; return rc; }
        }
    }
    return RC_OK;
}
