/* places.c: the places of a round that is being set up: one by one, or a table of them. A place is known by its Chinese name,
** which is its name in the files; saving that name again changes the place. */
#include "app/rounds/inner.h"
#include "web/sheet.h"

#define RESERVE(g, code) \
    INT(#code, AT(struct place_form, reserve[g]), .label = T_round_##code##_seats, .min = 0, .max = 100000), \
    FLAG(#code "_only", AT(struct place_form, hard[g]), .label = T_round_##code##_only)
static const struct field place_fields[] = {
    TEXT("name_zh", AT(struct place_form, name_zh), .label = T_round_place_zh, .hint = T_round_place_hint, .max = 60, .need = true),
    TEXT("name_en", AT(struct place_form, name_en), .label = T_round_place_en, .max = 60),
    INT("seats", AT(struct place_form, seats), .label = T_round_seats, .min = 1, .max = 100000, .need = true),
    INT("least", AT(struct place_form, least), .label = T_round_least, .hint = T_round_least_hint, .min = 0, .max = 100000),
    RESERVE(0, disabled), RESERVE(1, graduate), RESERVE(2, hardship), RESERVE(3, migrant), RESERVE(4, veteran),
};
const struct form round_place_form = FORM("round_place", struct place_form, place_fields, T_round_place_save);

struct table_form { struct str table; struct form_file file; };
static const struct field table_fields[] = {
    LONGTEXT("table", AT(struct table_form, table), .label = T_round_table, .hint = T_round_table_hint, .max = 40000),
    UPLOAD("file", AT(struct table_form, file), .label = T_round_table_file, .max = 1024 * 1024),
};
const struct form round_places_form = FORM("round_places", struct table_form, table_fields, T_round_table_save);


struct filed { struct place_form *v; size_t n, cap; };
struct change {
    struct once once;
    struct event event;
    int64_t round, place;
    const struct filed *places;
    const int64_t *ids;                           /* one each, for those that are new */
    bool full;                                    /* out: there would be too many */
};

static enum rc place_put(struct db *tx, int64_t round, int64_t id, int64_t position, const struct place_form *f)
{
    struct round_place_named kept;
    TRY(round_place_put(tx, id, round, f->name_zh, f->name_en, f->seats, f->least, position));
    TRY(round_place_named(tx, round, f->name_zh, &kept));
    TRY(round_reserve_clear(tx, kept.id));
    for (int g = 0; g < ROUND_GROUPS; g++)
        if (f->reserve[g] > 0) TRY(round_reserve_put(tx, kept.id, round_groups[g].code, f->reserve[g], f->hard[g]));
    return RC_OK;
}

static enum rc put_tx(struct db *tx, void *arg)
{
    struct change *c = arg;
    struct round_places_rows rows;
    c->full = false;
    TRY(form_once(tx, &c->once));
    TRY(round_still_draft(tx, c->round));
    TRY(round_places(tx, c->round, &rows));
    int64_t next = rows.n ? rows.v[rows.n - 1].position + 1 : 1;
    for (size_t i = 0; i < c->places->n; i++) TRY(place_put(tx, c->round, c->ids[i], next + (int64_t)i, &c->places->v[i]));
    TRY(round_places(tx, c->round, &rows));
    if (rows.n > LIMIT_ROUND_PAGE_PLACES) { c->full = true; return fail(&tx->err, RC_REFUSED, "too many places"); }
    TRY(round_touch(tx, c->round));
    return event_add(tx, &c->event);
}

/* Refuses what the files of doc/rounds.md could not say: marks in a name, a first letter a spreadsheet would take for a formula. */
static bool name_fits(struct arena *a, struct str name)
{
    struct round rd = { .a = a };
    struct err e;
    return name.n && !strchr("+-@\'", name.p[0])
        && round_place_add(&rd, &(struct round_place_row){ .place = name, .seats = S("1") }, &e) == RC_OK;
}

static void place_check(struct req *r, struct form_state *s, struct place_form *f)
{
    int64_t kept = 0;
    if (f->name_zh.n && !name_fits(r->arena, f->name_zh)) form_error(s, "name_zh", T_round_err_name);
    if (!f->name_en.p) f->name_en = S("");
    if (f->least == NO_INT) f->least = 0;
    if (f->seats != NO_INT && f->least > f->seats) form_error(s, "least", T_round_err_least);
    for (int g = 0; g < ROUND_GROUPS; g++) {
        if (f->reserve[g] == NO_INT) f->reserve[g] = 0;
        if (f->seats != NO_INT && f->reserve[g] > f->seats) form_error(s, round_groups[g].code.p, T_round_err_reserve);
        kept += f->reserve[g];
    }
    /* the engine would refuse the round, after its announcement */
    if (f->seats != NO_INT && kept > f->seats) form_error(s, "seats", T_round_err_reserved);
}

static enum rc places_show(struct req *r, const struct round_by_id *x, const struct form_state *one, const struct form_state *table)
{
    struct round_rules q;
    struct form_state plain[2];
    TRY(round_rules(r->db, x->id, &q));
    if (!one) { form_start(r, &plain[0], &round_place_form, NULL); one = &plain[0]; }
    if (!table) { form_start(r, &plain[1], &round_places_form, NULL); table = &plain[1]; }
    round_crumbs(r, x);
    page_begin(r, say(r, T_round_places_title));
    round_places_html(r, &q, one, table);
    page_end(r);
    return RC_OK;
}

enum rc round_places_page(struct req *r)
{
    struct round_by_id x;
    TRY(round_draft(r, &x));
    return places_show(r, &x, NULL, NULL);
}

enum rc round_place_page(struct req *r)
{
    struct round_by_id x;
    struct round_place_by_id p;
    struct round_reserves_rows rows;
    struct form_state s;
    TRY(round_draft(r, &x));
    TRY(round_place_by_id(r->db, r->id[1], &p));
    if (p.round != x.id) return RC_NONE;
    TRY(round_reserves(r->db, x.id, &rows));
    struct place_form f = { .name_zh = p.name_zh, .name_en = p.name_en, .seats = p.seats, .least = p.least };
    for (int g = 0; g < ROUND_GROUPS; g++) {
        f.reserve[g] = NO_INT;
        for (size_t i = 0; i < rows.n; i++)
            if (rows.v[i].place == p.id && str_eq(rows.v[i].grp, round_groups[g].code)) {
                f.reserve[g] = rows.v[i].seats;
                f.hard[g] = rows.v[i].hard != 0;
            }
    }
    form_start(r, &s, &round_place_form, &f);
    return places_show(r, &x, &s, NULL);
}

static enum rc places_store(struct req *r, struct form_state *s, const struct round_by_id *x, const struct filed *list, bool table)
{
    int64_t *ids = NEWS(r->arena, int64_t, list->n + 1);
    for (size_t i = 0; i < list->n; i++) ids[i] = id_new(r->now);
    struct change c = { form_once_of(r, s, round_path(r, x->id, "/places")), event_of(r, "edited", "round", x->id, S("")), x->id, 0, list,
        ids, false };
    enum rc rc = db_tx(r->db, put_tx, &c);
    if (rc != RC_REFUSED || !c.full) return form_said(r, rc, &c.once, T_saved);
    form_error(s, NULL, T_round_err_places);
    return places_show(r, x, table ? NULL : s, table ? s : NULL);
}

enum rc round_place_post(struct req *r)
{
    struct round_by_id x;
    struct form_state s;
    struct filed list = { 0 };
    TRY(round_draft(r, &x));
    struct place_form *f = PUSH(r->arena, &list);
    form_read(r, &s, &round_place_form, f);
    place_check(r, &s, f);
    return form_ok(&s) ? places_store(r, &s, &x, &list, false) : places_show(r, &x, &s, NULL);
}

/* ---- a table ---- */

enum column { C_PLACE, C_ENGLISH, C_SEATS, C_LEAST, C_RESERVES, COLUMNS };
static const struct {
    struct str zh, en;
} headings[COLUMNS] = { { SI("接收方"), SI("place") }, { SI("英文名"), SI("place_en") }, { SI("名额"), SI("seats") },
    { SI("最低人数"), SI("least") }, { SI("预留"), SI("reserves") } };

static int column_of(struct str heading)
{
    int c = 0;
    while (c < COLUMNS && !str_eq(heading, headings[c].zh) && !str_eq_nocase(heading, headings[c].en)) c++;
    return c;
}

/* A group by its code or by its name in either language; -1: none of ours. */
static int group_of(struct str word)
{
    for (int g = 0; g < ROUND_GROUPS; g++)
        if (str_eq(word, round_groups[g].code) || str_eq(word, say_in(LANG_ZH, round_groups[g].label))
            || str_eq_nocase(word, say_in(LANG_EN, round_groups[g].label)))
            return g;
    return -1;
}

static bool row_take(struct round *rd, const struct sheet_row *row, const int *at, struct place_form *f)
{
    struct str cell[COLUMNS];
    struct err e;
    for (int c = 0; c < COLUMNS; c++) cell[c] = at[c] < 0 ? S("") : sheet_cell(row, (size_t)at[c]);
    size_t before = rd->place.n;
    if (strchr("+-@\'", cell[C_PLACE].n ? cell[C_PLACE].p[0] : '-') || utf8_len(cell[C_PLACE]) > 60 || utf8_len(cell[C_ENGLISH]) > 60)
        return false;
    if (round_place_add(rd, &(struct round_place_row){ cell[C_PLACE], cell[C_SEATS], cell[C_LEAST], cell[C_RESERVES], row->line }, &e)
        != RC_OK)
        return false;
    const struct assign_place *p = &rd->place.v[before];
    *f = (struct place_form){ .name_zh = cell[C_PLACE],
        .name_en = cell[C_ENGLISH].p ? cell[C_ENGLISH] : S(""),
        .seats = p->seats,
        .least = p->least };
    int64_t kept = 0;
    for (int32_t k = 0; k < p->nreserves; k++) {
        int g = group_of(rd->groups.list.v[p->reserves[k].group]);
        if (g < 0 || f->reserve[g]) return false;
        f->reserve[g] = p->reserves[k].seats;
        f->hard[g] = p->reserves[k].hard;
        kept += f->reserve[g];
    }
    return f->seats > 0 && f->seats <= 100000 && kept <= f->seats;
}

static struct str headings_list(struct req *r)
{
    struct out o;
    out_init(&o, r->arena);
    for (int c = 0; c < COLUMNS; c++) {
        if (c) put_z(&o, r->lang == LANG_EN ? ", " : "、");
        put_str(&o, r->lang == LANG_EN ? headings[c].en : headings[c].zh);
    }
    return out_str(&o);
}

/* *line: 0, or where a row is that cannot be taken (1: the headings). *odd: a heading that is none of ours. */
static enum rc table_take(struct req *r, struct str bytes, struct filed *list, int *line, struct str *odd)
{
    struct sheet sheet = { .max_rows = LIMIT_ROUND_PAGE_PLACES + 1 };
    struct round rd = { .a = r->arena };
    struct err e = { 0 };
    int at[COLUMNS];
    *line = 1;
    enum rc rc = sheet_read(r->arena, bytes, &sheet, &e);
    if (rc == RC_INPUT || rc == RC_LIMIT) return RC_OK;
    TRY(rc);
    for (int c = 0; c < COLUMNS; c++) at[c] = -1;
    for (size_t i = 0; i < sheet.v[0].n; i++) {
        int c = column_of(sheet.v[0].v[i]);
        if (c < COLUMNS) at[c] = (int)i;
        else if (!odd->n) *odd = sheet.v[0].v[i];
    }
    if (odd->n || at[C_PLACE] < 0 || at[C_SEATS] < 0) return RC_OK;
    for (size_t i = 1; i < sheet.n; i++)
        if (!row_take(&rd, &sheet.v[i], at, PUSH(r->arena, list))) { *line = sheet.v[i].line; return RC_OK; }
    *line = 0;
    return RC_OK;
}

enum rc round_places_post(struct req *r)
{
    struct round_by_id x;
    struct form_state s;
    struct table_form f;
    struct filed list = { 0 };
    struct str odd = STR_NONE;
    int line = 1;
    TRY(round_draft(r, &x));
    form_read(r, &s, &round_places_form, &f);
    struct str bytes = f.file.bytes.n ? f.file.bytes : f.table;
    if (!bytes.n) form_error(&s, "table", T_err_need);
    else if (form_ok(&s)) {
        TRY(table_take(r, bytes, &list, &line, &odd));
        if (odd.n) form_error_with(&s, "table", T_round_err_column, odd, headings_list(r));
        else if (line > 1) form_error_with(&s, "table", T_round_err_line, str_printf(r->arena, "%d", line), STR_NONE);
        else if (line || !list.n) form_error(&s, "table", T_round_err_table);
    }
    if (form_ok(&s)) return places_store(r, &s, &x, &list, true);
    return places_show(r, &x, NULL, &s);
}

static enum rc drop_tx(struct db *tx, void *arg)
{
    struct change *c = arg;
    TRY(form_once(tx, &c->once));
    TRY(round_still_draft(tx, c->round));
    TRY(round_reserve_clear(tx, c->place));
    TRY(round_place_drop(tx, c->place));
    TRY(round_touch(tx, c->round));
    return event_add(tx, &c->event);
}

enum rc round_place_drop_post(struct req *r)
{
    struct round_by_id x;
    struct round_place_by_id p;
    TRY(round_draft(r, &x));
    enum rc rc = round_place_by_id(r->db, r->id[1], &p);
    if (rc == RC_OK && p.round != x.id) return RC_NONE;
    struct change c = { form_once_of(r, NULL, round_path(r, x.id, "/places")), event_of(r, "edited", "round", x.id, S("")), x.id, r->id[1],
        NULL, NULL, false };
    if (rc == RC_NONE) return redirect(r, c.once.path);           /* pressed twice: it is gone */
    TRY(rc);
    return form_said(r, db_tx(r->db, drop_tx, &c), &c.once, T_removed);
}
