/* data.c: everything published as files: CSV for reading, XLSX for working, SDMX for other statistical offices, and one
** description of them all (Frictionless Data Package). What is hidden on pages is hidden here, by the same function.
**
**     /data/indicators.csv .xlsx             the catalogue
**     /data/values-2026.csv .xlsx            every indicator x area x group, months and the year; wide in the workbook
**     /data/values-2026.sdmx.csv .sdmx.json  the same as SDMX-CSV 2.0 and SDMX-JSON 2.0
**     /data/carriers-2026.csv .xlsx          carriers
**     /data/targets.csv .xlsx                targets of all years
**     /data/releases.csv .xlsx               what was published when, with fingerprints
**     /data/CODE.csv .xlsx                   one indicator, ?year=
**     /data/datapackage.json */
#include "app/indicators/views.h"
#include "web/book.h"

enum { FIRST_YEAR = 2020, COLUMNS_MOST = 20 };

/* A table being filled: headings, then cells row by row. */
struct table { struct req *r; struct str name; struct { struct book_column *v; size_t n, cap; } columns; struct strs cells; };

static void column(struct table *t, const char *title, enum book_kind kind)
{
    *PUSH(t->r->arena, &t->columns) = (struct book_column){ .title = str_from(title), .kind = kind, .width = kind == BOOK_TEXT ? 20 : 12 };
}
static void cell(struct table *t, struct str s) { *PUSH(t->r->arena, &t->cells) = str_given(s); }
static void cell_int(struct table *t, int64_t v) { cell(t, figure_has(v) ? str_printf(t->r->arena, "%lld", (long long)v) : S("")); }
static void cell_figure(struct table *t, const struct indicator *x, int64_t v)
{
    cell(t, figure_has(v) ? number_text(t->r->arena, number_scaled(v, x->places)) : S(""));
}

static enum rc answer_table(struct table *t, bool workbook)
{
    struct req *r = t->r;
    size_t n = t->columns.n;
    if (workbook) {
        struct book b = { .name = t->name, .columns = t->columns.v, .ncolumns = n, .cells = t->cells.v, .nrows = t->cells.n / n };
        struct str bytes;
        TRY(book_write(r->arena, &b, &bytes, &r->err));
        put_str(&r->out, bytes);
        answer_file(r, str_join(r->arena, t->name, S(".xlsx")), XLSX_TYPE);
        return RC_OK;
    }
    struct csv c;
    csv_plain(&c, r);
    for (size_t i = 0; i < n; i++) csv_text(&c, t->columns.v[i].title);
    csv_row(&c);
    for (size_t i = 0; i < t->cells.n; i++) {
        csv_text(&c, t->cells.v[i]);
        if (i % n == n - 1) csv_row(&c);
    }
    answer_csv(r, str_join(r->arena, t->name, S(".csv")));
    return RC_OK;
}

/* ---- the catalogue, targets, releases ---- */

static enum rc catalogue_table(struct table *t, const struct catalogue *c)
{
    static const char *const texts[] = { "code", "zh", "en", "definition_zh", "definition_en", "formula", "unit_zh", "unit_en", "direction",
        "source", "owner", "dimensions", "waits_zh", "waits_en" };
    column(t, "number", BOOK_INT);
    column(t, "part", BOOK_INT);
    column(t, "version", BOOK_INT);
    for (size_t i = 0; i < LEN(texts); i++) column(t, texts[i], BOOK_TEXT);
    column(t, "computed", BOOK_TEXT);
    for (size_t i = 0; i < c->list.n; i++) {
        const struct indicator *x = &c->list.v[i];
        const struct str v[] = { x->code, x->zh, x->en, x->definition_zh, x->definition_en, x->formula, x->unit_zh, x->unit_en,
            x->direction, x->source, x->owner, x->dimensions, x->ast ? S("") : x->waits_zh, x->ast ? S("") : x->waits_en };
        cell_int(t, x->number);
        cell_int(t, x->part);
        cell_int(t, x->version);
        for (size_t k = 0; k < LEN(v); k++) cell(t, v[k]);
        cell(t, x->ast ? S("true") : S("false"));
    }
    return RC_OK;
}

