/* cases_pages.c: asking, the list of one's cases, one case, and its files. */
#include "app/docking/cases.h"
#include "web/book.h"
#include "web/secret.h"

/* ---- forms ---- */

struct say_form { struct str body; struct form_file file; };
static const struct field say_fields[] = {
    LONGTEXT("body", AT(struct say_form, body), .label = T_case_body, .max = LIMIT_CASE_TEXT),
    UPLOAD("file", AT(struct say_form, file), .label = T_case_file, .hint = T_case_file_hint, .max = LIMIT_CASE_FILE),
};
static const struct form say_form = FORM("case_say", struct say_form, say_fields, T_case_send);

CODES(decline_reasons)
struct decline_form { struct str reason, note; };
static const struct field decline_fields[] = {
    CHOICE("reason", AT(struct decline_form, reason), .label = T_case_reason, .choices = decline_reasons_choices, .need = true),
    TEXT("note", AT(struct decline_form, note), .label = T_case_note, .max = 300),
};
static const struct form decline_form = FORM("case_decline", struct decline_form, decline_fields, T_case_do_decline);

static const struct field figures_fields[] = {
    MONEY("amount", AT(struct case_figures, amount), .label = T_case_amount, .hint = T_case_amount_hint, .min = 0,
        .max = INT64_C(100000000000000)),
    INT("people", AT(struct case_figures, people), .label = T_case_people, .hint = T_case_people_hint, .min = 0, .max = 100000),
    DATE("contract_day", AT(struct case_figures, contract_day), .label = T_case_contract_day, .need = true),
};
static const struct form figures_form = FORM("case_figures", struct case_figures, figures_fields, T_case_do_figures);

/* One's own open listings that could meet the other one. */
static struct choices own_choices(struct req *r)
{
    enum { OWN = 200 };
    struct listing_by_id other;
    struct case_own_open_rows rows;
    struct { struct choice *v; size_t n, cap; } list = { 0 };
    int64_t id = req_int(r, "other", 0);
    if (id <= 0 || !r->who.account || listing_by_id(r->db, id, &other) != RC_OK) return (struct choices){ 0 };
    if (case_own_open(r->db, r->who.account, case_other(other.side), OWN, &rows) != RC_OK) return (struct choices){ 0 };
    for (size_t i = 0; i < rows.n; i++) {
        if (!dock_kinds_fit(rows.v[i].kind, other.kind)) continue;
        struct choice *c = PUSH(r->arena, &list);
        *c = (struct choice){ str_printf(r->arena, "%lld", (long long)rows.v[i].id),
            listing_title(r, rows.v[i].title_zh, rows.v[i].title_en), listing_title(r, rows.v[i].title_zh, rows.v[i].title_en), 0 };
    }
    return (struct choices){ list.v, list.n };
}

struct new_form { struct str other, mine, body; };
static const struct field new_fields[] = {
    HIDDEN("other", AT(struct new_form, other), .label = T_case_other, .need = true),
    CHOICE("mine", AT(struct new_form, mine), .label = T_case_mine, .choices = own_choices, .need = true),
    LONGTEXT("body", AT(struct new_form, body), .label = T_case_first, .hint = T_case_first_hint, .max = LIMIT_CASE_TEXT, .need = true),
};
static const struct form new_form = FORM("case_new", struct new_form, new_fields, T_case_ask);

/* What the buttons of a case's page send; programs send the same. */
static struct choices moves_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("visit"), .message = T_case_do_visit },
        { .code = SI("trial"), .message = T_case_do_trial }, { .code = SI("contract"), .message = T_case_do_contract } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}
struct move_form { struct str verb; };
static const struct field move_fields[] = { CHOICE("verb", AT(struct move_form, verb), .label = T_case_next, .choices = moves_choices,
    .need = true) };
static const struct form move_form = FORM("case_move", struct move_form, move_fields, T_case_next);
static const struct field confirm_fields[] = {
    INT("amount", AT(struct case_figures, amount), .label = T_case_amount, .hint = T_case_amount_fen_hint),
    INT("people", AT(struct case_figures, people), .label = T_case_people),
    DATE("contract_day", AT(struct case_figures, contract_day), .label = T_case_contract_day),
};
static const struct form confirm_form = FORM("case_confirm", struct case_figures, confirm_fields, T_case_do_confirm);

/* ---- words ---- */

