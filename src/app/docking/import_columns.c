/* import_columns.c: which column is which field, and what the words in its cells mean.
**
** A heading counts when it is the form's label in either language, the field's
** name, or one of the words people use (engine/dock/headings.c). A cell may
** hold a code or its label in either language. */
#include "app/docking/import.h"
#include "engine/dock/headings.h"

bool import_column_shown(const struct field *f) { return strcmp(f->name, "annex") != 0 && strcmp(f->name, "annex_for") != 0; }

/* ---- headings ---- */

static bool means(int message, struct str heading)
{
    return str_eq_nocase(heading, say_in(LANG_ZH, message)) || str_eq_nocase(heading, say_in(LANG_EN, message));
}

static size_t field_at(const char *name)
{
    for (size_t i = 0; i < listing_form_any.nfields; i++)
        if (strcmp(listing_form_any.fields[i].name, name) == 0) return i;
    unreachable();
}

/* Words people use; the form's own labels have been looked at before. */
static struct import_column column_by_words(struct arena *a, struct str heading)
{
    static const char *const fields[DOCK_IN_NOTHING] = { [DOCK_IN_KIND] = "kind",
        [DOCK_IN_INDUSTRY] = "industry",
        [DOCK_IN_SKILLS] = "skills",
        [DOCK_IN_DISTRICT] = "division",
        [DOCK_IN_ZONE] = "zone",
        [DOCK_IN_STAGE] = "stage",
        [DOCK_IN_LOW] = "amount_low",
        [DOCK_IN_HIGH] = "amount_high",
        [DOCK_IN_FROM] = "from_day",
        [DOCK_IN_TO] = "to_day",
        [DOCK_IN_UNTIL] = "open_until",
        [DOCK_IN_QUANTITY] = "quantity" };
    enum dock_column c = dock_column_of(a, heading);
    if (c == DOCK_IN_TITLE) return (struct import_column){ .use = USE_TITLE };
    if (c == DOCK_IN_BODY) return (struct import_column){ .use = USE_BODY };
    if (c == DOCK_IN_NOTHING || !fields[c]) return (struct import_column){ .use = USE_NOTHING };
    return (struct import_column){ USE_FIELD, field_at(fields[c]) };
}

static struct import_column column_of(struct arena *a, struct str heading)
{
    if (str_ends(heading, S("*"))) heading = str_trim(str_sub(heading, 0, heading.n - 1));
    if (!heading.n || str_starts(heading, S("ballast:")) || means(T_import_errors, heading))
        return (struct import_column){ .use = USE_OURS };
    if (means(T_import_key, heading)) return (struct import_column){ .use = USE_KEY };
    for (size_t i = 0; i < listing_form_any.nfields; i++) {
        const struct field *f = &listing_form_any.fields[i];
        if (import_column_shown(f) && (means(f->label, heading) || str_eq_nocase(heading, str_from(f->name))))
            return (struct import_column){ USE_FIELD, i };
    }
    return column_by_words(a, heading);
}

static bool column_twice(const struct import *in, size_t n)
{
    const struct import_column *c = &in->columns[n];
    for (size_t i = 0; i < n; i++)
        if (in->columns[i].use == c->use && in->columns[i].field == c->field && c->use > USE_OURS) return true;
    return false;
}

static bool has(const struct import *in, const char *one, const char *other, enum import_use use)
{
    if (in->column_of[field_at(one)] != NO_COLUMN || (other && in->column_of[field_at(other)] != NO_COLUMN)) return true;
    for (size_t i = 0; use && i < in->ncolumns; i++) if (in->columns[i].use == use) return true;
    return false;
}

/* The columns no row can do without, by their labels. */
static struct str columns_missing(struct req *r, const struct import *in)
{
    static const struct {
        const char *one, *other;
        enum import_use use;
    } needed[] = { { "side", NULL, 0 }, { "kind", NULL, 0 }, { "title_zh", "title_en", USE_TITLE }, { "body_zh", "body_en", USE_BODY },
        { "division", NULL, 0 } };
    struct out o;
    out_init(&o, r->arena);
    for (size_t i = 0; i < LEN(needed); i++) {
        if (has(in, needed[i].one, needed[i].other, needed[i].use)) continue;
        if (o.n) put_z(&o, r->lang == LANG_ZH ? "、" : ", ");
        put_str(&o, say(r, listing_form_any.fields[field_at(needed[i].one)].label));
    }
    return out_str(&o);
}

