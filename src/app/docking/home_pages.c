/* home_pages.c: GET /: what this is, how much there is, what is newest, how to take part. */
#include "app/docking/views.h"
#include "web/static_files.h"

enum { NEWEST = 4 };

static enum rc newest(struct req *r, const struct reader *me, int side, struct listing_cards_rows *rows)
{
    struct live_search s = { .r = r, .me = me, .newest = true, .take = NEWEST, .q = { .side = side, .open_on = instant_day(r->now) } };
    TRY(live_search(&s));
    return cards_of(r, me, &s.founds, CARD_WORDS, rows);
}

/* The organisations of the logins as the sample data call them in English. */
static void houses_in_english(struct demo_logins *logins)
{
    struct str rest = data_file("demo/organisations.tsv"), line, zh, en;
    while (str_cut(&rest, '\n', &line)) {
        if (!str_cut(&line, '\t', &zh) || !str_cut(&line, '\t', &en)) continue;
        for (size_t i = 0; i < logins->n; i++) if (en.n && str_eq(logins->v[i].organisation, zh)) logins->v[i].organisation = en;
    }
}

/* The plain logins of the sample data, one for each role and kind of member; "clerk.tech" and the like are further ones. */
static void logins_read(struct req *r, struct demo_logins *logins)
{
    struct str rest = data_file("demo/people.tsv"), line;
    (void)str_cut(&rest, '\n', &line);
    while (str_cut(&rest, '\n', &line)) {
        struct str cell[6] = { 0 };
        for (size_t i = 0; i < LEN(cell); i++) (void)str_cut(&line, '\t', &cell[i]);
        if (!cell[0].n || str_find(cell[0], S(".")) >= 0) continue;
        *PUSH(r->arena, logins) = (struct demo_login){ cell[0], cell[1], cell[2], cell[3], cell[4], cell[5] };
    }
    if (r->lang == LANG_EN) houses_in_english(logins);
}

static enum rc home_read(struct req *r, struct home_view *v)
{
    struct reader me;
    *v = (struct home_view){ 0 };
    TRY(reader_of(r->db, r->who.account, &me));
    TRY(live_tally(r, &me, &v->tally));
    TRY(live_figures(r->app, r->db, &v->figures));
    TRY(newest(r, &me, DOCK_NEED, &v->needs));
    return newest(r, &me, DOCK_OFFER, &v->offers);
}

static void put_cards(struct req *r, const char *name, const struct listing_cards_rows *rows)
{
    put_f(&r->out, ",\"%s\":[", name);
    for (size_t i = 0; i < rows->n; i++) {
        put_z(&r->out, i ? ",{" : "{");
        card_json(r, &rows->v[i]);
        put_c(&r->out, '}');
    }
    put_c(&r->out, ']');
}

enum rc home_json(struct req *r)
{
    struct home_view v;
    TRY(home_read(r, &v));
    put_f(&r->out, "{\"needs\":%lld,\"offers\":%lld,\"organisations\":%lld,\"docked\":%lld", (long long)v.tally.needs,
        (long long)v.tally.offers, (long long)v.figures.organisations, (long long)v.figures.docked);
    put_cards(r, "newest_needs", &v.needs);
    put_cards(r, "newest_offers", &v.offers);
    put_z(&r->out, "}\n");
    return RC_OK;
}

enum rc home_page(struct req *r)
{
    struct home_view v;
    TRY(home_read(r, &v));
    page_begin(r, say(r, T_home_title));
    home_html(r, &v);
    if (r->app->demo) {
        struct demo_logins logins = { 0 };
        logins_read(r, &logins);
        home_demo_html(r, &logins);
    }
    page_end(r);
    return RC_OK;
}
