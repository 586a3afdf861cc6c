/* office.c: the officer's page of a round, announcing, a second round for what is left or was called off, and the preview. */
#include "app/rounds/inner.h"
#include "app/parties/parties.h"
#include "web/secret.h"
#include "web/sheet.h"

enum { PAGE = 50 };                               /* applications and objections on the officer's page */

/* ---- the page ---- */

/* Aliases are drawn as A and small hexadecimal digits; a number read out over the telephone is typed in any way. */
static struct str alias_typed(struct req *r, struct str typed)
{
    struct str s = str_trim(typed);
    if (!s.n) return S("");
    char *v = arena_alloc(r->arena, s.n);
    for (size_t i = 0; i < s.n; i++)
        v[i] = (char)(i && s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] + 32 : !i && s.p[i] >= 'a' && s.p[i] <= 'z' ? s.p[i] - 32 : s.p[i]);
    return (struct str){ v, s.n };
}

/* A page begins at an alias and knows where the next and the one before begin: it costs the same wherever it stands. */
struct around { struct str prev, next; };         /* STR_NONE: there is none */
static enum rc applications_read(struct req *r, struct office_view *v, struct around *a)
{
    struct round_applications_before_rows before;
    struct round_applications_from_rows *rows = &v->applications;
    int64_t round = v->q.x.id;
    v->from = alias_typed(r, req_arg(r, "from"));
    TRY(round_applications_from(r->db, round, v->from, PAGE + 1, rows));
    TRY(round_applications_before(r->db, round, v->from, PAGE, &before));
    *a = (struct around){ STR_NONE, STR_NONE };
    if (before.n) a->prev = before.n < PAGE ? S("") : before.v[before.n - 1].alias;
    if (rows->n > PAGE) a->next = rows->v[--rows->n].alias;
    return RC_OK;
}

/* A result that goes into one file is not read for where that ends. */
static enum rc holders_ends(struct req *r, struct office_view *v)
{
    struct round_results result;
    TRY(round_standing(r->db, v->q.x.id, &result));
    if (!result.id || result.applicants <= ROUND_CSV) return RC_OK;
    return round_holders_ends(r->db, result.id, ROUND_CSV, result.applicants, &v->ends);
}

enum rc round_office_show(struct req *r, const struct round_by_id *x, const struct form_state *off)
{
    static const char *const verbs[] = { "close", "run", "publish" };
    struct office_view *v = NEW(r->arena, struct office_view);
    struct form_state plain;
    struct around around;
    if (!off) form_start(r, &plain, &round_off_form, NULL);
    v->off = off ? off : &plain;
    TRY(round_rules(r->db, x->id, &v->q));
    TRY(round_results(r->db, x->id, &v->results));
    TRY(holders_ends(r, v));
    TRY(applications_read(r, v, &around));
    TRY(round_objections_first(r->db, x->id, PAGE, &v->objections));
    TRY(round_objections_n(r->db, x->id, &v->nobjections));
    v->phase = round_phase(ROUND_WHEN(x), r->now);
    v->mine = x->ask.n && x->ask_account == r->who.account;
    bool unpublished = v->results.n && v->results.v[0].published_ms == DB_NULL;
    struct round_corrected_since changed = { 1 };
    if (v->results.n) TRY(round_corrected_since(r->db, x->id, v->results.v[0].ran_ms, &changed));
    for (size_t i = 0; i < LEN(verbs); i++)
        if (round_may_ask(x, verbs[i], unpublished, r->now) && (changed.n || strcmp(verbs[i], "run") != 0))
            v->may_ask[v->nmay_ask++] = verbs[i];
    v->rests = !changed.n;
    round_crumbs(r, x);
    page_begin(r, say(r, T_round_office));
    round_office_html(r, v);
    page_around(r, "from", around.prev, around.next);
    page_end(r);
    return RC_OK;
}

