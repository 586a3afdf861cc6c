/* listing_pages.c: one listing, its matches and its annex, for people and for programs. */
#include "app/docking/views.h"

enum { BEST = 5, EVENTS = 30, MATCHES_PAGE = 10, MATCHES_ROWS = 100 };

/* ---- words ---- */

struct str choice_said(struct req *r, const struct field *f, struct str code)
{
    static const struct {
        const char *field, *list;
    } lists[] = { { "stage", "stages" }, { "ip_state", "ip_states" }, { "education", "education" } };
    for (size_t i = 0; i < LEN(lists); i++)                                /* a code of the office may be active no more */
        if (strcmp(f->name, lists[i].field) == 0) return code_label(r, lists[i].list, code);
    struct choices c = f->choices(r);
    for (size_t i = 0; i < c.n; i++)
        if (str_eq(c.v[i].code, code)) return c.v[i].zh.p || c.v[i].en.p ? pick(r, c.v[i].zh, c.v[i].en) : say(r, c.v[i].message);
    return code;
}

typedef struct str say_fn(struct req *r, struct str s);
static struct str as_written(struct req *r, struct str s) { (void)r; return s; }

static struct str listed(struct req *r, struct str s, char separator, say_fn *said)
{
    struct out o;
    struct str piece;
    out_init(&o, r->arena);
    while (str_cut(&s, separator, &piece)) {
        if (o.n) put_z(&o, r->lang == LANG_EN ? ", " : "、");
        put_str(&o, said(r, piece));
    }
    return out_str(&o);
}

struct str skills_said(struct req *r, struct str skills) { return listed(r, skills, ',', term_said); }
struct str lines_said(struct req *r, struct str lines) { return listed(r, lines, '\n', as_written); }

struct str day_said(struct req *r, int64_t day)
{
    struct ymd d = date_ymd(day);
    return r->lang == LANG_EN ? date_str(r->arena, day) : str_printf(r->arena, "%lld年%d月%d日", (long long)d.y, d.m, d.d);
}

int event_said(struct str verb)
{
    static const struct { const char *verb; int message; } said[] = {
        { "saved", T_listing_event_saved }, { "submitted", T_listing_event_submitted }, { "published", T_listing_event_published },
        { "edited", T_listing_event_edited }, { "refused", T_listing_event_refused }, { "closed", T_listing_event_closed },
        { "renewed", T_listing_event_renewed }, { "reminded", T_listing_event_reminded }, { "annex_read", T_listing_event_annex_read },
    };
    for (size_t i = 0; i < LEN(said); i++)
        if (str_eq(verb, str_from(said[i].verb))) return said[i].message;
    return T_listing_event_other;
}

/* Shared words are many and most of them weigh little: the heaviest, in one line; in the reader's script where there are any. */
static struct str words_said(struct req *r, const struct live_reasons *why, enum dock_why kind, int message)
{
    enum { WORDS = 8 };
    struct out o;
    int n = 0;
    bool own = false;
    out_init(&o, r->arena);
    for (size_t i = 0; i < why->n; i++) own = own || (why->v[i].why == kind && own_script(r, why->v[i].a));
    for (size_t i = 0; i < why->n && n < WORDS; i++) {
        const struct live_reason *x = &why->v[i];
        if (x->why != kind || (n && x->forward + x->backward < DOCK_POINT / 4) || (own && kind == DOCK_WORD && !own_script(r, x->a)))
            continue;
        if (n++) put_z(&o, kind == DOCK_WORD && r->lang == LANG_ZH ? "、" : r->lang == LANG_ZH ? "；" : kind == DOCK_WORD ? ", " : "; ");
        put_str(&o, x->a);
        if (kind == DOCK_GLOSSARY) { put_z(&o, " ↔ "); put_str(&o, x->b); }
    }
    return n ? say_with(r, message, out_str(&o), STR_NONE) : STR_NONE;
}

/* The kinds of which there may be many, and what they are called: of a pair, and of a listing that was searched for. */
static const struct {
    enum dock_why why;
    int pair, search;
} worded[] = { { DOCK_WORD, T_listing_both_say, T_listing_says }, { DOCK_GLOSSARY, T_listing_same_meaning, T_listing_same_meaning },
    { DOCK_NEIGHBOURS, T_listing_side_by_side, T_listing_side_by_side } };

struct said_reasons reasons_said(struct req *r, const struct live_reasons *why)
{
    struct said_reasons said = { 0 };
    bool told[DOCK_WHYS] = { 0 };
    for (size_t i = 0; i < why->n; i++) {
        const struct live_reason *x = &why->v[i];
        struct str text = x->text;
        if (x->why == DOCK_CHARS && (told[DOCK_WORD] || told[DOCK_GLOSSARY])) continue;
        size_t k = 0;
        while (k < LEN(worded) && worded[k].why != x->why) k++;
        if (k < LEN(worded)) {
            if (told[x->why]) continue;
            text = words_said(r, why, x->why, worded[k].pair);
        }
        told[x->why] = true;
        *PUSH(r->arena, &said) = (struct said_reason){ text, x->fits };
    }
    return said;
}

