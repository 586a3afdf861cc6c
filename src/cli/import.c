/* import.c: `ballast import`: organisations or listings out of a table. All rows are read and checked before anything is stored;
** what is wrong is told by line and column. Organisations are read here, listings by their own system (import_listings.c). An
** organisation is known again by its credit code, else by its Chinese name, so that the same file a second time changes
** nothing, and a mended one only what was mended. */
#include "app/parties/parties.h"
#include "cli/import.h"
#include "engine/dock/headings.h"
#include "session_sql.h"
#include "user_sql.h"
#include "web/ids.h"
#include "web/sheet.h"

enum { FILE_MOST = 64 * 1024 * 1024, ROWS_MOST = 100 * 1000, NAME_MOST = 80, TEXT_MOST = 2000, LINK_MOST = 200, SHOWN = 200 };

static const char help[] =
    "usage: ballast import --db URL organisations FILE --as LOGIN [--check] [--only-right]\n"
    "       ballast import --db URL listings FILE --as LOGIN [--organisation NAME] [--check] [--only-right] [--errors FILE]\n"
    "\n"
    "Reads organisations, or needs and offers, from FILE (CSV, TSV or XLSX; \"-\" is standard input). The first row holds headings\n"
    "in Chinese or English. All rows are checked before anything is stored; what is wrong is told by line and column. Codes may\n"
    "be given as code or as label in either language. Unknown columns are left alone. The same file twice changes nothing.\n"
    "\n"
    "organisations: a row whose credit code or name is there already changes that organisation in the columns the file has.\n"
    "New ones are open at once when LOGIN may review, else they wait for review and LOGIN is their owner. Columns:\n"
    "  名称 name (required)   英文名称 english name   类型 kind (required)   统一社会信用代码 uscc   区县 district (required)\n"
    "  功能区 zone   行业 industry   规模 size   简介 introduction   英文简介 english introduction   网站 website   联系方式 contact\n"
    "\n"
    "listings: as on the page \"Upload a table of needs and offers\", where the template is, with the same checks and limits. What\n"
    "was stored is listed there, and LOGIN can take it back within seven days. A row is known again by its number, else by side,\n"
    "kind, organisation and title. Columns: 供需 side, 类型 kind, 标题 title, 描述 description, 区县 district (all required), and\n"
    "those of the template.\n"
    "\n"
    "  --as LOGIN           in whose name it happens (the log holds it)\n"
    "  --check              check and count, store nothing\n"
    "  --only-right         store the right rows although others are wrong\n"
    "  --organisation NAME  whose the listings are that name none; LOGIN must act for it (default: LOGIN's own)\n"
    "  --errors FILE        write the listings as a workbook, wrong cells marked, with a column that says why\n"
    "  --lang zh|en         the language of what is said about listings (default en)\n"
    "\n"
    "example: ballast import --db ballast.db listings needs.xlsx --as wen.ruyan --check --errors marked.xlsx\n"
    "exit codes: 0 done, 1 some rows were wrong and left out (--only-right), 2 the call or a row is wrong, nothing was stored,\n"
    "            3 database, disk or memory\n";

enum column { C_NAME, C_EN, C_KIND, C_USCC, C_DIVISION, C_ZONE, C_INDUSTRY, C_SIZE, C_INTRO, C_INTRO_EN, C_WEBSITE, C_CONTACT, COLUMNS };
static const struct { const char *names, *list; size_t most; bool need; } columns[COLUMNS] = {
    [C_NAME]     = { "name|chinesename|namezh|名称|单位名称|企业名称|机构名称|中文名称", NULL, NAME_MOST, true },
    [C_EN]       = { "englishname|nameen|英文名称|英文名", NULL, 2 * NAME_MOST, false },
    [C_KIND]     = { "kind|type|类型|单位类型|机构类型|单位性质", "org_kinds", 0, true },
    [C_USCC]     = { "uscc|creditcode|unifiedsocialcreditcode|统一社会信用代码|信用代码", NULL, 18, false },
    [C_DIVISION] = { "district|division|区县|区市县|所在区|所在地|行政区划", "divisions", 0, true },
    [C_ZONE]     = { "zone|功能区|园区", "zones", 0, false },
    [C_INDUSTRY] = { "industry|行业|所属行业|行业代码", "industries", 0, false },
    [C_SIZE]     = { "size|sizeclass|规模|企业规模|企业类型", "size_classes", 0, false },
    [C_INTRO]    = { "introduction|intro|introzh|简介|单位简介|中文简介", NULL, TEXT_MOST, false },
    [C_INTRO_EN] = { "englishintroduction|introen|英文简介", NULL, TEXT_MOST, false },
    [C_WEBSITE]  = { "website|url|网站|网址", NULL, LINK_MOST, false },
    [C_CONTACT]  = { "contact|联系方式|联系电话", NULL, LINK_MOST, false },
};