/* The published result with names, for who has to call people in; everybody else has the files, which hold none. */
static enum rc holders_csv(struct req *r, const struct round_by_id *x)
{
    static const int heads[] = { T_round_alias, T_round_name, T_round_groups, T_round_goes_with, T_round_place, T_round_wish_nth,
        T_round_points, T_round_lot };
    struct round_results result;
    struct round_holders_rows rows;
    struct csv c;
    TRY(round_standing(r->db, x->id, &result));
    if (!result.id) return RC_NONE;
    TRY(round_holders(r->db, result.id, req_int(r, "place", -1), req_arg(r, "after"), ROUND_CSV, &rows));
    csv_begin(&c, r);
    for (size_t i = 0; i < LEN(heads); i++) csv_text(&c, say(r, heads[i]));
    csv_row(&c);
    for (size_t i = 0; i < rows.n; i++) {
        const struct round_holders *h = &rows.v[i];
        csv_text(&c, h->alias);
        csv_text(&c, h->name);
        csv_text(&c, groups_str(r, h->groups));
        csv_text(&c, h->team);
        csv_text(&c, h->name_zh.n ? pick(r, h->name_zh, h->name_en) : S(""));
        if (h->name_zh.n) csv_int(&c, h->wish);
        else csv_text(&c, S(""));
        csv_int(&c, h->points);
        csv_text(&c, h->lottery);
        csv_row(&c);
    }
    answer_csv(r, str_printf(r->arena, "round-result-%lld-%lld.csv", (long long)result.number, (long long)req_int(r, "page", 1)));
    return RC_OK;
}

enum rc round_office_page(struct req *r)
{
    struct round_by_id x;
    TRY(round_for_office(r, r->id[0], &x));
    if (str_eq(req_arg(r, "format"), S("csv"))) return holders_csv(r, &x);
    return round_office_show(r, &x, NULL);
}

/* ---- announcing, a second round ---- */

struct turn {
    struct once once;
    struct event event;
    struct round_by_id x;
    int64_t now, id;
    struct str seed_cipher, seed_sha256;
    struct round_rules *q;
    int64_t *ids; size_t nids;                    /* for places and criteria of the second round */
    struct str opens, closes, objections;
    /* out: the round is not what it was; no seat is left; its seats are in a result nobody has published */
    bool moved, nothing, waits;
    int64_t existing;                             /* out: the second round there is already */
};

static enum rc turn_begin(struct req *r, struct turn *t, const char *verb, const char *tail)
{
    *t = (struct turn){ .now = r->now };
    TRY(round_for_office(r, r->id[0], &t->x));
    t->once = form_once_of(r, NULL, round_path(r, t->x.id, tail));
    t->event = event_of(r, verb, "round", t->x.id, S(""));
    return RC_OK;
}

/* Names of places as they are compared: a blank more or a full-width letter makes no other place. */
static enum rc place_keys(struct db *tx, int64_t id, struct strs *keys)
{
    struct round_places_rows rows;
    TRY(round_places(tx, id, &rows));
    keys->n = rows.n;
    keys->v = NEWS(tx->arena, struct str, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) keys->v[i] = firm_key(tx->arena, rows.v[i].name_zh);
    return RC_OK;
}

static enum rc shares_a_place(struct db *tx, const struct strs *here, int64_t other, bool *shares)
{
    struct arena_mark mark = arena_mark(tx->arena);
    struct strs there;
    *shares = false;
    TRY(place_keys(tx, other, &there));
    for (size_t i = 0; i < here->n; i++)
        for (size_t k = 0; k < there.n && !*shares; k++) *shares = str_eq(here->v[i], there.v[k]);
    arena_rewind(tx->arena, mark);
    return RC_OK;
}

/* One district lies in the other or is the other; the codes of whole cities and provinces end in noughts, and none is everywhere. */
static bool divisions_meet(struct str one, struct str other)
{
    while (one.n >= 2 && one.p[one.n - 1] == '0' && one.p[one.n - 2] == '0') one.n -= 2;
    while (other.n >= 2 && other.p[other.n - 1] == '0' && other.p[other.n - 2] == '0') other.n -= 2;
    return str_starts(one, other) || str_starts(other, one);
}

/* An organisation's places are its own wherever they stand; places of several carriers are those of their department, which the kind
** says, and district. Window 1 of one district is not Window 1 of another, but to her who took part in giving out the one: else
** whoever did not like its lottery would draw another under the next district's name. */
static void same_seats_keep(struct round_same_owner_rows *was)
{
    size_t n = 0;
    for (size_t i = 0; i < was->n; i++) {
        const struct round_same_owner *o = &was->v[i];
        if (o->organisation != DB_NULL || o->party || divisions_meet(o->here, o->division)) was->v[n++] = *o;
    }
    was->n = n;
}