static enum rc targets_table(struct table *t, const struct catalogue *c)
{
    struct targets_all_rows rows;
    TRY(targets_all(t->r->db, &rows));
    column(t, "indicator", BOOK_TEXT);
    column(t, "year", BOOK_INT);
    column(t, "cut", BOOK_TEXT);
    column(t, "area", BOOK_TEXT);
    column(t, "target", BOOK_TEXT);
    column(t, "document", BOOK_TEXT);
    for (size_t i = 0; i < rows.n; i++) {
        const struct indicator *x = indicator_find(c, rows.v[i].indicator);
        if (!x) continue;
        cell(t, x->code);
        cell_int(t, rows.v[i].year);
        cell(t, rows.v[i].cut);
        cell(t, rows.v[i].code);
        cell_figure(t, x, rows.v[i].value);
        cell(t, rows.v[i].document);
    }
    return RC_OK;
}

static enum rc releases_table(struct table *t)
{
    struct release_list_rows rows;
    TRY(release_list(t->r->db, LIMIT_TABLE_ROWS - 1, 0, &rows));
    column(t, "period", BOOK_TEXT);
    column(t, "vintage", BOOK_INT);
    column(t, "kind", BOOK_TEXT);
    column(t, "published", BOOK_TEXT);
    column(t, "note", BOOK_TEXT);
    column(t, "sha256", BOOK_TEXT);
    column(t, "file", BOOK_TEXT);
    for (size_t i = 0; i < rows.n; i++) {
        const struct release_list *x = &rows.v[i];
        if (!str_eq(x->state, S("published"))) continue;
        cell(t, x->period);
        cell_int(t, x->number);
        cell(t, x->kind);
        cell(t, date_str(t->r->arena, instant_day(x->signed_ms)));
        cell(t, x->note);
        cell(t, x->public_sha256);
        cell(t, str_printf(t->r->arena, "/releases/%lld/values.csv", (long long)x->id));
    }
    return RC_OK;
}

/* ---- values of a year ---- */

/* Walks every shown figure of a year: of one indicator, or of all (x NULL). */
struct point { const struct indicator *x; struct area at; struct str group; struct period p; int64_t v; };
typedef void point_fn(void *to, const struct point *p);

static enum rc walk_area(struct figures *f, const struct indicator *x, const struct area *at, struct str group, int64_t year, int64_t last,
    point_fn *fn, void *to)
{
    for (int64_t m = year * 100 + 1; m <= last + 1; m++) {
        struct point p = { x, *at, group, { PERIOD_MONTH, m, m }, NO_FIGURE };
        if (m == last + 1) p.p = last % 100 == 12 ? (struct period){ PERIOD_YEAR, year * 100 + 1, last } : period_to_date(last);
        TRY(figure_for(f, x, &p.p, at, group, &p.v));
        if (p.v != NO_FIGURE) fn(to, &p);
    }
    return RC_OK;
}

static enum rc walk(struct req *r, const struct catalogue *c, const struct indicator *only, int64_t year, point_fn *fn, void *to)
{
    struct figures f;
    int64_t running = month_of_day(instant_day(r->now)), last = year == running / 100 ? running : year * 100 + 12;
    figures_open(&f, r->arena, r->db, c, year * 100 + 1, last, instant_day(r->now));
    for (size_t i = 0; i < c->list.n; i++) {
        const struct indicator *x = &c->list.v[i];
        if (!x->ast || (only && x != only)) continue;
        for (int cut = CUT_CITY; cut <= CUT_ZONE; cut++) {
            struct areas all;
            if (!x->cut[cut]) continue;
            TRY(areas_counted(r, &f, (enum measure_cut)cut, &all));
            for (size_t k = 0; k < all.n; k++) TRY(walk_area(&f, x, &all.v[k], S(""), year, last, fn, to));
        }
        for (size_t g = 0; x->groups && g < key_groups_n; g++) TRY(walk_area(&f, x, &THE_CITY, key_groups[g], year, last, fn, to));
    }
    return RC_OK;
}

static struct str area_key(const struct area *at) { return at->cut == CUT_CITY ? S("210200") : at->code; }

static void long_point(void *to, const struct point *p)
{
    struct table *t = to;
    cell(t, p->x->code);
    cell(t, period_code(t->r->arena, &p->p));
    cell(t, area_key(&p->at));
    cell(t, p->group);
    cell_figure(t, p->x, p->v);
    cell(t, p->v == HIDDEN_FIGURE ? S("hidden") : S("live"));
}

static enum rc long_table(struct table *t, const struct catalogue *c, const struct indicator *only, int64_t year)
{
    static const char *const heads[] = { "indicator", "period", "area", "group", "value", "status" };
    for (size_t i = 0; i < LEN(heads); i++) column(t, heads[i], BOOK_TEXT);
    return walk(t->r, c, only, year, long_point, t);
}