struct row {
    int line;
    struct str cell[COLUMNS];
    struct organisation_by_id old;
    bool change, wrong;
    int64_t id, event;
    struct str sort_key;
};
struct rows { struct row *v; size_t n, cap; };
struct import {
    struct house *h;
    struct sheet sheet;
    int at[COLUMNS];                              /* the file's column; -1: it has none */
    struct code_all_rows codes;
    struct rows rows;
    size_t faults, wrong, same;
    int64_t account;
    struct str state;                             /* of new ones */
};

/* ---- headings ---- */

static enum rc headings(struct import *in)
{
    const struct sheet_row *head = &in->sheet.v[0];
    for (size_t c = 0; c < COLUMNS; c++) in->at[c] = -1;
    for (size_t k = 0; k < head->n; k++) {
        struct str name = dock_heading_plain(&in->h->arena, head->v[k]);
        for (size_t c = 0; c < COLUMNS; c++)
            if (in->at[c] < 0 && dock_heading_named(columns[c].names, name)) { in->at[c] = (int)k; break; }
    }
    for (size_t c = 0; c < COLUMNS; c++) {
        struct str rest = str_from(columns[c].names), first;
        str_cut(&rest, '|', &first);
        if (columns[c].need && in->at[c] < 0) return fail(&in->h->e, RC_INPUT, "no column is headed '%.*s'; see --help", STR_FMT(first));
    }
    return RC_OK;
}

/* ---- rows ---- */

static void fault(struct import *in, struct row *r, enum column c, const char *what)
{
    r->wrong = true;
    if (in->faults++ >= SHOWN) return;
    int k = in->at[c];
    struct str head = k < 0 ? STR_NONE : sheet_cell(&in->sheet.v[0], (size_t)k);
    fprintf(stderr, "line %d, column %d (%.*s): %s: '%.*s'\n", r->line, k + 1, STR_FMT(head), what,
        r->cell[c].n > 80 ? 80 : (int)r->cell[c].n, r->cell[c].p ? r->cell[c].p : "");
}

/* The code of a code or of a label in either language; STR_NONE when the list has none. */
static struct str code_of(const struct import *in, const char *list, struct str s)
{
    for (size_t i = 0; i < in->codes.n; i++) {
        const struct code_all *x = &in->codes.v[i];
        if (str_eq(x->list, str_from(list)) && x->active && (str_eq(x->code, s) || str_eq(x->zh, s) || str_eq_nocase(x->en, s)))
            return x->code;
    }
    return STR_NONE;
}

static void check_cell(struct import *in, struct row *r, enum column c)
{
    struct str *s = &r->cell[c];
    if (!s->n) { if (columns[c].need) fault(in, r, c, "is missing"); return; }
    if (columns[c].list) {
        struct str code = code_of(in, columns[c].list, *s);
        if (code.n) *s = code;
        else fault(in, r, c, "is none of the list's codes or labels");
    } else if (c == C_USCC) {
        *s = id_normal(&in->h->arena, *s);
        if (uscc_check(*s) != ID_FINE) fault(in, r, c, "is no valid unified social credit code");
    } else if (!utf8_valid(*s)) fault(in, r, c, "holds characters that cannot be read");
    else if (utf8_len(*s) > columns[c].most) fault(in, r, c, "is too long");
    if (c == C_WEBSITE && !str_starts(*s, S("https://")) && !str_starts(*s, S("http://")))
        fault(in, r, c, "begins with neither https:// nor http://");
}

static struct str *stored(struct organisation_by_id *o, enum column c)
{
    struct str *at[COLUMNS] = { &o->name_zh, &o->name_en, &o->kind, &o->uscc, &o->division, &o->zone, &o->industry, &o->size_class,
        &o->intro_zh, &o->intro_en, &o->website, &o->contact };
    return at[c];
}