/* Seats another round has given out already are given anew only after that one was published, or called off by two; then this
** one says whose seats it repeats, whether or not the officer thought of it. Of several announced before any has run the first to
** run keeps the others waiting: who knows one lottery must not choose whether the other takes place. */
enum rc round_succeed(struct db *tx, int64_t id, int64_t actor, bool *waits)
{
    struct round_same_owner_rows was;
    struct strs here;
    bool same = false;
    size_t i = 0;
    *waits = false;
    TRY(round_same_owner(tx, id, actor, &was));
    same_seats_keep(&was);
    while (was.n && str_eq(was.v[was.n - 1].state, S("published"))) was.n--;        /* older than all that matter */
    if (!was.n) return RC_OK;
    TRY(place_keys(tx, id, &here));
    for (; i < was.n && !same; i++) TRY(shares_a_place(tx, &here, was.v[i].id, &same));
    if (!same) return RC_OK;
    const struct round_same_owner *o = &was.v[i - 1];
    *waits = str_eq(o->state, S("ran"));
    if (*waits) return fail(&tx->err, RC_REFUSED, "another round of these seats has run and is not published");
    return str_eq(o->state, S("cancelled")) ? round_repeats(tx, id, o->id) : RC_OK;
}

static enum rc announce_tx(struct db *tx, void *arg)
{
    struct turn *t = arg;
    struct round_by_id x;
    TRY(form_once(tx, &t->once));
    TRY(round_by_id(tx, t->x.id, &x));
    t->moved = x.version != t->x.version;
    if (t->moved) return fail(&tx->err, RC_STALE, "the round has been changed meanwhile");
    TRY(round_succeed(tx, x.id, t->event.account, &t->waits));
    TRY(round_move(tx, x.id, S("draft"), S("announced"), S("")));
    t->moved = tx->changes != 1;
    return t->moved ? fail(&tx->err, RC_STALE, "announced already") : event_add(tx, &t->event);
}

/* What is announced can run: there are places, the days lie ahead, the rule gives numbers. */
static enum rc announce_check(struct req *r, const struct turn *t, int *why)
{
    struct round_rules q;
    const struct points_rule *rule;
    struct err e = { 0 };
    int64_t closes, points;
    TRY(round_rules(r->db, t->x.id, &q));
    must(date_parse(q.x.closes_day, &closes));
    int64_t *value = NEWS(r->arena, int64_t, q.criteria.n + 1);
    bool kept_fine = true,
         rule_fine = points_compile(r->arena, &q.criteria, q.x.rule, &rule, &e) == RC_OK
        && points_of(r->arena, rule, value, S(""), &points, &e) == RC_OK;
    for (size_t i = 0; i < q.places.n; i++) {
        int64_t kept = 0;
        for (size_t k = 0; k < q.reserves.n; k++) if (q.reserves.v[k].place == q.places.v[i].id) kept += q.reserves.v[k].seats;
        kept_fine &= kept <= q.places.v[i].seats;
    }
    *why = !q.places.n                 ? T_round_no_places
        : closes < instant_day(r->now) ? T_round_days_past
        : !kept_fine                   ? T_round_err_reserved
        : !rule_fine                   ? T_round_rule_fails
                                       : MSG_NONE;
    return RC_OK;
}

enum rc round_announce_post(struct req *r)
{
    struct turn t;
    int why;
    TRY(turn_begin(r, &t, "announced", "/office"));
    TRY(announce_check(r, &t, &why));
    if (why) return redirect_refused(r, t.once.path, why);
    enum rc rc = db_tx(r->db, announce_tx, &t);
    return t.moved || t.waits ? redirect_refused(r, t.once.path, t.moved ? T_round_moved_on : T_round_waits)
                                : form_said(r, rc, &t.once, T_round_done_announce);
}

/* What a place has left: seats nobody got, and of those it kept for groups the ones no member took. */
struct left { int64_t seats, least, reserve[ROUND_GROUPS]; bool hard[ROUND_GROUPS]; };