/* A row an indicator, area and group; its months beside each other. Points come month by month. */
struct wide { struct table *t; const struct indicator *x; struct area at; struct str group; int64_t year; size_t left; };

static void wide_point(void *to, const struct point *p)
{
    struct wide *w = to;
    if (w->x != p->x || w->at.cut != p->at.cut || !str_eq(w->at.code, p->at.code) || !str_eq(w->group, p->group)) {
        for (; w->left; w->left--) cell(w->t, S(""));
        w->x = p->x; w->at = p->at; w->group = p->group;
        cell(w->t, p->x->code);
        cell(w->t, area_key(&p->at));
        cell(w->t, p->group);
        w->left = 13;
    }
    size_t at = p->p.kind == PERIOD_MONTH ? (size_t)(p->p.until % 100 - 1) : 12;
    for (; 13 - w->left < at; w->left--) cell(w->t, S(""));
    if (p->v == HIDDEN_FIGURE) cell(w->t, S("*")); else cell_figure(w->t, p->x, p->v);
    w->left--;
}

static enum rc wide_table(struct table *t, const struct catalogue *c, int64_t year)
{
    struct wide w = { .t = t, .year = year };
    column(t, "indicator", BOOK_TEXT);
    column(t, "area", BOOK_TEXT);
    column(t, "group", BOOK_TEXT);
    for (int m = 1; m <= 12; m++) column(t, str_printf(t->r->arena, "%04d-%02d", (int)year, m).p, BOOK_TEXT);
    column(t, str_printf(t->r->arena, "%04d", (int)year).p, BOOK_TEXT);
    TRY(walk(t->r, c, NULL, year, wide_point, &w));
    for (; w.left; w.left--) cell(t, S(""));
    return RC_OK;
}

static enum rc carriers_table(struct table *t, const struct catalogue *c, int64_t year)
{
    static const char *const measures[] = { "incubatees", "teams", "graduates", "jobs_new", "filings_due", "filings_on_time" };
    struct figures f;
    int64_t running = month_of_day(instant_day(t->r->now)), last = year == running / 100 ? month_plus(running, -1) : year * 100 + 12;
    struct period p = last % 100 == 12 ? (struct period){ PERIOD_YEAR, year * 100 + 1, last } : period_to_date(last);
    column(t, "carrier", BOOK_TEXT);
    column(t, "name_zh", BOOK_TEXT);
    column(t, "name_en", BOOK_TEXT);
    column(t, "division", BOOK_TEXT);
    column(t, "zone", BOOK_TEXT);
    column(t, "period", BOOK_TEXT);
    for (size_t i = 0; i < LEN(measures); i++) column(t, measures[i], BOOK_TEXT);
    if (last / 100 != year) return RC_OK;                           /* January: nothing is over yet */
    figures_open(&f, t->r->arena, t->r->db, c, p.from, p.until, instant_day(t->r->now));
    TRY(figures_carriers(&f));
    for (size_t i = 0; i < f.carriers.n; i++) {
        const struct carriers_listed *x = &f.carriers.v[i];
        struct area at = { CUT_CARRIER, f.carrier_codes[i] };
        cell(t, at.code);
        cell(t, x->name_zh);
        cell(t, x->name_en);
        cell(t, carrier_place(&f, x, CUT_DIVISION, last));
        cell(t, carrier_place(&f, x, CUT_ZONE, last));
        cell(t, period_code(t->r->arena, &p));
        for (size_t k = 0; k < LEN(measures); k++) {
            const struct indicator *in = indicator_find(c, str_from(measures[k]));
            size_t m = measure_find(c, str_from(measures[k]));
            int64_t v = NO_FIGURE;
            if (in) TRY(figure_for(&f, in, &p, &at, S(""), &v));
            else if (m != SIZE_MAX) TRY(measure_of(&f, m, &p, &at, S(""), &v));
            cell(t, v == HIDDEN_FIGURE ? S("hidden") : figure_has(v) ? str_printf(t->r->arena, "%lld", (long long)v) : S(""));
        }
    }
    return RC_OK;
}

/* ---- SDMX ---- */

static struct str sdmx_time(struct arena *a, const struct period *p)
{
    return p->kind == PERIOD_TO_DATE ? str_printf(a, "%04d-01-01/P%dM", (int)(p->until / 100), (int)(p->until % 100)) : period_code(a, p);
}
static const char *sdmx_freq(const struct period *p) { return p->kind == PERIOD_MONTH ? "M" : p->kind == PERIOD_YEAR ? "A" : "I"; }