struct str search_said(struct req *r, const struct live_reasons *why)
{
    struct out o;
    out_init(&o, r->arena);
    for (size_t i = 0; i < LEN(worded); i++) {
        struct str s = words_said(r, why, worded[i].why, worded[i].search);
        if (!s.n) continue;
        if (o.n) put_z(&o, " · ");
        put_str(&o, s);
    }
    for (size_t i = 0; i < why->n && !o.n; i++) if (why->v[i].why == DOCK_CHARS) put_str(&o, why->v[i].text);
    return o.n ? out_str(&o) : STR_NONE;
}

/* ---- reading ---- */

static enum rc view_match(struct req *r, const struct reader *me, struct listing_view *v, size_t skip, size_t take, bool explain)
{
    v->match = (struct live_match){ .r = r, .me = me, .id = v->x->id, .skip = skip, .take = take, .explain = explain };
    if (!str_eq(v->x->state, S("open"))) return RC_OK;
    TRY(live_match(&v->match));
    for (size_t i = 0; i < v->match.founds.n; i += LISTING_PAGE) {
        size_t n = v->match.founds.n - i;
        struct founds part = { .v = v->match.founds.v + i, .n = n < LISTING_PAGE ? n : LISTING_PAGE };
        struct listing_cards_rows cards;
        TRY(cards_of(r, me, &part, 0, &cards));
        for (size_t k = 0; k < cards.n; k++) *PUSH(r->arena, &v->cards) = cards.v[k];
    }
    return RC_OK;
}

static enum rc view_open(struct req *r, const struct reader *me, const struct listing_by_id *x, struct listing_view *v)
{
    *v = (struct listing_view){ .x = x, .kind = listing_kind_find(x->kind) };
    must(v->kind);
    v->owner = listing_may_edit(me, LISTING_GATE(x));
    v->reviewer = listing_may_review(r, LISTING_GATE(x));
    TRY(listing_annex_may(r, me, x, &v->annex));
    return v->owner ? listing_load(r->db, x, &v->f) : listing_load_shown(r->db, x, &v->f);
}

static enum rc seen_view(struct req *r, struct reader *me, struct listing_by_id *x, struct listing_view *v)
{
    TRY(reader_of(r->db, r->who.account, me));
    TRY(listing_seen(r, me, r->id[0], x));
    return view_open(r, me, x, v);
}

/* ---- the listing ---- */

