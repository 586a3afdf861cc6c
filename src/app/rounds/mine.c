/* mine.c: what an applicant sees of a round: the receipt of what she sent; once a result is published, what she got and, place
** by place, why; her objections. Reasons come out of the stored result: her points, the cut-off for people of her groups, the
** lottery. Nobody else is named, and nothing is worked out anew. */
#include "app/rounds/inner.h"

/* Those of her groups the place reserves seats for, as the result writes them. */
static struct str counts_for(struct arena *a, const struct round_rules *q, int64_t place, struct str groups)
{
    struct out o;
    out_init(&o, a);
    for (size_t i = 0; i < q->reserves.n; i++)
        if (q->reserves.v[i].place == place && groups_have(groups, q->reserves.v[i].grp)) {
            if (o.n) put_c(&o, ',');
            put_str(&o, q->reserves.v[i].grp);
        }
    return out_str(&o);
}

/* Who goes with others may stand above the cut-off and be out: one of them does not, or there are fewer seats than they are. */
static bool above(const struct round_cutoffs *c, const struct round_holding_of *h)
{
    return str_eq(c->gate, S("open"))
        || (str_eq(c->gate, S("at")) && (h->points > c->points || (h->points == c->points && str_cmp(h->lottery, c->lottery) > 0)));
}

static enum why why_of(const struct round_cutoffs *c, bool opens, bool got, bool team, const struct round_holding_of *h)
{
    if (!opens) return WHY_CLOSED;
    if (team && !got && above(c, h)) return WHY_TEAM;
    if (str_eq(c->gate, S("open"))) return WHY_OPEN;
    if (str_eq(c->gate, S("shut"))) return WHY_SHUT;
    if (got && str_eq(c->lottery, h->lottery)) return WHY_LAST;
    return c->points == h->points ? WHY_LOTTERY : WHY_POINTS;
}

static enum rc why_lines(struct req *r, struct mine_view *v)
{
    struct round_cutoffs_rows cutoffs;
    struct round_takens_rows taken;
    TRY(round_cutoffs(r->db, v->result.id, &cutoffs));
    TRY(round_takens(r->db, v->result.id, &taken));
    for (size_t i = 0; i < v->wishes.n; i++) {
        int64_t place = v->wishes.v[i].place;
        struct str groups = counts_for(r->arena, &v->q, place, v->held.groups);
        const struct round_cutoffs *c = NULL;
        bool opens = true, got = v->held.place == place;
        for (size_t k = 0; k < cutoffs.n; k++) if (cutoffs.v[k].place == place && str_eq(cutoffs.v[k].groups, groups)) c = &cutoffs.v[k];
        for (size_t k = 0; k < taken.n; k++) if (taken.v[k].place == place) opens = taken.v[k].opens != 0;
        if (!c) return fail(&r->err, RC_IO, "result %lld has no cut-off of place %lld", (long long)v->result.id, (long long)place);
        *PUSH(r->arena, &v->why) = (struct why_line){ v->wishes.v[i].name_zh, v->wishes.v[i].name_en, groups,
            why_of(c, opens, got, v->p.team.n || v->with.n, &v->held), c->points, c->lottery, got };
        if (got) break;                                             /* what comes after she did not need */
    }
    return RC_OK;
}

enum rc round_standing(struct db *db, int64_t round, struct round_results *result)
{
    struct round_results_rows rows;
    TRY(round_results(db, round, &rows));
    *result = (struct round_results){ 0 };
    for (size_t i = 0; i < rows.n && !result->id; i++) if (rows.v[i].published_ms != DB_NULL) *result = rows.v[i];
    return RC_OK;
}

static enum rc result_read(struct req *r, struct mine_view *v)
{
    TRY(round_standing(r->db, v->q.x.id, &v->result));
    if (!v->result.id) return RC_OK;
    enum rc rc = round_holding_of(r->db, v->result.id, v->p.id, &v->held);
    v->in_result = rc == RC_OK;
    return rc == RC_OK ? why_lines(r, v) : rc == RC_NONE ? RC_OK : rc;
}

