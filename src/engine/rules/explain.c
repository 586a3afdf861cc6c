/* explain.c: the words of explain.h, in the order a reader asks: what is the
** answer, by what rule, what was looked at, how was it computed, what is
** missing, what to do next, what may change, what is open. */
#include "engine/rules/explain.h"
#include "engine/rules/formula.h"
#include "engine/rules/next_steps.h"

struct writer { struct out *o; const struct register_question *q; const struct register_answer *r; struct formula_words w; bool zh; };

static const char *in(const struct writer *w, const char *zh, const char *en) { return w->zh ? zh : en; }
static void say(struct writer *w, const char *zh, const char *en) { put_z(w->o, w->zh ? zh : en); }
static struct str either(const struct writer *w, struct str zh, struct str en) { return w->zh ? zh.n ? zh : en : en.n ? en : zh; }

static const struct {
    const char *zh, *en;
} answers[] = { [POLICY_ENTITLED] = { "初步符合", "entitled, as far as the facts go" },
    [POLICY_NOT] = { "不符合", "not entitled" },
    [POLICY_NEEDS] = { "还缺材料", "needs facts" },
    [POLICY_NOT_YET] = { "尚未到期", "not yet" },
    [POLICY_ERROR] = { "资料有误", "the facts or the table are wrong" } };
static const struct {
    const char *zh, *en;
} cadences[] = { [CADENCE_ONCE] = { "一次性", "once" },
    [CADENCE_MONTHLY] = { "按月", "monthly" },
    [CADENCE_QUARTERLY] = { "按季", "quarterly" },
    [CADENCE_YEARLY] = { "按年", "yearly" } };
static const struct {
    const char *zh, *en;
} roundings[] = { [NUMBER_HALF_EVEN] = { "四舍六入五成双", "rounded half to even" },
    [NUMBER_HALF_UP] = { "四舍五入", "rounded half up" },
    [NUMBER_HALF_DOWN] = { "五舍六入", "rounded half down" },
    [NUMBER_UP] = { "进一", "rounded up" },
    [NUMBER_DOWN] = { "舍去", "rounded down" } };
static const struct {
    const char *zh, *en;
} suppliers[] = { [SUPPLIER_DATA] = { "部门数据", "a department's data" },
    [SUPPLIER_CARRIER] = { "孵化载体", "the carrier" },
    [SUPPLIER_EMPLOYER] = { "用人单位", "the employer" },
    [SUPPLIER_PERSON] = { "本人", "the person" },
    [SUPPLIER_OFFICER] = { "经办人员", "the officer" } };
static const struct { const char *zh, *en; } met[] = { { "不满足", "fails" }, { "满足", "met" }, { "未知", "not known" } };

static void put_met(struct writer *w, int is) { put_z(w->o, in(w, met[is < 0 ? 2 : is].zh, met[is < 0 ? 2 : is].en)); }

static void put_unit(struct out *o, struct str unit, bool zh) {
    static const struct {
        struct str unit;
        const char *zh, *en;
    } units[] = { { SI("yuan"), " 元", " yuan" }, { SI("month"), " 个月", " months" }, { SI("day"), " 天", " days" },
        { SI("person"), " 人", " people" }, { SI("percent"), "%", "%" }, { SI("year"), " 年", " years" }, { SI("place"), " 个", " places" },
        { SI("square metre"), " 平方米", " square metres" } };
    for (size_t i = 0; i < LEN(units); i++)
        if (str_eq(unit, units[i].unit)) { put_z(o, zh ? units[i].zh : units[i].en); return; }
    if (unit.n) { put_c(o, ' '); put_str(o, unit); }
}

/* ------------------------------------------------------------------ the headline */

static void put_range(struct out *o, struct number low, struct number high, bool zh) {
    put_number(o, low);
    if (number_cmp(low, high) == 0) return;
    put_z(o, zh ? " 至 " : " to ");
    put_number(o, high);
}

static void put_amount(struct out *o, const struct register_answer *r, bool zh) {
    if (r->benefit->kind == BENEFIT_RIGHT) return;
    put_z(o, zh ? "：" : ": ");
    if (r->open) { put_z(o, zh ? "金额取决于未知的事实" : "the amount depends on facts that are not known"); return; }
    put_range(o, r->low, r->high, zh);
    put_unit(o, r->benefit->unit, zh);
}

