/* explain.c: the words of explain.h. */
#include "engine/rules/explain.h"

struct writer { struct out *o; const struct register_question *q; const struct register_answer *r; bool zh; };

static const char *in(const struct writer *w, const char *zh, const char *en) { return w->zh ? zh : en; }

static const struct { const char *zh, *en; } answers[] = { [POLICY_ENTITLED] = { "初步符合", "entitled, as far as the facts go" }, [POLICY_NOT] = { "不符合", "not entitled" },
    [POLICY_NEEDS] = { "还缺材料", "needs facts" }, [POLICY_NOT_YET] = { "尚未到期", "not yet" }, [POLICY_ERROR] = { "资料有误", "the facts or the table are wrong" } };

static void put_unit(struct out *o, struct str unit, bool zh) {
    static const struct { struct str unit; const char *zh, *en; } units[] = { { SI("yuan"), "元", " yuan" }, { SI("month"), "个月", " months" }, { SI("day"), "天", " days" },
        { SI("person"), "人", " people" }, { SI("percent"), "%", "%" }, { SI("year"), "年", " years" } };
    for (size_t i = 0; i < LEN(units); i++)
        if (str_eq(unit, units[i].unit)) { put_z(o, zh ? units[i].zh : units[i].en); return; }
    if (unit.n) { put_c(o, ' '); put_str(o, unit); }
}

static void put_amount(struct out *o, const struct register_answer *r, bool zh) {
    if (r->benefit->kind == BENEFIT_RIGHT) return;
    put_z(o, zh ? "：" : ": ");
    if (r->open) { put_z(o, zh ? "金额取决于未知的事实" : "the amount depends on facts that are not known"); return; }
    put_number(o, r->low);
    if (number_cmp(r->low, r->high) != 0) { put_z(o, zh ? " 至 " : " to "); put_number(o, r->high); }
    put_unit(o, r->benefit->unit, zh);
}

void put_headline(struct out *o, const struct register_answer *r, enum feel_lang lang) {
    const struct policy_envelope *env = r->policy->envelope;
    bool zh = lang == FEEL_ZH;
    put_f(o, "%.*s%.*s ", STR_FMT(r->policy->id), STR_FMT(r->policy->version));
    put_str(o, zh ? env->zh : env->en);
    if (r->benefit && env->benefits.n > 1) { put_z(o, zh ? "·" : ", "); put_str(o, zh ? r->benefit->zh : r->benefit->en); }
    put_z(o, zh ? "：" : ": ");
    put_z(o, zh ? answers[r->answer].zh : answers[r->answer].en);
    if (r->answer == POLICY_ENTITLED || r->answer == POLICY_NEEDS) put_amount(o, r, zh);
    if (r->answer == POLICY_NOT_YET) { put_z(o, zh ? "，符合之日：" : ", from ")  ; temporal_put_date(o, r->flips); }
    put_c(o, '\n');
}

static void put_missing(const struct writer *w) {
    static const struct { const char *zh, *en; } who[] = { { "部门数据", "a department's data" }, { "孵化载体", "the carrier" }, { "用人单位", "the employer" }, { "本人", "the person" }, { "经办人员", "the officer" } };
    for (size_t i = 0; i < w->r->missing.n; i++) {
        const struct missing_fact *m = &w->r->missing.v[i];
        enum fact_supplier s = m->fact ? m->fact->supplier : m->parameter ? SUPPLIER_OFFICER : SUPPLIER_DATA;
        put_z(w->o, in(w, "  还需：", "  still needed: "));
        put_str(w->o, m->fact ? w->zh ? m->fact->zh : m->fact->en : m->parameter ? m->parameter->name : w->zh ? S("已享受政策的记录") : S("the record of what was had"));
        put_z(w->o, in(w, "（", " ("));
        put_z(w->o, in(w, who[s].zh, who[s].en));
        put_z(w->o, in(w, "）\n", ")\n"));
    }
}

struct str register_explain(struct arena *a, const struct register_question *q, const struct register_answer *r, enum feel_lang lang) {
    struct out o;
    struct writer w = { &o, q, r, lang == FEEL_ZH };
    out_init(&o, a);
    put_headline(&o, r, lang);
    put_missing(&w);
    return out_str(&o);
}