/* Looks for the organisation; lays the file's cells over what is stored and sees whether anything differs. */
static enum rc compare(struct import *in, struct row *r)
{
    struct organisation_by_uscc by_code;
    struct organisation_by_name by_name;
    int64_t id = 0;
    enum rc rc = r->cell[C_USCC].n ? organisation_by_uscc(in->h->db, r->cell[C_USCC], &by_code) : RC_NONE;
    if (rc == RC_OK) id = by_code.id;
    else if (rc != RC_NONE) return rc;
    rc = organisation_by_name(in->h->db, r->cell[C_NAME], &by_name);
    if (rc != RC_OK && rc != RC_NONE) return rc;
    if (rc == RC_OK && id && by_name.id != id) {
        fault(in, r, C_NAME, "belongs to another organisation than the credit code does");
        return RC_OK;
    }
    if (rc == RC_OK) id = by_name.id;
    if (id) TRY(organisation_by_id(in->h->db, id, &r->old));
    if (id && r->cell[C_USCC].n && r->old.uscc.n && !str_eq(r->cell[C_USCC], r->old.uscc))
        fault(in, r, C_USCC, "differs from the one the organisation has");
    for (size_t c = 0; c < COLUMNS && id; c++) {
        struct str *s = stored(&r->old, (enum column)c);
        bool given = in->at[c] >= 0 && !(c == C_USCC && !r->cell[c].n);
        r->change |= given && !str_eq(*s, r->cell[c]);
        if (given) *s = r->cell[c];
    }
    return RC_OK;
}

static void check_twins(struct import *in, size_t n)
{
    struct row *r = &in->rows.v[n];
    for (size_t i = 0; i < n; i++) {
        const struct row *x = &in->rows.v[i];
        if (str_eq(x->cell[C_NAME], r->cell[C_NAME])) { fault(in, r, C_NAME, "stands in the file twice"); return; }
        if (r->cell[C_USCC].n && str_eq(x->cell[C_USCC], r->cell[C_USCC])) { fault(in, r, C_USCC, "stands in the file twice"); return; }
    }
}

static enum rc rows_read(struct import *in)
{
    struct progress p;
    progress_begin(&p, "checking", "rows", (int64_t)in->sheet.n - 1);
    for (size_t i = 1; i < in->sheet.n; i++) {
        struct row *r = PUSH(&in->h->arena, &in->rows);
        r->line = in->sheet.v[i].line;
        for (size_t c = 0; c < COLUMNS; c++) {
            struct str s = in->at[c] < 0 ? STR_NONE : sheet_cell(&in->sheet.v[i], (size_t)in->at[c]);
            r->cell[c] = s.n ? s : S("");
        }
        for (size_t c = 0; c < COLUMNS; c++) check_cell(in, r, (enum column)c);
        check_twins(in, in->rows.n - 1);
        if (!r->wrong) TRY(compare(in, r));
        in->wrong += r->wrong;
        in->same += !r->wrong && r->old.id && !r->change;
        progress_at(&p, (int64_t)i);
    }
    progress_end(&p, (int64_t)in->rows.n);
    if (in->faults > SHOWN) fprintf(stderr, "... and %zu more\n", in->faults - SHOWN);
    return RC_OK;
}

/* ---- storing ---- */

static struct str or_null(struct str s) { return s.n ? s : STR_NONE; }

static enum rc store_row(struct db *tx, const struct import *in, const struct row *r)
{
    const struct str *c = r->cell;
    const struct organisation_by_id *o = &r->old;
    if (o->id) {
        TRY(organisation_set(tx, o->id, o->version, o->kind, o->name_zh, o->name_en, r->sort_key, or_null(o->uscc), o->division, o->zone,
            o->industry, o->size_class, o->intro_zh, o->intro_en, o->website, o->contact, o->state));
        if (!tx->changes) return RC_STALE;
    } else {
        TRY(organisation_add(tx, r->id, c[C_KIND], c[C_NAME], c[C_EN], r->sort_key, or_null(c[C_USCC]), c[C_DIVISION], c[C_ZONE],
            c[C_INDUSTRY], c[C_SIZE], c[C_INTRO], c[C_INTRO_EN], c[C_WEBSITE], c[C_CONTACT], STR_NONE, in->state, 0, in->account,
            in->h->now));
        if (str_eq(in->state, S("pending"))) TRY(membership_add(tx, in->account, r->id, S("owner"), S("active"), in->h->now));
    }
    return event_insert(tx, r->event, in->account, 0, in->h->now, o->id ? S("edit") : S("register"), S("organisation"),
        o->id ? o->id : r->id, S("{\"import\":true}"));
}

static enum rc store(struct db *tx, void *arg)
{
    const struct import *in = arg;
    for (size_t i = 0; i < in->rows.n; i++) {
        const struct row *r = &in->rows.v[i];
        if (!r->wrong && (!r->old.id || r->change)) TRY(store_row(tx, in, r));
    }
    return RC_OK;
}

/* ---- organisations ---- */

