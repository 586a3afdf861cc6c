/* next_steps.c: the steps of next_steps.h, found and put into words. */
#include "engine/rules/next_steps.h"

static const struct {
    struct str zh, en;
} payees[] = { [PAYEE_PERSON] = { SI("个人"), SI("the person") },
    [PAYEE_FIRM] = { SI("企业"), SI("the firm") },
    [PAYEE_EMPLOYER] = { SI("用人单位"), SI("the employer") },
    [PAYEE_CARRIER] = { SI("孵化载体"), SI("the carrier") } };

struct str payee_name(enum benefit_payee p, bool zh) { return zh ? payees[p].zh : payees[p].en; }

/* ------------------------------------------------------------------ papers */

static const struct given_fact *given(const struct register_question *q, const struct fact *x) {
    for (size_t i = 0; q->facts && i < q->facts->n; i++)
        if (q->facts->v[i].fact == x) return &q->facts->v[i];
    return NULL;
}

static bool from_data(const struct given_fact *g) {
    if (str_eq(g->source, fact_supplier_word(SUPPLIER_DATA))) return true;
    for (int s = SUPPLIER_CARRIER; s <= SUPPLIER_OFFICER; s++)
        if (str_eq(g->source, fact_supplier_word((enum fact_supplier)s))) return false;
    return g->fact->supplier == SUPPLIER_DATA;
}

static bool settled(const struct register_question *q, struct str name) {
    const struct fact *x = facts_find(q->reg->facts, name);
    const struct given_fact *g = x ? given(q, x) : NULL;
    if (!g || g->value.kind == VALUE_UNKNOWN) return false;
    if (value_is_null(g->value) || (g->value.kind == VALUE_BOOLEAN && !g->value.boolean)) return true;
    return from_data(g);
}

static enum paper_state state_of(const struct register_question *q, const struct policy_document *d) {
    for (size_t i = 0; i < d->waived_by.n; i++)
        if (!settled(q, d->waived_by.v[i])) return PAPER_UNLESS;
    return d->waived_by.n ? PAPER_WAIVED : PAPER_ASKED;
}

/* ------------------------------------------------------------------ until when */

static void ends_by(struct next_steps *s, struct date d) {
    if (!s->ends || temporal_date_cmp(d, s->until) < 0) s->until = d;
    s->ends = true;
}

/* Who asks on a day asks within the time in force: its last day is the last to apply, where that is the day that counts. */
static void find_end(const struct register_question *q, struct next_steps *s) {
    const struct policy_envelope *env = q->policy->envelope;
    const struct fact *counts = q->policy->counts, *after = env->apply_after.n ? facts_find(q->reg->facts, env->apply_after) : NULL;
    struct value v;
    struct date d;
    if (env->apply_until.y != YEAR_OPEN) ends_by(s, env->apply_until);
    if (env->to.y != YEAR_OPEN && (!counts || counts->grows == GROWS_DAY)) ends_by(s, env->to);
    if (!after) return;
    v = given_value(q->facts, after);
    if (v.kind != VALUE_DATE) s->after = after;
    else if (temporal_date_add_months(v.date, (struct months_duration){ env->apply_within }, &d)) ends_by(s, d);
}

void next_steps(struct arena *a, const struct register_question *q, const struct register_answer *r, struct next_steps *s) {
    const struct policy_envelope *env = q->policy->envelope;
    *s = (struct next_steps){ .any = r->benefit && r->answer != POLICY_NOT && r->answer != POLICY_ERROR };
    if (!s->any) return;
    for (size_t i = 0; i < env->documents.n; i++)
        *PUSH(a, &s->papers) = (struct next_paper){ &env->documents.v[i], state_of(q, &env->documents.v[i]) };
    find_end(q, s);
}

/* ------------------------------------------------------------------ in words */

struct words { struct out *o; const struct register_question *q; const struct register_answer *r; const struct next_steps *s; bool zh; };

static struct str either(const struct words *w, struct str zh, struct str en) { return w->zh ? zh.n ? zh : en : en.n ? en : zh; }
static void say(const struct words *w, const char *zh, const char *en) { put_z(w->o, w->zh ? zh : en); }

static void put_facts(const struct words *w, const struct strs *names) {
    for (size_t i = 0; i < names->n; i++) {
        const struct fact *x = facts_find(w->q->reg->facts, names->v[i]);
        if (i) say(w, "、", ", ");
        put_str(w->o, x ? either(w, x->zh, x->en) : names->v[i]);
    }
}

/* One line for the papers that are asked for, one for those that are not. */
static void put_papers(const struct words *w, bool waived, const char *zh, const char *en) {
    bool any = false;
    for (size_t i = 0; i < w->s->papers.n; i++) {
        const struct next_paper *x = &w->s->papers.v[i];
        if ((x->state == PAPER_WAIVED) != waived) continue;
        say(w, any ? "；" : zh, any ? "; " : en);
        put_str(w->o, either(w, x->document->zh, x->document->en));
        any = true;
        if (x->state == PAPER_ASKED) continue;
        say(w, "（", " (");
        put_facts(w, &x->document->waived_by);
        if (waived) say(w, "已由数据核验）", " checked by data)");
        else say(w, "由数据核验后免交）", ": not needed once checked by data)");
    }
    if (any) put_c(w->o, '\n');
}