static void version_look(struct import *in, struct str heading)
{
    if (str_starts(heading, S("ballast:")) && !str_eq(heading, S(IMPORT_VERSION))) in->problem = T_import_bad_version;
}

void import_headings(struct req *r, struct import *in)
{
    const struct sheet_row *head = &in->sheet.v[0];
    in->ncolumns = head->n;
    in->columns = NEWS(r->arena, struct import_column, head->n);
    in->column_of = NEWS(r->arena, size_t, listing_form_any.nfields);
    for (size_t i = 0; i < listing_form_any.nfields; i++) in->column_of[i] = NO_COLUMN;
    for (size_t c = 0; c < head->n; c++) {
        in->columns[c] = column_of(r->arena, head->v[c]);
        version_look(in, head->v[c]);
        if (in->columns[c].use == USE_NOTHING) *PUSH(r->arena, &in->unknown) = head->v[c];
        if (column_twice(in, c)) { in->problem = T_import_bad_twice; in->problem_with = head->v[c]; return; }
        if (in->columns[c].use == USE_FIELD) in->column_of[in->columns[c].field] = c;
    }
    struct str missing = columns_missing(r, in);
    if (!in->problem && missing.n) { in->problem = T_import_bad_headings; in->problem_with = missing; }
}

/* ---- cells ---- */

static bool choice_means(const struct choice *c, struct str text)
{
    if (str_eq_nocase(text, c->code)) return true;
    return c->zh.p || c->en.p ? str_eq_nocase(text, c->zh) || str_eq_nocase(text, c->en) : means(c->message, text);
}

/* "甘井子" and "Ganjingzi" for 甘井子区, Ganjingzi District. */
static bool place_means(struct arena *a, const struct choice *c, struct str text)
{
    static const struct str zh[] = { SI("区"), SI("市"), SI("县") }, en[] = { SI(" District"), SI(" City"), SI(" County") };
    for (size_t i = 0; i < LEN(zh); i++)
        if (str_eq(str_join(a, text, zh[i]), c->zh) || str_eq_nocase(str_join(a, text, en[i]), c->en)) return true;
    return false;
}

/* What people write for a level of education: its code in GB/T 4658. */
static struct str education_of(struct str s)
{
    static const struct { const char *code, *names; } levels[] = {
        { "10", "研究生|postgraduate|graduate school" }, { "11", "博士|博士生|doctor|doctorate|phd|ph.d." },
        { "14", "硕士|硕士生|master|masters|master's" }, { "20", "本科|学士|bachelor|bachelors|bachelor's|undergraduate" },
        { "30", "大专|专科|高职|college|associate degree" },
        { "40", "中专|中职|职高|职业高中|技校|secondary vocational|vocational school|technical school" },
        { "60", "高中|普通高中|high school" }, { "70", "初中" },
    };
    for (size_t i = 0; i < LEN(levels); i++) if (dock_heading_named(levels[i].names, s)) return str_from(levels[i].code);
    return s;
}

static struct str word_of(const struct field *f, struct str text)
{
    static const struct { const char *field; struct str (*of)(struct str); } t[] = { { "kind", dock_kind_of }, { "stage", dock_stage_of },
        { "education", education_of } };
    for (size_t i = 0; i < LEN(t); i++) if (strcmp(f->name, t[i].field) == 0) return t[i].of(text);
    return text;
}

/* A code for a label; what is not known stays as it is, and the form says so. */
static struct str code_of(struct req *r, const struct field *f, struct str text)
{
    struct choices c = f->choices(r);
    struct str word = word_of(f, text);
    for (size_t i = 0; i < c.n; i++) if (choice_means(&c.v[i], text)) return c.v[i].code;
    for (size_t i = 0; i < c.n; i++) if (str_eq(c.v[i].code, word)) return word;
    for (size_t i = 0; strcmp(f->name, "division") == 0 && i < c.n; i++) if (place_means(r->arena, &c.v[i], text)) return c.v[i].code;
    return text;
}

