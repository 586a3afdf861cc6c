/* listing_cards.c: a listing in a few lines, wherever lists of them stand: pages, matches, JSON. */
#include "app/docking/views.h"

/* ---- rows ---- */

enum rc cards_of(struct req *r, const struct reader *me, const struct founds *f, int64_t words, struct listing_cards_rows *rows)
{
    int64_t id[LISTING_PAGE] = { 0 };
    struct listing_cards_rows got;
    must(f->n <= LISTING_PAGE);
    *rows = (struct listing_cards_rows){ 0 };
    if (!f->n) return RC_OK;
    for (size_t i = 0; i < f->n; i++) id[i] = f->v[i].id;
    TRY(listing_cards(r->db, id[0], id[1], id[2], id[3], id[4], id[5], id[6], id[7], id[8], id[9], id[10], id[11], id[12], id[13], id[14],
        id[15], id[16], id[17], id[18], id[19], words, &got));
    for (size_t i = 0; i < f->n; i++)
        for (size_t k = 0; k < got.n; k++)
            if (got.v[k].id == id[i] && listing_may_see(r, me, LISTING_GATE(&got.v[k]))) *PUSH(r->arena, rows) = got.v[k];
    return RC_OK;
}

/* ---- words ---- */

struct str card_title(struct req *r, const struct listing_cards *c) { return listing_title(r, c->title_zh, c->title_en); }

struct str card_words(struct req *r, const struct listing_cards *c)
{
    struct str s = pick(r, c->words_zh, c->words_en);
    size_t most = r->lang == LANG_EN ? CARD_WORDS - 1 : CARD_WORDS / 2;   /* a Chinese character is two letters wide */
    if (utf8_len(str_sub(s, 0, most * 4 + 4)) <= most) return s;
    return str_join(r->arena, str_sub(s, 0, utf8_offset(s, most)), S("…"));
}

struct str card_org(struct req *r, const struct listing_cards *c)
{
    return c->organisation == DB_NULL ? say(r, T_listing_person) : pick(r, c->org_zh, c->org_en);
}

void put_side(struct req *r, struct str side)
{
    bool need = str_eq(side, S("need"));
    put_z(&r->out, need ? "<span class=\"tag tag-need\">" : "<span class=\"tag tag-offer\">");
    put_msg(r, need ? T_listing_need : T_listing_offer);
    put_z(&r->out, "</span>");
}

void put_kind(struct req *r, struct str kind)
{
    put_z(&r->out, "<span class=\"tag\">");
    put_code(r, "listing_kinds", kind);
    put_z(&r->out, "</span>");
}

void put_state(struct req *r, struct str state)
{
    static const struct {
        const char *state, *tag;
        int label;
    } states[] = {
        { "draft", "tag-muted", T_listing_state_draft },
        { "review", "tag-warn", T_listing_state_review },
        { "open", "tag-ok", T_listing_state_open },
        { "closed", "tag-muted", T_listing_state_closed },
        { "refused", "tag-bad", T_listing_state_refused },
    };
    for (size_t i = 0; i < LEN(states); i++) {
        if (!str_eq(state, str_from(states[i].state))) continue;
        put_f(&r->out, "<span class=\"tag %s\">", states[i].tag);
        put_msg(r, states[i].label);
        put_z(&r->out, "</span>");
    }
}

bool has_amounts(int64_t low, int64_t high) { return low != DB_NULL || high != DB_NULL; }

static struct str yuan(struct req *r, int64_t fen)
{
    struct out o, page = r->out;
    out_init(&o, r->arena);
    r->out = o;
    put_yuan(r, fen);
    o = r->out;
    r->out = page;
    return out_str(&o);
}

void put_amounts(struct req *r, struct str kind, int64_t low, int64_t high)
{
    const struct listing_kind *k = listing_kind_find(kind);
    if (low != DB_NULL && high != DB_NULL && low != high) {
        if (r->lang == LANG_ZH) put_money(&r->out, low);                      /* the unit once, behind both */
        else put_yuan(r, low);
        put_z(&r->out, "–");
        put_yuan(r, high);
    } else if (low != DB_NULL && high != DB_NULL) put_yuan(r, low);
    else if (low != DB_NULL) put_msg_with(r, T_listing_from_amount, yuan(r, low), STR_NONE);
    else put_msg_with(r, T_listing_to_amount, yuan(r, high), STR_NONE);
    if (k && k->per) { if (r->lang == LANG_EN) put_c(&r->out, ' '); put_msg(r, k->per); }
}

