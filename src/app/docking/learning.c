/* learning.c: evidence from dockings that both sides confirmed.
**
**     docking_case, done ──► engine/dock/learned.c: rules ──► beside the index (live.c) ──► matches, with their reasons
**                                    └──► the page /office/learned, whether they count or not
**
** It counts from a number of confirmed dockings on that the office sets, and
** not at all when the office has switched it off. The rules are made anew when
** the office changes that, and otherwise once an hour when there are new
** dockings: a match does not change its order with every docking.
*/
#include "app/docking/learning.h"
#include "app/docking/live_inner.h"
#include "app/parties/parties.h"
#include "session_sql.h"

enum { PAGE = 200, SHOWN = 200, AGAIN_MS = 60 * 60 * 1000 };

/* ---- what the office has decided ---- */

enum rc learning_rule_read(struct db *db, struct learning_rule *rule)
{
    struct setting_get s;
    struct str rest, first;
    *rule = (struct learning_rule){ .least = LEARNING_LEAST };
    enum rc rc = setting_get(db, S("learned_least"), &s);
    if (rc != RC_OK) return rc == RC_NONE ? RC_OK : rc;
    rule->off = str_starts(s.value, S("off"));
    rest = s.value;
    while (str_cut(&rest, ' ', &first)) if (!str_eq(first, S("off")) && !str_int(first, &rule->least)) rule->least = LEARNING_LEAST;
    return RC_OK;
}

/* ---- learning ---- */

static struct str lines(struct arena *a, struct str zh, struct str en) { return str_printf(a, "%.*s\n%.*s", STR_FMT(zh), STR_FMT(en)); }

static struct dock_listing listing_of(struct arena *a, int64_t id, enum dock_side side, struct str title, struct str body,
    struct str industry, struct str skills)
{
    return (struct dock_listing){ .id = id,
        .side = side,
        .title = title,
        .body = body,
        .industry = industry,
        .skills = str_parts(a, skills, ',') };
}

static struct dock_party party_of(int64_t organisation, int64_t account)
{
    return organisation == DB_NULL ? (struct dock_party){ false, account } : (struct dock_party){ true, organisation };
}

static void learn_one(struct live *l, struct dock_learner *to, const struct learning_dockings *x)
{
    struct arena *a = &l->scholar->a;
    struct dock_listing need = listing_of(a, x->id, DOCK_NEED, lines(a, x->need_zh, x->need_en), lines(a, x->need_body_zh, x->need_body_en),
        x->need_industry, x->need_skills);
    struct dock_listing offer = listing_of(a, x->id, DOCK_OFFER, lines(a, x->offer_zh, x->offer_en),
        lines(a, x->offer_body_zh, x->offer_body_en), x->offer_industry, x->offer_skills);
    need.kind = x->kind;
    struct dock_docking d = { &need, &offer, party_of(x->need_org, x->need_account), party_of(x->offer_org, x->offer_account) };
    dock_learner_add(to, a, &d);
    arena_reset(a);
}

static enum rc learn_all(struct live *l, struct db *db, struct dock_learner *to)
{
    struct learning_dockings_rows rows;
    struct arena_mark mark = arena_mark(db->arena);
    int64_t before = INT64_MAX;
    for (size_t all = 0; all < LIMIT_LEARNED_FROM; all += rows.n) {
        TRY(learning_dockings(db, before, PAGE, &rows));
        if (!rows.n) break;
        for (size_t i = 0; i < rows.n; i++) learn_one(l, to, &rows.v[i]);
        before = rows.v[rows.n - 1].id;
        arena_rewind(db->arena, mark);
    }
    return RC_OK;
}

/* Only the rules stay: what they were learned from is much. */
static void lesson_keep(struct lesson *x, struct dock_learned from)
{
    x->learned = (struct dock_learned){ .dockings = from.dockings };
    for (size_t i = 0; i < from.n && i < LIMIT_LEARNED_RULES; i++) {
        struct dock_rule *rule = PUSH(&x->a, &x->learned);
        *rule = from.v[i];
        rule->need_name = str_copy(&x->a, rule->need_name);
        rule->offer_name = str_copy(&x->a, rule->offer_name);
    }
}

