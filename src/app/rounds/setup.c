/* setup.c: what an officer lays down before a round is announced: the round itself, its points table (its places: places.c). After that
** nothing of it changes; what is published is what runs. */
#include "app/rounds/inner.h"
#include "app/docking/docking.h"
#include "app/parties/parties.h"
#include "web/secret.h"

CODES(divisions)

/* Those this officer may run a round of somewhere: of the others saving would only say no. */
static struct choices kinds_choices(struct req *r)
{
    struct choices all = codes_choices(r, "listing_kinds"), divisions = divisions_choices(r);
    struct choice *v = NEWS(r->arena, struct choice, all.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++)
        for (size_t k = 0; k < divisions.n; k++) {
            if (!round_may_run(r, listing_department(all.v[i].code), divisions.v[k].code, DB_NULL)) continue;
            v[n++] = all.v[i];
            break;
        }
    return n ? (struct choices){ v, n } : all;      /* a house runs only its own, whatever the kind */
}

static struct choices files_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("applicants"), .message = T_round_files_applicants },
        { .code = SI("public"), .message = T_round_files_public } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}

static const struct field round_fields[] = {
    TEXT("title_zh", AT(struct round_form, title_zh), .label = T_round_title_zh, .either = true, .max = 80),
    TEXT("title_en", AT(struct round_form, title_en), .label = T_round_title_en, .either = true, .max = 80),
    LONGTEXT("body_zh", AT(struct round_form, body_zh), .label = T_round_body_zh, .max = 2000),
    LONGTEXT("body_en", AT(struct round_form, body_en), .label = T_round_body_en, .max = 2000),
    CHOICE("kind", AT(struct round_form, kind), .label = T_round_kind, .choices = kinds_choices, .need = true),
    TEXT("organisation", AT(struct round_form, organisation), .label = T_round_owner, .hint = T_round_owner_hint, .max = 80),
    CHOICE("division", AT(struct round_form, division), .label = T_round_division, .choices = divisions_choices, .need = true),
    DATE("opens_day", AT(struct round_form, opens_day), .label = T_round_opens, .need = true),
    DATE("closes_day", AT(struct round_form, closes_day), .label = T_round_closes, .hint = T_round_closes_hint, .need = true),
    DATE("objections_day", AT(struct round_form, objections_day), .label = T_round_objections_day, .need = true),
    INT("wishes_most", AT(struct round_form, wishes_most), .label = T_round_wishes_most, .hint = T_round_wishes_hint, .min = 1,
        .max = LIMIT_ROUND_LIST, .need = true),
    LONGTEXT("rule", AT(struct round_form, rule), .label = T_round_rule, .hint = T_round_rule_hint, .max = 2000),
    CHOICE("files", AT(struct round_form, files), .label = T_round_files, .hint = T_round_files_hint, .choices = files_choices,
        .need = true),
    FLAG("teams", AT(struct round_form, teams), .label = T_round_teams, .hint = T_round_teams_hint),
};
const struct form round_form = FORM("round", struct round_form, round_fields, T_round_save);

struct criterion { struct str name_zh, name_en; int64_t points, most; };
static const struct field criterion_fields[] = {
    TEXT("name_zh", AT(struct criterion, name_zh), .label = T_round_criterion_zh, .hint = T_round_criterion_hint, .max = 60, .need = true),
    TEXT("name_en", AT(struct criterion, name_en), .label = T_round_criterion_en, .max = 80),
    INT("points", AT(struct criterion, points), .label = T_round_points, .min = -100000, .max = 100000, .need = true),
    INT("most", AT(struct criterion, most), .label = T_round_most, .hint = T_round_most_hint, .min = 1, .max = LIMIT_ROUND_COUNT),
};
const struct form round_criterion_form = FORM("round_criterion", struct criterion, criterion_fields, T_round_criterion_save);

/* ---- changing a draft ---- */

struct change {
    struct once once;
    struct event event;
    struct round_by_id x;                         /* as it was read before */
    int64_t id, now, organisation;
    const struct round_form *f;
    struct str department, seed_cipher, seed_sha256;
    const struct criterion *criterion;
};

static struct change change_of(struct req *r, const struct form_state *s, const struct round_by_id *x, const char *verb, const char *tail)
{
    return (struct change){ form_once_of(r, s, round_path(r, x->id, tail)), event_of(r, verb, "round", x->id, S("")), *x, .now = r->now };
}

/* ---- the round itself ---- */