int case_state_said(struct str state)
{
    static const struct {
        const char *state;
        int message;
    } said[] = { { "contact", T_case_contact }, { "visit", T_case_visit }, { "trial", T_case_trial }, { "contract", T_case_contract },
        { "done", T_case_done }, { "declined", T_case_declined }, { "lapsed", T_case_lapsed } };
    for (size_t i = 0; i < LEN(said); i++)
        if (str_eq(state, str_from(said[i].state))) return said[i].message;
    unreachable();
}

int case_verb_said(struct str verb)
{
    static const struct {
        const char *verb;
        int message;
    } said[] = { { "open", T_case_said_open }, { "message", T_case_said_message }, { "visit", T_case_said_visit },
        { "trial", T_case_said_trial }, { "contract", T_case_said_contract }, { "figures", T_case_said_figures },
        { "confirm", T_case_said_confirm }, { "decline", T_case_said_decline }, { "lapse", T_case_said_lapse },
        { "annex", T_case_said_annex } };
    for (size_t i = 0; i < LEN(said); i++)
        if (str_eq(verb, str_from(said[i].verb))) return said[i].message;
    return T_case_said_message;
}

static struct str case_path(struct req *r, int64_t id, const char *tail)
{
    return str_printf(r->arena, "/cases/%lld%s", (long long)id, tail);
}

/* ---- asking ---- */

static enum rc new_show(struct req *r, const struct form_state *s, const struct listing_by_id *other)
{
    struct choices own = own_choices(r);
    struct case_new_view v = { other, s, own.n > 0 };
    page_crumb(r, S("/listings"), say(r, T_listings));
    page_crumb(r, str_printf(r->arena, "/listings/%lld", (long long)other->id), listing_title(r, other->title_zh, other->title_en));
    page_begin(r, say(r, T_case_new_title));
    case_new_html(r, &v);
    page_end(r);
    return RC_OK;
}

/* The other side's listing: open, and one this reader may know of. */
static enum rc other_of(struct req *r, struct reader *me, struct listing_by_id *other)
{
    TRY(reader_of(r->db, r->who.account, me));
    TRY(listing_seen(r, me, req_int(r, "other", 0), other));
    return str_eq(other->state, S("open")) && listing_visible(me, LISTING_GATE(other)) && !listing_may_edit(me, LISTING_GATE(other))
        ? RC_OK
        : RC_NONE;
}

static enum rc case_new_page(struct req *r)
{
    struct listing_by_id other;
    struct reader me;
    struct form_state s;
    TRY(other_of(r, &me, &other));
    struct new_form values = { .other = req_arg(r, "other"), .mine = req_arg(r, "mine") };
    form_start(r, &s, &new_form, &values);
    return new_show(r, &s, &other);
}

static enum rc case_new_post(struct req *r)
{
    struct new_form in;
    struct form_state s;
    struct reader me;
    struct listing_by_id other, mine;
    int64_t mine_id = 0;
    TRY(other_of(r, &me, &other));
    form_read(r, &s, &new_form, &in);
    if (!form_ok(&s)) return new_show(r, &s, &other);
    must(str_int(in.mine, &mine_id));
    TRY(listing_by_id(r->db, mine_id, &mine));                      /* own and open: the choices said so */
    bool need = str_eq(mine.side, S("need"));
    struct case_new n = { .id = id_new(r->now),
        .message = id_new(r->now),
        .account = r->who.account,
        .now = r->now,
        .need = need ? mine.id : other.id,
        .offer = need ? other.id : mine.id,
        .organisation = mine.organisation,
        .asked = mine.side,
        .body = in.body };
    n.once = form_once_of(r, &s, case_path(r, n.id, ""));
    n.event = event_of(r, "opened", "case", n.id, S(""));
    enum rc rc = db_tx(r->db, case_new_tx, &n);
    if (rc == RC_REFUSED && n.existing) return redirect_refused(r, case_path(r, n.existing, ""), T_case_exists);
    if (rc == RC_REFUSED && (n.too_many || n.over)) {
        form_error(&s, NULL, n.over ? T_case_over : T_case_too_many);
        return new_show(r, &s, &other);
    }
    return form_said(r, rc, &n.once, T_case_done_new);
}

/* ---- the list ---- */

static enum rc cases_read(struct req *r, struct case_mine_rows *rows) { return case_mine(r->db, r->who.account, LIMIT_CASES, rows); }

static enum rc cases_page(struct req *r)
{
    struct case_mine_rows rows;
    struct str show = req_arg(r, "show");
    TRY(cases_read(r, &rows));
    page_begin(r, say(r, T_cases));
    cases_html(r, &rows, str_given(show));
    page_end(r);
    return RC_OK;
}

