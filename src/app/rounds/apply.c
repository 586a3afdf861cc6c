/* apply.c: an application: groups, answers, a ranked list. It may be changed until applications close; the last one counts.
**
** Ranking needs no script: up, down, away and add are buttons of the form, each a request that gives the form back in the new
** order and stores nothing. ballast.js does the same without the request, and by drag. */
#include "app/rounds/inner.h"
#include "web/secret.h"

/* ---- the form; its lists are those of the route's round ---- */

/* A list that cannot be read is no fault of whoever fills in the form: round_form_read passes it on. */
static bool listed(struct req *r, enum rc rc)
{
    if (rc != RC_OK && rc != RC_NONE) (void)fail(&r->err, rc, "%s", r->db->err.text);
    return rc == RC_OK;
}

enum rc round_form_read(struct req *r, struct form_state *s, const struct form *f, void *into)
{
    form_read(r, s, f, into);
    return r->err.rc;
}

static struct choices places_choices(struct req *r)
{
    struct round_places_rows rows;
    if (!listed(r, r->id[0] > 0 && r->db ? round_places(r->db, r->id[0], &rows) : RC_NONE)) return (struct choices){ 0 };
    struct choice *v = NEWS(r->arena, struct choice, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct choice){ str_printf(r->arena, "%lld", (long long)rows.v[i].id), rows.v[i].name_zh,
            rows.v[i].name_en.n ? rows.v[i].name_en : rows.v[i].name_zh, 0 };
    return (struct choices){ v, rows.n };
}

/* "criterion:how many"; none of a criterion means no, or 0. */
struct choices round_answers_choices(struct req *r)
{
    struct round_criteria_rows rows;
    struct { struct choice *v; size_t n, cap; } list = { 0 };
    if (!listed(r, r->id[0] > 0 && r->db ? round_criteria(r->db, r->id[0], &rows) : RC_NONE)) return (struct choices){ 0 };
    for (size_t i = 0; i < rows.n; i++)
        for (int64_t k = 1; k <= rows.v[i].most; k++) {
            struct str code = str_printf(r->arena, "%lld:%lld", (long long)rows.v[i].id, (long long)k), zh = rows.v[i].name_zh,
                       en = rows.v[i].name_en.n ? rows.v[i].name_en : zh;
            if (rows.v[i].most > 1) {
                zh = str_printf(r->arena, "%.*s：%lld", STR_FMT(zh), (long long)k);
                en = str_printf(r->arena, "%.*s: %lld", STR_FMT(en), (long long)k);
            }
            *PUSH(r->arena, &list) = (struct choice){ code, zh, en, 0 };
        }
    return (struct choices){ list.v, list.n };
}

static const struct field apply_fields[] = {
    MULTI("groups", AT(struct apply_form, groups), .label = T_round_groups, .hint = T_round_groups_hint, .choices = round_groups_choices),
    MULTI("answers", AT(struct apply_form, answers), .label = T_round_answers, .hint = T_round_answers_hint,
        .choices = round_answers_choices),
    TEXT("team", AT(struct apply_form, team), .label = T_round_team, .hint = T_round_team_hint, .max = 20),
    MULTI("wishes", AT(struct apply_form, wishes), .label = T_round_wishes, .hint = T_round_wishes_order, .choices = places_choices),
};
const struct form round_apply_form = FORM("round_apply", struct apply_form, apply_fields, T_round_send);

/* ---- the page ---- */

static enum rc apply_show(struct req *r, const struct round_by_id *x, const struct form_state *s, bool again)
{
    struct apply_view *v = NEW(r->arena, struct apply_view);
    TRY(round_rules(r->db, x->id, &v->q));
    v->s = s;
    v->again = again;
    v->groups = str_parts(r->arena, s->raw.v[0], ',');
    v->answers = str_parts(r->arena, s->raw.v[1], ',');
    v->team = s->raw.v[2];
    v->wishes = str_parts(r->arena, s->raw.v[3], ',');
    round_crumbs(r, x);
    page_begin(r, say(r, T_round_apply_title));
    round_apply_html(r, v);
    page_end(r);
    return RC_OK;
}