static void points_now(struct req *r, struct mine_view *v)
{
    const struct points_rule *rule;
    struct err e = { 0 };
    int64_t *value = NEWS(r->arena, int64_t, v->q.criteria.n + 1);
    for (size_t i = 0; i < v->answers.n; i++) {
        size_t k = criterion_at(&v->q.criteria, v->answers.v[i].criterion);
        if (k != SIZE_MAX) value[k] = v->answers.v[i].value;
    }
    v->counted = points_compile(r->arena, &v->q.criteria, v->q.x.rule, &rule, &e) == RC_OK
        && points_of(r->arena, rule, value, v->p.groups, &v->points, &e) == RC_OK;
}

/* RC_NONE for who has not applied. */
static enum rc mine_read(struct req *r, struct mine_view *v)
{
    struct round_by_id x;
    TRY(round_seen(r, r->id[0], &x));
    TRY(round_rules(r->db, x.id, &v->q));
    TRY(round_application_of(r->db, x.id, r->who.account, &v->p));
    if (!str_eq(v->p.state, S("sent"))) return RC_NONE;
    TRY(round_wishes_of(r->db, v->p.id, &v->wishes));
    TRY(round_answers_of(r->db, v->p.id, &v->answers));
    TRY(round_objections_of(r->db, v->p.id, &v->objections));
    TRY(round_team(r->db, x.id, v->p.alias, &v->with));
    v->phase = round_phase(ROUND_WHEN(&x), r->now);
    points_now(r, v);
    return result_read(r, v);
}

enum rc round_mine_show(struct req *r, const struct form_state *object)
{
    struct mine_view *v = NEW(r->arena, struct mine_view);
    struct form_state empty;
    TRY(mine_read(r, v));
    if (!object) { form_start(r, &empty, &round_object_form, NULL); object = &empty; }
    v->object = object;
    round_crumbs(r, &v->q.x);
    page_begin(r, say(r, T_round_mine));
    round_mine_html(r, v);
    page_end(r);
    return RC_OK;
}

enum rc round_mine_page(struct req *r) { return round_mine_show(r, NULL); }

enum rc round_mine_json(struct req *r)
{
    static const char *const whys[] = { [WHY_OPEN] = "open", [WHY_CLOSED] = "closed", [WHY_SHUT] = "shut", [WHY_POINTS] = "points",
        [WHY_LOTTERY] = "lottery", [WHY_LAST] = "last", [WHY_TEAM] = "team" };
    struct mine_view *v = NEW(r->arena, struct mine_view);
    struct out *o = &r->out;
    TRY(mine_read(r, v));
    put_z(o, "{\"alias\":");
    put_json(o, v->p.alias);
    put_z(o, ",\"groups\":");
    put_json(o, v->p.groups);
    put_f(o, ",\"changed_ms\":%lld,\"wishes\":[", (long long)v->p.changed_ms);
    for (size_t i = 0; i < v->wishes.n; i++) put_f(o, "%s\"%lld\"", i ? "," : "", (long long)v->wishes.v[i].place);
    put_z(o, "],\"result\":");
    if (!v->in_result) { put_z(o, "null}\n"); return RC_OK; }
    put_f(o, "{\"number\":%lld,\"place\":", (long long)v->result.number);
    if (v->held.place == DB_NULL) put_z(o, "null");
    else put_f(o, "\"%lld\"", (long long)v->held.place);
    put_f(o, ",\"wish\":%lld,\"points\":%lld,\"lottery\":", (long long)v->held.wish, (long long)v->held.points);
    put_json(o, v->held.lottery);
    put_z(o, ",\"why\":[");
    for (size_t i = 0; i < v->why.n; i++) {
        put_f(o, "%s{\"why\":\"%s\",\"groups\":", i ? "," : "", whys[v->why.v[i].why]);
        put_json(o, v->why.v[i].groups);
        put_f(o, ",\"points\":%lld,\"lottery\":", (long long)v->why.v[i].points);
        put_json(o, v->why.v[i].lottery);
        put_z(o, "}");
    }
    put_z(o, "]}}\n");
    return RC_OK;
}
