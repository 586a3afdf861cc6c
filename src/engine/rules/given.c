/* given.c: the JSON of given.h, read and written. What is written reads back
** as the same values. */
#include "engine/rules/given.h"

static struct str clip(struct str s) { return str_sub(s, 0, utf8_offset(s, 40)); }

enum rc given_set(struct arena *a, const struct fact *x, struct value v, struct str source, struct str at, struct given_facts *to,
    struct err *e)
{
    if (v.kind == VALUE_UNKNOWN) return RC_OK;
    for (size_t i = 0; i < to->n; i++)
        if (to->v[i].fact == x) return fail(e, RC_INPUT, "“%.*s”给了两次。\"%.*s\" is given twice.", STR_FMT(x->zh), STR_FMT(x->en));
    *PUSH(a, to) = (struct given_fact){ .fact = x, .value = v, .source = source, .at = at };
    return RC_OK;
}

/* ------------------------------------------------------------------ reading */

enum { DEEPEST = 8 };

static enum rc value_of(struct arena *a, const struct json_node *n, int depth, struct value *v, struct err *e);

static enum rc record(struct arena *a, const struct json_node *n, int depth, struct value *v, struct err *e) {
    struct entries entries = { 0 };
    for (const struct json_node *m = n->first; m; m = m->next) {
        struct value x;
        TRY(value_of(a, m, depth + 1, &x, e));
        entries_set(a, &entries, m->name, x);
    }
    *v = value_context(entries.v, entries.n);
    return RC_OK;
}

static enum rc list(struct arena *a, const struct json_node *n, int depth, struct value *v, struct err *e) {
    struct values items = { 0 };
    for (const struct json_node *m = n->first; m; m = m->next) {
        struct value x;
        TRY(value_of(a, m, depth + 1, &x, e));
        *PUSH(a, &items) = x;
    }
    *v = value_list(items.v, items.n);
    return RC_OK;
}

static enum rc value_of(struct arena *a, const struct json_node *n, int depth, struct value *v, struct err *e) {
    if (depth > DEEPEST)
        return fail(e, RC_LIMIT, "“%.*s”嵌套过深。\"%.*s\" is nested too deeply.", STR_FMT(clip(n->name)), STR_FMT(clip(n->name)));
    switch (n->kind) {
    case JSON_NULL: *v = value_null(); return RC_OK;
    case JSON_FALSE: case JSON_TRUE: *v = value_bool(n->kind == JSON_TRUE); return RC_OK;
    case JSON_NUMBER:
        v->kind = VALUE_NUMBER;
        return number_parse(n->text, &v->number)
            ? RC_OK
            : fail(e, RC_INPUT, "数字“%.*s”超出范围。The number %.*s is out of range.", STR_FMT(clip(n->text)), STR_FMT(clip(n->text)));
    case JSON_TEXT:
        *v = value_string(n->text);
        if (depth > 1 && temporal_parse_date(n->text, &v->date)) v->kind = VALUE_DATE;
        else *v = value_string(n->text);
        return RC_OK;
    case JSON_LIST: return list(a, n, depth, v, e);
    case JSON_OBJECT: return record(a, n, depth, v, e);
    }
    unreachable();
}

static enum rc one_value(struct arena *a, const struct fact *x, const struct json_node *n, struct value *v, struct err *e) {
    struct value read;
    if (n->kind == JSON_TEXT && x->type->kind != TYPE_STRING) return fact_take_text(a, x, n->text, v, e);
    TRY(value_of(a, n, 0, &read, e));
    if (read.kind == VALUE_STRING && read.string.n == 0) { *v = value_unknown(); return RC_OK; }
    return fact_take(a, x, read, v, e);
}

static struct str text_of(const struct json_node *object, const char *name) {
    const struct json_node *n = json_get(object, name);
    return n && n->kind == JSON_TEXT ? n->text : STR_NONE;
}

/* `n` is a value, or an object with a member "value". */
static enum rc one_fact(struct arena *a, const struct facts *dictionary, struct str name, const struct json_node *n, struct given_facts *to,
    struct err *e)
{
    const struct fact *x = facts_find(dictionary, name);
    const struct json_node *inner = n->kind == JSON_OBJECT ? json_get(n, "value") : NULL;
    struct value v;
    if (!x)
        return fail(e, RC_INPUT, "事实字典中没有“%.*s”。The fact dictionary has no \"%.*s\".", STR_FMT(clip(name)), STR_FMT(clip(name)));
    TRY(one_value(a, x, inner ? inner : n, &v, e));
    return given_set(a, x, v, inner ? text_of(n, "source") : STR_NONE, inner ? text_of(n, "at") : STR_NONE, to, e);
}