static enum rc round_show(struct req *r, const struct form_state *s, const struct round_by_id *x)
{
    round_crumbs(r, x);
    page_begin(r, say(r, x ? T_round_edit : T_round_new));
    put_z(&r->out, "<p class=\"lead\">");
    put_msg(r, T_round_new_lead);
    put_z(&r->out, "</p>");
    form_render(r, s, x ? round_path(r, x->id, "") : S("/rounds"));
    page_end(r);
    return RC_OK;
}

enum rc round_new_page(struct req *r)
{
    struct form_state s;
    struct round_form f = { .wishes_most = 5, .files = S("applicants") };
    form_start(r, &s, &round_form, &f);
    return round_show(r, &s, NULL);
}

enum rc round_edit_page(struct req *r)
{
    struct round_by_id x;
    struct form_state s;
    TRY(round_draft(r, &x));
    struct round_form f = { x.kind, x.org_zh, x.title_zh, x.title_en, x.body_zh, x.body_en, x.division, x.opens_day, x.closes_day,
        x.objections_day, x.rule, x.files, x.wishes_most, x.teams != 0 };
    form_start(r, &s, &round_form, &f);
    return round_show(r, &s, &x);
}

/* The expression is read with the criteria there are; FEEL's own words go to who writes it. */
static enum rc rule_check(struct req *r, struct form_state *s, int64_t round, struct str rule)
{
    struct round_criteria_rows *criteria = NEW(r->arena, struct round_criteria_rows);
    const struct points_rule *p;
    struct err e = { 0 };
    if (round) TRY(round_criteria(r->db, round, criteria));
    if (points_compile(r->arena, criteria, rule, &p, &e) != RC_OK) form_error(s, "rule", T_round_err_rule);
    return RC_OK;
}

static enum rc round_check(struct req *r, struct form_state *s, struct round_form *f, struct change *c, int64_t round)
{
    struct organisation_by_name o;
    c->organisation = DB_NULL;
    if (!f->title_zh.n && !f->title_en.n) form_error(s, "title_zh", T_round_either);
    if (f->opens_day.n && f->closes_day.n && str_cmp(f->closes_day, f->opens_day) < 0) form_error(s, "closes_day", T_round_err_days);
    if (f->closes_day.n && f->objections_day.n && str_cmp(f->objections_day, f->closes_day) <= 0)
        form_error(s, "objections_day", T_round_err_objections);
    if (f->rule.n) TRY(rule_check(r, s, round, f->rule));
    if (f->organisation.n) {
        enum rc rc = organisation_by_name(r->db, f->organisation, &o);
        if (rc == RC_NONE || (rc == RC_OK && !str_eq(o.state, S("active")))) form_error(s, "organisation", T_round_err_owner);
        else if (rc != RC_OK) return rc;
        else c->organisation = o.id;
    }
    c->department = listing_department(f->kind);
    if (form_ok(s) && !round_may_run(r, c->department, f->division, c->organisation)) form_error(s, "kind", T_round_err_scope);
    struct str *const texts[] = { &f->title_zh, &f->title_en, &f->body_zh, &f->body_en, &f->rule };
    for (size_t i = 0; i < LEN(texts); i++) if (!texts[i]->p) *texts[i] = S("");
    return RC_OK;
}

static enum rc new_tx(struct db *tx, void *arg)
{
    struct change *c = arg;
    const struct round_form *f = c->f;
    TRY(form_once(tx, &c->once));
    TRY(round_add(tx, c->id, c->organisation, c->event.account, DB_NULL, DB_NULL, f->kind, c->department, f->division, f->title_zh,
        f->title_en, f->body_zh, f->body_en, f->opens_day, f->closes_day, f->objections_day, f->wishes_most, f->rule, f->files, f->teams,
        c->seed_cipher, c->seed_sha256, c->now));
    return event_add(tx, &c->event);
}

/* The lottery's seed is drawn with the round, sealed, and told when it runs; its hash is public from the start. */
void round_seed_draw(struct req *r, int64_t round, struct str *cipher, struct str *hash)
{
    uint8_t bytes[16], sum[32];
    random_bytes(bytes, sizeof bytes);
    struct str seed = hex(r->arena, bytes, sizeof bytes);
    sha256(seed, sum);
    *hash = hex(r->arena, sum, sizeof sum);
    *cipher = secret_seal(r->arena, r->app->keys, "round", str_printf(r->arena, "round|%lld|seed_cipher", (long long)round), seed);
}