/* The round, open for applications; else told at once, in words. */
static enum rc open_round(struct req *r, struct round_by_id *x, bool *open)
{
    TRY(round_seen(r, r->id[0], x));
    *open = round_phase(ROUND_WHEN(x), r->now) == PHASE_OPEN;
    return *open ? RC_OK : redirect_refused(r, round_path(r, x->id, ""), T_round_not_open);
}

static enum rc own_application(struct req *r, int64_t round, struct round_application_of *p, bool *any)
{
    enum rc rc = round_application_of(r->db, round, r->who.account, p);
    *any = rc == RC_OK && str_eq(p->state, S("sent"));
    return rc == RC_NONE ? RC_OK : rc;
}

static enum rc form_of(struct req *r, const struct round_application_of *p, struct apply_form *f)
{
    struct round_wishes_of_rows wishes;
    struct round_answers_of_rows answers;
    TRY(round_wishes_of(r->db, p->id, &wishes));
    TRY(round_answers_of(r->db, p->id, &answers));
    f->groups = str_parts(r->arena, p->groups, ',');
    f->team = p->team;
    for (size_t i = 0; i < wishes.n; i++) *PUSH(r->arena, &f->wishes) = str_printf(r->arena, "%lld", (long long)wishes.v[i].place);
    for (size_t i = 0; i < answers.n; i++)
        *PUSH(r->arena, &f->answers) = str_printf(r->arena, "%lld:%lld", (long long)answers.v[i].criterion, (long long)answers.v[i].value);
    return RC_OK;
}

enum rc round_apply_page(struct req *r)
{
    struct round_by_id x;
    struct round_application_of p;
    struct apply_form f = { 0 };
    struct form_state s;
    bool open, any;
    TRY(open_round(r, &x, &open));
    if (!open) return RC_OK;
    TRY(own_application(r, x.id, &p, &any));
    if (any) TRY(form_of(r, &p, &f));
    form_start(r, &s, &round_apply_form, &f);
    return apply_show(r, &x, &s, any);
}

/* ---- ranking by buttons ---- */

/* do: "up:ID", "down:ID", "away:ID", "add:ID". What does not fit changes nothing, one more than most neither. */
static void rank_move(struct req *r, struct str what, struct strs *w, int64_t most)
{
    struct str id = what, verb;
    size_t at = 0;
    str_cut(&id, ':', &verb);
    while (at < w->n && !str_eq(w->v[at], id)) at++;
    bool there = at < w->n;
    if (str_eq(verb, S("add")) && !there && id.n && (int64_t)w->n < most) *PUSH(r->arena, w) = id;
    if (str_eq(verb, S("away")) && there) { for (size_t i = at; i + 1 < w->n; i++) w->v[i] = w->v[i + 1]; w->n--; }
    size_t to = str_eq(verb, S("up")) && there && at > 0 ? at - 1 : str_eq(verb, S("down")) && there && at + 1 < w->n ? at + 1 : at;
    if (there && to != at && to < w->n) { struct str kept = w->v[to]; w->v[to] = w->v[at]; w->v[at] = kept; }
}

/* ---- sending ---- */

struct sending {
    struct once once;
    struct event event;
    int64_t id, round, account, now;
    struct str alias, groups, team;
    int64_t *wish; size_t nwish;
    const struct given *answer; size_t nanswer;
    bool over, no_team;                           /* out: applications are closed; the team is not there or full */
};