/* Pages show half the sum of both ways, so that it compares with each. */
struct str points_str(struct arena *a, int64_t score)
{
    int64_t tenths = (score * 10 + DOCK_POINT / 2) / DOCK_POINT;
    return str_printf(a, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

void put_points(struct req *r, int64_t score) { put_str(&r->out, points_str(r->arena, score)); }

/* ---- lists ---- */

size_t founds_place(const struct founds *f, int64_t id)
{
    size_t at = 0;
    while (at < f->n && f->v[at].id != id) at++;
    return at;
}

void cards_html(struct req *r, const struct listing_cards_rows *rows, int level, const struct founds *f, const struct live_reasons *why)
{
    bool like = false, list = false;
    for (size_t i = 0; i < rows->n; i++) {
        size_t at = f ? founds_place(f, rows->v[i].id) : 0;
        if (f && f->total && f->v[at].like && !like) {                    /* from here on only what is similar */
            put_z(&r->out, list ? "</ul>\n<p class=\"lead\">" : "<p class=\"lead\">");
            put_msg(r, T_listing_similar_from);
            put_z(&r->out, "</p>\n");
            like = true;
            list = false;
        }
        if (!list) put_z(&r->out, "<ul class=\"results\">\n");
        list = true;
        card_html(r, &rows->v[i], level, f && f->v[at].named, why ? search_said(r, &why[at]) : STR_NONE);
    }
    if (list) put_z(&r->out, "</ul>\n");
}

static void put_list_of(struct req *r, const struct listing_of_organisation_rows *rows, const struct reader *me, const char *side,
    int heading)
{
    struct out *o = &r->out;
    bool any = false;
    for (size_t i = 0; i < rows->n; i++) {
        const struct listing_of_organisation *x = &rows->v[i];
        if (!str_eq(x->side, str_from(side)) || !listing_may_see(r, me, LISTING_GATE(x))) continue;
        if (!any) { put_z(o, "<h2>"); put_msg(r, heading); put_z(o, "</h2>\n<ul class=\"tasks\">\n"); }
        any = true;
        put_f(o, "<li><a href=\"/listings/%lld\">", (long long)x->id);
        put_text(o, listing_title(r, x->title_zh, x->title_en));
        put_z(o, "</a> ");
        put_kind(r, x->kind);
        put_z(o, "</li>\n");
    }
    if (any) put_z(o, "</ul>\n");
}

enum rc docking_put_listings_of(struct req *r, int64_t organisation)
{
    struct listing_of_organisation_rows rows;
    struct reader me;
    TRY(reader_of(r->db, r->who.account, &me));
    TRY(listing_of_organisation(r->db, organisation, 200, &rows));
    put_list_of(r, &rows, &me, "need", T_listing_needs_of);
    put_list_of(r, &rows, &me, "offer", T_listing_offers_of);
    return RC_OK;
}

void listing_box_html(struct req *r, const struct choices_box *b)
{
    struct out *o = &r->out;
    put_f(o, "<p><label for=\"s-%s\">", b->name);
    put_msg(r, b->label);
    put_f(o, "</label><select id=\"s-%s\" name=\"%s\">", b->name, b->name);
    if (b->any) { put_z(o, "<option value=\"\">"); put_msg(r, b->any); put_z(o, "</option>"); }
    for (size_t i = 0; i < b->choices.n; i++) {
        const struct choice *c = &b->choices.v[i];
        put_z(o, "<option value=\"");
        put_text(o, c->code);
        put_z(o, str_eq(c->code, b->value) ? "\" selected>" : "\">");
        put_text(o, c->zh.p || c->en.p ? pick(r, c->zh, c->en) : say(r, c->message));
        put_z(o, "</option>");
    }
    put_z(o, "</select></p>\n");
}

/* ---- JSON ---- */

void put_json_id(struct out *o, int64_t v) { if (v == DB_NULL) put_z(o, "null"); else put_f(o, "\"%lld\"", (long long)v); }
void put_json_int(struct out *o, int64_t v) { if (v == DB_NULL) put_z(o, "null"); else put_int(o, v); }
void put_json_text(struct out *o, struct str s) { if (s.n) put_json(o, s); else put_z(o, "null"); }

static void member(struct out *o, const char *name, struct str s) { put_f(o, ",\"%s\":", name); put_json_text(o, s); }
static void number(struct out *o, const char *name, int64_t v) { put_f(o, ",\"%s\":", name); put_json_int(o, v); }

void card_json(struct req *r, const struct listing_cards *c)
{
    struct out *o = &r->out;
    put_z(o, "\"id\":");
    put_json_id(o, c->id);
    member(o, "side", c->side);
    member(o, "kind", c->kind);
    member(o, "title_zh", c->title_zh);
    member(o, "title_en", c->title_en);
    put_z(o, ",\"organisation\":");
    put_json_id(o, c->organisation);
    member(o, "organisation_zh", c->org_zh);
    member(o, "organisation_en", c->org_en);
    member(o, "organisation_kind", c->org_kind);
    member(o, "division", c->division);
    member(o, "zone", c->zone);
    member(o, "industry", c->industry);
    member(o, "stage", c->stage);
    number(o, "amount_low", c->amount_low);
    number(o, "amount_high", c->amount_high);
    number(o, "quantity", c->quantity);
    member(o, "open_until", c->open_until);
    number(o, "published_ms", c->published_ms);
}