enum rc round_new_post(struct req *r)
{
    struct round_form f;
    struct form_state s;
    struct change c = { .id = id_new(r->now), .now = r->now, .f = &f };
    form_read(r, &s, &round_form, &f);
    TRY(round_check(r, &s, &f, &c, 0));
    if (!form_ok(&s)) return round_show(r, &s, NULL);
    c.once = form_once_of(r, &s, round_path(r, c.id, "/places"));
    c.event = event_of(r, "set_up", "round", c.id, S(""));
    round_seed_draw(r, c.id, &c.seed_cipher, &c.seed_sha256);
    return form_said(r, db_tx(r->db, new_tx, &c), &c.once, T_round_done_new);
}

static enum rc edit_tx(struct db *tx, void *arg)
{
    struct change *c = arg;
    const struct round_form *f = c->f;
    TRY(form_once(tx, &c->once));
    TRY(round_edit(tx, c->x.id, c->x.version, c->organisation, f->kind, c->department, f->division, f->title_zh, f->title_en, f->body_zh,
        f->body_en, f->opens_day, f->closes_day, f->objections_day, f->wishes_most, f->rule, f->files, f->teams));
    return tx->changes == 1 ? event_add(tx, &c->event) : fail(&tx->err, RC_STALE, "the round has been changed or announced");
}

enum rc round_edit_post(struct req *r)
{
    struct round_by_id x;
    struct round_form f;
    struct form_state s;
    TRY(round_draft(r, &x));
    form_read(r, &s, &round_form, &f);
    struct change c = change_of(r, &s, &x, "edited", "");
    c.f = &f;
    TRY(round_check(r, &s, &f, &c, x.id));
    if (!form_ok(&s)) return round_show(r, &s, &x);
    return form_said(r, db_tx(r->db, edit_tx, &c), &c.once, T_saved);
}

/* ---- the points table ---- */

static enum rc points_show(struct req *r, const struct round_by_id *x, const struct form_state *s)
{
    struct round_criteria_rows rows;
    TRY(round_criteria(r->db, x->id, &rows));
    round_crumbs(r, x);
    page_begin(r, say(r, T_round_points_title));
    round_points_html(r, x, &rows, s);
    page_end(r);
    return RC_OK;
}

enum rc round_criterion_page(struct req *r)
{
    struct round_by_id x;
    struct form_state s;
    TRY(round_draft(r, &x));
    form_start(r, &s, &round_criterion_form, &(struct criterion){ .points = NO_INT, .most = 1 });
    return points_show(r, &x, &s);
}

static enum rc criterion_tx(struct db *tx, void *arg)
{
    struct change *c = arg;
    TRY(form_once(tx, &c->once));
    TRY(round_still_draft(tx, c->x.id));
    TRY(round_criterion_put(tx, c->id, c->x.id, c->criterion->name_zh, c->criterion->name_en, c->criterion->points, c->criterion->most));
    TRY(round_touch(tx, c->x.id));
    return event_add(tx, &c->event);
}

enum rc round_criterion_post(struct req *r)
{
    struct round_by_id x;
    struct criterion f;
    struct form_state s;
    struct round_criteria_rows rows;
    TRY(round_draft(r, &x));
    form_read(r, &s, &round_criterion_form, &f);
    TRY(round_criteria(r->db, x.id, &rows));
    bool there = false;                                             /* its name again changes a line */
    for (size_t i = 0; i < rows.n; i++) there |= f.name_zh.n && str_eq(rows.v[i].name_zh, f.name_zh);
    if (rows.n >= LIMIT_ROUND_CRITERIA && !there) form_error(&s, NULL, T_round_err_criteria);
    if (!form_ok(&s)) return points_show(r, &x, &s);
    if (!f.name_en.p) f.name_en = S("");
    if (f.most == NO_INT) f.most = 1;
    struct change c = change_of(r, &s, &x, "edited", "/points");
    c.id = id_new(r->now);
    c.criterion = &f;
    return form_said(r, db_tx(r->db, criterion_tx, &c), &c.once, T_saved);
}

static enum rc criterion_drop_tx(struct db *tx, void *arg)
{
    struct change *c = arg;
    TRY(form_once(tx, &c->once));
    TRY(round_still_draft(tx, c->x.id));
    TRY(round_criterion_drop(tx, c->id, c->x.id));
    if (tx->changes != 1) return fail(&tx->err, RC_NONE, "no such line");
    TRY(round_touch(tx, c->x.id));
    return event_add(tx, &c->event);
}

enum rc round_criterion_drop_post(struct req *r)
{
    struct round_by_id x;
    TRY(round_draft(r, &x));
    struct change c = change_of(r, NULL, &x, "edited", "/points");
    c.id = r->id[1];
    return form_said(r, db_tx(r->db, criterion_drop_tx, &c), &c.once, T_removed);
}