static struct strs codes_of(struct req *r, const struct field *f, struct str text)
{
    static const struct str marks[] = { SI(","), SI(";"), SI("、"), SI("，"), SI("；"), SI("/"), SI("\n") };
    struct strs list = { 0 };
    for (size_t from = 0, i = 0; i <= text.n;) {
        size_t k = 0;
        while (i < text.n && k < LEN(marks) && !str_starts(str_sub(text, i, text.n), marks[k])) k++;
        if (i < text.n && k == LEN(marks)) { i++; continue; }
        struct str one = str_trim(str_sub(text, from, i - from));
        if (one.n) *PUSH(r->arena, &list) = code_of(r, f, one);
        i += i < text.n ? marks[k].n : 1;
        from = i;
    }
    return list;
}

static struct str flag_of(struct req *r, struct import *in, size_t row, size_t column, const struct field *f, struct str text)
{
    static const struct str yes[] = { SI("1"), SI("是"), SI("有"), SI("对"), SI("√"), SI("✓"), SI("yes"), SI("y"), SI("true"), SI("x") };
    static const struct str no[] = { SI("0"), SI("否"), SI("无"), SI("没有"), SI("不"), SI("×"), SI("no"), SI("n"), SI("false"), SI("-") };
    for (size_t i = 0; i < LEN(yes); i++) if (str_eq_nocase(text, yes[i])) return S("1");
    for (size_t i = 0; i < LEN(no); i++) if (str_eq_nocase(text, no[i])) return S("");
    import_fault(r, in, row, column, f->label, T_import_err_flag, text);
    return S("");
}

static bool wide_digits(struct str s)
{
    for (size_t at = 0; at < s.n;) {
        uint32_t c = utf8_next(s, &at);
        if (c >= 0xFF10 && c <= 0xFF19) return true;
    }
    return false;
}

static struct str narrowed(struct arena *a, struct str s)
{
    struct out o;
    out_init(&o, a);
    for (size_t at = 0; at < s.n;) {
        char b[4];
        uint32_t c = utf8_next(s, &at);
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        put(&o, b, utf8_put(b, c));
    }
    return out_str(&o);
}

/* 46086 under "open until" is the number Excel keeps for 2026-03-05, out of a column that was not marked as dates. */
static bool serial_day(struct arena *a, struct str s, struct str *day)
{
    enum { FIRST = 36526, LAST = 73050 };          /* 2000-01-01 to 2099-12-31: anything else is a slip */
    int64_t n;
    if (!str_int(s, &n) || n < FIRST || n > LAST) return false;
    *day = date_str(a, date_days(1899, 12, 30) + n);
    return true;
}

static void note(struct req *r, struct import *in, size_t row, size_t column, int message, struct str from, struct str to)
{
    *PUSH(r->arena, &in->notes) = (struct import_note){ row, column, message, from, to };
}

struct strs import_cell(struct req *r, struct import *in, size_t row, size_t column, const struct field *f, struct str text)
{
    struct strs one = { NEW(r->arena, struct str), 1, 1 };
    struct str plain = text;
    bool number = f->kind == FIELD_INT || f->kind == FIELD_MONEY || f->kind == FIELD_DATE;
    if (f->kind == FIELD_MULTI) return codes_of(r, f, text);
    if (number && wide_digits(text)) {
        plain = narrowed(r->arena, text);
        note(r, in, row, column, T_import_note_wide, text, plain);
    }
    if (f->kind == FIELD_DATE && serial_day(r->arena, plain, &plain)) note(r, in, row, column, T_import_note_serial, text, plain);
    if (f->kind == FIELD_MONEY) {
        struct str meant = dock_amount_under(r->arena, in->sheet.v[0].v[column], plain);
        if (!str_eq(meant, plain)) note(r, in, row, column, T_import_note_unit, text, meant);
        plain = meant;
    }
    if (f->kind == FIELD_MONEY && str_ends(plain, S("元"))) plain = str_sub(plain, 0, plain.n - 3);
    if ((f->kind == FIELD_TEXT || f->kind == FIELD_LONGTEXT) && sheet_spoiled(text))
        import_fault(r, in, row, column, f->label, T_import_err_spoiled, text);
    one.v[0] = f->kind == FIELD_CHOICE ? code_of(r, f, text) : f->kind == FIELD_FLAG ? flag_of(r, in, row, column, f, text) : plain;
    return one;
}
