/* releases.c: a period's figures, frozen.
**
**     an analyst proposes: all values are computed, written down and hashed      state proposed
**     another person signs: they are computed anew and must hash the same        state published
**
** From then on the values are read from here and never change. What is counted later may differ; the next vintage of the
** period then says what changed, and must say why. Two texts are hashed: all values, for who signs, and what everybody may
** have, kept as bytes, so that a stranger can check the fingerprint against the file. */
#include <stdlib.h>
#include "app/indicators/views.h"
#include "web/secret.h"

struct made {
    struct arena *a;
    struct {
        struct release_row *v;
        size_t n, cap;
    } rows;
    struct out all, open;
    char sha256[65], public_sha256[65];
};

static void hash_text(struct str s, char hex[65])
{
    uint8_t sum[32];
    sha256(s, sum);
    for (int i = 0; i < 32; i++) snprintf(hex + 2 * i, 3, "%02x", sum[i]);
}

static void line(struct out *o, const struct release_row *x, int places, bool open)
{
    put_f(o, "%.*s,%lld,%.*s,%.*s,%.*s,", STR_FMT(x->indicator), (long long)x->definition, STR_FMT(x->cut), STR_FMT(x->code),
        STR_FMT(x->group));
    if (open && x->hidden) put_z(o, "hidden");
    else put_number(o, number_scaled(x->value, places));
    put_c(o, '\n');
}

static enum rc one(struct made *m, struct figures *f, const struct indicator *x, const struct period *p, const struct area *at,
    struct str group)
{
    int64_t v;
    bool shown;
    TRY(figure_of(f, x, p, at, group, &v));
    if (!figure_has(v)) return RC_OK;
    TRY(figure_shown(f, x, p, at, group, &shown));
    struct release_row *row = PUSH(m->a, &m->rows);
    *row = (struct release_row){ x->code, measure_cut_code(at->cut), at->code, group, v, x->version, !shown };
    line(&m->all, row, x->places, false);
    line(&m->open, row, x->places, true);
    return RC_OK;
}

/* Every computed indicator, in each of its cuts; groups for the city. */
static enum rc make(struct req *r, const struct period *p, struct made *m)
{
    const struct catalogue *c;
    struct figures f;
    static const char head[] = "indicator,definition,cut,code,group,value\n";
    *m = (struct made){ .a = r->arena };
    out_init(&m->all, r->arena);
    out_init(&m->open, r->arena);
    put_z(&m->all, head);
    put_z(&m->open, head);
    TRY(catalogue_now(r->app, r->db, &c));
    figures_open(&f, r->arena, r->db, c, p->from, p->until, instant_day(r->now));
    for (size_t i = 0; i < c->list.n; i++) {
        const struct indicator *x = &c->list.v[i];
        if (!x->ast) continue;
        for (int cut = 0; cut < CUTS; cut++) {
            struct areas all;
            if (!x->cut[cut]) continue;
            TRY(areas_counted(r, &f, (enum measure_cut)cut, &all));
            for (size_t k = 0; k < all.n; k++) TRY(one(m, &f, x, p, &all.v[k], S("")));
        }
        for (size_t g = 0; x->groups && g < key_groups_n; g++) TRY(one(m, &f, x, p, &THE_CITY, key_groups[g]));
    }
    hash_text(out_str(&m->all), m->sha256);
    hash_text(out_str(&m->open), m->public_sha256);
    return RC_OK;
}

static int by_figure(const void *x, const void *y)
{
    const struct release_values *a = x, *b = y;
    int d = str_cmp(a->indicator, b->indicator);
    if (!d) d = str_cmp(a->cut, b->cut);
    if (!d) d = str_cmp(a->code, b->code);
    return d ? d : str_cmp(a->grp, b->grp);
}

/* How many values differ from the vintage that stands, those that are gone among them. */
static enum rc changes_of(struct req *r, int64_t release, const struct made *m, size_t *n)
{
    struct release_values_rows was;
    size_t same = 0, met = 0;
    TRY(release_values(r->db, release, &was));
    if (was.n > 1) qsort(was.v, was.n, sizeof *was.v, by_figure);
    for (size_t i = 0; i < m->rows.n && was.n; i++) {
        const struct release_row *x = &m->rows.v[i];
        const struct release_values key = { x->indicator, x->cut, x->code, x->group, 0 },
                                    *old = bsearch(&key, was.v, was.n, sizeof key, by_figure);
        met += old != NULL;
        same += old && old->value == x->value;
    }
    *n = m->rows.n - same + (was.n - met);
    return RC_OK;
}

