/* feed_pages.c: an agenda a calendar follows: a private address, made on the party's page, fetched without a session.
**
**     32 random bytes in hex, shown once; the table holds their SHA-256: who reads it reads no agenda
**
** The address opens what the file agenda.ics holds and nothing else, as long as it is not taken back, whoever made it acts for the
** party, and the fair is not long over. All other addresses are alike: 404, whether they never were, were taken back, or cannot be;
** and who tries many is stopped. What is in between may not keep the answer; a calendar may, and asks whether it still holds. */
#include "app/fairs/views.h"
#include "web/account.h"
#include "web/secret.h"

enum { FEED_BYTES = 32, FEED_DAYS_AFTER = 90, FEED_TOUCH_MS = 60 * 60 * 1000 };

/* ---- making one, taking one back ---- */

/* Everybody who comes for the party, or one of them. */
static struct choices whose_choices(struct req *r)
{
    struct fair_party_by_id p;
    struct fair_people_rows people;
    struct { struct choice *v; size_t n, cap; } list = { 0 };
    if (!r->id[0] || fair_party_by_id(r->db, r->id[0], &p) != RC_OK || fair_people(r->db, p.fair, &people) != RC_OK)
        return (struct choices){ 0 };
    *PUSH(r->arena, &list) = (struct choice){ .code = S("0"), .message = T_fair_feed_everybody };
    for (size_t i = 0; i < people.n; i++)
        if (people.v[i].party == p.id)
            *PUSH(r->arena, &list) = (struct choice){ str_printf(r->arena, "%lld", (long long)people.v[i].id), people.v[i].name,
                people.v[i].name, 0 };
    return (struct choices){ list.v, list.n };
}
struct feed_values { struct str person; };
static const struct field feed_fields[] = { CHOICE("person", AT(struct feed_values, person), .label = T_fair_feed_whose,
    .choices = whose_choices, .need = true) };
const struct form fair_feed_form = FORM("fair_feed", struct feed_values, feed_fields, T_fair_feed_make);

void fair_put_feed_form(struct req *r, int64_t party)
{
    struct form_state s;
    form_start(r, &s, &fair_feed_form, &(struct feed_values){ .person = S("0") });
    form_render(r, &s, party_path(r, party, "/feeds"));
}

/* Who acts for a party may make an address and take one back; of a party that withdrew there is nothing to follow. */
static enum rc feed_seat(struct req *r, struct fair_seat *seat)
{
    TRY(fair_seat_of(r, r->id[0], seat));
    return seat->acts ? RC_OK : fail(&r->err, RC_DENIED, "reads only");
}

struct feed_change {
    struct once once;
    struct event event;
    int64_t id, party, person, account, now;
    struct str lang, zh, en;
    uint8_t hash[32];
};

/* Whoever acts for the party hears of it: an address shows the agenda to all who have it. */
static enum rc feed_make_tx(struct db *tx, void *arg)
{
    struct feed_change *c = arg;
    struct fair_feed_count held;
    struct fair_party_owners_rows owners;
    TRY(form_once(tx, &c->once));
    TRY(fair_feed_count(tx, c->party, &held));
    if (held.n >= LIMIT_FAIR_FEEDS) return fail(&tx->err, RC_REFUSED, "no more addresses");
    TRY(fair_feed_add(tx, c->id, (struct str){ (const char *)c->hash, sizeof c->hash }, c->party, c->person, c->account, c->lang, c->now));
    TRY(event_add(tx, &c->event));
    TRY(fair_party_owners(tx, c->party, &owners));
    for (size_t i = 0; i < owners.n; i++)
        TRY(notice_add(tx, &c->event, owners.v[i].account, T_fair_notice_feed, c->once.path, c->zh, c->en));
    return RC_OK;
}

static enum rc feed_end_tx(struct db *tx, void *arg)
{
    struct feed_change *c = arg;
    TRY(form_once(tx, &c->once));
    TRY(fair_feed_end(tx, c->id, c->party));
    return tx->changes == 1 ? event_add(tx, &c->event) : RC_NONE;
}

static struct feed_change change_of(struct req *r, const struct fair_seat *seat, const char *verb)
{
    const struct fair_by_id *f = &seat->w.f;
    return (struct feed_change){ form_once_of(r, NULL, party_path(r, seat->party->id, "")),
        event_of(r, verb, "fair", f->id, str_printf(r->arena, "{\"party\":\"%lld\"}", (long long)seat->party->id)), .id = id_new(r->now),
        .party = seat->party->id, .person = DB_NULL, .account = r->who.account, .now = r->now,
        .lang = r->lang == LANG_EN ? S("en") : S("zh"), .zh = f->name_zh, .en = f->name_en.n ? f->name_en : f->name_zh };
}

/* The address is on this page and nowhere else: nothing may keep the page. */
static enum rc feed_show(struct req *r, const struct fair_seat *seat, struct str token)
{
    struct str address = str_printf(r->arena, "%.*s/fairs/calendar/%.*s.ics", STR_FMT(r->app->origin), STR_FMT(token));
    page_crumb(r, S("/fairs"), say(r, T_fairs));
    page_crumb(r, party_path(r, seat->party->id, ""), party_name(r, seat->party));
    account_form_page(r, T_fair_feed_made);
    fair_feed_html(r, address, str_join(r->arena, S("webcal"), str_sub(address, (size_t)str_find(address, S("://")), address.n)),
        party_path(r, seat->party->id, ""));
    page_end(r);
    return RC_OK;
}