static enum rc lesson_make(struct live *l, struct db *db, struct lesson *x, const struct learning_stamp *stamp, int64_t now)
{
    arena_reset(&x->a);
    arena_reset(&l->study);
    x->a.guard = l->study.guard = l->study_rows.guard;     /* out of memory is the same jump for all */
    struct dock_learner *to = dock_learner_new(&l->study, l->scholar->an);
    TRY(learn_all(l, db, to));
    lesson_keep(x, dock_learner_close(to));
    arena_reset(&l->study);
    x->made_ms = now;
    x->n = stamp->n;
    x->newest_ms = stamp->newest_ms;
    return RC_OK;
}

/* From now on this one, and whether it counts. Pages that were kept show the old order. */
static void lesson_use(struct live *l, struct db *db, int which, const struct learning_rule *rule)
{
    struct lesson *x = &l->lesson[which];
    must(pthread_rwlock_wrlock(&l->lock) == 0);
    bool before = l->learned != NULL;
    l->taught = which;
    x->off = rule->off;
    x->least = rule->least;
    x->counts = !rule->off && x->n >= rule->least;
    l->learned = x->counts ? &x->learned : NULL;
    bool shows = before || l->learned;
    if (shows) l->generation++;
    pthread_rwlock_unlock(&l->lock);
    if (shows) db_touch(db);
}

/* The lesson not in use is made anew when there are other dockings, but not within the hour. What the office wants acts at once. */
static enum rc learn(struct live *l, struct db *db, void *arg)
{
    int64_t now = *(const int64_t *)arg;
    const struct lesson *old = &l->lesson[l->taught];
    struct learning_rule rule;
    struct learning_stamp stamp;
    TRY(learning_rule_read(db, &rule));
    TRY(learning_stamp(db, &stamp));
    bool fresh = old->made_ms && ((old->n == stamp.n && old->newest_ms == stamp.newest_ms) || now - old->made_ms < AGAIN_MS);
    if (fresh && old->off == rule.off && old->least == rule.least) return RC_OK;
    if (!fresh) TRY(lesson_make(l, db, &l->lesson[1 - l->taught], &stamp, now));
    lesson_use(l, db, fresh ? l->taught : 1 - l->taught, &rule);
    return RC_OK;
}

enum rc live_learn(struct app *app, struct db *db, int64_t now)
{
    return live_study(app, db, learn, &now);
}

static void lesson_answer(struct live *l, struct desk *d, void *question)
{
    struct live_lesson *q = question;
    const struct lesson *x = &l->lesson[l->taught];
    *q = (struct live_lesson){ .made_ms = x->made_ms, .dockings = x->n, .counts = x->counts, .total = x->learned.n };
    q->n = x->learned.n < SHOWN ? x->learned.n : SHOWN;
    q->v = NEWS(&d->a, struct dock_rule, q->n + 1);
    for (size_t i = 0; i < q->n; i++) q->v[i] = x->learned.v[i];
}

static void lesson_copy(struct arena *to, void *question)
{
    struct live_lesson *q = question;
    struct dock_rule *v = NEWS(to, struct dock_rule, q->n + 1);
    for (size_t i = 0; i < q->n; i++) {
        v[i] = q->v[i];
        v[i].need_name = str_copy(to, v[i].need_name);
        v[i].offer_name = str_copy(to, v[i].offer_name);
    }
    q->v = v;
}

enum rc live_lesson(struct app *app, struct arena *a, struct live_lesson *lesson)
{
    return live_ask(app, a, lesson_answer, lesson_copy, lesson);
}

/* ---- the page ---- */

struct learning_values { int64_t least; bool off; };
static const struct field fields[] = {
    INT ("least", AT(struct learning_values, least), .label = T_learning_least, .hint = T_learning_least_hint, .min = LEARNING_LOWEST,
        .max = 1000 * 1000, .need = true),
    FLAG("off",   AT(struct learning_values, off),   .label = T_learning_off),
};
static const struct form learning_form = FORM("learning", struct learning_values, fields, T_learning_save);

static enum rc view_read(struct req *r, struct learning_view *v)
{
    *v = (struct learning_view){ .may_change = parties_may(r, PERM_REVIEW, STR_NONE) };
    TRY(learning_rule_read(r->db, &v->rule));
    return live_lesson(r->app, r->arena, &v->lesson);
}