/* Whom one goes with has applied alone, and leads fewer than a team may hold; who leads others cannot follow. */
static enum rc team_fits(struct db *tx, struct sending *s, struct round_wishes_of_rows *wishes)
{
    struct round_application_aliased leader;
    struct round_application_of own;
    struct round_team_rows with;
    s->no_team = true;
    enum rc rc = round_application_aliased(tx, s->round, s->team, &leader);
    if (rc == RC_NONE) return fail(&tx->err, RC_REFUSED, "nobody of that number");
    TRY(rc);
    if (leader.account == s->account || leader.team.n || !str_eq(leader.state, S("sent")))
        return fail(&tx->err, RC_REFUSED, "cannot be gone with");
    TRY(round_team(tx, s->round, s->team, &with));
    size_t others = 0;
    for (size_t i = 0; i < with.n; i++) others += with.v[i].account != s->account;
    if (others + 2 > LIMIT_ROUND_TEAM) return fail(&tx->err, RC_REFUSED, "the team is full");
    rc = round_application_of(tx, s->round, s->account, &own);
    if (rc == RC_OK) {
        TRY(round_team(tx, s->round, own.alias, &with));
        if (with.n) return fail(&tx->err, RC_REFUSED, "others go with this one");
    } else if (rc != RC_NONE) return rc;
    s->no_team = false;
    return round_wishes_of(tx, leader.id, wishes);
}

static bool same_list(const struct round_wishes_of_rows *was, const struct sending *s)
{
    bool same = was->n == s->nwish;
    for (size_t i = 0; same && i < was->n; i++) same = was->v[i].place == s->wish[i];
    return same;
}

/* Who goes with her has her list: what they read on their pages is what is solved. */
static enum rc followed(struct db *tx, const struct sending *s, const struct round_by_id *x, struct str alias,
    const struct round_wishes_of_rows *was)
{
    struct round_team_rows with;
    if (s->team.n || same_list(was, s)) return RC_OK;
    TRY(round_team(tx, s->round, alias, &with));
    for (size_t i = 0; i < with.n; i++) {
        TRY(round_wishes_clear(tx, with.v[i].id));
        for (size_t k = 0; k < s->nwish; k++) TRY(round_wish_add(tx, with.v[i].id, (int64_t)k + 1, s->wish[k]));
        TRY(round_tell(tx, &s->event, x, with.v[i].account, T_round_notice_list));
    }
    return RC_OK;
}

/* Who is gone with learns it, and when it is over: both go to one place or to none. */
static enum rc leader_told(struct db *tx, const struct sending *s, const struct round_by_id *x, struct str alias, int message)
{
    struct round_application_aliased leader;
    if (!alias.n) return RC_OK;
    TRY(round_application_aliased(tx, s->round, alias, &leader));
    return round_tell(tx, &s->event, x, leader.account, message);
}

/* Once, and only while the round takes applications. */
static enum rc while_open(struct db *tx, struct sending *s, struct round_by_id *x)
{
    s->over = false;
    TRY(form_once(tx, &s->once));
    TRY(round_by_id(tx, s->round, x));
    s->over = round_phase(ROUND_WHEN(x), s->now) != PHASE_OPEN;
    return s->over ? fail(&tx->err, RC_STALE, "applications are closed") : RC_OK;
}

static enum rc send_tx(struct db *tx, void *arg)
{
    struct sending *s = arg;
    struct round_by_id x;
    struct round_application_of p = { 0 };
    struct round_wishes_of_rows theirs = { 0 }, was = { 0 };
    s->no_team = false;
    TRY(while_open(tx, s, &x));
    if (s->team.n) TRY(team_fits(tx, s, &theirs));
    enum rc rc = round_application_of(tx, s->round, s->account, &p);
    if (rc != RC_NONE) TRY(rc);
    bool already = rc == RC_OK && str_eq(p.state, S("sent"));
    struct str led = already ? p.team : STR_NONE;
    TRY(round_application_put(tx, s->id, s->round, s->account, s->alias, s->team, s->groups, s->now));
    TRY(round_application_of(tx, s->round, s->account, &p));
    TRY(round_answers_write(tx, p.id, s->answer, s->nanswer));
    TRY(round_wishes_of(tx, p.id, &was));
    TRY(round_wishes_clear(tx, p.id));
    for (size_t i = 0; !s->team.n && i < s->nwish; i++) TRY(round_wish_add(tx, p.id, (int64_t)i + 1, s->wish[i]));
    for (size_t i = 0; i < theirs.n; i++) TRY(round_wish_add(tx, p.id, (int64_t)i + 1, theirs.v[i].place));
    TRY(round_sent(tx, s->round, !already));
    TRY(event_add(tx, &s->event));
    TRY(followed(tx, s, &x, p.alias, &was));
    if (str_eq(led, s->team)) return RC_OK;
    TRY(leader_told(tx, s, &x, led, T_round_notice_left));
    return leader_told(tx, s, &x, s->team, T_round_notice_joined);
}