static enum rc cases_json(struct req *r)
{
    struct case_mine_rows rows;
    struct out *o = &r->out;
    TRY(cases_read(r, &rows));
    put_z(o, "{\"cases\":[");
    for (size_t i = 0; i < rows.n; i++) {
        const struct case_mine *c = &rows.v[i];
        put_f(o, "%s{\"id\":\"%lld\",\"need\":\"%lld\",\"offer\":\"%lld\",\"state\":", i ? "," : "", (long long)c->id, (long long)c->need,
            (long long)c->offer);
        put_json(o, c->state);
        put_z(o, ",\"side\":");
        put_json(o, c->side);
        put_z(o, ",\"turn\":");
        put_json(o, c->turn);
        put_f(o, ",\"turn_ms\":%lld,\"created_ms\":%lld,\"ended_ms\":", (long long)c->turn_ms, (long long)c->created_ms);
        put_json_int(o, c->ended_ms);
        put_c(o, '}');
    }
    put_z(o, "]}\n");
    return RC_OK;
}

/* ---- one case ---- */

static enum rc looked_tx(struct db *tx, void *arg) { return event_add(tx, arg); }

/* The office may look, and the look is on record. */
static enum rc case_open(struct req *r, struct case_seat *seat)
{
    TRY(case_seat_of(r, r->id[0], seat));
    if (seat->side.n) return RC_OK;
    struct event e = event_of(r, "looked", "case", seat->c.id, S(""));
    return db_tx(r->db, looked_tx, &e);
}

static enum rc case_show(struct req *r, struct case_seat *seat, const struct form_state *say_state, const struct form_state *decline,
    const struct form_state *figures)
{
    struct case_view v = { .seat = seat, .say = say_state, .decline = decline, .figures = figures };
    struct form_state plain[3];
    struct case_figures now = { seat->c.amount, seat->c.people, seat->c.contract_day };
    struct case_annex_held held;
    if (!v.say) { form_start(r, &plain[0], &say_form, NULL); v.say = &plain[0]; }
    if (!v.decline) { form_start(r, &plain[1], &decline_form, NULL); v.decline = &plain[1]; }
    if (!v.figures) { form_start(r, &plain[2], &figures_form, &now); v.figures = &plain[2]; }
    TRY(case_messages(r->db, seat->c.id, LIMIT_CASE_MESSAGES, &v.messages));
    TRY(case_files(r->db, seat->c.id, &v.files));
    TRY(case_annex_held(r->db, case_own(seat)->id, &held));
    v.annex = seat->acts && held.n > 0 && case_live(seat->c.state);
    page_crumb(r, S("/cases"), say(r, T_cases));
    page_begin(r,
        say_with(r, T_case_title, listing_title(r, seat->need.title_zh, seat->need.title_en),
            listing_title(r, seat->offer.title_zh, seat->offer.title_en)));
    case_html(r, &v);
    page_end(r);
    return RC_OK;
}

static enum rc case_page(struct req *r)
{
    struct case_seat seat;
    TRY(case_open(r, &seat));
    return case_show(r, &seat, NULL, NULL, NULL);
}

static enum rc case_json(struct req *r)
{
    struct case_seat seat;
    struct case_messages_rows m;
    struct out *o = &r->out;
    TRY(case_open(r, &seat));
    TRY(case_messages(r->db, seat.c.id, LIMIT_CASE_MESSAGES, &m));
    put_f(o, "{\"id\":\"%lld\",\"need\":\"%lld\",\"offer\":\"%lld\",\"state\":", (long long)seat.c.id, (long long)seat.c.need,
        (long long)seat.c.offer);
    put_json(o, seat.c.state);
    put_z(o, ",\"turn\":");
    put_json(o, seat.c.turn);
    put_f(o, ",\"turn_ms\":%lld,\"amount\":", (long long)seat.c.turn_ms);
    put_json_int(o, seat.c.amount);
    put_z(o, ",\"people\":");
    put_json_int(o, seat.c.people);
    put_z(o, ",\"contract_day\":");
    put_json_text(o, seat.c.contract_day);
    put_z(o, ",\"need_ok_ms\":");
    put_json_int(o, seat.c.need_ok_ms);
    put_z(o, ",\"offer_ok_ms\":");
    put_json_int(o, seat.c.offer_ok_ms);
    put_z(o, ",\"timeline\":[");
    for (size_t i = 0; i < m.n; i++) {
        put_f(o, "%s{\"at_ms\":%lld,\"side\":", i ? "," : "", (long long)m.v[i].at_ms);
        put_json(o, m.v[i].side);
        put_z(o, ",\"verb\":");
        put_json(o, m.v[i].verb);
        put_z(o, ",\"body\":");
        put_json(o, m.v[i].body);
        put_c(o, '}');
    }
    put_z(o, "]}\n");
    return RC_OK;
}