static void put_how_paid(struct out *o, const struct policy_benefit *b, bool zh) {
    if (b->kind == BENEFIT_MONEY && zh) put_f(o, "（%s，付给%.*s）", cadences[b->cadence].zh, STR_FMT(payee_name(b->payee, true)));
    else if (b->kind == BENEFIT_MONEY) put_f(o, " (%s, to %.*s)", cadences[b->cadence].en, STR_FMT(payee_name(b->payee, false)));
    else if (b->kind == BENEFIT_RELIEF && zh) put_f(o, "（%s，少缴，不发放）", cadences[b->cadence].zh);
    else if (b->kind == BENEFIT_RELIEF) put_f(o, " (%s, less to pay, nothing is paid out)", cadences[b->cadence].en);
    else if (b->kind == BENEFIT_LIMIT) put_z(o, zh ? "（上限，不发放）" : " (a ceiling, nothing is paid out)");
}

void put_headline(struct out *o, const struct register_answer *r, enum feel_lang lang) {
    const struct policy_envelope *env = r->policy->envelope;
    bool zh = lang == FEEL_ZH;
    put_f(o, "%.*s%s%.*s ", STR_FMT(r->policy->id), r->policy->version.n > 1 ? "-" : "", STR_FMT(r->policy->version));
    put_str(o, zh ? env->zh : env->en);
    if (r->benefit && env->benefits.n > 1) { put_z(o, zh ? "·" : ", "); put_str(o, zh ? r->benefit->zh : r->benefit->en); }
    put_z(o, zh ? "：" : ": ");
    put_z(o, zh ? answers[r->answer].zh : answers[r->answer].en);
    if (r->answer == POLICY_ENTITLED || r->answer == POLICY_NEEDS) put_amount(o, r, zh);
    if (r->answer == POLICY_ENTITLED) put_how_paid(o, r->benefit, zh);
    if (r->answer == POLICY_NOT_YET) { put_z(o, zh ? "，符合之日：" : ", from "); temporal_put_date(o, r->flips); }
    put_c(o, '\n');
}

/* ------------------------------------------------------------------ the document and the checks */

static void put_basis(struct writer *w) {
    const struct policy_envelope *env = w->r->policy->envelope;
    struct str issuer = either(w, env->issuer, env->issuer_en);
    say(w, "  依据：", "  under: ");
    put_str(w->o, issuer);
    if (env->document.n) { say(w, "《", ", "); put_str(w->o, env->document); say(w, "》", ""); }
    if (env->from.y != YEAR_NEVER) { say(w, "，自 ", ", in force from "); temporal_put_date(w->o, env->from); say(w, " 起施行", ""); }
    if (env->to.y != YEAR_OPEN) { say(w, "，至 ", " to "); temporal_put_date(w->o, env->to); }
    say(w, "\n", "\n");
}

static void check_force(struct writer *w, const struct register_check *c) {
    const struct fact *x = w->r->policy->counts;
    if (c->met > 0 && !x) return;                                 /* the day of the question, as anybody expects */
    put_z(w->o, "  ");
    if (x) put_str(w->o, either(w, x->zh, x->en));
    else say(w, "提问之日", "day of the question");
    say(w, "（须在施行期内）：", " (must be within the time in force): ");
    if (w->r->counts_known) temporal_put_date(w->o, w->r->counts);
    else put_c(w->o, '?');
    say(w, "，", ", ");
    put_met(w, c->met);
    put_c(w->o, '\n');
}

static void check_area(struct writer *w, const struct register_check *c) {
    const struct fact *x = facts_find(w->q->reg->facts, c->area->fact);
    put_z(w->o, "  ");
    put_str(w->o, either(w, x->zh, x->en));
    say(w, "（须在 ", " (must lie in ");
    put_str(w->o, c->area->code);
    say(w, " 范围内）：", "): ");
    put_plain(w->o, &w->w, given_value(w->q->facts, x));
    say(w, "，", ", ");
    put_met(w, c->met);
    put_c(w->o, '\n');
}

