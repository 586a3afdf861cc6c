/* day_pages.c: the agenda on paper, in a calendar and on the phone; signing in by its code; a case out of a meeting. */
#include "app/fairs/views.h"
#include "engine/dock/dock.h"

enum rc fair_agenda_page(struct req *r)
{
    struct fair_seat seat;
    TRY(fair_seat_of(r, r->id[0], &seat));
    struct party_view v = { .seat = &seat, .now = r->now };
    page_crumb(r, S("/fairs"), say(r, T_fairs));
    page_crumb(r, party_path(r, seat.party->id, ""), party_name(r, seat.party));
    page_begin(r, say_with(r, T_fair_agenda_of, party_name(r, seat.party), STR_NONE));
    fair_agenda_html(r, &v, 0);
    page_end(r);
    return RC_OK;
}

enum rc fair_agenda_ics(struct req *r)
{
    struct fair_seat seat;
    TRY(fair_seat_of(r, r->id[0], &seat));
    put_calendar(r, &r->out, &seat.w, seat.party, req_int(r, "person", 0), r->now);
    answer_file(r, S("agenda.ics"), S("text/calendar; charset=utf-8"));
    return RC_OK;
}

/* ---- signing in ---- */

static enum rc token_of(struct req *r, struct world *w, const struct fair_people **p)
{
    struct fair_person_by_id x;
    int64_t person;
    if (!fair_token_read(r->app->keys, r->name, &person)) return RC_NONE;
    TRY(fair_person_by_id(r->db, person, &x));
    TRY(world_read(r->db, x.fair, w));
    *p = world_person(w, person);
    return RC_OK;
}

static bool doors_open(const struct world *w, int64_t now) { return str_eq(w->f.state, S("open")) && fair_day(w, now); }

enum rc fair_sign_in_page(struct req *r)
{
    struct world w;
    const struct fair_people *p;
    TRY(token_of(r, &w, &p));
    page_begin(r, say_with(r, T_fair_sign_in_title, p->name, STR_NONE));
    fair_sign_in_html(r, &w, p, str_join(r->arena, S("/fairs/sign-in/"), r->name), doors_open(&w, r->now));
    page_end(r);
    return RC_OK;
}

enum rc fair_sign_in_post(struct req *r)
{
    struct world w;
    const struct fair_people *p;
    TRY(token_of(r, &w, &p));
    struct str back = str_join(r->arena, S("/fairs/sign-in/"), r->name);
    if (!doors_open(&w, r->now)) return redirect_refused(r, back, T_fair_not_today);
    struct person_step s = { .h = fair_hand_of(r, w.f.id, "signed_in", back), .person = p->id, .verb = PERSON_ARRIVED };
    enum rc rc = db_tx(r->db, person_step_tx, &s);
    return form_answer(r, rc, &s.h.once, s.h.refused, back, MSG_NONE);
}

/* ---- a case out of a meeting ---- */

struct follow { struct once once; struct case_new n; int64_t meeting, version; };
static enum rc follow_tx(struct db *tx, void *arg)
{
    struct follow *f = arg;
    TRY(form_once(tx, &f->once));
    TRY(case_new_tx(tx, &f->n));
    TRY(fair_meeting_case_set(tx, f->meeting, f->version, f->n.id));
    return tx->changes == 1 ? RC_OK : fail(&tx->err, RC_STALE, "the meeting has moved on");
}

/* The first two open listings the parties brought that fit by their kind. */
static bool pair_of(const struct world *w, const struct fair_meetings *m, int64_t *need, int64_t *offer)
{
    for (size_t i = 0; i < w->listings.n; i++)
        for (size_t k = 0; k < w->listings.n; k++) {
            const struct fair_listings *x = &w->listings.v[i], *y = &w->listings.v[k];
            if (x->party != m->need || y->party != m->offer || !str_eq(x->state, S("open")) || !str_eq(y->state, S("open"))
                || !dock_kinds_fit(x->kind, y->kind))
                continue;
            *need = x->listing;
            *offer = y->listing;
            return true;
        }
    return false;
}

enum rc fair_case_post(struct req *r)
{
    struct fair_seat seat;
    struct follow f = { .meeting = r->id[1] };
    TRY(fair_seat_of(r, r->id[0], &seat));
    if (!seat.acts) return fail(&r->err, RC_DENIED, "reads only");
    const struct fair_meetings *m = own_meeting(&seat, r->id[1]);
    struct str back = party_path(r, seat.party->id, "");
    if (!m) return RC_NONE;
    if (!str_eq(m->state, S("held")) || m->docking_case != DB_NULL) return redirect_refused(r, back, T_fair_moved_on);
    struct case_new *n = &f.n;
    *n = (struct case_new){ .id = id_new(r->now),
        .message = id_new(r->now),
        .account = r->who.account,
        .now = r->now,
        .organisation = seat.party->organisation,
        .asked = seat.party->side };
    if (!pair_of(&seat.w, m, &n->need, &n->offer)) return redirect_refused(r, back, T_fair_no_pair);
    n->body = say_with(r, T_fair_case_body, pick(r, seat.w.f.name_zh, seat.w.f.name_en), STR_NONE);
    n->event = event_of(r, "opened", "case", n->id, S(""));
    f.version = m->version;
    f.once = form_once_of(r, NULL, str_printf(r->arena, "/cases/%lld", (long long)n->id));
    enum rc rc = db_tx(r->db, follow_tx, &f);
    if (rc == RC_REFUSED && n->existing) return redirect(r, str_printf(r->arena, "/cases/%lld", (long long)n->existing));
    if (rc == RC_REFUSED) return redirect_refused(r, back, n->too_many ? T_fair_too_many_cases : T_fair_no_pair);
    return form_done(r, rc, &f.once);
}