static void sdmx_csv_point(void *to, const struct point *p)
{
    struct req *r = to;
    struct out *o = &r->out;
    put_f(o, "dataflow,BALLAST:BAROMETER(1.0),R,%s,%.*s,%.*s,%.*s,%.*s,", sdmx_freq(&p->p), STR_FMT(p->x->code), STR_FMT(area_key(&p->at)),
        p->group.n ? (int)p->group.n : 2, p->group.n ? p->group.p : "_T", STR_FMT(sdmx_time(r->arena, &p->p)));
    if (figure_has(p->v)) put_number(o, number_scaled(p->v, p->x->places));
    put_f(o, ",%s,%d\n", p->v == HIDDEN_FIGURE ? "Q" : "P", p->x->places);          /* CL_OBS_STATUS: missing, suppressed; provisional */
}

static enum rc sdmx_csv(struct req *r, const struct catalogue *c, int64_t year)
{
    put_z(&r->out, "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,INDICATOR,REF_AREA,POPULATION_GROUP,TIME_PERIOD,OBS_VALUE,OBS_STATUS,DECIMALS\n");
    TRY(walk(r, c, NULL, year, sdmx_csv_point, r));
    answer_file(r, str_printf(r->arena, "values-%lld.sdmx.csv", (long long)year),
        S("application/vnd.sdmx.data+csv;version=2.0.0; charset=utf-8"));
    return RC_OK;
}

/* In SDMX-JSON a point names its dimensions' values by their places in lists, which are known when all points are. */
struct sdmx { struct arena *a; struct { struct point *v; size_t n, cap; } points; struct strs list[5]; };
enum { FREQ, INDICATOR, AREA, GROUP, TIME, DIMENSIONS };

static size_t place_of(struct sdmx *x, int d, struct str s)
{
    for (size_t i = x->list[d].n; i-- > 0;) if (str_eq(x->list[d].v[i], s)) return i;
    *PUSH(x->a, &x->list[d]) = s;
    return x->list[d].n - 1;
}

static void sdmx_point(void *to, const struct point *p) { struct sdmx *x = to; *PUSH(x->a, &x->points) = *p; }

static void sdmx_values(struct req *r, const struct sdmx *x, const struct catalogue *c, int d)
{
    struct out *o = &r->out;
    for (size_t i = 0; i < x->list[d].n; i++) {
        struct str id = x->list[d].v[i];
        const struct indicator *in = d == INDICATOR ? indicator_find(c, id) : NULL;
        if (i) put_c(o, ',');
        put_z(o, d == TIME ? "{\"value\":" : "{\"id\":");              /* a time is no code: it has a value, and no name */
        put_json(o, id);
        if (d == TIME) { put_c(o, '}'); continue; }
        put_z(o, ",\"name\":");
        put_json(o,
            in               ? pick(r, in->zh, in->en)
                : d == AREA  ? (code_find(r, "divisions", id) ? code_label(r, "divisions", id) : code_label(r, "zones", id))
                : d == GROUP ? (str_eq(id, S("_T")) ? say(r, T_dat_everybody) : group_said(r, id))
                             : id);
        put_c(o, '}');
    }
}