static void put_where(const struct words *w) {
    const struct policy_envelope *env = w->q->policy->envelope;
    struct str where = either(w, env->apply_zh, env->apply_en), issuer = either(w, env->issuer, env->issuer_en);
    if (!where.n && !issuer.n && !w->s->ends && !w->s->after) return;
    say(w, "  办理：", "  how to apply: ");
    if (where.n) put_str(w->o, where);
    else if (issuer.n) { say(w, "文件未载受理地点，请问 ", "the documents do not say where; ask "); put_str(w->o, issuer); }
    else say(w, "文件未载受理地点", "the documents do not say where");
    if (w->s->ends) { say(w, "；最迟 ", "; at the latest on "); temporal_put_date(w->o, w->s->until); }
    if (w->s->after) {
        say(w, "；自", "; within ");
        if (w->zh) { put_str(w->o, w->s->after->zh); put_f(w->o, "起 %d 个月内", env->apply_within);
        } else {
            put_f(w->o, "%d month%s of the ", env->apply_within, env->apply_within == 1 ? "" : "s");
            put_str(w->o, either(w, w->s->after->zh, w->s->after->en));
        }
    }
    if (!w->s->ends && !w->s->after) say(w, "；截止日期未载明", "; no last day is laid down");
    put_c(w->o, '\n');
}

static void put_publicity(const struct words *w) {
    const struct policy_envelope *env = w->q->policy->envelope;
    if (env->publicity_days == 0) return;
    if (w->zh) put_f(w->o, "  公示：%d 个%s\n", env->publicity_days, env->working ? "工作日" : "自然日");
    else
        put_f(w->o, "  made public for: %d %sday%s\n", env->publicity_days, env->working ? "working " : "",
            env->publicity_days == 1 ? "" : "s");
}

static void put_payment(const struct words *w) {
    const struct policy_benefit *b = w->r->benefit;
    struct str budget = either(w, b->budget, b->budget_en);
    if (b->kind != BENEFIT_MONEY) return;
    say(w, "  发放：付给", "  paid to: ");
    put_str(w->o, payee_name(b->payee, w->zh));
    if (budget.n) { say(w, "，列支：", ", from: "); put_str(w->o, budget); }
    put_c(w->o, '\n');
}

void put_next_steps(struct out *o, const struct register_question *q, const struct register_answer *r, enum feel_lang lang) {
    struct next_steps s;
    struct words w = { o, q, r, &s, lang == FEEL_ZH };
    next_steps(o->a, q, r, &s);
    if (!s.any) return;
    put_where(&w);
    put_papers(&w, false, "  须交：", "  to hand in: ");
    put_papers(&w, true, "  免交：", "  not needed: ");
    put_publicity(&w);
    put_payment(&w);
}

/* ------------------------------------------------------------------ as JSON */

static void put_both(struct out *o, const char *name, struct str zh, struct str en) {
    put_f(o, "\"%s\":{\"zh\":", name);
    put_json(o, str_given(zh));
    put_z(o, ",\"en\":");
    put_json(o, str_given(en));
    put_c(o, '}');
}

static void put_paper_json(struct out *o, const struct register_question *q, const struct next_paper *x) {
    static const char *const states[] = { "asked", "unless_checked", "waived" };
    put_z(o, "{\"code\":");
    put_json(o, x->document->code);
    put_c(o, ',');
    put_both(o, "name", x->document->zh, x->document->en);
    put_f(o, ",\"state\":\"%s\",\"checked_by\":[", states[x->state]);
    for (size_t i = 0; i < x->document->waived_by.n; i++) {
        const struct fact *f = facts_find(q->reg->facts, x->document->waived_by.v[i]);
        if (i) put_c(o, ',');
        put_json(o, f ? f->code : x->document->waived_by.v[i]);
    }
    put_z(o, "]}");
}

static void put_apply_json(struct out *o, const struct policy_envelope *env, const struct next_steps *s) {
    put_z(o, "\"apply\":{");
    put_both(o, "where", env->apply_zh, env->apply_en);
    put_c(o, ',');
    put_both(o, "issuer", env->issuer, env->issuer_en);
    if (s->ends) { put_z(o, ",\"until\":\""); temporal_put_date(o, s->until); put_c(o, '"'); }
    if (s->after) { put_f(o, ",\"within_months\":%d,\"after\":", env->apply_within); put_json(o, s->after->code); }
    put_c(o, '}');
}

void put_next_steps_json(struct out *o, const struct register_question *q, const struct register_answer *r) {
    const struct policy_envelope *env = q->policy->envelope;
    struct next_steps s;
    next_steps(o->a, q, r, &s);
    if (!s.any) { put_z(o, "null"); return; }
    put_c(o, '{');
    put_apply_json(o, env, &s);
    put_z(o, ",\"documents\":[");
    for (size_t i = 0; i < s.papers.n; i++) { if (i) put_c(o, ','); put_paper_json(o, q, &s.papers.v[i]); }
    put_f(o, "],\"publicity\":{\"days\":%d,\"working\":%s},\"payee\":", env->publicity_days, env->working ? "true" : "false");
    if (r->benefit->kind == BENEFIT_MONEY) put_json(o, envelope_word_payee(r->benefit->payee));
    else put_z(o, "null");
    put_c(o, ',');
    put_both(o, "budget", r->benefit->budget, r->benefit->budget_en);
    put_c(o, '}');
}
