/* run.c: closing early, running, publishing and calling off what has run: each proposed by one officer and confirmed by another.
**
**     ask      what will be done, and the hash of what it will be done with, stand on the round
**     confirm  the inputs are read and hashed anew; the same hash, or nothing happens. Solved and proved here, on the thread
**              of the request; then one transaction writes files, rows and event if the round has not changed meanwhile.
**
** So a round has run or it has not; there is no state in between to be found after a crash. Its seed is known from then on and
** stays: who could call it off alone could draw lots until she likes them. What has not run one officer calls off. */
#include "app/rounds/inner.h"
#include "web/secret.h"

/* ---- an arena of its own ---- */

enum rc round_work(struct req *r, enum rc (*fn)(struct round_work *w, void *arg), void *arg)
{
    struct round_work *w = NEW(r->arena, struct round_work);
    struct arena *const rows = r->db->arena;
    jmp_buf full, *const before = r->arena->guard;
    volatile enum rc rc = RC_MEMORY;
    arena_init(&w->a, LIMIT_ROUND_ARENA);
    w->r = r;
    w->full = r->arena->guard = w->a.guard = &full;
    r->db->arena = &w->a;
    if (setjmp(full) == 0) rc = fn(w, arg);
    if (rc == RC_MEMORY && r->arena->guard) rc = fail(&r->err, RC_LIMIT, "the round needs more memory than the site gives one");
    r->db->arena = rows;
    r->arena->guard = before;
    arena_free(&w->a);
    return rc;
}

enum rc round_work_solve(struct round_work *w, int64_t round, struct str seed)
{
    TRY(round_rules(w->r->db, round, &w->q));
    TRY(round_input(&w->a, w->r->db, &w->q, &w->in, &w->r->err));
    enum rc rc = round_solve(&w->a, w->in.places_csv, w->in.applicants_csv, seed, &w->out, &w->r->err);
    w->a.guard = w->full;                                           /* the engine has set its own meanwhile */
    return rc;
}

struct str round_seed_open(struct req *r, const struct round_by_id *x)
{
    struct str seed;
    struct str where = str_printf(r->arena, "round|%lld|seed_cipher", (long long)x->id);
    if (secret_open(r->arena, r->app->keys, "round", where, x->seed_cipher, &seed, &r->err) != RC_OK) return STR_NONE;
    return seed;
}

/* ---- the forms ---- */

/* All that can be confirmed; calling off, the last, is proposed with a reason, by a form of its own. */
static struct choices verbs_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("close"), .message = T_round_do_close },
        { .code = SI("run"), .message = T_round_do_run }, { .code = SI("publish"), .message = T_round_do_publish },
        { .code = SI("cancel"), .message = T_round_do_cancel } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}
struct ask { struct str verb; };
static const struct field ask_fields[] = { CHOICE("verb", AT(struct ask, verb), .label = T_round_next, .choices = verbs_choices,
    .need = true) };
const struct form round_ask_form = FORM("round_ask", struct ask, ask_fields, T_round_next);

struct off { struct str reason; };
static const struct field off_fields[] = { LONGTEXT("reason", AT(struct off, reason), .label = T_round_off_reason, .hint = T_round_off_hint,
    .max = 1000, .need = true) };
const struct form round_off_form = FORM_DANGER("round_off", struct off, off_fields, T_round_do_cancel);

struct step {
    struct once once;
    struct event event;
    struct round_by_id x;
    int64_t account, now, result, number;
    struct str verb, seed, office, reason;
    struct str sha256;                            /* of what is proposed */
    struct round_work *w;                         /* run: what was solved */
    bool moved, waits;                            /* out: the round is not what it was; its seats are in a result nobody has published */
};

static enum rc moved_on(struct db *tx, struct step *s)
{
    s->moved = true;
    return fail(&tx->err, RC_STALE, "the round has moved on");
}

/* ---- what may be asked for now ---- */

struct newest { bool any, published; int64_t id, number; struct str inputs, result_sha256; };
static enum rc newest_result(struct req *r, struct db *db, int64_t round, struct newest *n)
{
    struct round_results_rows rows;
    TRY(round_results(db, round, &rows));
    *n = (struct newest){ .any = rows.n > 0 };
    if (!rows.n) return RC_OK;
    const struct round_results *v = &rows.v[0];
    uint8_t sum[32];
    sha256(str_printf(r->arena, "%.*s\n%.*s\n", STR_FMT(v->places_sha256), STR_FMT(v->applicants_sha256)), sum);
    *n = (struct newest){ true, v->published_ms != DB_NULL, v->id, v->number, hex(r->arena, sum, sizeof sum),
        str_copy(r->arena, v->result_sha256) };
    return RC_OK;
}