static enum rc sdmx_json(struct req *r, const struct catalogue *c, int64_t year)
{
    static const struct {
        const char *id;
        int said;
    } dimensions[] = { { "FREQ", T_dat_freq }, { "INDICATOR", T_ind_name }, { "REF_AREA", T_bar_area }, { "POPULATION_GROUP", T_ind_group },
        { "TIME_PERIOD", T_bar_period } };
    struct sdmx *x = NEW(r->arena, struct sdmx);
    struct out *o = &r->out;
    x->a = r->arena;
    TRY(walk(r, c, NULL, year, sdmx_point, x));
    put_f(o, "{\"meta\":{\"id\":\"BALLAST-%lld\",\"prepared\":\"%.*sT00:00:00Z\",\"contentLanguages\":[\"%s\"],\"sender\":{\"id\":\"BALLAST\"}},\"data\":{\"dataSets\":[{\"structure\":0,\"action\":\"Replace\",\"links\":[{\"rel\":\"dataflow\",\"urn\":\"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=BALLAST:BAROMETER(1.0)\"}],\"observations\":{",
        (long long)year, STR_FMT(date_str(r->arena, instant_day(r->now))), r->lang == LANG_EN ? "en" : "zh");
    for (size_t i = 0; i < x->points.n; i++) {
        const struct point *p = &x->points.v[i];
        size_t f = place_of(x, FREQ, str_from(sdmx_freq(&p->p))), in = place_of(x, INDICATOR, p->x->code),
               at = place_of(x, AREA, area_key(&p->at)), g = place_of(x, GROUP, p->group.n ? p->group : S("_T")),
               when = place_of(x, TIME, sdmx_time(r->arena, &p->p));
        put_f(o, "%s\"%zu:%zu:%zu:%zu:%zu\":[", i ? "," : "", f, in, at, g, when);
        put_figure_json(o, p->x, p->v);
        put_f(o, ",%d]", p->v == HIDDEN_FIGURE ? 1 : 0);
    }
    put_z(o, "}}],\"structures\":[{\"dataSets\":[0],\"dimensions\":{\"observation\":[");
    for (int d = 0; d < DIMENSIONS; d++) {
        put_f(o, "%s{\"id\":\"%s\",\"name\":", d ? "," : "", dimensions[d].id);
        put_json(o, say(r, dimensions[d].said));
        put_f(o, ",\"keyPosition\":%d,\"roles\":[\"%s\"],\"values\":[", d, dimensions[d].id);
        sdmx_values(r, x, c, d);
        put_z(o, "]}");
    }
    put_z(o, "]},\"measures\":{\"observation\":[{\"id\":\"OBS_VALUE\",\"name\":\"Value\",\"roles\":[\"OBS_VALUE\"]}]},\"attributes\":{\"observation\":[{\"id\":\"OBS_STATUS\",\"name\":\"Status\",\"relationship\":{\"observation\":{}},\"values\":["
        "{\"id\":\"P\",\"name\":\"Provisional\"},{\"id\":\"Q\",\"name\":\"Suppressed\"}]}]}}]}}\n");
    answer_file(r, str_printf(r->arena, "values-%lld.sdmx.json", (long long)year),
        S("application/vnd.sdmx.data+json;version=2.0.0; charset=utf-8"));
    return RC_OK;
}

/* ---- the package ---- */

struct field_of { const char *name, *type; };
/* gone: what stands where a count is hidden, beside nothing. */
static void resource(struct req *r, bool *first, const char *name, const char *file, const struct field_of *fields, size_t n,
    const char *gone)
{
    struct out *o = &r->out;
    put_f(o, "%s{\"name\":\"%s\",\"path\":\"%s\",\"profile\":\"tabular-data-resource\",\"format\":\"csv\",\"mediatype\":\"text/csv\",\"encoding\":\"utf-8\",\"schema\":{\"missingValues\":[\"\"%s],\"fields\":[", *first ? "" : ",", name, file, gone);
    *first = false;
    for (size_t i = 0; i < n; i++) put_f(o, "%s{\"name\":\"%s\",\"type\":\"%s\"}", i ? "," : "", fields[i].name, fields[i].type);
    put_z(o, "]}}");
}