enum rc given_read_facts(struct arena *a, const struct facts *dictionary, const struct json_node *n, struct given_facts *to, struct err *e)
{
    if (n->kind != JSON_OBJECT && n->kind != JSON_LIST)
        return fail(e, RC_INPUT, "facts 应为对象，如 {\"insured_months\": 12}。facts should be an object such as {\"insured_months\": 12}.");
    for (const struct json_node *m = n->first; m; m = m->next) {
        if (n->kind == JSON_LIST && (m->kind != JSON_OBJECT || !json_get(m, "value") || !text_of(m, "code").n))
            return fail(e, RC_INPUT, "facts 的每一项应有 code 和 value。Each of the facts needs code and value.");
        TRY(one_fact(a, dictionary, n->kind == JSON_LIST ? text_of(m, "code") : m->name, m, to, e));
    }
    return RC_OK;
}

static enum rc number_of(struct str s, struct some_number *n, struct err *e) {
    n->given = number_parse(s, &n->n);
    return n->given ? RC_OK : fail(e, RC_INPUT, "“%.*s”应为数字。\"%.*s\" should be a number.", STR_FMT(clip(s)), STR_FMT(clip(s)));
}

enum rc grant_set(struct grant *g, struct str name, struct str v, struct err *e) {
    if (!v.n) return RC_OK;
    if (str_eq(name, S("policy"))) { g->policy = v; return RC_OK; }
    if (str_eq(name, S("benefit"))) { g->benefit = v; return RC_OK; }
    if (str_eq(name, S("amount"))) return number_of(v, &g->amount, e);
    if (str_eq(name, S("months"))) return number_of(v, &g->months, e);
    if (str_eq(name, S("date"))) {
        g->dated = temporal_parse_date(v, &g->date);
        return g->dated ? RC_OK
                        : fail(e, RC_INPUT, "“%.*s”应为日期，如 2024-01-01。\"%.*s\" should be a date such as 2024-01-01.",
                            STR_FMT(clip(v)), STR_FMT(clip(v)));
    }
    for (int k = 0; k < KEYS; k++)
        if (str_eq(name, grant_key_word((enum grant_key)k))) { g->key[k] = v; return RC_OK; }
    return fail(e, RC_INPUT, "享受记录没有“%.*s”一项；可用 policy、benefit、date、amount、months、person、firm、job、certificate、occupation、level、household。"
        "A grant has no \"%.*s\"; use policy, benefit, date, amount, months, person, firm, job, certificate, occupation, level, household.", STR_FMT(clip(name)), STR_FMT(clip(name)));
}

enum rc given_read_grants(struct arena *a, const struct json_node *n, struct grants *to, struct err *e) {
    if (!n || n->kind == JSON_NULL) return RC_OK;
    if (n->kind != JSON_LIST)
        return fail(e, RC_INPUT, "granted 应为列表；没有享受过写 []。granted should be a list; [] when nothing was had.");
    to->known = true;
    for (const struct json_node *m = n->first; m; m = m->next) {
        struct grant *g = PUSH(a, to);
        if (m->kind != JSON_OBJECT) return fail(e, RC_INPUT, "granted 的每一项应为对象。Each of granted should be an object.");
        for (const struct json_node *x = m->first; x; x = x->next) {
            if (x->kind != JSON_TEXT && x->kind != JSON_NUMBER && x->kind != JSON_NULL)
                return fail(e, RC_INPUT, "granted 的“%.*s”应为文字或数字。\"%.*s\" of granted should be a text or a number.",
                    STR_FMT(clip(x->name)), STR_FMT(clip(x->name)));
            TRY(grant_set(g, x->name, x->kind == JSON_NULL ? STR_NONE : x->text, e));
        }
        if (!g->policy.n) return fail(e, RC_INPUT, "享受记录缺少 policy（政策编号）。A grant needs its policy.");
    }
    return RC_OK;
}

/* ------------------------------------------------------------------ writing */