/* ---- proposing ---- */

struct propose { struct str period, kind, note; };
static struct choices kinds_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("preliminary"), .message = T_ind_preliminary },
        { .code = SI("final"), .message = T_ind_final } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}
static const struct field propose_fields[] = {
    TEXT    ("period", AT(struct propose, period), .label = T_bar_period, .hint = T_rel_period_hint, .max = 12, .need = true),
    CHOICE  ("kind",   AT(struct propose, kind),   .label = T_ind_status, .choices = kinds_choices, .need = true),
    LONGTEXT("note",   AT(struct propose, note),   .label = T_rel_note, .hint = T_rel_note_hint, .max = 1000),
};
const struct form release_form = FORM("release", struct propose, propose_fields, T_rel_propose);

static enum rc list_show(struct req *r, const struct form_state *s)
{
    struct releases_view v = { .s = s, .edits = may_everywhere(r, PERM_INDICATOR_EDIT), .signs = may_everywhere(r, PERM_RELEASE_SIGN) };
    struct release_count n;
    struct form_state plain;
    TRY(release_count(r->db, &n));
    v.paging = paging_of(r, n.n, 50);
    TRY(release_list(r->db, 50, v.paging.skip, &v.rows));
    if (!s && v.edits) {
        struct period last = period_to_date(month_plus(month_of_day(instant_day(r->now)), -1));
        form_start(r, &plain, &release_form, &(struct propose){ .period = period_code(r->arena, &last), .kind = S("preliminary") });
        v.s = &plain;
    }
    page_crumb(r, S("/barometer"), say(r, T_barometer));
    page_begin(r, say(r, T_releases));
    releases_html(r, &v);
    page_pages(r, v.paging.page, v.paging.pages);
    page_end(r);
    return RC_OK;
}

enum rc releases_page(struct req *r) { return list_show(r, NULL); }

struct proposing {
    struct once once;
    bool by_form;
    struct event event;
    int64_t id, account, now;
    const struct propose *in;
    const struct made *made;
};
static enum rc propose_tx(struct db *tx, void *arg)
{
    struct proposing *p = arg;
    struct release_number next;
    struct release_newest newest;
    if (p->by_form) TRY(form_once(tx, &p->once));
    enum rc rc = release_newest(tx, p->in->period, &newest);
    if (rc == RC_OK && str_eq(newest.state, S("proposed"))) return fail(&tx->err, RC_STALE, "one is proposed already");
    if (rc != RC_OK && rc != RC_NONE) return rc;
    TRY(release_number(tx, p->in->period, &next));
    TRY(release_add(tx, p->id, p->in->period, next.number, p->in->kind, str_given(p->in->note), str_from(p->made->sha256),
        str_from(p->made->public_sha256), (struct str){ p->made->open.p, p->made->open.n }, p->account, p->now));
    return event_add(tx, &p->event);
}

/* The values, and how many of them differ from those that stand published. */
static enum rc compute(struct req *r, struct str period, const struct period *p, struct made *m, size_t *changes)
{
    struct release_published old;
    *changes = 0;
    TRY(make(r, p, m));
    enum rc rc = release_published(r->db, period, &old);
    return rc == RC_NONE ? RC_OK : rc == RC_OK ? changes_of(r, old.id, m, changes) : rc;
}

static struct event proposed_event(struct req *r, int64_t release, struct str period, const struct made *m)
{
    return event_of(r, "proposed", "release", release,
        str_printf(r->arena, "{\"period\":\"%.*s\",\"sha256\":\"%s\"}", STR_FMT(period), m->sha256));
}