static enum rc show(struct req *r, struct learning_view *v, const struct form_state *s)
{
    v->form = s;
    page_crumb(r, S("/office"), say(r, T_gov_office));
    page_begin(r, say(r, T_learning_title));
    learning_html(r, v);
    page_end(r);
    return RC_OK;
}

static enum rc learning_page(struct req *r)
{
    struct learning_view v;
    struct form_state s;
    TRY(view_read(r, &v));
    struct learning_values now = { v.rule.least, v.rule.off };
    form_start(r, &s, &learning_form, &now);
    return show(r, &v, &s);
}

static enum rc learning_json(struct req *r)
{
    struct learning_view v;
    struct out *o = &r->out;
    TRY(view_read(r, &v));
    put_f(o, "{\"counts\":%s,\"off\":%s,\"least\":%lld,\"dockings\":%lld,\"rules\":[", v.lesson.counts ? "true" : "false",
        v.rule.off ? "true" : "false", (long long)v.rule.least, (long long)v.lesson.dockings);
    for (size_t i = 0; i < v.lesson.n; i++) {
        const struct dock_rule *x = &v.lesson.v[i];
        put_z(o, i ? ",{\"need\":" : "{\"need\":");
        put_json(o, learning_topic(r, x->need_name));
        put_z(o, ",\"offer\":");
        put_json(o, learning_topic(r, x->offer_name));
        put_f(o, ",\"dockings\":%lld,\"organisations\":%lld,\"points\":%lld}", (long long)x->dockings, (long long)x->organisations,
            (long long)x->points);
    }
    put_z(o, "]}");
    return RC_OK;
}

struct learning_change { struct once once; struct event event; struct str value; };
static enum rc change_tx(struct db *tx, void *arg)
{
    struct learning_change *c = arg;
    TRY(form_once(tx, &c->once));
    TRY(setting_put(tx, S("learned_least"), c->value));
    return event_add(tx, &c->event);
}

static enum rc learning_post(struct req *r)
{
    struct learning_view v;
    struct form_state s;
    struct learning_values in;
    if (!parties_may(r, PERM_REVIEW, STR_NONE)) return RC_DENIED;
    form_read(r, &s, &learning_form, &in);
    if (!form_ok(&s)) {
        TRY(view_read(r, &v));
        return show(r, &v, &s);
    }
    struct learning_change c = { form_once_of(r, &s, S("/office/learned")), event_of(r, "set", "learning", 0,
        str_printf(r->arena, "{\"least\":%lld,\"off\":%s}", (long long)in.least, in.off ? "true" : "false")),
        str_printf(r->arena, "%s%lld", in.off ? "off " : "", (long long)in.least) };
    enum rc rc = db_tx(r->db, change_tx, &c);
    if (rc == RC_OK) {
        enum rc learned = live_learn(r->app, r->db, r->now);        /* else the next tick does */
        if (learned != RC_OK) fprintf(stderr, "ballast: learning from dockings: %s: %s\n", rc_name(learned), r->db->err.text);
    }
    return form_said(r, rc, &c.once, T_saved);
}

struct str learning_topic(struct req *r, struct str name)
{
    return str_find(name, S("\t")) >= 0 ? dock_topic_name(name, r->lang == LANG_EN ? S("en") : S("zh")) : code_label(r, "industries", name);
}

static const struct route routes[] = {
    GET ("/office/learned", PERM_OFFICE, learning_page, .title = T_learning_title, .json = learning_json,
        .answers = "{counts:bool off:bool least:int dockings:int rules:[{need:text offer:text dockings:int organisations:int points:int}]}"),
    POST("/office/learned", PERM_REVIEW, learning_post, .form = &learning_form),
};
static enum rc start(struct app *app, struct db *db, void **state)
{
    (void)state;
    return live_learn(app, db, app->clock ? app->clock() : instant_now());
}
static enum rc tick(struct app *app, struct db *db, int64_t now) { return live_learn(app, db, now); }
const struct slice learning_slice = { .name = "learning", .routes = routes, .nroutes = LEN(routes), .start = start, .tick = tick };
