/* cases.c: what may happen in a case, and what a step writes. A step looks at the case again inside its transaction, so that
** of two who press at once the second is told that things have moved on.
*/
#include "app/docking/cases.h"
#include "saved_sql.h"

const struct case_move case_moves[] = {
    /* from        verb        to          by            turn */
    { "contact",  "message",  "contact",  BY_EITHER,    TURN_PASSES },
    { "contact",  "visit",    "visit",    BY_ASKED,     TURN_PASSES },
    { "contact",  "trial",    "trial",    BY_ASKED,     TURN_PASSES },
    { "contact",  "contract", "contract", BY_ASKED,     TURN_PASSES },
    { "contact",  "decline",  "declined", BY_EITHER,    TURN_STAYS },
    { "visit",    "message",  "visit",    BY_EITHER,    TURN_PASSES },
    { "visit",    "trial",    "trial",    BY_EITHER,    TURN_PASSES },
    { "visit",    "contract", "contract", BY_EITHER,    TURN_PASSES },
    { "visit",    "decline",  "declined", BY_EITHER,    TURN_STAYS },
    { "trial",    "message",  "trial",    BY_EITHER,    TURN_PASSES },
    { "trial",    "contract", "contract", BY_EITHER,    TURN_PASSES },
    { "trial",    "decline",  "declined", BY_EITHER,    TURN_STAYS },
    { "contract", "message",  "contract", BY_EITHER,    TURN_PASSES },
    { "contract", "figures",  "contract", BY_EITHER,    TURN_PASSES },
    { "contract", "confirm",  "done",     BY_OTHER_OK,  TURN_STAYS },
    { "contract", "decline",  "declined", BY_EITHER,    TURN_STAYS },
    { "done",     "message",  "done",     BY_EITHER,    TURN_STAYS },
};
const size_t case_moves_n = LEN(case_moves);

bool case_live(struct str state) { return !str_eq(state, S("done")) && !str_eq(state, S("declined")) && !str_eq(state, S("lapsed")); }

struct str case_other(struct str side) { return str_eq(side, S("need")) ? S("offer") : S("need"); }

static int64_t ok_of(const struct case_by_id *c, struct str side) { return str_eq(side, S("need")) ? c->need_ok_ms : c->offer_ok_ms; }

const struct case_move *case_may(const struct case_by_id *c, struct str side, const char *verb)
{
    for (size_t i = 0; i < case_moves_n; i++) {
        const struct case_move *m = &case_moves[i];
        if (!str_eq(c->state, str_from(m->from)) || strcmp(m->verb, verb) != 0) continue;
        bool asked = !str_eq(side, c->asked), other_ok = ok_of(c, case_other(side)) != DB_NULL && ok_of(c, side) == DB_NULL;
        return m->by == BY_EITHER || (m->by == BY_ASKED && asked) || (m->by == BY_OTHER_OK && other_ok) ? m : NULL;
    }
    return NULL;
}

/* ---- access ---- */

static bool belongs(const struct reader *me, const struct listing_by_id *x)
{
    return x->organisation == DB_NULL ? me->account && x->account == me->account : reader_belongs_to(me, x->organisation);
}

const struct listing_by_id *case_own(const struct case_seat *seat) { return str_eq(seat->side, S("need")) ? &seat->need : &seat->offer; }

enum rc case_seat_of(struct req *r, int64_t id, struct case_seat *seat)
{
    *seat = (struct case_seat){ 0 };
    TRY(case_by_id(r->db, id, &seat->c));
    TRY(listing_by_id(r->db, seat->c.need, &seat->need));
    TRY(listing_by_id(r->db, seat->c.offer, &seat->offer));
    TRY(reader_of(r->db, r->who.account, &seat->me));
    bool need = belongs(&seat->me, &seat->need), offer = belongs(&seat->me, &seat->offer);
    bool need_acts = need && listing_may_edit(&seat->me, LISTING_GATE(&seat->need)),
         offer_acts = offer && listing_may_edit(&seat->me, LISTING_GATE(&seat->offer));
    seat->acts = need_acts || offer_acts;                          /* who belongs to both sits where he may act */
    seat->side = need_acts ? S("need") : offer_acts ? S("offer") : need ? S("need") : offer ? S("offer") : S("");
    if (seat->side.n) return RC_OK;
    bool office = listing_may_review(r, LISTING_GATE(&seat->need)) || listing_may_review(r, LISTING_GATE(&seat->offer));
    return office ? RC_OK : RC_NONE;
}

