/* carrier_pages.c: carriers as everybody sees them: the list with its filters, as page, JSON and CSV, and one carrier. Figures
** are cells; what is not public (tenants by name, rent, scores) is not here. */
#include "app/incubation/views.h"

static int64_t rank_of(struct str level)
{
    for (int64_t k = 1; k <= 4; k++) if (str_eq(level, incubation_level(k))) return k;
    return str_eq(level, S("none")) ? 5 : 0;
}

static enum rc list_read(struct req *r, struct carriers_view *v, int64_t most)
{
    struct carrier_count count;
    *v = (struct carriers_view){ .q = req_text(r, "q"),
        .level = req_text(r, "level"),
        .kind = req_text(r, "kind"),
        .district = req_text(r, "district"),
        .zone = req_text(r, "zone"),
        .today = today_of(r) };
    v->rank = rank_of(v->level);
    v->pattern = like_pattern(r->arena, v->q);
    TRY(carrier_count(r->db, v->rank, v->kind, v->district, v->zone, v->pattern, v->today, &count));
    v->p = paging_of(r, count.n, most);
    return carrier_page(r->db, v->rank, v->kind, v->district, v->zone, v->pattern, v->today, month_of_text(v->today), v->p.skip, most,
        &v->rows);
}

enum rc carriers_page(struct req *r)
{
    struct carriers_view v;
    TRY(list_read(r, &v, PAGE_ROWS));
    page_begin(r, say(r, T_carriers));
    carriers_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc carriers_json(struct req *r)
{
    struct carriers_view v;
    struct out *o = &r->out;
    TRY(list_read(r, &v, PAGE_ROWS));
    put_paging(o, &v.p, "carriers");
    for (size_t i = 0; i < v.rows.n; i++) {
        const struct carrier_page *x = &v.rows.v[i];
        put_f(o, "%s{\"id\":\"%lld\"", i ? "," : "", (long long)x->id);
        put_member(o, "kind", x->kind);
        put_member(o, "level", incubation_level(x->rank));
        put_member(o, "field", x->field);
        put_member(o, "name_zh", x->name_zh);
        put_member(o, "name_en", x->name_en);
        put_member(o, "division", x->division);
        put_member(o, "zone", x->zone);
        put_f(o, ",\"incubatees\":%lld,\"teams\":%lld,\"area_m2\":%lld.%02d,\"synthetic\":%s}", (long long)x->incubatees,
            (long long)x->teams, (long long)(x->area / 100), (int)(x->area % 100), x->synthetic ? "true" : "false");
    }
    put_z(o, "]}");
    answer_json(r);
    return RC_OK;
}

enum rc carriers_csv(struct req *r)
{
    static const int heads[] = { T_carrier_name_zh, T_carrier_name_en, T_carrier_kind, T_carrier_level, T_carrier_field, T_carrier_division,
        T_carrier_zone, T_carrier_incubatees, T_carrier_teams, T_carrier_area_csv };
    struct carriers_view v;
    struct csv c;
    TRY(list_read(r, &v, CSV_ROWS));
    csv_begin(&c, r);
    for (size_t i = 0; i < LEN(heads); i++) csv_text(&c, say(r, heads[i]));
    csv_row(&c);
    for (size_t i = 0; i < v.rows.n; i++) {
        const struct carrier_page *x = &v.rows.v[i];
        csv_text(&c, x->name_zh);
        csv_text(&c, x->name_en);
        csv_text(&c, say(r, carrier_kind_said(x->kind)));
        csv_text(&c, say(r, level_said(x->rank)));
        csv_text(&c, x->field.n ? say(r, field_said(x->field)) : S(""));
        csv_text(&c, code_label(r, "divisions", x->division));
        csv_text(&c, x->zone.n ? code_label(r, "zones", x->zone) : S(""));
        csv_int(&c, x->incubatees);
        csv_int(&c, x->teams);
        csv_text(&c, str_printf(r->arena, "%lld.%02d", (long long)(x->area / 100), (int)(x->area % 100)));
        csv_row(&c);
    }
    answer_csv(r, S("carriers.csv"));
    return RC_OK;
}

/* ---- one ---- */

static enum rc figures_of(struct req *r, int64_t id, struct carrier_figures *f)
{
    struct carrier_cells_rows rows;
    const struct {
        const char *measure;
        int64_t *to;
    } to[] = { { "incubatees", &f->incubatees }, { "teams", &f->teams }, { "area_controllable", &f->area },
        { "area_tenants", &f->area_tenants }, { "area_shared", &f->area_shared }, { "mentors", &f->mentors },
        { "graduates", &f->graduates }, { "mentor_sessions", &f->sessions } };
    *f = (struct carrier_figures){ 0 };
    TRY(carrier_cells(r->db, str_printf(r->arena, "%lld", (long long)id), month_of_day(instant_day(r->now)), &rows));
    for (size_t i = 0; i < rows.n; i++)
        for (size_t k = 0; k < LEN(to); k++) if (str_eq(rows.v[i].measure, str_from(to[k].measure))) *to[k].to = rows.v[i].value;
    return RC_OK;
}

/* Of an organisation that is not active only who runs it sees more than that there is none. */
static enum rc carrier_seen(struct req *r, struct carrier_by_id *c)
{
    TRY(carrier_by_id(r->db, r->id[0], today_of(r), c));
    return str_eq(c->org_state, S("active")) || incubation_runs(r, c->id) ? RC_OK : RC_NONE;
}

enum rc carrier_show_page(struct req *r)
{
    struct carrier_by_id c;
    struct carrier_view v = { .c = &c, .today = today_of(r) };
    TRY(carrier_seen(r, &c));
    TRY(figures_of(r, c.id, &v.f));
    TRY(certifications(r->db, c.id, &v.levels));
    TRY(carrier_free(r->db, c.id, &v.vacant));
    v.runs = incubation_runs(r, c.id);
    page_crumb(r, S("/carriers"), say(r, T_carriers));
    page_begin(r, pick(r, c.name_zh, c.name_en));
    carrier_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc carrier_show_json(struct req *r)
{
    struct carrier_by_id c;
    struct carrier_figures f;
    struct certifications_rows levels;
    struct out *o = &r->out;
    TRY(carrier_seen(r, &c));
    TRY(figures_of(r, c.id, &f));
    TRY(certifications(r->db, c.id, &levels));
    put_f(o, "{\"id\":\"%lld\"", (long long)c.id);
    put_member(o, "kind", c.kind);
    put_member(o, "level", incubation_level(c.rank));
    put_member(o, "field", c.field);
    put_member(o, "name_zh", c.name_zh);
    put_member(o, "name_en", c.name_en);
    put_member(o, "operator", c.operator);
    put_member(o, "opened_day", c.opened_day);
    put_member(o, "closed_day", c.closed_day);
    put_member(o, "division", c.division);
    put_member(o, "zone", c.zone);
    put_member(o, "services", c.services);
    put_f(o, ",\"incubatees\":%lld,\"teams\":%lld,\"graduates\":%lld,\"mentors\":%lld,\"mentor_sessions\":%lld,\"certifications\":[", (long long)f.incubatees, (long long)f.teams,
        (long long)f.graduates, (long long)f.mentors, (long long)f.sessions);
    bool first = true;
    for (size_t i = 0; i < levels.n; i++) {
        if (str_eq(levels.v[i].state, S("refused"))) continue;
        put_z(o, first ? "{\"level\":" : ",{\"level\":");
        first = false;
        put_json(o, levels.v[i].level);
        put_member(o, "state", levels.v[i].state);
        put_member(o, "from_day", levels.v[i].from_day);
        put_member(o, "until_day", levels.v[i].until_day);
        put_member(o, "granted_by", levels.v[i].granted_by);
        put_member(o, "document", levels.v[i].document);
        put_c(o, '}');
    }
    put_f(o, "],\"synthetic\":%s}", c.synthetic ? "true" : "false");
    answer_json(r);
    return RC_OK;
}

/* ---- whose one runs, and the office's list ---- */

enum rc carriers_mine_page(struct req *r)
{
    struct carrier_mine_rows rows;
    TRY(carrier_mine(r->db, r->who.account, LIMIT_CARRIERS_MINE, &rows));
    page_begin(r, say(r, T_carriers_mine));
    carriers_mine_html(r, &rows);
    page_end(r);
    return RC_OK;
}

enum rc carriers_office_page(struct req *r)
{
    struct carrier_office_rows rows;
    struct carrier_office_count count;
    struct str q = req_text(r, "q"), pattern = like_pattern(r->arena, q), districts = parties_districts(r, PERM_OFFICE);
    TRY(carrier_office_count(r->db, districts, pattern, &count));
    struct paging p = paging_of(r, count.n, PAGE_ROWS);
    TRY(carrier_office(r->db, districts, pattern, today_of(r), p.skip, PAGE_ROWS, &rows));
    page_crumb(r, S("/office"), say(r, T_gov_office));
    page_begin(r, say(r, T_carriers_office));
    carriers_office_html(r, &rows, &p, q);
    page_end(r);
    return RC_OK;
}
