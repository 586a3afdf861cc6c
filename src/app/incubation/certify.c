/* certify.c: what the office says of a certification.
**
**     claimed by the carrier ─┬─► confirmed by an officer ──► counts, from its day until its last one
**                             └─► refused, with a reason      ▲
**     entered by an officer ─────────────────────────────────┘
**
** Of a national, provincial or city certification an officer of the whole city decides; of a district's one of that district, too.
** Nobody decides over a carrier he runs or whose organisation he belongs to. */
#include "app/incubation/intake.h"

struct end_values { struct str day, reason; };
static const struct field level_end_fields[] = {
    DATE("day",    AT(struct end_values, day),    .label = T_level_until, .need = true),
    TEXT("reason", AT(struct end_values, reason), .label = T_level_reason, .max = 200, .need = true),
};
const struct form level_end_form = FORM("level_end", struct end_values, level_end_fields, T_level_end);
static const struct field level_refuse_fields[] = { TEXT("reason", AT(struct end_values, reason), .label = T_level_reason, .max = 200,
    .need = true) };
const struct form level_refuse_form = FORM("level_refuse", struct end_values, level_refuse_fields, T_level_refuse);

static bool grants(const struct req *r, const struct carrier_by_id *c, struct str level)
{
    return parties_may(r, PERM_REVIEW, str_eq(level, S("district")) ? c->division : STR_NONE);
}

/* 0: this officer may decide; otherwise why not. */
static enum rc stopped(struct req *r, const struct carrier_by_id *c, struct str level, int *why)
{
    enum party_role role;
    TRY(party_role_of(r->db, r->who.account, c->id, &role));
    *why = !grants(r, c, level) ? T_level_err_city : role != PARTY_NONE || incubation_runs(r, c->id) ? T_level_err_own : 0;
    return RC_OK;
}

static enum rc seen(struct req *r, struct carrier_by_id *c)
{
    TRY(carrier_by_id(r->db, r->id[0], today_of(r), c));
    return parties_may(r, PERM_REVIEW, c->division) ? RC_OK : RC_NONE;
}

static struct str back_of(struct req *r, int64_t carrier)
{
    return str_printf(r->arena, "/office/carriers/%lld/levels", (long long)carrier);
}

static enum rc show(struct req *r, const struct carrier_by_id *c, const struct form_state *s)
{
    struct form_state plain;
    struct certify_view v = { .c = c, .add = s };
    if (!s) { form_start(r, &plain, &level_form, NULL); v.add = &plain; }
    TRY(certifications(r->db, c->id, &v.levels));
    v.may = NEWS(r->arena, bool, v.levels.n + 1);
    for (size_t i = 0; i < v.levels.n; i++) {
        int why;
        TRY(stopped(r, c, v.levels.v[i].level, &why));
        v.may[i] = !why;
    }
    page_crumb(r, S("/office"), say(r, T_gov_office));
    page_crumb(r, S("/office/carriers"), say(r, T_carriers_office));
    page_begin(r, say_with(r, T_certify_title, pick(r, c->name_zh, c->name_en), STR_NONE));
    certify_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc certify_page(struct req *r)
{
    struct carrier_by_id c;
    TRY(seen(r, &c));
    return show(r, &c, NULL);
}

static enum rc enter_write(struct db *tx, const struct change *c)
{
    const struct level_values *v = c->v;
    return certification_add(tx, c->id, c->h.carrier, v->level, v->from, v->until, v->document, v->granted, S("confirmed"), c->h.account,
        c->h.now);
}

enum rc certify_post(struct req *r)
{
    struct carrier_by_id c;
    struct form_state s;
    struct level_values v;
    int why = 0;
    TRY(seen(r, &c));
    form_read(r, &s, &level_form, &v);
    level_check(&s, &v);
    if (form_ok(&s)) TRY(stopped(r, &c, v.level, &why));
    if (why) form_error(&s, "level", why);
    if (!form_ok(&s)) { r->status = 422; return show(r, &c, &s); }
    struct change x = { .write = enter_write,
        .v = &v,
        .id = id_new(r->now),
        .told = T_notice_level_entered,
        .name_zh = c.name_zh,
        .name_en = c.name_en };
    x.h = hand_of(r, &s, c.id, "certified", "carrier", c.id, back_of(r, c.id));
    return change_done(r, &x);
}

/* The row of the path, for an officer who may decide over it; otherwise why not. */
static enum rc row_of(struct req *r, struct carrier_by_id *c, struct certification_by_id *k, int *why)
{
    TRY(seen(r, c));
    TRY(certification_by_id(r->db, r->id[1], k));
    if (k->carrier != c->id) return RC_NONE;
    return stopped(r, c, k->level, why);
}

static enum rc decide_write(struct db *tx, const struct change *c)
{
    return certification_decide(tx, c->id, c->version, c->reason.p ? S("refused") : S("confirmed"), str_given(c->reason), c->h.account,
        c->h.now);
}

/* reason absent: confirmed. Decided meanwhile by another: RC_STALE. */
static enum rc decided(struct req *r, const struct form_state *s, const struct carrier_by_id *c, const struct certification_by_id *k,
    struct str reason)
{
    struct change x = { .write = decide_write,
        .id = k->id,
        .version = k->version,
        .reason = reason,
        .told = reason.p ? T_notice_level_refused : T_notice_level_confirmed,
        .name_zh = c->name_zh,
        .name_en = c->name_en };
    x.h = hand_of(r, s, c->id, reason.p ? "claim_refused" : "certified", "carrier", c->id, back_of(r, c->id));
    return change_done(r, &x);
}

enum rc certify_confirm_post(struct req *r)
{
    struct carrier_by_id c;
    struct certification_by_id k;
    int why;
    TRY(row_of(r, &c, &k, &why));
    return why ? redirect_refused(r, back_of(r, c.id), why) : decided(r, NULL, &c, &k, STR_NONE);
}

enum rc certify_refuse_post(struct req *r)
{
    struct carrier_by_id c;
    struct certification_by_id k;
    struct form_state s;
    struct end_values v;
    int why;
    TRY(row_of(r, &c, &k, &why));
    form_read(r, &s, &level_refuse_form, &v);
    if (!why && !form_ok(&s)) why = T_level_err_reason;
    return why ? redirect_refused(r, back_of(r, c.id), why) : decided(r, &s, &c, &k, v.reason);
}

static enum rc end_write(struct db *tx, const struct change *c) { return certification_end(tx, c->id, c->version, c->day, c->reason); }

enum rc certify_end_post(struct req *r)
{
    struct carrier_by_id c;
    struct certification_by_id k;
    struct form_state s;
    struct end_values v;
    int why;
    TRY(row_of(r, &c, &k, &why));
    form_read(r, &s, &level_end_form, &v);
    if (!why && (!form_ok(&s) || str_cmp(v.day, k.from_day) < 0)) why = v.reason.n ? T_err_order : T_level_err_reason;
    if (why) return redirect_refused(r, back_of(r, c.id), why);
    struct change x = { .write = end_write,
        .id = k.id,
        .version = k.version,
        .day = v.day,
        .reason = v.reason,
        .told = T_notice_level_ended,
        .name_zh = c.name_zh,
        .name_en = c.name_en };
    x.h = hand_of(r, &s, c.id, "uncertified", "carrier", c.id, back_of(r, c.id));
    return change_done(r, &x);
}