/* ---- telling ---- */

static enum rc tell(struct db *tx, const struct event *e, int64_t listing, int64_t but, int message, int64_t id,
    const struct listing_by_id *about)
{
    struct listing_owner_rows owners;
    struct str path = str_printf(tx->arena, "/cases/%lld", (long long)id);
    TRY(listing_owners(tx, listing, &owners));
    for (size_t i = 0; i < owners.n; i++)
        if (owners.v[i].account != but)
            TRY(notice_add(tx, e, owners.v[i].account, message, path, about->title_zh.n ? about->title_zh : about->title_en,
                about->title_en));
    return RC_OK;
}

static int notice_of(const char *verb)
{
    static const struct {
        const char *verb;
        int message;
    } said[] = { { "message", T_case_notice_message }, { "visit", T_case_notice_accepted }, { "trial", T_case_notice_moved },
        { "contract", T_case_notice_moved }, { "figures", T_case_notice_figures }, { "confirm", T_case_notice_done },
        { "decline", T_case_notice_declined } };
    for (size_t i = 0; i < LEN(said); i++)
        if (strcmp(verb, said[i].verb) == 0) return said[i].message;
    unreachable();
}

/* ---- steps ---- */

static bool same_figures(const struct case_by_id *c, const struct case_figures *f)
{
    return c->amount == f->amount && c->people == f->people && str_eq(c->contract_day, f->contract_day);
}

/* The case as it is after the move; what both confirm is what the first of them wrote down. */
static enum rc moved(struct db *tx, const struct case_step *s, const struct case_by_id *c, const struct case_move *m)
{
    struct str turn = m->turn == TURN_PASSES ? case_other(s->side) : c->turn;
    bool same_turn = str_eq(turn, c->turn), need = str_eq(s->side, S("need")), figures = strcmp(s->verb, "figures") == 0,
         confirm = strcmp(s->verb, "confirm") == 0;
    int64_t need_ok = c->need_ok_ms, offer_ok = c->offer_ok_ms;
    if (figures) { need_ok = need ? s->now : DB_NULL; offer_ok = need ? DB_NULL : s->now; }
    if (confirm) *(need ? &need_ok : &offer_ok) = s->now;
    bool ends = !case_live(str_from(m->to)) && case_live(c->state);
    return case_move(tx, c->id, c->version, str_from(m->to), turn, same_turn && !figures ? c->turn_ms : s->now, need_ok, offer_ok,
        figures ? s->figures.amount : c->amount, figures ? s->figures.people : c->people,
        figures ? s->figures.contract_day : c->contract_day, s->reason.p ? s->reason : c->reason, ends ? s->now : c->ended_ms);
}

/* A case has ended: what stays open is offered to others (told.c finds out whether it does). */
static enum rc free_again(struct db *tx, const struct case_by_id *c, const struct event *e)
{
    TRY(told_due_add(tx, c->need, e->id, 1, e->now));
    return told_due_add(tx, c->offer, e->id, 1, e->now);
}

/* Sides are houses, and people change houses: who wrote the figures for one side does not confirm them for the other. */
static enum rc another_hand(struct db *tx, struct case_step *s)
{
    struct case_figures_by by;
    if (strcmp(s->verb, "confirm") != 0) return RC_OK;
    enum rc rc = case_figures_by(tx, s->id, &by);
    if (rc != RC_OK) return rc == RC_NONE ? RC_OK : rc;
    s->own_figures = by.account == s->account;
    return s->own_figures ? fail(&tx->err, RC_REFUSED, "confirmed by who wrote it") : RC_OK;
}