bool round_may_ask(const struct round_by_id *x, const char *verb, bool unpublished, int64_t now)
{
    enum round_phase p = round_phase(ROUND_WHEN(x), now);
    if (strcmp(verb, "close") == 0) return p == PHASE_OPEN;
    if (strcmp(verb, "run") == 0) return p == PHASE_CLOSED || p == PHASE_RAN || p == PHASE_OBJECTIONS || p == PHASE_FINAL;
    if (strcmp(verb, "cancel") == 0) return p == PHASE_RAN;
    return (p == PHASE_RAN || p == PHASE_OBJECTIONS || p == PHASE_FINAL) && unpublished;
}

/* The hash a proposal stands for. RC_REFUSED: a run would give what there is already. */
static enum rc sha_now(struct round_work *w, void *arg)
{
    struct step *s = arg;
    struct newest n;
    s->sha256 = S("-");
    if (str_eq(s->verb, S("close"))) return RC_OK;
    TRY(newest_result(w->r, w->r->db, s->x.id, &n));
    if (str_eq(s->verb, S("publish")) || str_eq(s->verb, S("cancel"))) { s->sha256 = n.result_sha256; return RC_OK; }
    TRY(round_rules(w->r->db, s->x.id, &w->q));
    TRY(round_input(&w->a, w->r->db, &w->q, &w->in, &w->r->err));
    s->sha256 = str_copy(w->r->arena, str_from(w->in.sha256));
    return n.any && str_eq(s->sha256, n.inputs) ? fail(&w->r->err, RC_DUPLICATE, "nothing has changed since the last run") : RC_OK;
}

/* A round's first run makes its lottery known; later ones draw by the same. */
static enum rc seats_free(struct db *tx, struct step *s)
{
    bool first = str_eq(s->verb, S("run")) && str_eq(s->x.state, S("announced"));
    return first ? round_succeed(tx, s->x.id, s->account, &s->waits) : RC_OK;
}

static enum rc ask_tx(struct db *tx, void *arg)
{
    struct step *s = arg;
    struct round_by_id x;
    TRY(form_once(tx, &s->once));
    TRY(round_by_id(tx, s->x.id, &x));
    if (x.version != s->x.version || x.ask.n) return moved_on(tx, s);
    TRY(seats_free(tx, s));
    TRY(round_propose(tx, x.id, x.version, s->verb, s->account, s->now, s->sha256, s->reason));
    return event_add(tx, &s->event);
}

/* s->x, s->verb and, for calling off, s->reason are known. */
static enum rc begin(struct req *r, struct step *s, const char *event, bool *asked)
{
    struct newest n;
    s->account = r->who.account;
    s->now = r->now;
    s->office = round_path(r, s->x.id, "/office");
    s->once = form_once_of(r, NULL, s->office);
    s->event = event_of(r, str_printf(r->arena, "%s_%.*s", event, STR_FMT(s->verb)).p, "round", s->x.id,
        s->reason.n ? event_reason(r, s->reason) : S(""));
    TRY(newest_result(r, r->db, s->x.id, &n));
    s->result = n.id;
    s->number = n.number;
    *asked = round_may_ask(&s->x, str_z(r->arena, s->verb), n.any && !n.published, r->now);
    return RC_OK;
}

static enum rc verb_read(struct req *r, struct step *s)
{
    struct form_state f;
    struct ask in;
    *s = (struct step){ .reason = S("") };
    TRY(round_for_office(r, r->id[0], &s->x));
    form_read(r, &f, &round_ask_form, &in);
    s->verb = in.verb;
    return form_ok(&f) ? RC_OK : fail(&r->err, RC_INPUT, "close, run, publish or cancel");
}

/* What stood in the way, said on the office's page. */
static enum rc came_to(struct req *r, enum rc rc, const struct step *s, int done)
{
    int why = s->waits                         ? T_round_waits
        : s->moved || rc == RC_STALE           ? T_round_moved_on
        : rc == RC_DUPLICATE && !s->once.again ? T_round_nothing_new
        : rc == RC_LIMIT                       ? T_round_too_large
        : rc == RC_REFUSED                     ? T_round_no_answer
        : rc == RC_INPUT                       ? T_round_rule_fails
                                               : MSG_NONE;
    return why ? redirect_refused(r, s->office, why) : form_said(r, rc, &s->once, done);
}

static enum rc propose(struct req *r, struct step *s)
{
    bool may_ask;
    TRY(begin(r, s, "asked", &may_ask));
    if (s->x.ask.n || !may_ask) return redirect_refused(r, s->office, T_round_moved_on);
    enum rc rc = round_work(r, sha_now, s);
    return came_to(r, rc == RC_OK ? db_tx(r->db, ask_tx, s) : rc, s, T_round_done_ask);
}

enum rc round_ask_post(struct req *r)
{
    struct step s;
    TRY(verb_read(r, &s));
    return str_eq(s.verb, S("cancel")) ? fail(&r->err, RC_INPUT, "calling off needs a reason") : propose(r, &s);
}

