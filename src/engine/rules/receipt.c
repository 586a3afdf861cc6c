/* receipt.c: receipts written, read and compared. */
#include "engine/rules/receipt.h"

/* The policy reads this fact: as an input, as the date that counts, as an area, or as a key of the history. */
static bool read_by(const void *arg, const struct fact *x) {
    const struct register_question *q = arg;
    const struct policy *p = q->policy;
    bool found = p->counts == x;
    for (size_t i = 0; i < p->ninputs; i++) found |= p->inputs[i].fact == x;
    for (size_t i = 0; i < p->envelope->areas.n; i++) found |= facts_find(q->reg->facts, p->envelope->areas.v[i].fact) == x;
    for (int k = 0; k < KEYS && (p->envelope->once.n || p->envelope->relations.n); k++)
        found |= facts_find(q->reg->facts, grant_key_word((enum grant_key)k)) == x;
    return found;
}

static void put_member(struct out *o, const char *name) {
    if (o->p[o->n - 1] != '{') put_c(o, ',');
    put_f(o, "\"%s\":", name);
}

static void put_words(struct out *o, const char *name, struct str s) {
    put_member(o, name);
    put_json(o, s);
}

static void put_day(struct out *o, const char *name, struct date d) {
    put_member(o, name);
    put_c(o, '"');
    temporal_put_date(o, d);
    put_c(o, '"');
}

static void put_missing(struct out *o, const struct register_answer *r) {
    put_member(o, "missing");
    put_c(o, '[');
    for (size_t i = 0; i < r->missing.n; i++) {
        const struct missing_fact *m = &r->missing.v[i];
        if (i) put_c(o, ',');
        put_json(o, m->fact ? m->fact->code : m->parameter ? m->parameter->name : S("granted"));
    }
    put_c(o, ']');
}

static void put_questions(struct out *o, const struct policy_envelope *env) {
    put_member(o, "questions");
    put_c(o, '[');
    for (size_t i = 0; i < env->questions.n; i++) {
        if (i) put_c(o, ',');
        put_json(o, env->questions.v[i].id);
    }
    put_c(o, ']');
}

/* The rules of the decision that fired or may. */
static void put_rules(struct out *o, const struct register_answer *r) {
    bool any = false;
    put_member(o, "rules");
    put_c(o, '[');
    for (size_t i = 0; i < r->decision.n; i++) {
        const struct policy_rule *x = &r->decision.rules[i];
        if (x->fires == 0) continue;
        if (any) put_c(o, ',');
        put_f(o, "{\"fires\":%s,\"id\":", x->fires > 0 ? "true" : "null");
        put_json(o, x->id.n ? x->id : S(""));
        put_f(o, ",\"number\":%zu}", x->number);
        any = true;
    }
    put_c(o, ']');
}

void put_receipt(struct out *o, const struct register_question *q, const struct register_answer *r, int format) {
    static const struct given_facts none = { 0 };
    bool amounts = !r->open && r->answer != POLICY_ERROR;
    put_c(o, '{');
    put_words(o, "answer", policy_answer_word(r->answer));
    put_words(o, "benefit", r->benefit ? r->benefit->id : q->benefit.n ? q->benefit : S(""));
    put_day(o, "date", q->date);
    if (format >= 2) put_words(o, "dictionary", str_given(q->reg->facts->hash));
    put_words(o, "engine", S(RECEIPT_ENGINE));
    put_member(o, "facts");
    put_given_facts(o, q->facts ? q->facts : &none, read_by, q);
    if (r->answer == POLICY_NOT_YET) put_day(o, "flips", r->flips);
    if (format >= 2) { put_member(o, "format"); put_f(o, "%d", format); }
    put_member(o, "granted");
    put_given_grants(o, q->granted);
    put_words(o, "hash", q->policy->hash);
    if (amounts) { put_member(o, "high"); put_number(o, r->high); put_member(o, "low"); put_number(o, r->low); }
    put_missing(o, r);
    put_words(o, "policy", q->policy->id);
    put_questions(o, q->policy->envelope);
    put_rules(o, r);
    put_words(o, "version", str_given(q->policy->version));
    put_c(o, '}');
}

/* ------------------------------------------------------------------ reading */

static enum rc text_member(const struct json_node *n, const char *name, struct str *to, struct err *e) {
    const struct json_node *m = json_get(n, name);
    if (!m || m->kind != JSON_TEXT) return fail(e, RC_INPUT, "回执缺少 %s。The receipt has no %s.", name, name);
    *to = m->text;
    return RC_OK;
}