enum rc case_step_tx(struct db *tx, void *arg)
{
    struct case_step *s = arg;
    struct case_by_id c;
    struct listing_by_id mine;
    struct case_files_size size;
    s->refused = s->own_figures = false;
    TRY(form_once(tx, &s->once));
    TRY(case_by_id(tx, s->id, &c));
    const struct case_move *m = case_may(&c, s->side, s->verb);
    if (!m || (strcmp(s->verb, "confirm") == 0 && !same_figures(&c, &s->figures))) {
        s->refused = true;
        return fail(&tx->err, RC_STALE, "the case has moved on");
    }
    TRY(another_hand(tx, s));
    TRY(case_files_size(tx, s->id, &size));
    if (s->upload.bytes.p && size.size + (int64_t)s->upload.bytes.n > LIMIT_CASE_FILES)
        return fail(&tx->err, RC_LIMIT, "the case holds too many files");
    struct measures counts = { .arena = tx->arena };
    TRY(docking_count(tx, c.need, -1, &counts));
    TRY(moved(tx, s, &c, m));
    if (tx->changes != 1) { s->refused = true; return fail(&tx->err, RC_STALE, "the case has moved on"); }
    TRY(docking_count(tx, c.need, +1, &counts));
    TRY(measures_apply(tx, &counts));
    TRY(case_message_add(tx, s->message, s->id, s->account, s->side, str_from(s->verb), str_given(s->body), s->now));
    if (s->upload.bytes.p)
        TRY(case_file_add(tx, s->file, s->id, s->message, s->upload.name, s->upload_type, (int64_t)s->upload.bytes.n, s->upload_sha256,
            s->upload.bytes));
    TRY(event_add(tx, &s->event));
    if (!case_live(str_from(m->to)) && case_live(c.state)) TRY(free_again(tx, &c, &s->event));
    bool need = str_eq(s->side, S("need"));
    TRY(listing_by_id(tx, need ? c.need : c.offer, &mine));
    return tell(tx, &s->event, need ? c.offer : c.need, s->account, notice_of(s->verb), s->id, &mine);
}

enum rc case_annex_tx(struct db *tx, void *arg)
{
    struct case_annex *s = arg;
    struct case_by_id c;
    TRY(form_once(tx, &s->once));
    TRY(case_by_id(tx, s->id, &c));
    if (!case_live(c.state)) return fail(&tx->err, RC_STALE, "the case has ended");
    TRY(case_annex_grant(tx, s->own->id, s->to_organisation, s->to_account));
    bool fresh = tx->changes == 1;
    TRY(event_add(tx, &s->event));
    if (!fresh) return RC_OK;                                       /* it was open to them: nothing to tell */
    TRY(case_message_add(tx, s->message, c.id, s->account, s->own->side, S("annex"), S(""), s->now));
    return tell(tx, &s->event, s->own->id == c.need ? c.offer : c.need, s->account, T_case_notice_annex, c.id, s->own);
}

/* Between the page and now one may have closed, or its organisation. */
static enum rc both_open(struct db *tx, struct case_new *n)
{
    const int64_t id[] = { n->need, n->offer };
    struct listing_by_id x;
    for (size_t i = 0; i < LEN(id); i++) {
        TRY(listing_by_id(tx, id[i], &x));
        n->over = n->over || !str_eq(x.state, S("open")) || LISTING_GATE(&x)->withheld;
    }
    return n->over ? fail(&tx->err, RC_REFUSED, "a listing of the pair is not open any more") : RC_OK;
}

enum rc case_new_tx(struct db *tx, void *arg)
{
    struct case_new *n = arg;
    struct case_live_between between;
    struct case_requests requests;
    struct listing_by_id mine;
    n->existing = 0;
    n->too_many = n->over = false;
    if (n->once.path.p) TRY(form_once(tx, &n->once));
    TRY(both_open(tx, n));
    enum rc rc = case_live_between(tx, n->need, n->offer, &between);
    if (rc == RC_OK) { n->existing = between.id; return fail(&tx->err, RC_REFUSED, "there is a case of this pair"); }
    if (rc != RC_NONE) return rc;
    TRY(case_requests(tx, n->organisation == DB_NULL ? 0 : n->organisation, n->account, n->now - DAY_MS, &requests));
    if (requests.waiting >= LIMIT_CASE_WAITING || requests.recent >= LIMIT_CASE_A_DAY) {
        n->too_many = true;
        return fail(&tx->err, RC_REFUSED, "too many requests");
    }
    TRY(case_add(tx, n->id, n->need, n->offer, n->asked, n->account, case_other(n->asked), n->now));
    TRY(case_message_add(tx, n->message, n->id, n->account, n->asked, S("open"), n->body, n->now));
    TRY(event_add(tx, &n->event));
    bool need = str_eq(n->asked, S("need"));
    TRY(listing_by_id(tx, need ? n->need : n->offer, &mine));
    return tell(tx, &n->event, need ? n->offer : n->need, n->account, T_case_notice_asked, n->id, &mine);
}

