/* indicator_edit.c: the definition's next version. The old one stays; what was published under it says so. */
#include "app/indicators/views.h"

struct definition {
    struct str zh, en, definition_zh, definition_en, formula, unit_zh, unit_en, direction, source, owner, why;
    int64_t places;
};

static struct choices directions_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("up"), .message = T_ind_up }, { .code = SI("down"), .message = T_ind_down },
        { .code = SI("context"), .message = T_ind_context } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}
CODES(departments)

static const struct field fields[] = {
    TEXT    ("zh",            AT(struct definition, zh),            .label = T_ind_name_zh, .max = 60, .need = true),
    TEXT    ("en",            AT(struct definition, en),            .label = T_ind_name_en, .max = 100, .need = true),
    LONGTEXT("definition_zh", AT(struct definition, definition_zh), .label = T_ind_definition_zh, .max = 500, .need = true),
    LONGTEXT("definition_en", AT(struct definition, definition_en), .label = T_ind_definition_en, .max = 800, .need = true),
    TEXT    ("formula",       AT(struct definition, formula),       .label = T_ind_formula, .hint = T_ind_formula_hint, .max = 400,
        .need = true),
    TEXT    ("unit_zh",       AT(struct definition, unit_zh),       .label = T_ind_unit_zh, .max = 20, .need = true),
    TEXT    ("unit_en",       AT(struct definition, unit_en),       .label = T_ind_unit_en, .max = 30),
    INT     ("places",        AT(struct definition, places),        .label = T_ind_places, .min = 0, .max = 4, .need = true),
    CHOICE  ("direction",     AT(struct definition, direction),     .label = T_ind_direction, .choices = directions_choices, .need = true),
    TEXT    ("source",        AT(struct definition, source),        .label = T_ind_source, .max = 40, .need = true),
    CHOICE  ("owner",         AT(struct definition, owner),         .label = T_ind_owner, .choices = departments_choices, .need = true),
    LONGTEXT("why",           AT(struct definition, why),           .label = T_ind_why, .hint = T_ind_why_hint, .max = 500, .need = true),
};
const struct form indicator_form = FORM("indicator", struct definition, fields, T_ind_save);

static enum rc show(struct req *r, const struct indicator *x, const struct form_state *s)
{
    page_crumb(r, S("/indicators"), say(r, T_indicators));
    page_crumb(r, str_join(r->arena, S("/indicators/"), x->code), pick(r, x->zh, x->en));
    page_begin(r, say(r, T_ind_edit));
    put_z(&r->out, "<p class=\"lead\">");
    put_msg_with(r, T_ind_edit_lead, count_text(r, x->version + 1), STR_NONE);
    put_z(&r->out, "</p>");
    form_render(r, s, str_printf(r->arena, "/indicators/%.*s/edit", STR_FMT(x->code)));
    page_end(r);
    return RC_OK;
}

static enum rc named(struct req *r, const struct catalogue **c, const struct indicator **x)
{
    TRY(catalogue_now(r->app, r->db, c));
    *x = indicator_find(*c, r->name);
    return *x ? RC_OK : RC_NONE;
}

enum rc indicator_edit_page(struct req *r)
{
    const struct catalogue *c;
    const struct indicator *x;
    struct form_state s;
    TRY(named(r, &c, &x));
    struct definition d = { x->zh, x->en, x->definition_zh, x->definition_en, x->formula, x->unit_zh, x->unit_en, x->direction, x->source,
        x->owner, STR_NONE, x->places };
    form_start(r, &s, &indicator_form, &d);
    return show(r, x, &s);
}

struct saving { struct once once; struct event event; int64_t id, version, account, now; struct str code; const struct definition *d; };

/* Two who edit at once: the second one's version number is taken. */
static enum rc save_tx(struct db *tx, void *arg)
{
    struct saving *s = arg;
    const struct definition *d = s->d;
    TRY(form_once(tx, &s->once));
    enum rc rc = version_add(tx, s->id, s->code, s->version, d->zh, d->en, d->definition_zh, d->definition_en, d->formula, d->unit_zh,
        str_given(d->unit_en), d->places, d->direction, d->source, d->owner, d->why, s->account, s->now);
    if (rc == RC_DUPLICATE) return fail(&tx->err, RC_STALE, "somebody else has just made this version");
    TRY(rc);
    return event_add(tx, &s->event);
}

enum rc indicator_edit_post(struct req *r)
{
    const struct catalogue *c;
    const struct indicator *x;
    struct definition d;
    struct form_state s;
    struct err e = { 0 };
    TRY(named(r, &c, &x));
    form_read(r, &s, &indicator_form, &d);
    struct indicator trial = { .formula = d.formula };
    if (d.formula.n && formula_compile(r->arena, c, &trial, &e) != RC_OK) form_error(&s, "formula", T_ind_formula_wrong);
    if (!form_ok(&s)) return show(r, x, &s);
    struct saving v = { .id = id_new(r->now),
        .version = x->version + 1,
        .account = r->who.account,
        .now = r->now,
        .code = x->code,
        .d = &d };
    struct out body;
    out_init(&body, r->arena);
    put_f(&body, "{\"indicator\":\"%.*s\",\"version\":%lld}", STR_FMT(x->code), (long long)v.version);
    v.once = form_once_of(r, &s, str_join(r->arena, S("/indicators/"), x->code));
    v.event = event_of(r, "defined", "indicator", v.id, out_str(&body));
    return form_done(r, db_tx(r->db, save_tx, &v), &v.once);
}