static void put_had(struct writer *w, const struct register_check *c, enum policy_of of) {
    if (!w->q->granted || !w->q->granted->known) { say(w, "没有享受记录可查", "no record of what was had"); return; }
    say(w, "已享受 ", "had ");
    if (c->had_open) { put_number(w->o, c->had); say(w, " 以上", " or more"); return; }
    put_range(w->o, c->had, c->had_most, w->zh);
    if (of == OF_GRANT) say(w, " 次", number_cmp(c->had_most, number_int(1)) == 0 ? " time" : " times");
    else put_unit(w->o, of == OF_MONTH ? S("month") : S("yuan"), w->zh);
}

static void put_grant(struct writer *w, const struct grant *g) {
    if (!g) return;
    say(w, "（", " (");
    put_str(w->o, g->policy);
    if (g->dated) { put_c(w->o, ' '); temporal_put_date(w->o, g->date); }
    say(w, "）", ")");
}

static void check_had(struct writer *w, const struct register_check *c) {
    const struct policy_relation *x = c->relation;
    struct str text = c->once ? either(w, c->once->zh, c->once->en) : either(w, x->zh, x->en);
    put_z(w->o, "  ");
    if (text.n) put_str(w->o, text);
    else if (c->once) say(w, "享受次数不超过上限", "not had more often than allowed");
    else if (x->kind == RELATION_REQUIRES) say(w, "须先享受", "had before");
    else if (x->kind == RELATION_EXCLUDES) say(w, "不可同享", "not together with");
    else say(w, "合计不超过上限", "together not above the limit");
    for (size_t i = 0; !c->once && i < x->policies.n; i++) { put_z(w->o, i ? " " : w->zh ? "（" : " ("); put_str(w->o, x->policies.v[i]); }
    if (!c->once) say(w, "）", ")");
    say(w, "：", ": ");
    put_had(w, c, c->once ? c->once->of : x->kind == RELATION_STACKS ? OF_YUAN : OF_GRANT);
    put_grant(w, c->grant);
    say(w, "，", ", ");
    put_met(w, c->met);
    put_c(w->o, '\n');
}

static void put_checks(struct writer *w) {
    for (size_t i = 0; i < w->r->checks.n; i++) {
        const struct register_check *c = &w->r->checks.v[i];
        if (c->kind == CHECK_FORCE) check_force(w, c);
        if (c->kind == CHECK_AREA) check_area(w, c);
        if (c->kind == CHECK_ONCE || c->kind == CHECK_RELATION) check_had(w, c);
    }
}

/* ------------------------------------------------------------------ rules and formulas */

static const char *const steps[] = { "    ", "      ", "        ", "          ", "            " };
static const char *indent_at(int depth) { return steps[depth < (int)LEN(steps) ? depth : (int)LEN(steps) - 1]; }

static void put_source(struct writer *w, const void *of) {
    const struct policy_source *x = envelope_source(w->r->policy->envelope, of);
    struct str text;
    if (!x) return;
    text = either(w, x->zh, x->en);
    say(w, "（", " (");
    if (x->document.n) { put_str(w->o, x->document); if (x->clause.n) put_c(w->o, ' '); }
    put_str(w->o, x->clause);
    if ((x->clause.n || x->document.n) && text.n) say(w, "：", ": ");
    put_str(w->o, text);
    say(w, "）", ")");
}

static struct str label_of(struct writer *w, const struct trace_cell *c) {
    struct str name;
    struct out o;
    out_init(&o, w->o->a);
    if (formula_is_name(c->input, &name)) put_name(&o, &w->w, name);
    else if (w->zh && c->column->label.n) return c->column->label;
    else if (c->input) put_formula_taken(&o, &w->w, c->input);
    else return c->column->text;
    return out_str(&o);
}

static void put_gap(struct writer *w, const struct trace_cell *c) {
    struct number gap;
    bool days;
    struct str name = STR_NONE;
    const struct fact *x;
    if (c->met != 0 || !formula_gap(&w->w, c->test, c->saw, &gap, &days)) return;
    x = formula_is_name(c->input, &name) ? facts_find(w->q->reg->facts, name) : NULL;
    if (w->r->answer == POLICY_NOT_YET) say(w, "，还差 ", ", ");
    else say(w, "，相差 ", ", by ");
    put_amount_number(w->o, gap);
    put_unit(w->o, days ? S("day") : x ? x->unit : STR_NONE, w->zh);
    if (w->r->answer == POLICY_NOT_YET) say(w, "", " to go");
}