static struct left left_of(const struct round_rules *q, const struct round_places *p, const struct round_held_groups_rows *held)
{
    struct left x = { .seats = p->seats };
    int64_t members[ROUND_GROUPS] = { 0 };
    for (size_t i = 0; i < held->n; i++) {
        if (held->v[i].place != p->id) continue;
        x.seats -= held->v[i].n;
        for (int g = 0; g < ROUND_GROUPS; g++) if (groups_have(held->v[i].groups, round_groups[g].code)) members[g] += held->v[i].n;
    }
    x.least = x.seats == p->seats ? p->least : 0;                   /* whatever holds somebody has reached it */
    int64_t room = x.seats;
    for (int hard = 1; hard >= 0; hard--)                           /* a hard seat that is empty was kept empty: it comes first */
        for (size_t i = 0; i < q->reserves.n; i++) {
            const struct round_reserves *v = &q->reserves.v[i];
            if (v->place != p->id || (v->hard != 0) != hard) continue;
            for (int g = 0; g < ROUND_GROUPS; g++) {
                if (!str_eq(v->grp, round_groups[g].code)) continue;
                int64_t n = v->seats - members[g];
                x.reserve[g] = n < 0 ? 0 : n < room ? n : room;
                x.hard[g] = hard;
                room -= x.reserve[g];
            }
        }
    return x;
}

static enum rc left_put(struct db *tx, const struct turn *t, int64_t id, const struct round_places *p, const struct left *x,
    int64_t position)
{
    TRY(round_place_put(tx, id, t->id, p->name_zh, p->name_en, x->seats, x->least, position));
    for (int g = 0; g < ROUND_GROUPS; g++)
        if (x->reserve[g]) TRY(round_reserve_put(tx, id, round_groups[g].code, x->reserve[g], x->hard[g]));
    return RC_OK;
}

static enum rc again_there(struct db *tx, const struct round_by_id *x, int64_t *id)
{
    struct round_again_of of;
    struct round_repeated_by by;
    bool off = str_eq(x->state, S("cancelled"));
    enum rc rc = off ? round_repeated_by(tx, x->id, &by) : round_again_of(tx, x->id, &of);
    *id = rc != RC_OK ? 0 : off ? by.id : of.id;
    return rc == RC_NONE ? RC_OK : rc;
}

/* What is left is given out once: a second round that is there already, and not cancelled, is shown instead of a third. */
static enum rc again_tx(struct db *tx, void *arg)
{
    struct turn *t = arg;
    const struct round_by_id *x = &t->q->x;
    struct round_held_groups_rows held = { 0 };
    struct round_results result;
    int64_t all = 0;
    size_t id = 0;
    t->nothing = false;
    TRY(form_once(tx, &t->once));
    bool off = str_eq(x->state, S("cancelled"));                    /* then nobody holds anything */
    TRY(again_there(tx, x, &t->existing));
    if (t->existing) return fail(&tx->err, RC_REFUSED, "there is a second round");
    if (!off) {
        TRY(round_standing(tx, x->id, &result));
        TRY(round_held_groups(tx, result.id, &held));
    }
    TRY(round_add(tx, t->id, x->organisation, t->event.account, off ? x->parent : x->id, off ? x->id : DB_NULL, x->kind, x->department,
        x->division, x->title_zh, x->title_en, x->body_zh, x->body_en, t->opens, t->closes, t->objections, x->wishes_most, x->rule,
        x->files, x->teams, t->seed_cipher, t->seed_sha256, t->now));
    for (size_t i = 0; i < t->q->places.n; i++, id++) {
        const struct round_places *p = &t->q->places.v[i];
        struct left left = left_of(t->q, p, &held);
        if (left.seats > 0) TRY(left_put(tx, t, t->ids[id], p, &left, (int64_t)i + 1));
        all += left.seats;
    }
    t->nothing = !all;
    if (t->nothing) return fail(&tx->err, RC_REFUSED, "every seat is taken");
    for (size_t i = 0; i < t->q->criteria.n; i++, id++) {
        const struct round_criteria *c = &t->q->criteria.v[i];
        TRY(round_criterion_put(tx, t->ids[id], t->id, c->name_zh, c->name_en, c->points, c->most));
    }
    return event_add(tx, &t->event);
}