static enum rc unask_tx(struct db *tx, void *arg)
{
    struct step *s = arg;
    TRY(form_once(tx, &s->once));
    TRY(round_propose(tx, s->x.id, s->x.version, S(""), DB_NULL, DB_NULL, S(""), S("")));
    return tx->changes == 1 ? event_add(tx, &s->event) : moved_on(tx, s);
}

enum rc round_unask_post(struct req *r)
{
    struct step s = { .account = r->who.account, .now = r->now };
    TRY(round_for_office(r, r->id[0], &s.x));
    s.office = round_path(r, s.x.id, "/office");
    s.once = form_once_of(r, NULL, s.office);
    s.event = event_of(r, "unasked", "round", s.x.id, S(""));
    return came_to(r, db_tx(r->db, unask_tx, &s), &s, T_round_done_unask);
}

/* ---- writing a result ---- */

static enum rc holdings_write(struct db *tx, const struct round_record *c)
{
    const struct assign_round *r = &c->out->rd.r;
    for (int32_t x = 0; x < r->applicants; x++) {
        const struct round_applications *p = &c->in->applications.v[x];
        int32_t seat = c->out->s.seat[x];
        char lottery[17];
        snprintf(lottery, sizeof lottery, "%016llx", (unsigned long long)r->lottery[x]);
        TRY(round_holding_add(tx, c->id, p->id, seat < 0 ? DB_NULL : c->q->places.v[r->wish[seat]].id,
            seat < 0 ? 0 : seat - r->first[x] + 1, c->in->points[x], p->groups, str_from(lottery)));
    }
    return RC_OK;
}

/* Every kind of applicant the place tells apart: a set of the groups it reserves seats for. */
static enum rc cutoffs_write(struct db *tx, const struct round_record *c, int32_t place)
{
    static const struct str gates[] = { [ASSIGN_OPEN] = SI("open"), [ASSIGN_AT] = SI("at"), [ASSIGN_SHUT] = SI("shut") };
    const struct round *rd = &c->out->rd;
    const struct assign_place *p = &rd->r.place[place];
    for (uint32_t kind = 0; kind < 1u << p->nreserves; kind++) {
        const struct assign_cutoff *k = assign_cutoff_at(&c->out->s, place, kind);
        struct out groups;
        char lottery[17] = "";
        out_init(&groups, tx->arena);
        for (int32_t v = 0; v < p->nreserves; v++)
            if (kind >> v & 1) { if (groups.n) put_c(&groups, ','); put_str(&groups, rd->groups.list.v[p->reserves[v].group]); }
        if (k->gate == ASSIGN_AT) snprintf(lottery, sizeof lottery, "%016llx", (unsigned long long)rd->r.lottery[k->holder]);
        TRY(round_cutoff_add(tx, c->id, c->q->places.v[place].id, out_str(&groups), gates[k->gate], k->gate == ASSIGN_AT ? k->points : 0,
            str_from(lottery)));
    }
    return RC_OK;
}

static enum rc places_write(struct db *tx, const struct round_record *c)
{
    const struct assign_round *r = &c->out->rd.r;
    int32_t *holds = NEWS(tx->arena, int32_t, (size_t)r->places + 1);
    for (int32_t x = 0; x < r->applicants; x++) if (c->out->s.seat[x] >= 0) holds[r->wish[c->out->s.seat[x]]]++;
    for (int32_t p = 0; p < r->places; p++) {
        TRY(round_taken_add(tx, c->id, c->q->places.v[p].id, holds[p], !c->out->s.closed[p]));
        TRY(cutoffs_write(tx, c, p));
    }
    return RC_OK;
}

enum rc round_record_write(struct db *tx, const struct round_record *c)
{
    const struct round_input *in = c->in;
    const struct round_solved *out = c->out;
    TRY(round_result_add(tx, c->id, c->q->x.id, c->number, c->asked_by, c->run_by, c->now, out->rd.r.applicants, out->seats, out->placed,
        out->first_wish, in->places_csv, in->applicants_csv, out->json, str_from(in->places_sha256), str_from(in->applicants_sha256),
        str_from(out->sha256)));
    TRY(holdings_write(tx, c));
    return places_write(tx, c);
}

static enum rc still_asked(struct db *tx, struct step *s)
{
    struct round_by_id x;
    TRY(form_once(tx, &s->once));
    TRY(round_by_id(tx, s->x.id, &x));
    bool same = x.version == s->x.version && str_eq(x.ask, s->verb) && x.ask_account == s->x.ask_account && x.ask_account != s->account;
    return same ? RC_OK : moved_on(tx, s);
}