/* ---- steps ---- */

/* Who takes part and acts; others are told 403 when they may look, 404 when they may not. */
static enum rc acting(struct req *r, struct case_seat *seat)
{
    TRY(case_seat_of(r, r->id[0], seat));
    return seat->acts ? RC_OK : fail(&r->err, RC_DENIED, "reads only");
}

static struct case_step step_of(struct req *r, const struct form_state *s, const struct case_seat *seat, const char *verb)
{
    struct case_step x = { .id = seat->c.id,
        .account = r->who.account,
        .now = r->now,
        .message = id_new(r->now),
        .file = id_new(r->now),
        .side = seat->side,
        .verb = verb };
    x.once = form_once_of(r, s, case_path(r, seat->c.id, ""));
    x.event = event_of(r, verb, "case", seat->c.id, S(""));
    return x;
}

static enum rc step_do(struct req *r, struct case_step *x)
{
    enum rc rc = db_tx(r->db, case_step_tx, x);
    if (rc == RC_STALE && x->refused) return redirect_refused(r, case_path(r, x->id, ""), T_case_moved_on);
    if (rc == RC_REFUSED && x->own_figures) return redirect_refused(r, case_path(r, x->id, ""), T_case_two_people);
    return form_said(r, rc, &x->once, T_case_done_step);
}

