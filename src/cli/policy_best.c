/* policy_best.c: under the answers of `ballast policy eval`: which of the
** benefits somebody is entitled to go together best (engine/rules/resolve.h). */
#include "cli/policy.h"
#include "engine/rules/resolve.h"

static struct resolve_candidate candidate(struct arena *a, const struct policy_register *reg, struct date day,
    const struct policy_case *who, const struct register_answer *r)
{
    struct resolve_candidate c = { .policy = r->policy->id,
        .envelope = r->policy->envelope,
        .benefit = r->benefit,
        .amount = r->low,
        .months = register_months(a, r),
        .date = day };
    for (int i = 0; i < KEYS; i++) {
        const struct fact *x = facts_find(reg->facts, grant_key_word((enum grant_key)i));
        struct value v = x ? given_value(&who->facts, x) : value_unknown();
        if (v.kind != VALUE_UNKNOWN && v.kind != VALUE_NULL) c.key[i] = value_text(a, v);
    }
    return c;
}

static void put_candidates(struct out *o, const struct resolve_question *q, const struct resolve_set *s)
{
    bool any = false;
    put_c(o, '[');
    for (size_t i = 0; i < q->n; i++) {
        if (!s->in[i]) continue;
        if (any) put_c(o, ',');
        any = true;
        put_z(o, "{\"policy\":");
        put_json(o, q->v[i].policy);
        put_z(o, ",\"version\":");
        put_json(o, q->v[i].envelope->version);
        put_z(o, ",\"benefit\":");
        put_json(o, q->v[i].benefit->id);
        put_z(o, ",\"cadence\":");
        put_json(o, envelope_word_cadence(q->v[i].benefit->cadence));
        put_z(o, ",\"amount\":");
        put_number(o, s->amount[i]);
        put_f(o, ",\"payments\":%lld}", (long long)resolve_payments(&q->v[i]));
    }
    put_c(o, ']');
}

static void put_left_out(struct out *o, const struct resolve_question *q, const struct resolution *r)
{
    static const char *const words[] = { "", "had", "requires", "superseded", "excluded", "once", "cut" };
    bool any = false;
    put_z(o, ",\"left_out\":[");
    for (size_t i = 0; i < q->n; i++) {
        if (r->best.in[i]) continue;
        put_z(o, any ? ",{\"policy\":" : "{\"policy\":");
        any = true;
        put_json(o, q->v[i].policy);
        put_z(o, ",\"benefit\":");
        put_json(o, q->v[i].benefit->id);
        put_f(o, ",\"reason\":\"%s\"", words[r->why[i].reason]);
        if (r->why[i].by >= 0) { put_z(o, ",\"by\":"); put_json(o, q->v[r->why[i].by].policy); }
        put_c(o, '}');
    }
    put_c(o, ']');
}

static void put_resolution(struct out *o, const struct resolve_question *q, const struct resolution *r)
{
    put_z(o, "{\"best\":");
    put_candidates(o, q, &r->best);
    if (r->second.there) { put_z(o, ",\"second\":"); put_candidates(o, q, &r->second); }
    put_left_out(o, q, r);
    put_f(o, ",\"proved\":%s}\n", r->proved ? "true" : "false");
}

void policy_best(struct arena *a, const struct policy_register *reg, struct date day, const struct policy_case *who,
    const struct register_answer *v, size_t n, enum feel_lang lang, bool json)
{
    struct resolve_candidate c[RESOLVE_MAX];
    struct resolve_question q = { reg, c, 0, &who->granted };
    struct resolution r;
    struct out o;
    size_t entitled = 0;
    for (size_t i = 0; i < n; i++) {
        if (v[i].answer != POLICY_ENTITLED || entitled++ >= RESOLVE_MAX) continue;
        c[q.n++] = candidate(a, reg, day, who, &v[i]);
    }
    if (q.n < 2) return;
    if (entitled > RESOLVE_MAX)
        fprintf(stderr, "ballast policy eval: %zu benefits; the combination is sought among the first %d\n", entitled, RESOLVE_MAX);
    resolve(a, &q, RESOLVE_STEPS, &r);
    out_init(&o, a);
    if (json) put_resolution(&o, &q, &r);
    else { put_c(&o, '\n'); put_str(&o, resolve_text(a, &q, &r, lang)); }
    fwrite(o.p, 1, o.n, stdout);
}