static enum rc run_tx(struct db *tx, void *arg)
{
    struct step *s = arg;
    struct round_record c = { s->result, s->number, s->x.ask_account, s->account, s->now, &s->w->q, &s->w->in, &s->w->out };
    TRY(still_asked(tx, s));
    TRY(seats_free(tx, s));
    TRY(round_record_write(tx, &c));
    TRY(round_move(tx, s->x.id, s->x.state, str_eq(s->x.state, S("published")) ? S("published") : S("ran"), s->seed));
    return event_add(tx, &s->event);
}

static enum rc run_do(struct round_work *w, void *arg)
{
    struct step *s = arg;
    enum rc rc = round_work_solve(w, s->x.id, s->seed);
    if (rc == RC_OK && !str_eq(str_from(w->in.sha256), s->x.ask_sha256))
        rc = fail(&w->r->err, RC_STALE, "the inputs are not those proposed");
    if (rc != RC_OK) return rc;
    s->w = w;
    s->result = id_new(w->r->now);
    s->number++;
    return db_tx(w->r->db, run_tx, s);
}

/* ---- publishing, closing early, calling off: everybody who applied is told (tell.c) ---- */

static enum rc publish_tx(struct db *tx, void *arg)
{
    struct step *s = arg;
    TRY(still_asked(tx, s));
    TRY(round_result_publish(tx, s->result, s->x.ask_account, s->account, s->now));
    if (tx->changes != 1) return moved_on(tx, s);
    TRY(round_move(tx, s->x.id, s->x.state, S("published"), s->x.seed));
    TRY(event_add(tx, &s->event));
    return round_tell_all(tx, &s->event, &s->x, s->number > 1 ? T_round_notice_again : T_round_notice_published);
}

static enum rc close_tx(struct db *tx, void *arg)
{
    struct step *s = arg;
    TRY(still_asked(tx, s));
    TRY(round_close(tx, s->x.id, s->now));
    if (tx->changes != 1) return moved_on(tx, s);
    TRY(event_add(tx, &s->event));
    return round_tell_all(tx, &s->event, &s->x, T_round_notice_closed);
}

/* Two officers' when it has run: s->x is of the state it is called off in, or nothing happens. */
static enum rc off_tx(struct db *tx, void *arg)
{
    struct step *s = arg;
    bool ran = str_eq(s->x.state, S("ran"));
    TRY(ran ? still_asked(tx, s) : form_once(tx, &s->once));
    TRY(round_off(tx, s->x.id, s->x.state, s->reason, ran ? s->x.ask_account : DB_NULL, s->account, s->now));
    if (tx->changes != 1) return moved_on(tx, s);
    TRY(event_add(tx, &s->event));
    return round_tell_all(tx, &s->event, &s->x, T_round_notice_cancelled);
}

/* A draft or what is announced goes at once; what has run is proposed. A draft nobody has seen needs no reason. */
enum rc round_cancel_post(struct req *r)
{
    struct step s = { .verb = S("cancel"), .reason = S("") };
    struct form_state f;
    struct off in;
    bool may_ask;
    TRY(round_for_office(r, r->id[0], &s.x));
    form_read(r, &f, &round_off_form, &in);
    if (str_eq(s.x.state, S("published")) || str_eq(s.x.state, S("cancelled")))
        return redirect_refused(r, round_path(r, s.x.id, "/office"), T_round_moved_on);
    if (!str_eq(s.x.state, S("draft")) && !form_ok(&f)) return round_office_show(r, &s.x, &f);
    if (in.reason.p) s.reason = in.reason;
    if (str_eq(s.x.state, S("ran"))) return propose(r, &s);
    TRY(begin(r, &s, "asked", &may_ask));
    s.event.verb = S("cancelled");
    return came_to(r, db_tx(r->db, off_tx, &s), &s, T_round_done_cancel);
}

enum rc round_confirm_post(struct req *r)
{
    struct step s;
    bool may_ask;
    TRY(verb_read(r, &s));
    s.reason = s.x.ask_reason;
    TRY(begin(r, &s, "confirmed", &may_ask));
    if (!str_eq(s.x.ask, s.verb) || !may_ask) return redirect_refused(r, s.office, T_round_moved_on);
    if (s.x.ask_account == s.account) return redirect_refused(r, s.office, T_round_two_people);
    if (str_eq(s.verb, S("publish"))) return came_to(r, db_tx(r->db, publish_tx, &s), &s, T_round_done_publish);
    if (str_eq(s.verb, S("close"))) return came_to(r, db_tx(r->db, close_tx, &s), &s, T_round_done_close);
    if (str_eq(s.verb, S("cancel"))) return came_to(r, db_tx(r->db, off_tx, &s), &s, T_round_done_cancel);
    s.seed = round_seed_open(r, &s.x);
    return s.seed.p ? came_to(r, round_work(r, run_do, &s), &s, T_round_done_run) : RC_IO;
}
