/* pages.c: what everybody sees: the list of rounds, one round with its rules and, once published, its results in counts and
** cut-offs, and the files to check them by. No name stands on any of these pages. */
#include "app/rounds/inner.h"

/* ---- the list ---- */

/* Of what waits, that which this officer can deal with: what she proposed herself waits for another. */
static enum rc waits_read(struct req *r, struct round_waits_rows *mine)
{
    struct round_waits_rows all;
    TRY(round_waits(r->db, &all));
    for (size_t i = 0; i < all.n; i++) {
        struct round_waits *x = &all.v[i];
        if (!round_may_run(r, x->department, x->division, x->organisation)) continue;
        if (x->ask_account == r->who.account) x->ask = S("");
        if (x->ask.n || x->objections) *PUSH(r->arena, mine) = *x;
    }
    return RC_OK;
}

enum rc rounds_waiting(struct req *r, int64_t *n, int64_t *oldest_ms)
{
    struct round_waits_rows mine = { 0 };
    *n = *oldest_ms = 0;
    TRY(waits_read(r, &mine));
    for (size_t i = 0; i < mine.n; i++) {
        const struct round_waits *x = &mine.v[i];
        *n += x->objections + (x->ask.n > 0);
        if (x->ask.n && (!*oldest_ms || x->ask_ms < *oldest_ms)) *oldest_ms = x->ask_ms;
        if (x->objections && (!*oldest_ms || x->objected_ms < *oldest_ms)) *oldest_ms = x->objected_ms;
    }
    return RC_OK;
}

static enum rc list_read(struct req *r, struct rounds_view *v)
{
    struct round_list_rows all;
    TRY(round_list(r->db, LIMIT_ROUNDS, &all));
    v->office = may_somewhere(r, PERM_ROUND_RUN);
    if (v->office) TRY(waits_read(r, &v->waits));
    for (size_t i = 0; i < all.n; i++)
        if (!str_eq(all.v[i].state, S("draft")) || round_may_run(r, all.v[i].department, all.v[i].division, all.v[i].organisation))
            *PUSH(r->arena, &v->rows) = all.v[i];
    return RC_OK;
}

enum rc rounds_page(struct req *r)
{
    struct rounds_view *v = NEW(r->arena, struct rounds_view);
    TRY(list_read(r, v));
    page_begin(r, say(r, T_rounds));
    rounds_html(r, v);
    page_end(r);
    return RC_OK;
}

enum rc rounds_json(struct req *r)
{
    struct rounds_view *v = NEW(r->arena, struct rounds_view);
    struct out *o = &r->out;
    TRY(list_read(r, v));
    put_z(o, "{\"rounds\":[");
    for (size_t i = 0; i < v->rows.n; i++) {
        const struct round_list *x = &v->rows.v[i];
        put_f(o, "%s{\"id\":\"%lld\",\"kind\":", i ? "," : "", (long long)x->id);
        put_json(o, x->kind);
        put_z(o, ",\"title_zh\":");
        put_json(o, x->title_zh);
        put_z(o, ",\"title_en\":");
        put_json(o, x->title_en);
        put_z(o, ",\"state\":");
        put_json(o, x->state);
        put_f(o, ",\"opens_day\":\"%.*s\",\"closes_day\":\"%.*s\",\"places\":%lld,\"seats\":%lld,\"applicants\":%lld}", STR_FMT(x->opens_day), STR_FMT(x->closes_day),
            (long long)x->places, (long long)x->seats, (long long)x->applicants);
    }
    put_z(o, "]}\n");
    return RC_OK;
}

/* ---- one round ---- */

static enum rc applied_here(struct req *r, int64_t round, bool *applied)
{
    struct round_application_of p;
    *applied = false;
    if (!r->who.account) return RC_OK;
    enum rc rc = round_application_of(r->db, round, r->who.account, &p);
    *applied = rc == RC_OK && str_eq(p.state, S("sent"));
    return rc == RC_NONE ? RC_OK : rc;
}

static bool files_for(const struct round_by_id *x, bool office, bool applied, bool published)
{
    return office || (published && (applied || str_eq(x->files, S("public"))));
}

/* ?result=N shows an earlier one; else the newest. */
static enum rc results_read(struct req *r, struct round_view *v)
{
    struct round_results_rows all;
    int64_t wanted = req_int(r, "result", 0);
    TRY(round_results(r->db, v->q.x.id, &all));
    if (round_off_ran(&v->q.x)) v->off = all;
    for (size_t i = 0; i < all.n; i++) if (v->office || all.v[i].published_ms != DB_NULL) *PUSH(r->arena, &v->results) = all.v[i];
    for (size_t i = 0; i < v->results.n; i++)
        if (!v->shown || v->results.v[i].number == wanted) v->shown = &v->results.v[i];
    if (!v->shown) return RC_OK;
    v->files = files_for(&v->q.x, v->office, v->applied, v->shown->published_ms != DB_NULL);
    TRY(round_takens(r->db, v->shown->id, &v->taken));
    return round_cutoffs(r->db, v->shown->id, &v->cutoffs);
}

static enum rc next_read(struct req *r, struct round_view *v)
{
    if (!round_off_ran(&v->q.x)) return RC_OK;
    enum rc rc = round_repeated_by(r->db, v->q.x.id, &v->next);
    if (rc == RC_NONE || (rc == RC_OK && str_eq(v->next.state, S("draft")) && !v->office)) v->next.id = 0;
    return rc == RC_NONE ? RC_OK : rc;
}