/* As FEEL that reads back: what put_value writes, but for dates and the like. */
static void put_feel(struct out *o, struct value v) {
    struct out text;
    switch (v.kind) {
    case VALUE_LIST:
        put_c(o, '[');
        for (size_t i = 0; i < v.list.n; i++) { if (i) put_z(o, ", "); put_feel(o, v.list.v[i]); }
        put_c(o, ']');
        return;
    case VALUE_CONTEXT:
        put_c(o, '{');
        for (size_t i = 0; i < v.context.n; i++) {
            if (i) put_z(o, ", ");
            put_value(o, value_string(v.context.v[i].name));
            put_z(o, ": ");
            put_feel(o, v.context.v[i].value);
        }
        put_c(o, '}');
        return;
    case VALUE_DATE: case VALUE_TIME: case VALUE_DATE_TIME: case VALUE_DAYS: case VALUE_MONTHS:
        out_init(&text, o->a);
        put_value(&text, v);
        put_c(o, '@');
        put_value(o, value_string(out_str(&text)));
        return;
    default: put_value(o, v);
    }
}

static void put_given_value(struct out *o, struct value v) {
    struct out text;
    switch (v.kind) {
    case VALUE_NULL: put_z(o, "null"); return;
    case VALUE_NUMBER: put_number(o, v.number); return;
    case VALUE_BOOLEAN: put_z(o, v.boolean ? "true" : "false"); return;
    case VALUE_STRING: put_json(o, v.string); return;
    default:
        out_init(&text, o->a);
        if (v.kind == VALUE_DATE) temporal_put_date(&text, v.date);
        else put_feel(&text, v);
        put_json(o, out_str(&text));
    }
}

static int by_code(const void *x, const void *y)
{
    return str_cmp((*(const struct given_fact *const *)x)->fact->code, (*(const struct given_fact *const *)y)->fact->code);
}

static void put_text_member(struct out *o, const char *name, struct str s) {
    if (!s.n) return;
    put_f(o, "\"%s\":", name);
    put_json(o, s);
    put_c(o, ',');
}

void put_given_facts(struct out *o, const struct given_facts *facts, given_wanted *wanted, const void *arg) {
    const struct given_fact **sorted = arena_zero(o->a, (facts->n + 1) * sizeof *sorted);
    size_t n = 0;
    for (size_t i = 0; i < facts->n; i++)
        if (facts->v[i].value.kind != VALUE_UNKNOWN && wanted(arg, facts->v[i].fact)) sorted[n++] = &facts->v[i];
    if (n) qsort(sorted, n, sizeof *sorted, by_code);
    put_c(o, '[');
    for (size_t i = 0; i < n; i++) {
        put_z(o, i ? ",{" : "{");
        put_text_member(o, "at", sorted[i]->at);
        put_z(o, "\"code\":");
        put_json(o, sorted[i]->fact->code);
        put_c(o, ',');
        put_text_member(o, "source", sorted[i]->source);
        put_z(o, "\"value\":");
        put_given_value(o, sorted[i]->value);
        put_c(o, '}');
    }
    put_c(o, ']');
}

static struct str grant_text(struct arena *a, const struct grant *g) {
    static const enum grant_key order[] = { KEY_CERTIFICATE, KEY_FIRM, KEY_HOUSEHOLD, KEY_JOB, KEY_LEVEL, KEY_OCCUPATION, KEY_PERSON };
    struct out o, date;
    out_init(&o, a);
    put_c(&o, '{');
    if (g->amount.given) { put_z(&o, "\"amount\":"); put_number(&o, g->amount.n); put_c(&o, ','); }
    put_text_member(&o, "benefit", g->benefit);
    put_text_member(&o, "certificate", g->key[KEY_CERTIFICATE]);
    out_init(&date, a);
    if (g->dated) { temporal_put_date(&date, g->date); put_text_member(&o, "date", out_str(&date)); }
    for (size_t i = 1; i < LEN(order); i++) {                     /* months stands between level and occupation */
        if (order[i] == KEY_OCCUPATION && g->months.given) { put_z(&o, "\"months\":"); put_number(&o, g->months.n); put_c(&o, ','); }
        put_text_member(&o, str_z(a, grant_key_word(order[i])), g->key[order[i]]);
    }
    put_z(&o, "\"policy\":");
    put_json(&o, g->policy);
    put_c(&o, '}');
    return out_str(&o);
}

static int by_bytes(const void *x, const void *y) { return str_cmp(*(const struct str *)x, *(const struct str *)y); }

void put_given_grants(struct out *o, const struct grants *g) {
    struct str *texts;
    if (!g || !g->known) { put_z(o, "null"); return; }
    texts = NEWS(o->a, struct str, g->n + 1);
    for (size_t i = 0; i < g->n; i++) texts[i] = grant_text(o->a, &g->v[i]);
    if (g->n) qsort(texts, g->n, sizeof *texts, by_bytes);
    put_c(o, '[');
    for (size_t i = 0; i < g->n; i++) {
        if (i) put_c(o, ',');
        put_str(o, texts[i]);
    }
    put_c(o, ']');
}
