/* reports.c: somebody says a figure is wrong, gets a number and a day by which there will be an answer, and reads it under that
** number. Nothing about the sender is asked or kept; who is logged in hears of the answer in the inbox, too. */
#include "app/indicators/views.h"
#include "web/account.h"

enum { ANSWER_DAYS = 7, KEY_LETTERS = 10 };

struct report { struct str indicator, period, area, body; };
static const struct field fields[] = {
    LONGTEXT("body",      AT(struct report, body),      .label = T_rep_body, .hint = T_rep_body_hint, .min = 4, .max = 1000, .need = true),
    HIDDEN  ("indicator", AT(struct report, indicator), .label = T_ind_name, .max = 40),
    HIDDEN  ("period",    AT(struct report, period),    .label = T_bar_period, .max = 12),
    HIDDEN  ("area",      AT(struct report, area),      .label = T_bar_area, .max = 30),
};
const struct form report_form = FORM("figure_report", struct report, fields, T_rep_send);

static enum rc show(struct req *r, const struct form_state *s)
{
    page_crumb(r, S("/barometer"), say(r, T_barometer));
    page_begin(r, say(r, T_rep_title));
    put_z(&r->out, "<p class=\"lead\">");
    put_msg_with(r, T_rep_lead, count_text(r, ANSWER_DAYS), STR_NONE);
    put_z(&r->out, "</p>");
    form_render(r, s, S("/barometer/report"));
    page_end(r);
    return RC_OK;
}

/* What a visitor's address says about the figure is kept only where it names one. */
static void about(struct req *r, const struct catalogue *c, struct report *in)
{
    struct period p;
    struct area at;
    if (!in->indicator.p || !indicator_find(c, in->indicator)) in->indicator = S("");
    if (!in->period.p || !period_parse(in->period, &p)) in->period = S("");
    if (!in->area.p || !area_parse(r, in->area, &at)) in->area = S("");
}

enum rc report_page(struct req *r)
{
    struct report in = { req_arg(r, "indicator"), req_arg(r, "period"), req_arg(r, "area"), STR_NONE };
    const struct catalogue *c;
    struct form_state s;
    TRY(catalogue_now(r->app, r->db, &c));
    about(r, c, &in);
    form_start(r, &s, &report_form, &in);
    return show(r, &s);
}

struct reporting { struct once once; struct event event; const struct report *in; int64_t id, account, now; struct str key, answer_day; };
static enum rc report_tx(struct db *tx, void *arg)
{
    struct reporting *x = arg;
    TRY(form_once(tx, &x->once));
    TRY(report_add(tx, x->id, x->key, x->in->indicator, x->in->period, x->in->area, x->in->body, x->account, x->now, x->answer_day));
    return event_add(tx, &x->event);
}

/* Letters that are not mistaken for each other: the number is the only way to the answer, so it must not be guessed. */
static struct str key_make(struct req *r)
{
    static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    uint8_t bytes[KEY_LETTERS];
    char *key = arena_alloc(r->arena, KEY_LETTERS + 2);
    size_t n = 0;
    random_bytes(bytes, sizeof bytes);
    for (size_t i = 0; i < KEY_LETTERS; i++) {
        if (i == KEY_LETTERS / 2) key[n++] = '-';
        key[n++] = letters[bytes[i] % 32];
    }
    return (struct str){ key, n };
}

enum rc report_post(struct req *r)
{
    struct report in;
    struct form_state s;
    const struct catalogue *c;
    TRY(catalogue_now(r->app, r->db, &c));
    form_read(r, &s, &report_form, &in);
    if (!form_ok(&s)) return show(r, &s);
    if (!account_bucket(r, "report", account_place(r), LIMIT_REPORTS_ADDRESS)) { form_error(&s, NULL, T_rep_too_many); return show(r, &s); }
    about(r, c, &in);
    struct reporting x = { .in = &in,
        .id = id_new(r->now),
        .account = r->who.account ? r->who.account : DB_NULL,
        .now = r->now,
        .key = key_make(r) };
    x.answer_day = date_str(r->arena, instant_day(r->now) + ANSWER_DAYS);
    x.once = form_once_of(r, &s, str_join(r->arena, S("/barometer/reports/"), x.key));
    x.event = event_of(r, "reported", "figure_report", x.id, S(""));
    return form_done(r, db_tx(r->db, report_tx, &x), &x.once);
}