static void put_cell(struct writer *w, const struct trace_cell *c, const char *indent) {
    put_z(w->o, indent);
    put_condition(w->o, &w->w, label_of(w, c), c->input, c->test);
    say(w, "：", ": ");
    put_plain(w->o, &w->w, c->saw);
    say(w, "，", ", ");
    put_met(w, c->met);
    put_gap(w, c);
    put_source(w, c->column);
    put_c(w->o, '\n');
}

/* name = formula, then the steps, then the result. */
static void put_computation(struct writer *w, struct str name, const struct feel_ast *ast, const char *indent) {
    struct value v = feel_eval(w->w.feel, ast, w->w.scope);
    struct out formula, result;
    out_init(&formula, w->o->a);
    out_init(&result, w->o->a);
    put_formula(&formula, &w->w, ast);
    put_plain(&result, &w->w, v);
    put_z(w->o, indent);
    put_str(w->o, name);
    put_f(w->o, " = %.*s\n", STR_FMT(out_str(&formula)));
    if (str_eq(out_str(&formula), out_str(&result))) return;
    put_formula_steps(w->o, &w->w, ast, str_z(w->o->a, str_printf(w->o->a, "%s  ", indent)));
    if (v.kind != VALUE_UNKNOWN) put_f(w->o, "%s  = %.*s\n", indent, STR_FMT(out_str(&result)));
}

static struct str name_of(struct writer *w, const struct dmn_node *n) {
    struct out o;
    out_init(&o, w->o->a);
    put_name(&o, &w->w, n->name);
    return out_str(&o);
}

static void put_rule(struct writer *w, const struct trace *t, const struct trace_rule *x, int depth) {
    put_z(w->o, indent_at(depth));
    if (x->fires == 0) say(w, "最接近的", "nearest, ");
    if (x->fires < 0) say(w, "可能适用的", "possibly, ");
    if (w->zh) put_f(w->o, "第 %zu 条规则", x->number);
    else put_f(w->o, "rule %zu", x->number);
    put_source(w, x->source);
    say(w, "：\n", ":\n");
    for (size_t i = 0; i < x->n; i++)
        if (x->cells[i].test && !feel_is_dash(x->cells[i].test) && (x->fires != 0 || x->cells[i].met != 1))
            put_cell(w, &x->cells[i], indent_at(depth + 1));
    if (x->fires && x->output) put_computation(w, name_of(w, t->node), x->output, indent_at(depth + 1));
}

static void put_trace(struct writer *w, const struct trace *t, int depth) {
    w->w.scope = t->scope;
    if (depth > 0) {
        put_f(w->o, "%s%.*s", indent_at(depth - 1), STR_FMT(name_of(w, t->node)));
        put_source(w, t->node);
        say(w, "：", ": ");
        put_plain(w->o, &w->w, t->value);
        put_c(w->o, '\n');
    }
    for (size_t i = 0; i < t->n; i++) put_rule(w, t, &t->rules[i], depth);
    if (t->formula) put_computation(w, name_of(w, t->node), t->formula, indent_at(depth));
    for (size_t i = 0; i < t->non; i++) put_trace(w, t->on[i], depth + 1);
}

/* What rounding, the cap and what the limits leave made of the decision's amount. */
static void put_final(struct writer *w) {
    const struct register_answer *r = w->r;
    struct number rounded;
    if (r->open || r->benefit->kind == BENEFIT_RIGHT || number_cmp(r->low, r->high) != 0 || number_cmp(r->low, r->decision.low) == 0)
        return;
    put_z(w->o, "    ");
    put_str(w->o, either(w, r->benefit->zh, r->benefit->en));
    put_z(w->o, " = ");
    put_number(w->o, r->low);
    if (r->benefit->cap.given && number_cmp(r->low, r->benefit->cap.n) == 0) { say(w, "（封顶）\n", " (the cap)\n"); return; }
    if (!number_round(r->decision.low, r->benefit->digits, r->benefit->rounding, &rounded) || number_cmp(r->low, rounded) != 0) {
        say(w, "（减至合计上限所余）\n", " (cut to what a limit leaves)\n");
        return;
    }
    if (w->zh) put_f(w->o, "（%s到 %d 位小数）\n", roundings[r->benefit->rounding].zh, r->benefit->digits);
    else put_f(w->o, " (%s to %d places)\n", roundings[r->benefit->rounding].en, r->benefit->digits);
}