/* A draft with the seats nobody got, of a round called off after it had run all of them, the same rules, a seed of its own;
** the officer looks it over, sets days and announces it. */
enum rc round_again_post(struct req *r)
{
    struct turn t;
    int64_t today = instant_day(r->now);
    TRY(turn_begin(r, &t, "set_up", "/office"));
    if (!str_eq(t.x.state, S("published")) && !round_off_ran(&t.x)) return redirect_refused(r, t.once.path, T_round_moved_on);
    struct str back = t.once.path;
    t.q = NEW(r->arena, struct round_rules);
    TRY(round_rules(r->db, t.x.id, t.q));
    t.id = t.event.subject = id_new(r->now);
    t.nids = t.q->places.n + t.q->criteria.n;
    t.ids = NEWS(r->arena, int64_t, t.nids + 1);
    for (size_t i = 0; i < t.nids; i++) t.ids[i] = id_new(r->now);
    round_seed_draw(r, t.id, &t.seed_cipher, &t.seed_sha256);
    t.opens = date_str(r->arena, today);
    t.closes = date_str(r->arena, today + 7);
    t.objections = date_str(r->arena, today + 14);
    t.once = form_once_of(r, NULL, round_path(r, t.id, "/office"));
    enum rc rc = db_tx(r->db, again_tx, &t);
    if (rc == RC_REFUSED && t.nothing) return redirect_refused(r, back, T_round_nothing_left);
    if (rc == RC_REFUSED && t.existing) return redirect(r, round_path(r, t.existing, "/office"));
    return form_said(r, rc, &t.once, T_round_done_again);
}

/* ---- the preview: changes nothing, and its lottery is not the round's ---- */

/* What the applicants of another round would count here: the answers of then by the points table and the rule of now. A line is
** the same when it has the same Chinese name; what is asked here and was not there, nobody has. Rows are in the order of aliases. */
static enum rc counted_here(struct round_work *w, int64_t other, struct round_applications_rows *who, int64_t **points)
{
    struct round_criteria_rows then;
    struct round_answers_rows answers;
    const struct round_criteria_rows *now = &w->q.criteria;
    const struct points_rule *rule;
    struct db *db = w->r->db;
    size_t at = 0;
    TRY(round_criteria(db, other, &then));
    TRY(round_applications(db, other, who));
    TRY(round_answers(db, other, &answers));
    TRY(points_compile(&w->a, now, w->q.x.rule, &rule, &w->r->err));
    int64_t *value = NEWS(&w->a, int64_t, now->n + 1);
    *points = NEWS(&w->a, int64_t, who->n + 1);
    for (size_t i = 0; i < who->n; i++) {
        for (size_t k = 0; k < now->n; k++) value[k] = 0;
        for (; at < answers.n && answers.v[at].application == who->v[i].id; at++) {
            size_t was = criterion_at(&then, answers.v[at].criterion);
            for (size_t k = 0; was != SIZE_MAX && k < now->n; k++)
                if (str_eq(now->v[k].name_zh, then.v[was].name_zh))
                    value[k] = answers.v[at].value < now->v[k].most ? answers.v[at].value : now->v[k].most;
        }
        TRY(points_of(&w->a, rule, value, who->v[i].groups, &(*points)[i], &w->r->err));
    }
    return RC_OK;
}

/* Another round's applicants as they would ask here: wishes for places that are not here are left out. */
static enum rc borrowed(struct round_work *w, int64_t other, struct str csv, struct str *to)
{
    struct sheet sheet = { .max_rows = LIMIT_ROUND_APPLICANTS + 1 };
    struct round_applications_rows who;
    int64_t *points;
    struct out o, cell;
    TRY(counted_here(w, other, &who, &points));
    TRY(sheet_read(&w->a, csv, &sheet, &w->r->err));
    /* input.c wrote it: wishes last, before them the team, if there are teams */
    size_t wishes = sheet.v[0].n - 1, team = wishes - 1;
    bool teams = w->q.x.teams && str_eq(sheet_cell(&sheet.v[0], team), S("team"));
    out_init(&o, &w->a);
    out_init(&cell, &w->a);
    put_z(&o, teams ? "applicant,points,groups,team,wishes\n" : "applicant,points,groups,wishes\n");
    for (size_t i = 1; i < sheet.n; i++) {
        struct str rest = sheet_cell(&sheet.v[i], wishes), one;
        cell.n = 0;
        while (str_cut(&rest, '>', &one))
            for (size_t k = 0; k < w->q.places.n; k++)
                if (str_eq(str_trim(one), w->q.places.v[k].name_zh)) { if (cell.n) put_z(&cell, " > "); put_str(&cell, str_trim(one)); }
        struct str alias = sheet_cell(&sheet.v[i], 0);
        const struct round_applications *p = application_aliased(&who, alias);
        if (!p) continue;                                           /* she has left the site since */
        put_csv(&o, alias);
        put_f(&o, ",%lld,", (long long)points[p - who.v]);
        put_csv(&o, sheet_cell(&sheet.v[i], 2));
        put_c(&o, ',');
        if (teams) { put_csv(&o, sheet_cell(&sheet.v[i], team)); put_c(&o, ','); }
        put_csv(&o, out_str(&cell));
        put_c(&o, '\n');
    }
    *to = out_str(&o);
    return RC_OK;
}

