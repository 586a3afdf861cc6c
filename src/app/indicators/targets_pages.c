/* targets_pages.c: what a year is to bring, by area, and the paper that says so. The plan between is a straight line. */
#include "app/indicators/views.h"

struct target_values { struct str area, value, document; int64_t year; };

static struct choices target_areas(struct req *r)
{
    struct { struct choice *v; size_t n, cap; } c = { 0 };
    *PUSH(r->arena, &c) = (struct choice){ .code = S("city"), .message = T_ind_whole_city };
    for (int cut = CUT_DIVISION; cut <= CUT_ZONE; cut++) {
        struct areas all = areas_of(r, (enum measure_cut)cut);
        for (size_t i = 0; i < all.n; i++) {
            const struct code *x = code_find(r, cut == CUT_ZONE ? "zones" : "divisions", all.v[i].code);
            *PUSH(r->arena, &c) = (struct choice){ .code = x->code, .zh = x->zh, .en = x->en };
        }
    }
    return (struct choices){ c.v, c.n };
}

static const struct field fields[] = {
    INT   ("year",     AT(struct target_values, year),     .label = T_tar_year, .min = 2000, .max = 2100, .need = true),
    CHOICE("area",     AT(struct target_values, area),     .label = T_bar_area, .choices = target_areas, .need = true),
    TEXT  ("value",    AT(struct target_values, value),    .label = T_tar_value, .hint = T_tar_value_hint, .max = 20),
    TEXT  ("document", AT(struct target_values, document), .label = T_tar_document, .hint = T_tar_document_hint, .max = 120, .need = true),
};
const struct form target_form = FORM("indicator_target", struct target_values, fields, T_tar_save);

static enum rc show(struct req *r, const struct indicator *x, const struct form_state *s, int64_t year)
{
    struct targets_view v = { .x = x, .s = s, .year = year };
    TRY(targets_of(r->db, x->code, year, &v.rows));
    page_crumb(r, S("/indicators"), say(r, T_indicators));
    page_crumb(r, str_join(r->arena, S("/indicators/"), x->code), pick(r, x->zh, x->en));
    page_begin(r, say(r, T_ind_targets));
    targets_html(r, &v);
    page_end(r);
    return RC_OK;
}

static int64_t year_of(struct req *r)
{
    int64_t now = month_of_day(instant_day(r->now)) / 100, year = req_int(r, "year", now);
    return year >= 2000 && year <= 2100 ? year : now;
}

static enum rc named(struct req *r, const struct indicator **x)
{
    const struct catalogue *c;
    TRY(catalogue_now(r->app, r->db, &c));
    *x = indicator_find(c, r->name);
    return *x ? RC_OK : RC_NONE;
}

enum rc targets_page(struct req *r)
{
    const struct indicator *x;
    struct form_state s;
    TRY(named(r, &x));
    form_start(r, &s, &target_form, &(struct target_values){ .year = year_of(r) });
    return show(r, x, &s, year_of(r));
}

struct setting {
    struct once once;
    struct event event;
    const struct target_values *v;
    struct str indicator;
    struct area at;
    int64_t value, account, now;
    struct str said;
};

/* The event keeps what the target was. */
static enum rc set_tx(struct db *tx, void *arg)
{
    struct setting *s = arg;
    struct target_of was;
    struct str cut = measure_cut_code(s->at.cut);
    TRY(form_once(tx, &s->once));
    enum rc rc = target_of(tx, s->indicator, s->v->year, cut, s->at.code, &was);
    if (rc != RC_OK && rc != RC_NONE) return rc;
    struct event e = s->event;
    e.body = rc == RC_OK ? str_printf(tx->arena, "{\"target\":\"%.*s\",\"was\":%lld}", STR_FMT(s->said), (long long)was.value)
                         : str_printf(tx->arena, "{\"target\":\"%.*s\"}", STR_FMT(s->said));
    if (s->value == NO_FIGURE) TRY(target_drop(tx, s->indicator, s->v->year, cut, s->at.code));
    else TRY(target_put(tx, s->indicator, s->v->year, cut, s->at.code, s->value, s->v->document, s->account, s->now));
    return event_add(tx, &e);
}

/* "35,400" or "78.5", with the indicator's decimals; empty takes the target away. */
static bool value_read(struct str s, int places, int64_t *v)
{
    struct number n;
    char plain[24];
    size_t k = 0;
    *v = NO_FIGURE;
    if (!s.n) return true;
    for (size_t i = 0; i < s.n && k < sizeof plain; i++) if (s.p[i] != ',') plain[k++] = s.p[i];
    return k < sizeof plain && number_parse((struct str){ plain, k }, &n) && number_sign(n) >= 0 && number_to_scaled(n, places, v)
        && *v < (int64_t)1 << 52;
}

enum rc targets_post(struct req *r)
{
    const struct indicator *x;
    struct target_values in;
    struct form_state s;
    TRY(named(r, &x));
    form_read(r, &s, &target_form, &in);
    struct setting v = { .v = &in, .indicator = x->code, .account = r->who.account, .now = r->now, .at = THE_CITY };
    if (in.area.p && !area_parse(r, in.area, &v.at)) form_error(&s, "area", T_err_choice);
    if (!value_read(in.value, x->places, &v.value)) form_error(&s, "value", T_tar_value_wrong);
    if (!form_ok(&s)) return show(r, x, &s, year_of(r));
    v.said = str_printf(r->arena, "%.*s %lld %.*s", STR_FMT(x->code), (long long)in.year, STR_FMT(area_code(r->arena, &v.at)));
    v.once = form_once_of(r, &s, str_printf(r->arena, "/indicators/%.*s/targets?year=%lld", STR_FMT(x->code), (long long)in.year));
    v.event = event_of(r, "targeted", "indicator", id_new(r->now), S(""));
    return form_done(r, db_tx(r->db, set_tx, &v), &v.once);
}