static enum rc package(struct req *r)
{
    static const struct field_of catalogue_fields[] = { { "number", "integer" }, { "part", "integer" }, { "version", "integer" },
        { "code", "string" }, { "zh", "string" }, { "en", "string" }, { "definition_zh", "string" }, { "definition_en", "string" },
        { "formula", "string" }, { "unit_zh", "string" }, { "unit_en", "string" }, { "direction", "string" }, { "source", "string" },
        { "owner", "string" }, { "dimensions", "string" }, { "waits_zh", "string" }, { "waits_en", "string" }, { "computed", "boolean" } };
    static const struct field_of value_fields[] = { { "indicator", "string" }, { "period", "string" }, { "area", "string" },
        { "group", "string" }, { "value", "number" }, { "status", "string" } };
    static const struct field_of carrier_fields[] = { { "carrier", "string" }, { "name_zh", "string" }, { "name_en", "string" },
        { "division", "string" }, { "zone", "string" }, { "period", "string" }, { "incubatees", "integer" }, { "teams", "integer" },
        { "graduates", "integer" }, { "jobs_new", "integer" }, { "filings_due", "integer" }, { "filings_on_time", "integer" } };
    static const struct field_of target_fields[] = { { "indicator", "string" }, { "year", "integer" }, { "cut", "string" },
        { "area", "string" }, { "target", "number" }, { "document", "string" } };
    static const struct field_of release_fields[] = { { "period", "string" }, { "vintage", "integer" }, { "kind", "string" },
        { "published", "date" }, { "note", "string" }, { "sha256", "string" }, { "file", "string" } };
    struct out *o = &r->out;
    int64_t now = month_of_day(instant_day(r->now)) / 100;
    bool first = true;
    put_z(o, "{\"profile\":\"tabular-data-package\",\"name\":\"ballast-barometer\",\"title\":");
    put_json(o, say_with(r, T_bar_title, S(""), STR_NONE));
    put_z(o, ",\"description\":");
    put_json(o, say(r, T_dat_lead));
    put_f(o, ",\"created\":\"%.*sT00:00:00Z\",\"licenses\":[{\"name\":\"CC-BY-4.0\",\"path\":\"https://creativecommons.org/licenses/by/4.0/\",\"title\":\"Creative Commons Attribution 4.0\"}],\"resources\":[",
        STR_FMT(date_str(r->arena, instant_day(r->now))));
    resource(r, &first, "indicators", "indicators.csv", catalogue_fields, LEN(catalogue_fields), "");
    resource(r, &first, "targets", "targets.csv", target_fields, LEN(target_fields), "");
    resource(r, &first, "releases", "releases.csv", release_fields, LEN(release_fields), "");
    for (int64_t y = now; y >= FIRST_YEAR; y--) {
        resource(r, &first, str_printf(r->arena, "values-%lld", (long long)y).p, str_printf(r->arena, "values-%lld.csv", (long long)y).p,
            value_fields, LEN(value_fields), "");
        resource(r, &first, str_printf(r->arena, "carriers-%lld", (long long)y).p,
            str_printf(r->arena, "carriers-%lld.csv", (long long)y).p, carrier_fields, LEN(carrier_fields), ",\"hidden\"");
    }
    put_z(o, "]}\n");
    answer_json(r);
    return RC_OK;
}

/* ---- the route ---- */

static bool year_in(struct req *r, struct str s, int64_t *year)
{
    return str_int(s, year) && *year >= FIRST_YEAR && *year <= month_of_day(instant_day(r->now)) / 100;
}

static bool cut_end(struct str *s, struct str end)
{
    if (!str_ends(*s, end)) return false;
    *s = str_sub(*s, 0, s->n - end.n);
    return true;
}

enum rc data_file_page(struct req *r)
{
    struct table t = { .r = r };
    const struct catalogue *c;
    struct str name = r->name;
    int64_t year;
    TRY(catalogue_now(r->app, r->db, &c));
    if (str_eq(name, S("datapackage.json"))) return package(r);
    bool flow = str_starts(name, S("values-"));
    if (flow && cut_end(&name, S(".sdmx.csv"))) return year_in(r, str_sub(name, 7, name.n), &year) ? sdmx_csv(r, c, year) : RC_NONE;
    if (flow && cut_end(&name, S(".sdmx.json"))) return year_in(r, str_sub(name, 7, name.n), &year) ? sdmx_json(r, c, year) : RC_NONE;
    bool book = cut_end(&name, S(".xlsx"));
    if (!book && !cut_end(&name, S(".csv"))) return RC_NONE;
    t.name = name;
    if (str_eq(name, S("indicators"))) TRY(catalogue_table(&t, c));
    else if (str_eq(name, S("targets"))) TRY(targets_table(&t, c));
    else if (str_eq(name, S("releases"))) TRY(releases_table(&t));
    else if (flow && year_in(r, str_sub(name, 7, name.n), &year)) TRY(book ? wide_table(&t, c, year) : long_table(&t, c, NULL, year));
    else if (str_starts(name, S("carriers-")) && year_in(r, str_sub(name, 9, name.n), &year)) TRY(carriers_table(&t, c, year));
    else {
        const struct indicator *x = indicator_find(c, name);
        if (!x) return RC_NONE;
        year = req_int(r, "year", month_of_day(instant_day(r->now)) / 100);
        if (!year_in(r, str_printf(r->arena, "%lld", (long long)year), &year)) return RC_NONE;
        TRY(long_table(&t, c, x, year));
    }
    return answer_table(&t, book);
}

enum rc data_page(struct req *r)
{
    page_crumb(r, S("/barometer"), say(r, T_barometer));
    page_begin(r, say(r, T_dat_title));
    data_html(r, month_of_day(instant_day(r->now)) / 100, FIRST_YEAR);
    page_end(r);
    return RC_OK;
}