enum rc release_post(struct req *r)
{
    struct propose in;
    struct form_state s;
    struct period p;
    struct made m;
    size_t changes;
    form_read(r, &s, &release_form, &in);
    bool known = in.period.n && period_parse(in.period, &p);
    if (in.period.n && !known) form_error(&s, "period", T_rel_period_wrong);
    else if (known && month_last(p.until) >= instant_day(r->now)) form_error(&s, "period", T_rel_period_running);
    if (!form_ok(&s)) return list_show(r, &s);
    TRY(compute(r, in.period, &p, &m, &changes));
    if (changes && !in.note.n) { form_error(&s, "note", T_rel_note_wanted); return list_show(r, &s); }
    struct proposing v = { .by_form = true, .id = id_new(r->now), .account = r->who.account, .now = r->now, .in = &in, .made = &m };
    v.once = form_once_of(r, &s, str_printf(r->arena, "/releases/%lld", (long long)v.id));
    v.event = proposed_event(r, v.id, in.period, &m);
    return form_done(r, db_tx(r->db, propose_tx, &v), &v.once);
}

/* ---- one release ---- */

/* Who may see what is not published: who signs reads it before. */
static bool release_inside(struct req *r) { return figures_inside(r) || parties_may(r, PERM_RELEASE_SIGN, STR_NONE); }

static enum rc release_read(struct req *r, struct release_view *v)
{
    struct release_before before;
    TRY(release_by_id(r->db, r->id[0], &v->x));
    if (!period_parse(v->x.period, &v->period)) return RC_NONE;
    v->inside = release_inside(r);
    if (!str_eq(v->x.state, S("published")) && !v->inside) return RC_NONE;
    v->mine = r->who.account == v->x.asked_by;
    v->signs = may_everywhere(r, PERM_RELEASE_SIGN);
    TRY(catalogue_now(r->app, r->db, &v->cat));
    if (!str_eq(v->x.state, S("published"))) return RC_OK;
    TRY(release_city(r->db, v->x.id, &v->city));
    enum rc rc = release_before(r->db, v->x.period, v->x.number, &before);
    v->first = rc == RC_NONE;
    if (v->first) return RC_OK;
    TRY(rc);
    return release_changes(r->db, v->x.id, before.id, &v->changes);
}

/* Which of the changed values everybody may see: those that could be had when they were published, and that would be today. */
static enum rc changes_hide(struct req *r, struct release_view *v)
{
    struct figures f;
    if (v->inside) return RC_OK;
    figures_open(&f, r->arena, r->db, v->cat, v->period.from, v->period.until, instant_day(r->now));
    for (size_t i = 0; i < v->changes.n; i++) {
        struct release_changes *c = &v->changes.v[i];
        bool shown = false;
        const struct indicator *x = indicator_find(v->cat, c->indicator);
        struct area at = THE_CITY;
        for (int cut = 0; cut < CUTS; cut++)
            if (str_eq(measure_cut_code((enum measure_cut)cut), c->cut)) at = (struct area){ (enum measure_cut)cut, c->code };
        if (x) TRY(figure_shown(&f, x, &v->period, &at, c->grp, &shown));
        if (figure_has(c->old) && (!shown || c->old_hidden == 1)) c->old = HIDDEN_FIGURE;
        if (figure_has(c->new) && (!shown || c->new_hidden == 1)) c->new = HIDDEN_FIGURE;
    }
    return RC_OK;
}

enum rc release_page(struct req *r)
{
    struct release_view *v = NEW(r->arena, struct release_view);
    TRY(release_read(r, v));
    TRY(changes_hide(r, v));
    page_crumb(r, S("/releases"), say(r, T_releases));
    page_begin(r, say_with(r, T_rel_title, period_said(r, &v->period), count_text(r, v->x.number)));
    release_html(r, v);
    page_end(r);
    return RC_OK;
}

enum rc release_file(struct req *r)
{
    struct release_csv x;
    TRY(release_csv(r->db, r->id[0], &x));
    if (!str_eq(x.state, S("published")) && !release_inside(r)) return RC_NONE;
    put_str(&r->out, x.public_csv);
    answer_csv(r, str_printf(r->arena, "%.*s-v%lld.csv", STR_FMT(x.period), (long long)x.number));
    return RC_OK;
}

/* ---- signing ---- */

struct signing {
    struct once once;
    bool by_form;
    struct event event;
    struct release_by_id x;
    const struct made *made;
    int64_t account, now;
    bool refused;
};
static enum rc gone_add(struct db *tx, const struct release_by_id *x)
{
    struct release_before before;
    enum rc rc = release_before(tx, x->period, x->number, &before);
    return rc == RC_OK ? release_values_gone(tx, x->id, before.id) : rc == RC_NONE ? RC_OK : rc;
}