enum rc round_answers_write(struct db *tx, int64_t application, const struct given *answer, size_t n)
{
    TRY(round_answers_clear(tx, application));
    for (size_t i = 0; i < n; i++) TRY(round_answer_add(tx, application, answer[i].criterion, answer[i].value));
    return RC_OK;
}

const struct given *round_answers_take(struct req *r, struct form_state *f, const struct strs *answers)
{
    struct given *v = NEWS(r->arena, struct given, answers->n + 1);
    for (size_t i = 0; i < answers->n; i++) {
        struct str value = answers->v[i], id;
        str_cut(&value, ':', &id);
        if (!str_int(id, &v[i].criterion) || !str_int(value, &v[i].value)) continue;        /* no choice: the form says so */
        for (size_t k = 0; k < i; k++) if (v[k].criterion == v[i].criterion) { form_error(f, "answers", T_round_err_twice); break; }
    }
    return v;
}

/* As people type it, and as a telephone's keyboard begins a line. */
static struct str alias_typed(struct req *r, struct str typed)
{
    char *p = (char *)arena_alloc(r->arena, typed.n + 1);
    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i];
        p[i] = i == 0 && c == 'a' ? 'A' : i > 0 && c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
    }
    return (struct str){ p, typed.n };
}

/* Drawn, so that nothing about a person is in it: A and ten digits of sixteen. */
static struct str alias_draw(struct req *r)
{
    uint8_t bytes[5];
    random_bytes(bytes, sizeof bytes);
    return str_join(r->arena, S("A"), hex(r->arena, bytes, sizeof bytes));
}

enum rc round_apply_post(struct req *r)
{
    struct round_by_id x;
    struct round_application_of p;
    struct apply_form f;
    struct form_state s;
    bool open, any;
    TRY(open_round(r, &x, &open));
    if (!open) return RC_OK;
    TRY(own_application(r, x.id, &p, &any));
    TRY(round_form_read(r, &s, &round_apply_form, &f));
    struct str what = r->api ? STR_NONE : req_arg(r, "do");
    if (what.n && form_ok(&s)) {
        rank_move(r, what, &f.wishes, x.wishes_most);
        form_start(r, &s, &round_apply_form, &f);
        return apply_show(r, &x, &s, any);
    }
    struct sending d = { .id = id_new(r->now), .round = x.id, .account = r->who.account, .now = r->now, .alias = alias_draw(r),
        .groups = groups_kept(r->arena, f.groups), .team = alias_typed(r, str_given(f.team)) };
    if (d.team.n && !x.teams) form_error(&s, "team", T_round_err_no_teams);
    if (!d.team.n && !f.wishes.n) form_error(&s, "wishes", T_round_err_wishes);
    if ((int64_t)f.wishes.n > x.wishes_most) form_error(&s, "wishes", T_round_err_many);
    d.answer = round_answers_take(r, &s, &f.answers);
    d.nanswer = f.answers.n;
    if (form_ok(&s)) TRY(points_check(r, &s, &x, d.answer, d.nanswer, d.groups));
    if (!form_ok(&s)) return apply_show(r, &x, &s, any);
    d.wish = NEWS(r->arena, int64_t, f.wishes.n + 1);
    for (size_t i = 0; i < f.wishes.n; i++) must(str_int(f.wishes.v[i], &d.wish[d.nwish++]));
    d.once = form_once_of(r, &s, round_path(r, x.id, "/mine"));
    d.event = event_of(r, any ? "changed" : "applied", "round", x.id, S(""));
    enum rc rc = db_tx(r->db, send_tx, &d);
    if (rc == RC_STALE && d.over) return redirect_refused(r, round_path(r, x.id, ""), T_round_not_open);
    if (rc == RC_REFUSED && d.no_team) { form_error(&s, "team", T_round_err_team); return apply_show(r, &x, &s, any); }
    return form_said(r, rc, &d.once, T_round_done_apply);
}