static void whatif_fill(struct round_work *w, struct whatif_view *v)
{
    const struct assign_round *a = &w->out.rd.r;
    v->applicants = a->applicants;
    v->seats = w->out.seats;
    v->placed = w->out.placed;
    v->first_wish = w->out.first_wish;
    for (int32_t p = 0; p < a->places; p++) {
        const struct assign_cutoff *c = assign_cutoff_at(&w->out.s, p, 0);
        *PUSH(w->r->arena, &v->places) = (struct whatif_place){ v->q.places.v[p].name_zh, v->q.places.v[p].name_en, a->place[p].seats, 0, 0,
            !w->out.s.closed[p], c->gate, c->points };
    }
    for (int32_t x = 0; x < a->applicants; x++) {
        if (a->first[x] < a->first[x + 1]) v->places.v[a->wish[a->first[x]]].first++;
        if (w->out.s.seat[x] >= 0) v->places.v[a->wish[w->out.s.seat[x]]].holds++;
    }
    v->strangers = v->on && !a->first[a->applicants];
}

static enum rc whatif_solve(struct round_work *w, void *arg)
{
    struct whatif_view *v = arg;
    struct round_results_rows results;
    struct round_result_files files;
    struct str applicants;
    if (!v->on) TRY(round_work_solve(w, v->q.x.id, S("preview")));
    else {
        TRY(round_rules(w->r->db, v->q.x.id, &w->q));
        TRY(round_results(w->r->db, v->on, &results));
        if (!results.n) return RC_NONE;
        TRY(round_result_files(w->r->db, results.v[0].id, &files));
        TRY(borrowed(w, v->on, files.applicants_csv, &applicants));
        enum rc rc = round_solve(&w->a, round_places_csv(&w->a, &w->q), applicants, S("preview"), &w->out, &w->r->err);
        w->a.guard = w->full;
        TRY(rc);
    }
    whatif_fill(w, v);
    return RC_OK;
}

/* Earlier rounds of the kind that this officer may look into. */
static enum rc before_of(struct req *r, struct whatif_view *v)
{
    struct round_before_rows rows;
    TRY(round_before(r->db, v->q.x.kind, v->q.x.id, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        if (!round_may_run(r, rows.v[i].department, rows.v[i].division, rows.v[i].organisation)) continue;
        *PUSH(r->arena, &v->before) = rows.v[i];
        if (rows.v[i].id == req_int(r, "on", 0)) v->on = rows.v[i].id;
    }
    return RC_OK;
}

enum rc round_whatif_page(struct req *r)
{
    struct whatif_view *v = NEW(r->arena, struct whatif_view);
    struct round_by_id x;
    TRY(round_for_office(r, r->id[0], &x));
    TRY(round_rules(r->db, x.id, &v->q));
    TRY(before_of(r, v));
    enum rc rc = !v->q.places.n ? RC_INPUT : round_work(r, whatif_solve, v);
    if (rc == RC_REFUSED) v->trouble = !v->on && !x.sent ? T_round_whatif_nobody : T_round_no_answer;
    else if (rc == RC_LIMIT) v->trouble = T_round_too_large;
    else if (rc == RC_INPUT) v->trouble = v->q.places.n ? T_round_rule_fails : T_round_no_places;
    else TRY(rc);
    round_crumbs(r, &x);
    page_begin(r, say(r, T_round_whatif));
    round_whatif_html(r, v);
    page_end(r);
    return RC_OK;
}