static void put_decision(struct writer *w, struct feel *f) {
    const struct trace *t;
    for (size_t i = 0; w->r->answer == POLICY_NOT && i < w->r->checks.n; i++)
        if (w->r->checks.v[i].met == 0 && w->r->checks.v[i].kind != CHECK_DECISION) return;    /* it was not for the decision */
    t = trace_decision(f, &w->r->asked);
    if (!t) return;
    put_trace(w, t, 0);
    if (w->r->answer == POLICY_ENTITLED) put_final(w);
}

/* ------------------------------------------------------------------ what is missing, what may change, what is open */

static void put_missing(struct writer *w) {
    for (size_t i = 0; i < w->r->missing.n; i++) {
        const struct missing_fact *m = &w->r->missing.v[i];
        enum fact_supplier s = m->fact ? m->fact->supplier : m->parameter ? SUPPLIER_OFFICER : SUPPLIER_DATA;
        say(w, "  还需：", "  still needed: ");
        if (m->parameter) put_name(w->o, &w->w, m->parameter->name);
        else put_str(w->o, m->fact ? either(w, m->fact->zh, m->fact->en) : w->zh ? S("已享受政策的记录") : S("the record of what was had"));
        say(w, "（", " (");
        if (m->parameter) say(w, "文件未定，须主管部门答复", "not laid down; for the owner of the policy to say");
        else say(w, suppliers[s].zh, suppliers[s].en);
        if (m->fact && m->fact->source.n && w->zh) { put_z(w->o, "："); put_str(w->o, m->fact->source); }
        say(w, "）\n", ")\n");
    }
}

static void put_next(struct writer *w) {
    struct next_change next;
    register_next_change(w->o->a, w->q, w->r, &next);
    if (!next.any || (w->r->answer == POLICY_NOT_YET && temporal_date_cmp(next.date, w->r->flips) == 0)) return;
    say(w, "  下次可能变化：", "  next change: ");
    temporal_put_date(w->o, next.date);
    say(w, "，", ", ");
    put_z(w->o, in(w, answers[next.answer].zh, answers[next.answer].en));
    if (next.answer == POLICY_ENTITLED && !next.open && w->r->benefit->kind != BENEFIT_RIGHT) {
        say(w, "：", ": ");
        put_range(w->o, next.low, next.high, w->zh);
        put_unit(w->o, w->r->benefit->unit, w->zh);
    }
    put_c(w->o, '\n');
}

static void put_questions(struct writer *w) {
    const struct policy_envelope *env = w->r->policy->envelope;
    for (size_t i = 0; i < env->questions.n; i++) {
        say(w, "  待主管部门明确：", "  open, for the owner to say: ");
        put_str(w->o, either(w, env->questions.v[i].zh, env->questions.v[i].en));
        put_c(w->o, '\n');
    }
}

struct str register_explain(struct arena *a, const struct register_question *q, const struct register_answer *r, enum feel_lang lang) {
    struct out o;
    struct feel f;
    struct writer w = { .o = &o, .q = q, .r = r, .zh = lang == FEEL_ZH };
    out_init(&o, a);
    put_headline(&o, r, lang);
    if (!r->benefit) return out_str(&o);
    feel_init(&f, a);
    w.w = (struct formula_words){ .zh = w.zh, .facts = q->reg->facts, .model = q->policy->model, .feel = &f };
    if (r->answer == POLICY_ERROR && r->decision.note.key) {
        put_z(&o, "  ");
        put_str(&o, feel_note_text(a, &r->decision.note, lang));
        put_c(&o, '\n');
    }
    put_basis(&w);
    if (r->answer == POLICY_ERROR) return out_str(&o);
    put_checks(&w);
    put_decision(&w, &f);
    put_missing(&w);
    put_next_steps(&o, q, r, lang);
    put_next(&w);
    put_questions(&w);
    return out_str(&o);
}