enum rc fair_feed_post(struct req *r)
{
    struct fair_seat seat;
    uint8_t bytes[FEED_BYTES];
    TRY(feed_seat(r, &seat));
    int64_t person = req_text(r, "person").n ? req_int(r, "person", -1) : 0;
    const struct fair_people *p = world_person(&seat.w, person);
    struct str back = party_path(r, seat.party->id, "");
    if (person != 0 && !(p && p->party == seat.party->id)) return fail(&r->err, RC_INPUT, "nobody of this party");
    if (!str_eq(seat.party->state, S("active"))) return redirect_refused(r, back, T_fair_not_now);
    struct feed_change c = change_of(r, &seat, "feed_made");
    c.person = p ? p->id : DB_NULL;
    random_bytes(bytes, sizeof bytes);
    struct str token = hex(r->arena, bytes, sizeof bytes);
    sha256(token, c.hash);
    enum rc rc = db_tx(r->db, feed_make_tx, &c);
    if (rc == RC_REFUSED) return redirect_refused(r, back, T_fair_feed_many);
    return rc == RC_OK ? feed_show(r, &seat, token) : form_done(r, rc, &c.once);      /* pressed twice: it was shown, and is not again */
}

enum rc fair_feed_end_post(struct req *r)
{
    struct fair_seat seat;
    TRY(feed_seat(r, &seat));
    struct feed_change c = change_of(r, &seat, "feed_ended");
    c.id = r->id[1];
    enum rc rc = db_tx(r->db, feed_end_tx, &c);
    return rc == RC_OK ? redirect_flash(r, c.once.path, T_fair_feed_ended) : form_done(r, rc, &c.once);
}

/* ---- fetching ---- */

static bool long_over(const struct world *w, int64_t now)
{
    int64_t last = INT64_MIN, day = 0;
    for (size_t i = 0; i < w->slots.n; i++) if (date_parse(w->slots.v[i].day, &day) && day > last) last = day;
    return w->slots.n && instant_day(now) > last + FEED_DAYS_AFTER;
}

/* RC_NONE: no address of ours, or one that does not hold any more. */
static enum rc feed_of(struct req *r, struct fair_feed_by_hash *f, struct world *w)
{
    struct reader maker;
    uint8_t hash[32];
    struct str token = r->name;
    if (!str_ends(token, S(".ics"))) return RC_NONE;
    sha256(str_sub(token, 0, token.n - 4), hash);
    TRY(fair_feed_by_hash(r->db, (struct str){ (const char *)hash, sizeof hash }, f));
    TRY(world_read(r->db, f->fair, w));
    TRY(reader_of(r->db, f->account, &maker));
    return str_eq(f->state, S("active")) && party_acts(&maker, world_party(w, f->party)) && !long_over(w, r->now) ? RC_OK : RC_NONE;
}

static enum rc feed_seen_tx(struct db *tx, void *arg)
{
    const struct fair_feed_by_hash *f = arg;
    return fair_feed_seen(tx, f->id, f->seen_ms);
}

static enum rc feed_touch(struct req *r, struct fair_feed_by_hash *f)
{
    if (f->seen_ms != DB_NULL && r->now - f->seen_ms < FEED_TOUCH_MS) return RC_OK;
    f->seen_ms = r->now;
    return db_tx(r->db, feed_seen_tx, f);
}

/* Weak: the same but for when it was written down, which every event says in a line. */
static struct str tag_of(struct req *r, struct str calendar)
{
    struct out o;
    uint8_t hash[32];
    out_init(&o, r->arena);
    for (struct str line; str_cut(&calendar, '\n', &line);) if (!str_starts(line, S("DTSTAMP:"))) put_str(&o, line);
    sha256(out_str(&o), hash);
    return str_printf(r->arena, "W/\"%.*s\"", STR_FMT(hex(r->arena, hash, 16)));
}

enum rc fair_feed_ics(struct req *r)
{
    struct fair_feed_by_hash f;
    struct world w;
    enum rc rc = feed_of(r, &f, &w);
    if (rc == RC_NONE && !account_bucket(r, "feed-tries", account_place(r), LIMIT_TOKEN_TRIES)) return page_error(r, 429);
    TRY(rc);
    if (!account_bucket(r, "feed", str_printf(r->arena, "%lld", (long long)f.id), LIMIT_FEED_CALLS)) return page_error(r, 429);
    TRY(feed_touch(r, &f));
    r->lang = str_eq(f.lang, S("en")) ? LANG_EN : LANG_ZH;
    put_calendar(r, &r->out, &w, world_party(&w, f.party), f.person == DB_NULL ? 0 : f.person, r->now);
    struct str tag = tag_of(r, out_str(&r->out));
    http_set_header(r->http, r->res, "ETag", tag);
    http_set_header(r->http, r->res, "Cache-Control", S("private, no-cache"));
    http_set_header(r->http, r->res, "Content-Type", S("text/calendar; charset=utf-8"));
    if (!etag_known(r->http, tag)) return RC_OK;
    r->status = 304;
    out_init(&r->out, r->arena);
    return RC_OK;
}