/* Format 1 says nothing of itself. */
static enum rc format_of(const struct json_node *n, const struct facts *dictionary, struct receipt *r, struct err *e) {
    const struct json_node *m = json_get(n, "format");
    struct str was, is;
    int64_t format;
    r->format = 1;
    if (!m) return RC_OK;
    if (m->kind != JSON_NUMBER || !str_int(m->text, &format) || format < 2)
        return fail(e, RC_INPUT, "回执的 format 应为 2。The receipt's format should be 2.");
    if (format > RECEIPT_FORMAT) return fail(e, RC_INPUT, "回执格式 %.*s 比本程序新，请用新版程序重放。The receipt's format %.*s is newer than this program; replay it with a newer one.", STR_FMT(m->text), STR_FMT(m->text));
    r->format = (int)format;
    TRY(text_member(n, "dictionary", &r->dictionary, e));
    if (str_eq(r->dictionary, dictionary->hash)) return RC_OK;
    was = str_sub(r->dictionary, 0, 12);
    is = str_sub(dictionary->hash, 0, 12);
    return fail(e, RC_STALE, "回执用的是另一份事实字典（%.*s…，现用 %.*s…）：同样的事实可能另有含义，请用当时的字典重放。"
        "The receipt was made with another fact dictionary (%.*s..., this one is %.*s...): the same facts may mean something else; replay it with that dictionary.",
        STR_FMT(was), STR_FMT(is), STR_FMT(was), STR_FMT(is));
}

enum rc receipt_read(struct arena *a, const struct facts *dictionary, struct str line, struct receipt *r, struct err *e) {
    struct json_node *n;
    const struct json_node *facts;
    struct str date;
    *r = (struct receipt){ 0 };
    TRY(json_parse(a, line, &n, e));
    if (n->kind != JSON_OBJECT) return fail(e, RC_INPUT, "回执应为 JSON 对象。A receipt should be a JSON object.");
    r->json = n;
    TRY(format_of(n, dictionary, r, e));
    TRY(text_member(n, "engine", &r->engine, e));
    TRY(text_member(n, "hash", &r->hash, e));
    TRY(text_member(n, "policy", &r->policy, e));
    TRY(text_member(n, "version", &r->version, e));
    TRY(text_member(n, "benefit", &r->benefit, e));
    TRY(text_member(n, "date", &date, e));
    if (!temporal_parse_date(date, &r->date)) return fail(e, RC_INPUT, "回执的 date 应为日期。The receipt's date should be a date.");
    facts = json_get(n, "facts");
    if (!facts) return fail(e, RC_INPUT, "回执缺少 facts。The receipt has no facts.");
    TRY(given_read_facts(a, dictionary, facts, &r->facts, e));
    return given_read_grants(a, json_get(n, "granted"), &r->granted, e);
}

const struct policy *receipt_policy(const struct policy_register *reg, const struct receipt *r, const struct policy **changed) {
    *changed = NULL;
    for (size_t i = 0; i < reg->policies.n; i++) {
        const struct policy *p = reg->policies.v[i];
        if (str_eq(p->hash, r->hash)) return p;
        if (str_eq(p->id, r->policy) && str_eq(p->version, r->version)) *changed = p;
    }
    return NULL;
}

/* ------------------------------------------------------------------ comparing */

static bool same(const struct json_node *x, const struct json_node *y) {
    const struct json_node *m, *n;
    if (!x || !y) return x == y;
    if (x->kind != y->kind || !str_eq(x->text, y->text) || !str_eq(x->name, y->name)) return false;
    for (m = x->first, n = y->first; m && n; m = m->next, n = n->next)
        if (!same(m, n)) return false;
    return m == n;
}

struct str receipt_difference(struct arena *a, struct str x, struct str y) {
    struct json_node *m, *n;
    if (str_eq(x, y)) return STR_NONE;
    if (json_parse(a, x, &m, NULL) != RC_OK || json_parse(a, y, &n, NULL) != RC_OK) return S("JSON");
    for (const struct json_node *i = m->first; i; i = i->next) {
        const struct json_node *other = json_get(n, str_z(a, i->name));
        if (str_eq(i->name, S("engine"))) continue;
        if (!other || !same(i, other)) return i->name;
    }
    for (const struct json_node *i = n->first; i; i = i->next)
        if (!json_get(m, str_z(a, i->name))) return i->name;
    return same(json_get(m, "engine"), json_get(n, "engine")) ? S("bytes") : STR_NONE;
}