enum rc listing_show(struct req *r, const struct reader *me, const struct listing_by_id *x, const struct form_state *decide)
{
    struct listing_view v;
    struct form_state fresh;
    TRY(view_open(r, me, x, &v));
    TRY(view_match(r, me, &v, 0, BEST, true));
    if (v.owner || v.reviewer) TRY(listing_events(r->db, x->id, EVENTS, &v.events));
    if (v.reviewer && str_eq(x->state, S("review"))) {
        if (!decide) listing_decide_start(r, &fresh, x);
        v.decide = decide ? decide : &fresh;
    }
    page_crumb(r, S("/listings"), say(r, T_listings));
    page_begin(r, listing_title(r, x->title_zh, x->title_en));
    listing_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc listing_page(struct req *r)
{
    struct reader me;
    struct listing_by_id x;
    TRY(reader_of(r->db, r->who.account, &me));
    TRY(listing_seen(r, &me, r->id[0], &x));
    return listing_show(r, &me, &x, NULL);
}

static void field_json(struct req *r, const struct field *f, const struct listing_form *form)
{
    struct out *o = &r->out;
    struct str value = field_value(r->arena, f, form), one;
    put_f(o, ",\"%s\":", f->name);
    if (f->kind == FIELD_MULTI) {
        put_c(o, '[');
        for (bool first = true; str_cut(&value, ',', &one); first = false) { if (!first) put_c(o, ','); put_json(o, one); }
        put_c(o, ']');
        return;
    }
    if (f->kind == FIELD_FLAG) put_z(o, value.n ? "true" : "false");
    else if (!value.n) put_z(o, "null");
    else if (f->kind == FIELD_INT || f->kind == FIELD_MONEY) put_str(o, value);
    else put_json(o, value);
}

/* Every field by its name in the form table; lists of parties and the annex only the owner has, on the page. */
enum rc listing_json(struct req *r)
{
    static const char *const aside[] = { "organisation", "named", "annex", "annex_for" };
    struct reader me;
    struct listing_by_id x;
    struct listing_view v;
    TRY(seen_view(r, &me, &x, &v));
    struct out *o = &r->out;
    put_f(o, "{\"id\":\"%lld\",\"version\":%lld,\"state\":", (long long)x.id, (long long)x.version);
    put_json(o, x.state);
    put_z(o, ",\"reason\":");
    put_json_text(o, v.owner || v.reviewer || str_eq(x.state, S("closed")) ? x.reason : STR_NONE);
    put_z(o, ",\"organisation\":");
    put_json_id(o, x.organisation);
    put_z(o, ",\"organisation_zh\":");
    put_json_text(o, x.org_zh);
    put_z(o, ",\"organisation_en\":");
    put_json_text(o, x.org_en);
    put_f(o, ",\"published_ms\":%lld", (long long)x.published_ms);
    for (size_t i = 0; i < v.kind->form->nfields; i++) {
        const struct field *f = &v.kind->form->fields[i];
        bool skip = false;
        for (size_t k = 0; k < LEN(aside); k++) skip = skip || strcmp(f->name, aside[k]) == 0;
        if (!skip) field_json(r, f, &v.f);
    }
    put_z(o, "}");
    return RC_OK;
}

/* ---- matches ---- */

static enum rc matches_view(struct req *r, struct reader *me, struct listing_by_id *x, struct listing_view *v, int64_t *page,
    int64_t *pages)
{
    /* a program may have the best hundred, with their reasons, at once */
    int64_t rows = r->api ? req_int(r, "rows", MATCHES_PAGE) : MATCHES_PAGE;
    TRY(seen_view(r, me, x, v));
    if (rows < 1 || rows > MATCHES_ROWS) rows = rows < 1 ? 1 : MATCHES_ROWS;
    *page = req_int(r, "page", 1);
    if (*page < 1 || *page > (LISTING_MATCHES + rows - 1) / rows) *page = 1;
    TRY(view_match(r, me, v, (size_t)((*page - 1) * rows), (size_t)rows, true));
    *pages = ((int64_t)v->match.founds.total + rows - 1) / rows;
    return RC_OK;
}

enum rc listing_matches_page(struct req *r)
{
    struct reader me;
    struct listing_by_id x;
    struct listing_view v;
    int64_t page, pages;
    TRY(matches_view(r, &me, &x, &v, &page, &pages));
    struct str title = listing_title(r, x.title_zh, x.title_en);
    page_crumb(r, S("/listings"), say(r, T_listings));
    page_crumb(r, str_printf(r->arena, "/listings/%lld", (long long)x.id), title);
    page_begin(r, say_with(r, T_listing_matches_of, title, STR_NONE));
    listing_matches_html(r, &v);
    page_pages(r, page, pages);
    page_end(r);
    return RC_OK;
}

void reasons_json(struct out *o, const struct live_reasons *why)
{
    put_c(o, '[');
    for (size_t i = 0; why && i < why->n; i++) {
        const struct live_reason *x = &why->v[i];
        put_z(o, i ? ",{\"text\":" : "{\"text\":");
        put_json(o, x->text);
        put_f(o, ",\"fits\":%s,\"forward\":%lld,\"backward\":%lld}", x->fits ? "true" : "false", (long long)x->forward,
            (long long)x->backward);
    }
    put_c(o, ']');
}

static void pair_json(struct req *r, const struct listing_view *v, size_t i, const struct listing_cards *c)
{
    struct out *o = &r->out;
    const struct found *f = &v->match.founds.v[i];
    put_c(o, '{');
    card_json(r, c);
    put_f(o, ",\"score\":%lld,\"forward\":%lld,\"backward\":%lld,\"reasons\":", (long long)f->score, (long long)f->forward,
        (long long)f->backward);
    reasons_json(o, &v->match.reasons[i]);
    put_c(o, '}');
}

/* Scores are in units of which `point` make a point. */
enum rc listing_matches_json(struct req *r)
{
    struct reader me;
    struct listing_by_id x;
    struct listing_view v;
    int64_t page, pages;
    bool first = true;
    TRY(matches_view(r, &me, &x, &v, &page, &pages));
    put_f(&r->out, "{\"id\":\"%lld\",\"point\":%d,\"total\":%zu,\"page\":%lld,\"pages\":%lld,\"items\":[", (long long)x.id, DOCK_POINT,
        v.match.founds.total, (long long)page, (long long)pages);
    for (size_t i = 0; i < v.match.founds.n; i++)
        for (size_t k = 0; k < v.cards.n; k++) {
            if (v.cards.v[k].id != v.match.founds.v[i].id) continue;
            if (!first) put_c(&r->out, ',');
            first = false;
            pair_json(r, &v, i, &v.cards.v[k]);
        }
    put_z(&r->out, "]}");
    return RC_OK;
}

/* ---- the annex ---- */

enum rc listing_annex_page(struct req *r)
{
    struct reader me;
    struct listing_by_id x;
    struct listing_view v;
    struct str text;
    TRY(seen_view(r, &me, &x, &v));
    TRY(listing_annex_open(r, &me, &x, &text));
    struct str title = listing_title(r, x.title_zh, x.title_en);
    page_crumb(r, S("/listings"), say(r, T_listings));
    page_crumb(r, str_printf(r->arena, "/listings/%lld", (long long)x.id), title);
    page_begin(r, say_with(r, T_listing_annex_title, title, STR_NONE));
    listing_annex_html(r, &v, text);
    page_end(r);
    return RC_OK;
}