enum rc report_state_page(struct req *r)
{
    struct report_by_key x;
    const struct catalogue *c;
    TRY(report_by_key(r->db, r->name, &x));
    TRY(catalogue_now(r->app, r->db, &c));
    page_crumb(r, S("/barometer"), say(r, T_barometer));
    page_begin(r, say_with(r, T_rep_number, x.key, STR_NONE));
    report_state_html(r, &x, indicator_find(c, x.indicator));
    page_end(r);
    return RC_OK;
}

/* ---- the office answers ---- */

struct answering { struct str verdict, reply; };
static struct choices verdicts_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("right"), .message = T_rep_right }, { .code = SI("wrong"), .message = T_rep_wrong } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}
static const struct field answer_fields[] = {
    CHOICE  ("verdict", AT(struct answering, verdict), .label = T_rep_verdict, .choices = verdicts_choices, .need = true),
    LONGTEXT("reply",   AT(struct answering, reply),   .label = T_rep_reply, .hint = T_rep_reply_hint, .max = 1000, .need = true),
};
const struct form report_answer_form = FORM("figure_report_answer", struct answering, answer_fields, T_rep_answer);

enum rc reports_page(struct req *r)
{
    struct reports_view v = { .today = instant_day(r->now) };
    struct report_count n;
    TRY(report_count(r->db, &n));
    v.paging = paging_of(r, n.n, 50);
    TRY(report_list(r->db, 50, v.paging.skip, &v.rows));
    TRY(catalogue_now(r->app, r->db, &v.cat));
    page_crumb(r, S("/indicators"), say(r, T_indicators));
    page_begin(r, say(r, T_reports));
    reports_html(r, &v);
    page_pages(r, v.paging.page, v.paging.pages);
    page_end(r);
    return RC_OK;
}

static enum rc office_show(struct req *r, const struct report_by_id *x, const struct form_state *s)
{
    const struct catalogue *c;
    TRY(catalogue_now(r->app, r->db, &c));
    page_crumb(r, S("/indicators/reports"), say(r, T_reports));
    page_begin(r, say_with(r, T_rep_number, x->key, STR_NONE));
    report_office_html(r, x, indicator_find(c, x->indicator), s);
    page_end(r);
    return RC_OK;
}

enum rc report_office_page(struct req *r)
{
    struct report_by_id x;
    struct form_state s;
    TRY(report_by_id(r->db, r->id[0], &x));
    form_start(r, &s, &report_answer_form, NULL);
    return office_show(r, &x, &s);
}

struct deciding {
    struct once once;
    struct event event;
    struct report_by_id x;
    const struct answering *in;
    int64_t account, now;
    bool before;
};
static enum rc answer_tx(struct db *tx, void *arg)
{
    struct deciding *d = arg;
    TRY(form_once(tx, &d->once));
    TRY(report_answer(tx, d->x.id, d->in->verdict, d->in->reply, d->account, d->now));
    d->before = tx->changes == 0;
    if (d->before) return fail(&tx->err, RC_STALE, "it has an answer");
    TRY(event_add(tx, &d->event));
    if (d->x.account == DB_NULL) return RC_OK;
    return notice_add(tx, &d->event, d->x.account, T_rep_notice, str_printf(tx->arena, "/barometer/reports/%.*s", STR_FMT(d->x.key)),
        d->x.key, d->x.key);
}

enum rc report_answer_post(struct req *r)
{
    struct deciding d = { .account = r->who.account, .now = r->now };
    struct answering in;
    struct form_state s;
    TRY(report_by_id(r->db, r->id[0], &d.x));
    form_read(r, &s, &report_answer_form, &in);
    if (!form_ok(&s)) return office_show(r, &d.x, &s);
    d.in = &in;
    d.once = form_once_of(r, &s, str_printf(r->arena, "/indicators/reports/%lld", (long long)d.x.id));
    d.event = event_of(r, "answered", "figure_report", d.x.id, S(""));
    enum rc rc = db_tx(r->db, answer_tx, &d);
    return rc == RC_STALE && d.before ? redirect_refused(r, d.once.path, T_rep_answered_before) : form_done(r, rc, &d.once);
}