static enum rc round_read_all(struct req *r, struct round_view *v)
{
    struct round_by_id x;
    TRY(round_seen(r, r->id[0], &x));
    TRY(round_rules(r->db, x.id, &v->q));
    TRY(round_objections_n(r->db, x.id, &v->objections));
    TRY(applied_here(r, x.id, &v->applied));
    v->office = round_office(r, &x);
    v->phase = round_phase(ROUND_WHEN(&x), r->now);
    TRY(next_read(r, v));
    return results_read(r, v);
}

enum rc round_page(struct req *r)
{
    struct round_view *v = NEW(r->arena, struct round_view);
    TRY(round_read_all(r, v));
    round_crumbs(r, NULL);
    page_begin(r, pick(r, v->q.x.title_zh, v->q.x.title_en));
    round_html(r, v);
    page_end(r);
    return RC_OK;
}

static void places_json(struct out *o, const struct round_view *v)
{
    for (size_t i = 0; i < v->q.places.n; i++) {
        const struct round_places *p = &v->q.places.v[i];
        put_f(o, "%s{\"id\":\"%lld\",\"name_zh\":", i ? "," : "", (long long)p->id);
        put_json(o, p->name_zh);
        put_z(o, ",\"name_en\":");
        put_json(o, p->name_en);
        put_f(o, ",\"seats\":%lld,\"least\":%lld,\"cutoffs\":[", (long long)p->seats, (long long)p->least);
        for (size_t k = 0, any = 0; k < v->cutoffs.n; k++) {
            const struct round_cutoffs *c = &v->cutoffs.v[k];
            if (c->place != p->id) continue;
            put_f(o, "%s{\"groups\":\"%.*s\",\"gate\":\"%.*s\",\"points\":%lld,\"lottery\":\"%.*s\"}", any++ ? "," : "", STR_FMT(c->groups),
                STR_FMT(c->gate), (long long)c->points, STR_FMT(c->lottery));
        }
        put_z(o, "]}");
    }
}

enum rc round_json(struct req *r)
{
    struct round_view *v = NEW(r->arena, struct round_view);
    struct out *o = &r->out;
    TRY(round_read_all(r, v));
    const struct round_by_id *x = &v->q.x;
    put_f(o, "{\"id\":\"%lld\",\"state\":\"%.*s\",\"opens_day\":\"%.*s\",\"closes_day\":\"%.*s\",\"objections_day\":\"%.*s\",\"seed_sha256\":\"%.*s\",\"seed\":\"%.*s\",\"off_ms\":",
        (long long)x->id, STR_FMT(x->state), STR_FMT(x->opens_day), STR_FMT(x->closes_day), STR_FMT(x->objections_day),
        STR_FMT(x->seed_sha256), STR_FMT(x->seed));
    put_f(o, x->off_ms == DB_NULL ? "null" : "%lld", (long long)x->off_ms);
    put_z(o, ",\"off_reason\":");
    put_json(o, x->off_reason);
    put_f(o, x->repeats == DB_NULL ? ",\"repeats\":null" : ",\"repeats\":\"%lld\"", (long long)x->repeats);
    put_f(o, ",\"applicants\":%lld,\"criteria\":[", (long long)x->sent);
    for (size_t i = 0; i < v->q.criteria.n; i++) {
        const struct round_criteria *c = &v->q.criteria.v[i];
        put_f(o, "%s{\"id\":\"%lld\",\"points\":%lld,\"most\":%lld,\"name_zh\":", i ? "," : "", (long long)c->id, (long long)c->points,
            (long long)c->most);
        put_json(o, c->name_zh);
        put_z(o, ",\"name_en\":");
        put_json(o, c->name_en);
        put_z(o, "}");
    }
    put_z(o, "],\"places\":[");
    places_json(o, v);
    put_z(o, "],\"results\":[");
    for (size_t i = 0; i < v->results.n; i++) {
        const struct round_results *s = &v->results.v[i];
        put_f(o, "%s{\"id\":\"%lld\",\"number\":%lld,\"applicants\":%lld,\"seats\":%lld,\"placed\":%lld,\"first_wish\":%lld,\"places_sha256\":\"%.*s\",\"applicants_sha256\":\"%.*s\",\"result_sha256\":\"%.*s\"}",
            i ? "," : "", (long long)s->id, (long long)s->number, (long long)s->applicants, (long long)s->seats, (long long)s->placed,
            (long long)s->first_wish,
            STR_FMT(s->places_sha256), STR_FMT(s->applicants_sha256), STR_FMT(s->result_sha256));
    }
    put_z(o, "]}\n");
    return RC_OK;
}

/* ---- files ---- */

/* One that could be made can be taken: its file may be larger than a request's memory, and is not copied. */
enum rc round_result_file(struct req *r)
{
    struct round_view *v = NEW(r->arena, struct round_view);
    const struct round_results *s = NULL;
    TRY(round_read_all(r, v));
    for (size_t i = 0; i < v->results.n; i++) if (v->results.v[i].id == r->id[1]) s = &v->results.v[i];
    if (!s) return RC_NONE;
    if (!files_for(&v->q.x, v->office, v->applied, s->published_ms != DB_NULL)) return r->who.account ? RC_DENIED : RC_NONE;
    bool places = str_eq(r->name, S("places.csv")), applicants = str_eq(r->name, S("applicants.csv")),
         json = str_eq(r->name, S("result.json"));
    if (!places && !applicants && !json) return RC_NONE;
    struct round_result_one_file f;
    r->arena->cap = LIMIT_ROUND_FILE;
    TRY(round_result_one_file(r->db, s->id, places ? S("places") : applicants ? S("applicants") : S("result"), &f));
    r->out.p = (char *)f.body.p;
    r->out.n = r->out.cap = f.body.n;
    answer_file(r, r->name, json ? S("application/json") : S("text/csv; charset=utf-8"));
    return RC_OK;
}