static enum rc sign_tx(struct db *tx, void *arg)
{
    struct signing *s = arg;
    struct release_by_id now;
    if (s->by_form) TRY(form_once(tx, &s->once));
    TRY(release_by_id(tx, s->x.id, &now));
    s->refused = !str_eq(now.state, S("proposed"));
    if (s->refused) return fail(&tx->err, RC_STALE, "it is not waiting for a signature");
    for (size_t i = 0; s->made && i < s->made->rows.n; i++) {
        const struct release_row *v = &s->made->rows.v[i];
        TRY(release_value_add(tx, s->x.id, v->indicator, v->cut, v->code, v->group, v->value, v->definition, v->hidden));
    }
    if (s->made) TRY(gone_add(tx, &s->x));
    TRY(s->made ? release_sign(tx, s->x.id, s->account, s->now) : release_withdraw(tx, s->x.id));
    return event_add(tx, &s->event);
}

static bool same_values(const struct release_by_id *x, const struct made *m)
{
    return str_eq(str_from(m->sha256), x->sha256) && str_eq(str_from(m->public_sha256), x->public_sha256);
}

static struct event decided_event(struct req *r, bool sign, const struct release_by_id *x)
{
    return event_of(r, sign ? "signed" : "withdrawn", "release", x->id,
        str_printf(r->arena, "{\"period\":\"%.*s\",\"sha256\":\"%.*s\"}", STR_FMT(x->period), STR_FMT(x->sha256)));
}

static enum rc decide(struct req *r, bool sign)
{
    struct signing s = { .by_form = true, .account = r->who.account, .now = r->now };
    struct made m;
    struct period p;
    TRY(release_by_id(r->db, r->id[0], &s.x));
    s.once = form_once_of(r, NULL, str_printf(r->arena, "/releases/%lld", (long long)s.x.id));
    if (sign && s.x.asked_by == r->who.account) return redirect_refused(r, s.once.path, T_rel_two_people);
    if (!period_parse(s.x.period, &p)) return RC_NONE;
    if (sign) {
        TRY(make(r, &p, &m));
        if (!same_values(&s.x, &m)) return redirect_refused(r, s.once.path, T_rel_moved);
        s.made = &m;
    }
    s.event = decided_event(r, sign, &s.x);
    enum rc rc = db_tx(r->db, sign_tx, &s);
    return rc == RC_STALE && s.refused ? redirect_refused(r, s.once.path, T_rel_not_waiting) : form_done(r, rc, &s.once);
}

enum rc release_sign_post(struct req *r) { return decide(r, true); }
enum rc release_withdraw_post(struct req *r) { return decide(r, false); }

/* ---- the sample city ---- */

/* As the two forms do it, one after the other, by two accounts at two moments. */
enum rc release_both(struct app *app, struct db *db, const struct release_by_two *x, bool *changed)
{
    struct req r = { .app = app, .arena = db->arena, .db = db, .now = x->asked_ms, .who = { .account = x->asker } };
    struct propose in = { x->period, x->kind, x->note };
    struct period p;
    struct made m;
    size_t changes;
    must(period_parse(x->period, &p) && x->asker != x->signer && month_last(p.until) < instant_day(x->asked_ms));
    TRY(compute(&r, x->period, &p, &m, &changes));
    must(!changes || x->note.n);
    struct proposing v = { .id = x->id, .account = x->asker, .now = x->asked_ms, .in = &in, .made = &m };
    v.event = proposed_event(&r, v.id, in.period, &m);
    v.event.id = x->id + 1;
    TRY(db_tx(db, propose_tx, &v));
    r.now = x->signed_ms;
    r.who.account = x->signer;
    struct signing s = { .account = x->signer, .now = x->signed_ms, .made = &m };
    TRY(release_by_id(db, x->id, &s.x));
    TRY(make(&r, &p, &m));
    if (!same_values(&s.x, &m)) return fail(&db->err, RC_STALE, "the figures have moved between two signatures");
    s.event = decided_event(&r, true, &s.x);
    s.event.id = x->id + 2;
    *changed = changes > 0;
    return db_tx(db, sign_tx, &s);
}