/* ---- silence ---- */

struct silence { const struct case_silent *c; struct event event; int64_t message, now; };

/* A request waits for who was asked. In a later step either side can go on, so the other one hears of the silence, too. */
static enum rc remind_tx(struct db *tx, void *arg)
{
    const struct silence *s = arg;
    struct listing_by_id need, offer;
    bool turn_need = str_eq(s->c->turn, S("need")), request = str_eq(s->c->state, S("contact"));
    TRY(case_reminded(tx, s->c->id, s->c->version, s->now));
    if (tx->changes != 1) return RC_OK;                             /* somebody answered meanwhile */
    TRY(event_add(tx, &s->event));
    TRY(listing_by_id(tx, s->c->need, &need));
    TRY(listing_by_id(tx, s->c->offer, &offer));
    const struct listing_by_id *theirs = turn_need ? &need : &offer, *other = turn_need ? &offer : &need;
    TRY(tell(tx, &s->event, theirs->id, 0, request ? T_case_notice_reminder : T_case_notice_your_turn, s->c->id, other));
    return request ? RC_OK : tell(tx, &s->event, other->id, 0, T_case_notice_quiet, s->c->id, theirs);
}

static enum rc lapse_tx(struct db *tx, void *arg)
{
    const struct silence *s = arg;
    struct case_by_id c;
    struct listing_by_id need, offer;
    TRY(case_by_id(tx, s->c->id, &c));
    if (c.version != s->c->version) return RC_OK;
    int message = str_eq(c.state, S("contact")) ? T_case_notice_lapsed : T_case_notice_lapsed_later;
    TRY(case_move(tx, c.id, c.version, S("lapsed"), c.turn, c.turn_ms, c.need_ok_ms, c.offer_ok_ms, c.amount, c.people, c.contract_day,
        S("silent"), s->now));
    TRY(case_message_add(tx, s->message, c.id, 0, S(""), S("lapse"), S(""), s->now));
    TRY(event_add(tx, &s->event));
    TRY(free_again(tx, &c, &s->event));
    TRY(listing_by_id(tx, c.need, &need));
    TRY(listing_by_id(tx, c.offer, &offer));
    TRY(tell(tx, &s->event, c.need, 0, message, c.id, &offer));
    return tell(tx, &s->event, c.offer, 0, message, c.id, &need);
}

static enum rc silence_one(struct tick *t, const struct case_silent *c, bool lapse)
{
    struct silence s = { c, event_own(t->app, t->now, lapse ? "lapsed" : "reminded", "case", c->id, S("")), id_new(t->now), t->now };
    return db_tx(t->db, lapse ? lapse_tx : remind_tx, &s);
}

static enum rc silences(struct tick *t, int64_t before, int64_t reminded, bool lapse)
{
    enum { BATCH = 200 };
    struct case_silent_rows rows;
    for (int64_t after = 0;;) {
        struct arena_mark mark = arena_mark(t->db->arena);
        TRY(case_silent(t->db, before, reminded, after, BATCH, &rows));
        for (size_t i = 0; i < rows.n; i++) {
            enum rc rc = silence_one(t, &rows.v[i], lapse);
            if (!tick_went(t, rc, lapse ? "ending of case" : "reminder of case", rows.v[i].id)) return rc;
            after = rows.v[i].id;
        }
        size_t n = rows.n;
        arena_rewind(t->db->arena, mark);
        if (n < BATCH) return RC_OK;
    }
}

enum rc cases_tick(struct app *app, struct db *db, int64_t now)
{
    struct tick t = { app, db, now, RC_OK };
    if (!tick_went(&t, silences(&t, now - CASE_REMIND_MS, 0, false), "reminders of cases", 0)) return t.worst;
    (void)tick_went(&t, silences(&t, now - CASE_LAPSE_MS, now - CASE_NOTICE_MS, true), "ending of cases", 0);
    return t.worst;
}
