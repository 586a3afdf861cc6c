/* resolve_text.c: the best combination, the second best and why the others
** were left out, in words. */
#include "engine/rules/resolve.h"

struct telling { struct out *o; const struct resolve_question *q; const struct resolution *r; bool zh; };

static const struct {
    const char *zh, *en;
} cadences[] = { [CADENCE_ONCE] = { "一次性", "once" },
    [CADENCE_MONTHLY] = { "每月", "a month" },
    [CADENCE_QUARTERLY] = { "每季", "a quarter" },
    [CADENCE_YEARLY] = { "每年", "a year" } };

static void say(const struct telling *t, const char *zh, const char *en) { put_z(t->o, t->zh ? zh : en); }

static void put_name(const struct telling *t, int i) {
    const struct policy_envelope *env = t->q->v[i].envelope;
    put_f(t->o, "%.*s%.*s ", STR_FMT(env->id), STR_FMT(env->version));
    put_str(t->o, t->zh ? env->zh : env->en);
    if (env->benefits.n < 2) return;
    put_z(t->o, t->zh ? "·" : ", ");
    put_str(t->o, t->zh ? t->q->v[i].benefit->zh : t->q->v[i].benefit->en);
}

static void put_yuan(const struct telling *t, struct number n, enum benefit_cadence c) {
    if (t->zh) put_f(t->o, "%s ", cadences[c].zh);
    put_number(t->o, n);
    if (t->zh) put_z(t->o, " 元");
    else put_f(t->o, " yuan %s", cadences[c].en);
}

static void put_amount(const struct telling *t, const struct resolve_set *s, int i) {
    const struct resolve_candidate *x = &t->q->v[i];
    if (x->benefit->kind == BENEFIT_RIGHT) return;
    say(t, "：", ": ");
    if (x->benefit->kind == BENEFIT_LIMIT) { say(t, "额度 ", "up to "); put_number(t->o, s->amount[i]); say(t, " 元", " yuan"); return; }
    put_yuan(t, s->amount[i], x->benefit->cadence);
    if (x->benefit->kind == BENEFIT_RELIEF) say(t, "（少缴的税费）", " (taxes not paid)");
    if (number_cmp(s->amount[i], x->amount) == 0) return;
    say(t, "（合计有上限，由 ", " (cut from ");
    put_number(t->o, x->amount);
    say(t, " 元减下来）", " by a common ceiling)");
}

static void put_set(const struct telling *t, const struct resolve_set *s) {
    bool any = false;
    for (int i = 0; i < (int)t->q->n; i++) {
        if (!s->in[i]) continue;
        put_z(t->o, "  ");
        put_name(t, i);
        put_amount(t, s, i);
        put_c(t->o, '\n');
    }
    say(t, "  合计：", "  together: ");
    for (int c = 0; c <= CADENCE_YEARLY; c++) {
        if (number_sign(s->sum[c]) == 0) continue;
        if (any) say(t, "；", "; ");
        any = true;
        put_yuan(t, s->sum[c], (enum benefit_cadence)c);
    }
    if (!any) say(t, "没有金额", "no money");
    put_c(t->o, '\n');
}

static bool in_either(const struct telling *t, int i) { return t->r->best.in[i] || (t->r->second.there && t->r->second.in[i]); }

/* How what is paid in parts was weighed against what is paid at once: so many payments of each, and no sum of them. */
static void put_how_compared(const struct telling *t) {
    bool parts = false, any = false;
    for (int i = 0; i < (int)t->q->n; i++)
        parts |= in_either(t, i) && resolve_payments(&t->q->v[i])
            && (t->q->v[i].benefit->cadence == CADENCE_MONTHLY || t->q->v[i].benefit->cadence == CADENCE_QUARTERLY);
    if (!parts || !t->r->second.there) return;
    say(t, "比较办法（只为排出先后，不相加；看头12个月）：",
        "How they were compared (only to put them in order, not as a sum; the first 12 months):");
    for (int i = 0; i < (int)t->q->n; i++) {
        const struct resolve_candidate *x = &t->q->v[i];
        if (!in_either(t, i) || !resolve_payments(x)) continue;
        say(t, any ? "；" : "", any ? "; " : " ");
        any = true;
        put_f(t->o, "%.*s%.*s ", STR_FMT(x->envelope->id), STR_FMT(x->envelope->version));
        put_number(t->o, x->amount);
        put_f(t->o, t->zh ? " 元 × %lld 次" : " yuan × %lld", (long long)resolve_payments(x));
    }
    put_c(t->o, '\n');
}

static void put_by(const struct telling *t, const struct resolve_why *w, const char *zh, const char *en) {
    say(t, zh, en);
    if (w->by >= 0) put_name(t, w->by);
}

static void put_grant(const struct telling *t, const struct resolve_why *w) {
    if (!w->grant) return;
    put_z(t->o, t->zh ? "（" : " (");
    put_str(t->o, w->grant->policy);
    if (w->grant->dated) { put_c(t->o, ' '); temporal_put_date(t->o, w->grant->date); }
    put_z(t->o, t->zh ? "）" : ")");
}

static void put_clause(const struct telling *t, const struct resolve_why *w) {          /* what the policy itself says */
    struct str said = w->once ? t->zh ? w->once->zh : w->once->en : w->relation ? t->zh ? w->relation->zh : w->relation->en : STR_NONE;
    if (!said.n) return;
    say(t, "：", ": ");
    put_str(t->o, said);
}

static void put_why(const struct telling *t, int i) {
    const struct resolve_why *w = &t->r->why[i];
    put_z(t->o, "  ");
    put_name(t, i);
    say(t, "——", " - ");
    switch (w->reason) {
    case REASON_NONE: break;
    case REASON_HAD: say(t, "以前已享受", "by what was had before"); put_grant(t, w); break;
    case REASON_REQUIRES:
        say(t, "须先获得另一项", "requires something granted before");
        if (w->by >= 0) put_by(t, w, "，可先申请 ", "; apply first for ");
        break;
    case REASON_SUPERSEDED: put_by(t, w, "已由此项取代：", "its place is taken by "); break;
    case REASON_EXCLUDED: put_by(t, w, "不能同时享受：", "not together with "); break;
    case REASON_ONCE: put_by(t, w, "与此项合并计次：", "counted together with "); break;
    case REASON_CUT:
        put_by(t, w, w->by >= 0 ? "合计已到上限：" : "没有余额",
            w->by >= 0 ? "the common ceiling is used up by " : "nothing is left of it");
        break;
    }
    put_clause(t, w);
    put_c(t->o, '\n');
}

struct str resolve_text(struct arena *a, const struct resolve_question *q, const struct resolution *r, enum feel_lang lang) {
    struct out o;
    struct telling t = { &o, q, r, lang == FEEL_ZH };
    bool any = false;
    out_init(&o, a);
    say(&t, r->proved ? "最优组合：\n" : "已找到的最优组合（未能全部比较）：\n",
        r->proved ? "The best combination:\n" : "The best combination found (not all could be compared):\n");
    put_set(&t, &r->best);
    if (r->second.there) { say(&t, "次优组合：\n", "The second best:\n"); put_set(&t, &r->second); }
    put_how_compared(&t);
    for (int i = 0; i < (int)q->n; i++) {
        if (r->best.in[i]) continue;
        if (!any) say(&t, "未列入：\n", "Left out:\n");
        any = true;
        put_why(&t, i);
    }
    return out_str(&o);
}