/* Open at once when the account may review everywhere. */
static enum rc state_of_new(struct import *in, int64_t account)
{
    struct account_roles_rows roles;
    in->account = account;
    in->state = S("pending");
    TRY(account_roles(in->h->db, account, &roles));
    for (size_t i = 0; i < roles.n; i++)
        if (role_holds(role_parse(roles.v[i].role), PERM_REVIEW) && !roles.v[i].district.n) in->state = S("active");
    return RC_OK;
}

const char *import_ending(const struct import_call *c, bool stored, bool any)
{
    return stored || !any ? "" : c->check ? "; nothing was stored (--check)" : "; nothing was stored: mend the file, or give --only-right";
}

enum rc import_organisations(struct import_call *c)
{
    struct import in = { .h = c->h };
    struct arena *a = &c->h->arena;
    struct str bytes;
    TRY(state_of_new(&in, c->account));
    TRY(cli_read_file(a, str_z(a, c->file), FILE_MOST, &bytes, &in.h->e));
    in.sheet.max_rows = ROWS_MOST;
    TRY(cli_sheet(a, bytes, &in.sheet, &in.h->e));
    TRY(headings(&in));
    TRY(code_all(in.h->db, &in.codes));
    TRY(rows_read(&in));
    size_t add = 0, change = 0;
    for (size_t i = 0; i < in.rows.n; i++) {
        struct row *r = &in.rows.v[i];
        if (r->wrong || (r->old.id && !r->change)) continue;
        r->id = id_new(in.h->now);
        r->event = id_new(in.h->now);
        r->sort_key = party_sort_key(a, r->old.id && r->old.sort_as.n ? r->old.sort_as : r->old.id ? r->old.name_zh : r->cell[C_NAME]);
        if (r->old.id) change++; else add++;
    }
    bool stores = !c->check && (!in.wrong || c->only_right) && add + change > 0;
    if (stores) TRY(db_tx(in.h->db, store, &in));
    c->wrong = in.wrong;
    printf("%zu new, %zu changed, %zu the same, %zu wrong%s\n", add, change, in.same, in.wrong, import_ending(c, stores, add + change > 0));
    return RC_OK;
}

/* ---- the call ---- */

static enum rc who(struct house *h, struct str login, int64_t *account)
{
    struct user_find u;
    enum rc rc = user_find(h->db, login, &u);
    if (rc == RC_NONE || (rc == RC_OK && !str_eq(u.state, S("active"))))
        return fail(&h->e, RC_INPUT, "--as: nobody active has the login name '%.*s'", STR_FMT(login));
    TRY(rc);
    *account = u.id;
    return RC_OK;
}

static enum rc import_all(struct import_call *c, bool listings, struct str login)
{
    if (arena_guard(&c->h->arena) != 0) return fail(&c->h->e, RC_MEMORY, "the file needs more memory than a batch may use");
    enum rc rc = who(c->h, login, &c->account);
    if (rc == RC_OK) rc = listings ? import_listings(c) : import_organisations(c);
    arena_unguard(&c->h->arena);
    return rc;
}

int import_main(int argc, char **argv)
{
    struct str db = STR_NONE, key = STR_NONE, as = STR_NONE, args[2];
    struct house h;
    struct import_call c = { .h = &h, .lang = S("en") };
    const struct option_spec spec[] = { { "--db", &db, NULL }, { "--key", &key, NULL }, { "--as", &as, NULL },
        { "--only-right", NULL, &c.only_right }, { "--check", NULL, &c.check }, { "--organisation", &c.organisation, NULL },
        { "--errors", &c.errors, NULL }, { "--lang", &c.lang, NULL } };
    size_t nargs;
    int done = cli_options(argc, argv, help, spec, LEN(spec), args, &nargs, LEN(args));
    if (done >= 0) return done;
    bool listings = nargs == 2 && str_eq(args[0], S("listings"));
    if (nargs != 2 || !as.n || !(listings || str_eq(args[0], S("organisations")))) {
        fputs("ballast import: give --db URL, organisations or listings, FILE and --as LOGIN; see --help\n", stderr);
        return EXIT_USAGE;
    }
    if ((!listings && (c.organisation.n || c.errors.n)) || (!str_eq(c.lang, S("zh")) && !str_eq(c.lang, S("en")))) {
        fputs("ballast import: --organisation and --errors belong to listings; --lang is zh or en; see --help\n", stderr);
        return EXIT_USAGE;
    }
    c.file = args[1];
    enum rc rc = house_open(&h, db, key, HOUSE_CURRENT);
    if (rc == RC_OK) rc = import_all(&c, listings, as);
    done = rc != RC_OK ? house_fail(&h, "import", rc) : !c.wrong ? EXIT_DONE : c.only_right && !c.check ? EXIT_FOUND : EXIT_USAGE;
    house_close(&h);
    return done;
}