/* ---- withdrawing ---- */

/* Who went with her goes on alone, with the list as it was. Behind the event. */
static enum rc part(struct db *tx, const struct sending *s, const struct round_by_id *x, int message)
{
    struct round_team_rows with;
    TRY(round_team(tx, s->round, s->alias, &with));
    TRY(round_team_part(tx, s->round, s->alias));
    for (size_t i = 0; i < with.n; i++) TRY(round_tell(tx, &s->event, x, with.v[i].account, message));
    return RC_OK;
}

static enum rc withdraw(struct db *tx, struct sending *s, const struct round_by_id *x)
{
    TRY(round_application_withdraw(tx, s->id, s->now));
    if (tx->changes != 1) return fail(&tx->err, RC_STALE, "withdrawn already");
    TRY(round_sent(tx, s->round, -1));
    TRY(event_add(tx, &s->event));
    TRY(part(tx, s, x, T_round_notice_parted));
    return leader_told(tx, s, x, s->team, T_round_notice_left);
}

static enum rc withdraw_tx(struct db *tx, void *arg)
{
    struct sending *s = arg;
    struct round_by_id x;
    TRY(while_open(tx, s, &x));
    return withdraw(tx, s, &x);
}

static enum rc part_tx(struct db *tx, void *arg)
{
    struct sending *s = arg;
    struct round_by_id x;
    TRY(while_open(tx, s, &x));
    TRY(event_add(tx, &s->event));
    return part(tx, s, &x, T_round_notice_sent_off);
}

/* What is done with the application as it is: no field to fill in. */
static enum rc own_post(struct req *r, const char *verb, const char *back, enum rc (*tx)(struct db *, void *), int done)
{
    struct round_by_id x;
    struct round_application_of p;
    bool any;
    TRY(round_seen(r, r->id[0], &x));
    TRY(own_application(r, x.id, &p, &any));
    struct sending d = { .once = form_once_of(r, NULL, round_path(r, x.id, back)),
        .event = event_of(r, verb, "round", x.id, S("")),
        .round = x.id,
        .now = r->now };
    if (!any) return redirect(r, round_path(r, x.id, ""));
    d.id = p.id;
    d.alias = p.alias;
    d.team = p.team;
    enum rc rc = db_tx(r->db, tx, &d);
    return rc == RC_STALE ? redirect_refused(r, round_path(r, x.id, ""), T_round_not_open) : form_said(r, rc, &d.once, done);
}

enum rc round_withdraw_post(struct req *r) { return own_post(r, "withdrew", "", withdraw_tx, T_round_done_withdraw); }
enum rc round_part_post(struct req *r) { return own_post(r, "parted", "/mine", part_tx, T_round_done_part); }

/* ---- who has left the site ---- */

/* Nobody is left to take the seat; after applications have closed, too, while the round has not run. */
static enum rc left_tx(struct db *tx, void *arg)
{
    struct sending *s = arg;
    struct round_by_id x;
    TRY(round_by_id(tx, s->round, &x));
    return str_eq(x.state, S("announced")) ? withdraw(tx, s, &x) : RC_OK;
}

enum rc rounds_left_tick(struct app *app, struct db *db, int64_t now)
{
    enum { BATCH = 100 };
    struct round_left_rows rows;
    enum rc worst = RC_OK;
    for (int64_t after_account = 0, after = 0;;) {
        TRY(round_left(db, after_account, after, BATCH, &rows));
        for (size_t i = 0; i < rows.n; i++) {
            struct sending d = { .id = rows.v[i].id, .round = rows.v[i].round, .alias = rows.v[i].alias, .team = rows.v[i].team,
                .now = now,
                .event = event_own(app, now, "withdrew", "round", rows.v[i].round, S("")) };
            after_account = rows.v[i].account;
            after = rows.v[i].id;
            enum rc rc = db_tx(db, left_tx, &d);
            if (rc == RC_OK || rc == RC_STALE) continue;
            worst = rc;
            if (!tick_goes_on(db, rc, "withdrawing application", after)) return rc;
        }
        if (rows.n < BATCH) return worst;
    }
}