/* By its first bytes; what a name says is not trusted. STR_NONE: of no kind we take. */
static struct str file_type(struct str name, struct str b)
{
    if (str_starts(b, S("%PDF-"))) return S("application/pdf");
    if (str_starts(b, S("\x89PNG\r\n\x1a\n"))) return S("image/png");
    if (str_starts(b, S("\xff\xd8\xff"))) return S("image/jpeg");
    if (str_starts(b, S("PK\x03\x04")) && str_ends(name, S(".xlsx"))) return XLSX_TYPE;
    if (str_starts(b, S("PK\x03\x04")) && str_ends(name, S(".docx")))
        return S("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    return b.n && utf8_valid(b) ? S("text/plain; charset=utf-8") : STR_NONE;
}

static enum rc case_say_post(struct req *r)
{
    struct case_seat seat;
    struct say_form in;
    struct form_state s;
    uint8_t hash[32];
    TRY(acting(r, &seat));
    form_read(r, &s, &say_form, &in);
    struct case_step x = step_of(r, &s, &seat, "message");
    x.body = in.body;
    if (!in.body.n && !in.file.bytes.n) form_error(&s, "body", T_err_need);
    if (in.file.bytes.n) {
        x.upload = in.file;
        x.upload.name = str_sub(in.file.name, 0, utf8_offset(in.file.name, 120));
        x.upload_type = file_type(in.file.name, in.file.bytes);
        if (!x.upload_type.p) form_error(&s, "file", T_case_file_kind);
        struct case_files_size held;
        TRY(case_files_size(r->db, seat.c.id, &held));
        if (held.size + (int64_t)in.file.bytes.n > LIMIT_CASE_FILES) form_error(&s, "file", T_case_files_full);
        sha256(in.file.bytes, hash);
        x.upload_sha256 = hex(r->arena, hash, sizeof hash);
    }
    if (!form_ok(&s)) return case_show(r, &seat, &s, NULL, NULL);
    return step_do(r, &x);
}

static enum rc case_move_post(struct req *r)
{
    static const char *const verbs[] = { "visit", "trial", "contract" };
    struct case_seat seat;
    TRY(acting(r, &seat));
    for (size_t i = 0; i < LEN(verbs); i++) {
        if (!str_eq(req_arg(r, "verb"), str_from(verbs[i]))) continue;
        struct case_step x = step_of(r, NULL, &seat, verbs[i]);
        return step_do(r, &x);
    }
    return fail(&r->err, RC_INPUT, "no such step");
}

static enum rc case_decline_post(struct req *r)
{
    struct case_seat seat;
    struct decline_form in;
    struct form_state s;
    TRY(acting(r, &seat));
    form_read(r, &s, &decline_form, &in);
    if (!form_ok(&s)) return case_show(r, &seat, NULL, &s, NULL);
    struct case_step x = step_of(r, &s, &seat, "decline");
    x.reason = in.reason;
    x.body = in.note;
    return step_do(r, &x);
}

static enum rc case_figures_post(struct req *r)
{
    struct case_seat seat;
    struct form_state s;
    TRY(acting(r, &seat));
    struct case_figures in;
    form_read(r, &s, &figures_form, &in);
    int64_t day;
    if (in.amount == NO_INT && in.people == NO_INT) form_error(&s, "amount", T_case_figures_need);
    if (in.contract_day.n && date_parse(in.contract_day, &day) && day > instant_day(r->now))
        form_error(&s, "contract_day", T_case_day_ahead);
    if (!form_ok(&s)) return case_show(r, &seat, NULL, NULL, &s);
    struct case_step x = step_of(r, &s, &seat, "figures");
    x.figures = in;                                                 /* NO_INT is DB_NULL */
    return step_do(r, &x);
}

/* What is confirmed is what the page showed: the figures come back with the form. */
static enum rc case_confirm_post(struct req *r)
{
    struct case_seat seat;
    TRY(acting(r, &seat));
    struct case_step x = step_of(r, NULL, &seat, "confirm");
    x.figures = (struct case_figures){ req_int(r, "amount", DB_NULL), req_int(r, "people", DB_NULL), req_arg(r, "contract_day") };
    return step_do(r, &x);
}


static enum rc case_annex_post(struct req *r)
{
    struct case_seat seat;
    TRY(acting(r, &seat));
    if (!case_live(seat.c.state)) return fail(&r->err, RC_STALE, "the case has ended");
    const struct listing_by_id *own = case_own(&seat), *other = own == &seat.need ? &seat.offer : &seat.need;
    bool house = other->organisation != DB_NULL;
    struct case_annex s = { form_once_of(r, NULL, case_path(r, seat.c.id, "")), event_of(r, "annex_granted", "listing", own->id, S("")),
        seat.c.id, id_new(r->now), r->now, r->who.account, own, house ? other->organisation : 0, house ? 0 : other->account };
    return form_said(r, db_tx(r->db, case_annex_tx, &s), &s.once, T_case_done_annex);
}

/* ---- files ---- */

static enum rc case_file_page(struct req *r)
{
    struct case_seat seat;
    struct case_file_bytes f;
    TRY(case_open(r, &seat));
    TRY(case_file_bytes(r->db, seat.c.id, r->id[1], &f));
    put_str(&r->out, f.bytes);
    answer_file(r, f.name, f.type);
    return RC_OK;
}

/* ---- routes ---- */

static const struct route routes[] = {
    GET ("/cases",                  PERM_CASE_TAKE_PART, cases_page,      .title = T_cases, .menu = 20, .mine = 20, .json = cases_json,
        .answers = "{cases:[{id:id need:id offer:id state:text side:text turn:text turn_ms:int created_ms:int ended_ms:int|null}]}"),
    GET ("/cases/new",              PERM_CASE_TAKE_PART, case_new_page,   .title = T_case_new_title),
    POST("/cases",                  PERM_CASE_TAKE_PART, case_new_post,   .form = &new_form),
    GET ("/cases/{id}",             PERM_CASE_TAKE_PART, case_page,       .title = T_case_one, .json = case_json,
        .answers = "{id:id need:id offer:id state:text turn:text turn_ms:int amount:int|null people:int|null contract_day:text|null need_ok_ms:int|null offer_ok_ms:int|null timeline:[{at_ms:int side:text verb:text body:text}]}"),
    POST("/cases/{id}/message",     PERM_CASE_TAKE_PART, case_say_post,   .form = &say_form),
    POST("/cases/{id}/move",        PERM_CASE_TAKE_PART, case_move_post,    .more = &move_form),
    POST("/cases/{id}/decline",     PERM_CASE_TAKE_PART, case_decline_post, .form = &decline_form),
    POST("/cases/{id}/figures",     PERM_CASE_TAKE_PART, case_figures_post, .form = &figures_form),
    POST("/cases/{id}/confirm",     PERM_CASE_TAKE_PART, case_confirm_post, .more = &confirm_form),
    POST("/cases/{id}/annex",       PERM_CASE_TAKE_PART, case_annex_post,   .title = T_case_do_annex),
    GET ("/cases/{id}/files/{id}",  PERM_CASE_TAKE_PART, case_file_page),
};
const struct slice cases_slice = { .name = "cases", .routes = routes, .nroutes = LEN(routes), .tick = cases_tick };
